"""XML of strangers, read in pieces: no document type, no entities, nothing but UTF-8.

Expat reads 100 MB in a second as long as Python is not called for each element; so the large parts
(sheets) are only searched for words, and the small ones are looked at element by element.
"""

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from evidence.errors import Refusal
from evidence.refusals import refused

Element = Callable[[str, Mapping[str, str]], None]
"""Called with `namespace name` (a blank between) and the attributes, named likewise."""
Words = Callable[[str], None]
MAX_DEPTH = 256
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "none"})
_HEAD = 4


def check(
    pieces: Iterable[bytes],
    on_element: Element | None = None,
    on_words: Words | None = None,
    forbidden: Mapping[bytes, Refusal] | None = None,
) -> None:
    """Read a whole document; what is called may raise FileRefused, and so does this.

    `forbidden`: bytes that must not occur, written in capitals, and why.
    """
    reader = _reader(on_element, on_words)
    before, length = b"", 0
    try:
        for number, piece in enumerate(pieces):
            # A document in UTF-16 has a zero in its first bytes, or its own mark.
            if number == 0 and (b"\0" in piece[:_HEAD] or piece[:2] in {b"\xff\xfe", b"\xfe\xff"}):
                raise refused(Refusal.DOCUMENT_TYPE)
            before = _without(forbidden or {}, before, piece)
            length += len(piece)
            reader.Parse(piece, False)  # noqa: FBT003 - expat's own interface
        if length:  # LibreOffice once wrote settings of no bytes
            reader.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise refused(Refusal.DAMAGED) from error


def search(pieces: Iterable[bytes], forbidden: Mapping[bytes, Refusal]) -> None:
    """Only look for bytes that must not occur, where a text need not be sound XML."""
    before = b""
    for piece in pieces:
        before = _without(forbidden, before, piece)


def _without(forbidden: Mapping[bytes, Refusal], before: bytes, piece: bytes) -> bytes:
    """What the next piece may continue."""
    if not forbidden:
        return b""
    seen = (before + piece).upper()
    for word, reason in forbidden.items():
        if word in seen:
            raise refused(reason)
    return seen[-64:]


def _reader(on_element: Element | None, on_words: Words | None) -> expat.XMLParserType:
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.buffer_text = True

    def no_document_type(*_: object) -> None:
        raise refused(Refusal.DOCUMENT_TYPE)

    def declared(_version: str, encoding: str | None, _alone: int) -> None:
        if str(encoding).lower() not in _PLAIN:
            raise refused(Refusal.DOCUMENT_TYPE)

    reader.StartDoctypeDeclHandler = no_document_type
    reader.EntityDeclHandler = no_document_type
    reader.XmlDeclHandler = declared
    if on_element:
        depth = 0

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise refused(Refusal.DAMAGED)
            on_element(name, attributes)

        def closed(_name: str) -> None:
            nonlocal depth
            depth -= 1

        reader.StartElementHandler = opened
        reader.EndElementHandler = closed
    if on_words:
        reader.CharacterDataHandler = on_words
    return reader
