"""What a file is, told by its content; its name and its declared type must say the same.

Only what schools hand in. This is a look at the outside, cheap enough for every upload: nothing is
unpacked but what says a package's kind, pictures are measured and not decoded. What is inside is
judged by `evidence.inspection`.
"""

import unicodedata
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from evidence import office, pictures
from evidence.errors import FileRefused, Refusal
from evidence.refusals import refused


class Kind(StrEnum):
    """A kind of file, named by its usual extension."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    MP4 = "mp4"
    ZIP = "zip"


class _Look(NamedTuple):
    media_type: str
    title: str
    extensions: frozenset[str]
    declared: frozenset[str] = frozenset()
    """Other names that browsers use for the media type."""


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


def _look(media_type: str, title: str, extensions: str, declared: str = "") -> _Look:
    return _Look(media_type, title, frozenset(extensions.split()), frozenset(declared.split()))


_LOOKS = {
    Kind.PDF: _look("application/pdf", "PDF", "pdf", "application/x-pdf"),
    Kind.DOCX: _look(f"{_OPEN_XML}.wordprocessingml.document", "Word (.docx)", "docx"),
    Kind.XLSX: _look(f"{_OPEN_XML}.spreadsheetml.sheet", "Excel (.xlsx)", "xlsx"),
    Kind.PPTX: _look(f"{_OPEN_XML}.presentationml.presentation", "PowerPoint (.pptx)", "pptx"),
    Kind.ODT: _look(f"{_OPEN_DOCUMENT}.text", "văn bản OpenDocument (.odt)", "odt"),
    Kind.ODS: _look(f"{_OPEN_DOCUMENT}.spreadsheet", "bảng tính OpenDocument (.ods)", "ods"),
    Kind.JPG: _look("image/jpeg", "ảnh JPEG", "jpg jpeg", "image/jpg image/pjpeg"),
    Kind.PNG: _look("image/png", "ảnh PNG", "png", "image/x-png"),
    Kind.WEBP: _look("image/webp", "ảnh WebP", "webp"),
    Kind.HEIC: _look("image/heic", "ảnh HEIC", "heic heif", "image/heif"),
    Kind.MP4: _look("video/mp4", "video MP4", "mp4 m4v", "video/x-m4v application/mp4"),
    Kind.ZIP: _look(
        "application/zip",
        "gói nén (.zip)",
        "zip",
        "application/x-zip-compressed application/x-zip multipart/x-zip",
    ),
}
EVERY_KIND = frozenset({Kind.PDF, Kind.DOCX, Kind.XLSX, Kind.JPG, Kind.PNG})
"""What is taken after this look alone."""
INSPECTED_KINDS = frozenset(Kind)
"""What is taken where the inside is inspected too."""
PAPERS = frozenset({Kind.PDF, Kind.JPG, Kind.PNG})
"""What a signed paper comes back as."""
PICTURES = frozenset({Kind.JPG, Kind.PNG, Kind.WEBP, Kind.HEIC})
_NOTHING_DECLARED = frozenset({"", "application/octet-stream"})
_HEAD = 16
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MP4_BRANDS = frozenset(
    {b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"MSNV", b"dash", b"mmp4"}
    | {b"iso%d" % number for number in range(2, 10)}
)
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
            f"Tệp này là {_LOOKS[kind].title}; ở đây chỉ nhận {wanted}. "
            "Hãy chuyển sang một trong các dạng này rồi gửi lại.",
        )
    _agree(kind, file_name, declared)
    return kind


def kind_by_content(content: BinaryIO) -> Kind:
    """The kind, whatever the file is called. Raises FileRefused for what is none of ours."""
    return _by_content(content)


def extension_of(file_name: str) -> str:
    """The extension in lower case, without its dot."""
    name = unicodedata.normalize("NFC", file_name).strip()
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def _by_content(content: BinaryIO) -> Kind:
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise refused(Refusal.EMPTY)
    if head.startswith(b"%PDF-"):
        _whole_pdf(content)
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind(office.kind_of_package(content))
    if head.startswith(_OLE):
        raise refused(Refusal.OLD_FORMAT)
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    return _picture(content, head)


def _picture(content: BinaryIO, head: bytes) -> Kind:
    if head.startswith(pictures.PNG_HEAD):
        pictures.measure_png(content)
        return Kind.PNG
    if head.startswith(pictures.JPEG_HEAD):
        pictures.measure_jpeg(content)
        return Kind.JPG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        pictures.measure_webp(content)
        return Kind.WEBP
    raise refused(Refusal.UNKNOWN)


def _by_brand(brand: bytes) -> Kind:
    """A photograph or a video: both are made of boxes, the first says of what family."""
    if brand in _HEIC_BRANDS:
        return Kind.HEIC
    if brand in _MP4_BRANDS:
        return Kind.MP4
    raise FileRefused(
        Refusal.UNKNOWN,
        "Đây là video hoặc ảnh ở dạng không được nhận (ví dụ .mov, .3gp, .avif). "
        "Hãy chuyển sang .mp4 hoặc .jpg rồi gửi lại.",
    )


def _whole_pdf(content: BinaryIO) -> None:
    size = content.seek(0, 2)
    content.seek(max(0, size - _PDF_TAIL))
    if _PDF_END not in content.read(_PDF_TAIL):
        raise refused(Refusal.DAMAGED, "Tệp PDF không có phần kết.")


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
