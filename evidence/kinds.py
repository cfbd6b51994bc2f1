"""What a file is, told by its content; its name and its declared type must say the same.

Only what schools hand in: PDF, Word and Excel without macros, photographs. Nothing is unpacked but
the list of parts of an Office file; pictures are measured, not decoded.
"""

import unicodedata
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from evidence import office, pictures
from evidence.errors import FileRefused, Refusal


class Kind(StrEnum):
    """A kind of file, named by its usual extension."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"


class _Look(NamedTuple):
    media_type: str
    extensions: frozenset[str]
    declared: frozenset[str]
    title: str


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_LOOKS = {
    Kind.PDF: _Look("application/pdf", frozenset({"pdf"}), frozenset(), "PDF"),
    Kind.DOCX: _Look(
        f"{_OPEN_XML}.wordprocessingml.document", frozenset({"docx"}), frozenset(), "Word (.docx)"
    ),
    Kind.XLSX: _Look(
        f"{_OPEN_XML}.spreadsheetml.sheet", frozenset({"xlsx"}), frozenset(), "Excel (.xlsx)"
    ),
    Kind.JPG: _Look(
        "image/jpeg",
        frozenset({"jpg", "jpeg"}),
        frozenset({"image/jpg", "image/pjpeg"}),
        "ảnh JPEG",
    ),
    Kind.PNG: _Look("image/png", frozenset({"png"}), frozenset(), "ảnh PNG"),
}
EVERY_KIND = frozenset(Kind)
PAPERS = frozenset({Kind.PDF, Kind.JPG, Kind.PNG})
"""What a signed paper comes back as."""
_NOTHING_DECLARED = frozenset({"", "application/octet-stream"})
_HEAD = 16
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Writers end with it; some scanners add a line or a few blanks behind.
_PDF_TAIL = 2048
_PDF_END = b"%%EOF"


def media_type(kind: Kind) -> str:
    """The media type under which a file of this kind is handed out."""
    return _LOOKS[kind].media_type


def kind_of(
    content: BinaryIO, file_name: str, declared: str = "", allowed: Collection[Kind] = EVERY_KIND
) -> Kind:
    """The kind of a content that can be sought in. Raises FileRefused with the reason.

    `declared` is the media type that the sender named; none, or octet-stream, says nothing.
    """
    kind = _by_content(content)
    if kind not in allowed:
        wanted = ", ".join(_LOOKS[one].title for one in Kind if one in allowed)
        raise FileRefused(
            Refusal.NOT_TAKEN_HERE,
            f"Tệp này là {_LOOKS[kind].title}; ở đây chỉ nhận {wanted}.",
        )
    _agree(kind, file_name, declared)
    return kind


def extension_of(file_name: str) -> str:
    """The extension in lower case, without its dot."""
    name = unicodedata.normalize("NFC", file_name).strip()
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def _by_content(content: BinaryIO) -> Kind:
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise FileRefused(Refusal.EMPTY, "Tệp rỗng (0 byte). Hãy chọn lại tệp.")
    if head.startswith(b"%PDF-"):
        _whole_pdf(content)
        return Kind.PDF
    if head.startswith(pictures.PNG_HEAD):
        pictures.measure_png(content)
        return Kind.PNG
    if head.startswith(pictures.JPEG_HEAD):
        pictures.measure_jpeg(content)
        return Kind.JPG
    if head.startswith(b"PK\x03\x04"):
        return Kind(office.kind_of_package(content))
    if head.startswith(_OLE):
        raise FileRefused(
            Refusal.OLD_FORMAT,
            "Tệp thuộc dạng Office cũ (.doc, .xls) hoặc có mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu "
            "thành .docx, .xlsx hoặc .pdf rồi gửi lại.",
        )
    raise FileRefused(
        Refusal.UNKNOWN,
        "Không nhận ra đây là tệp gì. Minh chứng nhận .pdf, .docx, .xlsx, .jpg, .png: "
        "hãy chuyển sang một trong các dạng này rồi gửi lại.",
    )


def _whole_pdf(content: BinaryIO) -> None:
    size = content.seek(0, 2)
    content.seek(max(0, size - _PDF_TAIL))
    if _PDF_END not in content.read(_PDF_TAIL):
        raise FileRefused(
            Refusal.DAMAGED,
            "Tệp PDF không có phần kết, có thể bị cắt ngang. Hãy mở thử, lưu lại rồi gửi lại.",
        )


def _agree(kind: Kind, file_name: str, declared: str) -> None:
    look = _LOOKS[kind]
    extension = extension_of(file_name)
    if extension not in look.extensions:
        raise FileRefused(
            Refusal.EXTENSION,
            f"Tên tệp kết thúc bằng “.{extension[:10]}” nhưng nội dung là {look.title}. "
            f"Hãy đổi đuôi tệp thành .{kind} rồi gửi lại.",
        )
    said = declared.partition(";")[0].strip().lower()
    if said not in _NOTHING_DECLARED | look.declared | {look.media_type}:
        raise FileRefused(
            Refusal.DECLARED,
            f"Tệp được khai là “{said[:60]}” nhưng nội dung là {look.title}. "
            "Hãy chọn lại đúng tệp rồi gửi lại.",
        )
