"""A multipart body taken apart in memory: bounded parts, bounded headers, no temporary file.

Starlette's own reader would write parts above 1 MB to a temporary file; the body is already here
and bounded, so nothing needs a disk.
"""

from typing import NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.errors import BodyUnreadable, KindNotAccepted, Reason, ShapeWrong

# The largest form of the page sends one file, two choices, and one tick per item (29).
MAX_PARTS = 64
MAX_PART_HEADERS = 8
MAX_HEADER_BYTES = 2048
MAX_NAME_BYTES = 200
MAX_TEXT_BYTES = 2000
_BROKEN = "Nội dung multipart bị cắt ngang hoặc sai cấu trúc."


class Part(NamedTuple):
    """One part: the field's name and its bytes, a file's or a text's."""

    name: str
    content: bytes


class Parts(tuple[Part, ...]):
    """The parts of one body, in order."""

    __slots__ = ()

    def content(self, name: str) -> bytes | None:
        """The bytes of the only part of that name, None where there is none."""
        found = [part.content for part in self if part.name == name]
        if len(found) > 1:
            raise wrong_field(name, "được gửi hai lần")
        return found[0] if found else None

    def text(self, name: str, default: str = "") -> str:
        """The text of the only part of that name."""
        content = self.content(name)
        return default if content is None else _decoded(name, content)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of all parts of that name, in order."""
        return tuple(_decoded(name, part.content) for part in self if part.name == name)

    def refuse_others(self, known: frozenset[str]) -> None:
        """Raise ShapeWrong for a part that nobody reads: a misspelt name must not pass unseen."""
        for part in self:
            if part.name not in known:
                raise wrong_field(part.name, "không thuộc yêu cầu này")


def wrong_field(name: str, what: str) -> ShapeWrong:
    """The refusal of one field of a form."""
    return ShapeWrong(reasons=(Reason(name, "field", f"Trường “{name}” {what}."),))


def read_multipart(body: bytes, content_type: str) -> Parts:
    """The parts of a multipart/form-data body. Raises BodyUnreadable, KindNotAccepted."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind.lower() != b"multipart/form-data" or not boundary:
        raise KindNotAccepted("Hãy gửi tệp dưới dạng multipart/form-data.")
    collector = _Collector()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": collector.begin,
                "on_header_field": collector.header_name,
                "on_header_value": collector.header_value,
                "on_header_end": collector.header_end,
                "on_part_data": collector.data,
                "on_part_end": collector.end,
                "on_end": collector.whole,
            },
            max_header_count=MAX_PART_HEADERS,
            max_header_size=MAX_HEADER_BYTES,
        )
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise BodyUnreadable(_BROKEN) from error
    if not collector.complete:
        raise BodyUnreadable(_BROKEN)
    return Parts(collector.parts)


class _Collector:
    """The parser's callbacks; slices are joined once per part, so a long part costs no more."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.complete = False
        self._name = b""
        self._value = b""
        self._disposition = b""
        self._chunks: list[bytes] = []

    def begin(self) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise BodyUnreadable(f"Nội dung multipart có hơn {MAX_PARTS} phần.")
        self._disposition = b""
        self._chunks = []

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._chunks.append(data[start:end])

    def end(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name")
        if name is None or len(name) > MAX_NAME_BYTES:
            raise BodyUnreadable("Nội dung multipart có một phần không ghi tên trường.")
        self.parts.append(Part(_utf8(name), b"".join(self._chunks)))

    def whole(self) -> None:
        self.complete = True


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MAX_TEXT_BYTES:
        raise wrong_field(name, f"dài quá {MAX_TEXT_BYTES} byte")
    return _utf8(content)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyUnreadable("Chữ trong nội dung multipart phải viết bằng UTF-8.") from error
