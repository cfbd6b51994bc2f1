"""PDF: what it would do when opened, told from its objects, wherever they hang.

Every object of the file is looked at, used or not; text and pictures are not drawn. qpdf reads the
objects without repairing, so that what is inspected is what is there.
"""

import zlib
from typing import TYPE_CHECKING, BinaryIO

from evidence.errors import FileRefused, Refusal
from evidence.inspection.open_xml import followed_by_hand
from evidence.pictures import bounded
from evidence.refusals import refused

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

MAX_OBJECTS = 500_000
MAX_VALUES = 5_000_000
MAX_STREAM_BYTES = 512 * 1024 * 1024
"""A colour page of A3 at 600 dpi has 210 MB."""
MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
_PIECE = 1024 * 1024
_ACTIONS = {
    "/JavaScript": Refusal.SCRIPTS,
    "/Launch": Refusal.SCRIPTS,
    "/SubmitForm": Refusal.SCRIPTS,
    "/ImportData": Refusal.SCRIPTS,
    "/Rendition": Refusal.SCRIPTS,
    "/RichMediaExecute": Refusal.SCRIPTS,
    "/GoToR": Refusal.OUTSIDE,
    "/GoToE": Refusal.ATTACHMENTS,
    "/Thread": Refusal.OUTSIDE,
}
_ANNOTATIONS = {
    "/FileAttachment": Refusal.ATTACHMENTS,
    "/RichMedia": Refusal.EMBEDDED,
    "/3D": Refusal.EMBEDDED,
    "/Movie": Refusal.EMBEDDED,
    "/Sound": Refusal.EMBEDDED,
    "/Screen": Refusal.EMBEDDED,
}
_KEYS = {
    "/JS": Refusal.SCRIPTS,
    "/JavaScript": Refusal.SCRIPTS,
    "/XFA": Refusal.SCRIPTS,
    "/EmbeddedFiles": Refusal.ATTACHMENTS,
    "/EF": Refusal.ATTACHMENTS,
    "/Encrypt": Refusal.PASSWORD,
}
_ON_THEIR_OWN = ("/OpenAction", "/AA")
_QUIET = frozenset({"/GoTo", "/Named"})
_FLATE = frozenset({"/FlateDecode", "/Fl"})


def inspect_pdf(content: BinaryIO) -> int:
    """The number of pages. Raises FileRefused."""
    import pikepdf  # noqa: PLC0415 - only once the bounds hold

    content.seek(0)
    try:
        with pikepdf.open(content, attempt_recovery=False, suppress_warnings=True) as pdf:
            if len(pdf.objects) > MAX_OBJECTS:
                raise refused(Refusal.TOO_HEAVY)
            _Look().at(pdf)
            return len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise refused(Refusal.PASSWORD) from error
    except FileRefused:
        raise
    except (pikepdf.PdfError, ValueError, RuntimeError, LookupError, TypeError) as error:
        raise refused(Refusal.DAMAGED) from error


class _Look:
    """One walk over a file, with what it may still cost."""

    def __init__(self) -> None:
        self._values = MAX_VALUES
        self._unpacked = MAX_UNPACKED_BYTES

    def at(self, pdf: "Pdf") -> None:
        self._value(pdf.Root)
        for one in pdf.objects:
            self._value(one)

    def _value(self, value: "Object") -> None:
        """A value and what hangs on it directly; what it only refers to comes by itself."""
        from pikepdf import Array, Dictionary, Object, Stream  # noqa: PLC0415

        waiting: list[Object] = [value]
        while waiting:
            one = waiting.pop()
            self._values -= 1
            if self._values < 0:
                raise refused(Refusal.TOO_HEAVY)
            if isinstance(one, Stream):
                self._stream(one)
                one = one.stream_dict
            if isinstance(one, Dictionary):
                _dictionary(one)
                inner = [part for _, part in one.items()]
            elif isinstance(one, Array):
                inner = list(one)
            else:
                continue
            # Numbers and truths come as Python's own.
            waiting += [part for part in inner if not getattr(part, "is_indirect", True)]

    def _stream(self, stream: "Object") -> None:
        if "/F" in stream:
            raise refused(Refusal.OUTSIDE)
        if str(stream.get("/Type", "")) == "/EmbeddedFile":
            raise refused(Refusal.ATTACHMENTS)
        if str(stream.get("/Subtype", "")) == "/Image":
            bounded(max(1, int(stream.get("/Width", 1))), max(1, int(stream.get("/Height", 1))))
        filters = _names(stream.get("/Filter"))
        if sum(name in _FLATE for name in filters) > 1:
            raise refused(Refusal.UNPACKS_TOO_LARGE)
        if filters and filters[0] in _FLATE:
            self._unpack(stream.read_raw_bytes())

    def _unpack(self, raw: bytes) -> None:
        """Count what a stream unpacks to; what is not sound is for the reader to pass over."""
        unpacker = zlib.decompressobj()
        made = 0
        try:
            while raw and not unpacker.eof:
                made += len(unpacker.decompress(raw, _PIECE))
                raw = unpacker.unconsumed_tail
                if made > min(MAX_STREAM_BYTES, self._unpacked):
                    raise refused(Refusal.UNPACKS_TOO_LARGE)
        except zlib.error:
            return
        self._unpacked -= made


def _names(filters: "Object | None") -> list[str]:
    from pikepdf import Array  # noqa: PLC0415

    if filters is None:
        return []
    return [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]


def _dictionary(found: "Object") -> None:
    for key, reason in _KEYS.items():
        if key in found:
            raise refused(reason)
    action = str(found.get("/S", ""))
    if action in _ACTIONS:
        raise refused(_ACTIONS[action])
    if action == "/URI" and not followed_by_hand(str(found.get("/URI", ""))):
        raise refused(Refusal.OUTSIDE)
    kind = str(found.get("/Subtype", ""))
    if kind in _ANNOTATIONS and "/Rect" in found:
        raise refused(_ANNOTATIONS[kind])
    if "/Ref" in found and kind == "/Form":
        raise refused(Refusal.OUTSIDE)
    for key in _ON_THEIR_OWN:
        _quiet(found.get(key))


def _quiet(action: "Object | None") -> None:
    """Nothing but turning to a page may happen without a person."""
    from pikepdf import Dictionary  # noqa: PLC0415

    if not isinstance(action, Dictionary):
        return
    acts = [action, *(part for _, part in action.items() if isinstance(part, Dictionary))]
    if any("/S" in act and str(act["/S"]) not in _QUIET for act in acts):
        raise refused(Refusal.SCRIPTS)
