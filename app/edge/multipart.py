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
MAX_FILE_NAME_BYTES = 600
MAX_TEXT_BYTES = 2000
_BROKEN = "Nội dung multipart bị cắt ngang hoặc sai cấu trúc."


class Part(NamedTuple):
    """One part: the field's name and its bytes, a file's or a text's."""

    name: str
    content: bytes
    file_name: str = ""


class Parts(tuple[Part, ...]):
    """The parts of one body, in order."""

    __slots__ = ()

    def content(self, name: str) -> bytes | None:
        """The bytes of the only part of that name, None where there is none."""
        found = [part.content for part in self if part.name == name]
        if len(found) > 1:
            raise wrong_field(name, "được gửi hai lần")
        return found[0] if found else None

    def called(self, name: str) -> str:
        """What the sender calls the file in the part of that name; "" for a text."""
        return next((part.file_name for part in self if part.name == name), "")

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
    boundary = boundary_of(content_type)
    collector = Collector()
    try:
        parser = parser_into(collector, boundary)
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise broken() from error
    if not collector.complete:
        raise broken()
    return Parts(collector.parts)


def boundary_of(content_type: str) -> bytes:
    """What parts the parts. Raises KindNotAccepted."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind.lower() != b"multipart/form-data" or not boundary:
        raise KindNotAccepted("Hãy gửi tệp dưới dạng multipart/form-data.")
    return boundary


def parser_into(collector: "Collector", boundary: bytes) -> MultipartParser:
    """A parser with our bounds; `write` and `finalize` raise FormParserError."""
    return MultipartParser(
        boundary,
        {
            "on_part_begin": collector.begin,
            "on_header_field": collector.header_name,
            "on_header_value": collector.header_value,
            "on_header_end": collector.header_end,
            "on_headers_finished": collector.headers_finished,
            "on_part_data": collector.data,
            "on_part_end": collector.end,
            "on_end": collector.whole,
        },
        max_header_count=MAX_PART_HEADERS,
        max_header_size=MAX_HEADER_BYTES,
    )


def broken() -> BodyUnreadable:
    """The refusal of a body that is no multipart, or only half of one."""
    return BodyUnreadable(_BROKEN)


class Collector:
    """The parser's callbacks; slices are joined once per part, so a long part costs no more."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.complete = False
        self._count = 0
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._options: dict[bytes, bytes] = {}
        self._chunks: list[bytes] = []

    def begin(self) -> None:
        """A part begins."""
        self._count += 1
        if self._count > MAX_PARTS:
            raise BodyUnreadable(f"Nội dung multipart có hơn {MAX_PARTS} phần.")
        self._headers = {}
        self._options = {}
        self._chunks = []

    def header_name(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's name."""
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's value."""
        self._value += data[start:end]

    def header_end(self) -> None:
        """A header is whole."""
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def headers_finished(self) -> None:
        """The part's bytes follow."""
        disposition = self._headers.get(b"content-disposition", b"")
        _, self._options = parse_options_header(disposition)

    def data(self, data: bytes, start: int, end: int) -> None:
        """A piece of the part."""
        self._chunks.append(data[start:end])

    def end(self) -> None:
        """The part is whole."""
        given = self._options.get(b"filename", b"")[:MAX_FILE_NAME_BYTES]
        name = given.decode("utf-8", "replace")
        self.parts.append(Part(self.part_name(), b"".join(self._chunks), name))

    def part_name(self) -> str:
        """The field's name. Raises BodyUnreadable."""
        name = self._options.get(b"name")
        if name is None or len(name) > MAX_NAME_BYTES:
            raise BodyUnreadable("Nội dung multipart có một phần không ghi tên trường.")
        return utf8(name)

    def whole(self) -> None:
        """The last boundary has been seen."""
        self.complete = True


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MAX_TEXT_BYTES:
        raise wrong_field(name, f"dài quá {MAX_TEXT_BYTES} byte")
    if b"\0" in content:  # no database of ours takes it in a text
        raise wrong_field(name, "chứa ký tự không nhìn thấy; hãy gõ lại")
    return utf8(content)


def utf8(content: bytes) -> str:
    """The text. Raises BodyUnreadable."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyUnreadable("Chữ trong nội dung multipart phải viết bằng UTF-8.") from error
