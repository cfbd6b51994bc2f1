"""Word and Excel files told apart by their own directory, without unpacking what they hold.

An Office file is a zip whose `[Content_Types].xml` says what its main part is. The end of the zip
is read first: how many entries there are is known before any of them costs memory.
"""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from evidence.errors import FileRefused, Refusal

MAX_ENTRIES = 5_000
"""A workbook with a thousand pasted pictures has about 2,100."""
MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
"""What all entries say they unpack to. A list of 300,000 rows says 200 MB."""
MAX_RATIO = 200
"""Sheets of empty styled cells reach about 100; a bomb 1,000."""
_RATIO_COUNTS_FROM = 16 * 1024 * 1024
_MAX_TYPES_BYTES = 1024 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex")
_MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/customui/")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
)
"""All that `zipfile` raises on bytes that are no sound archive."""


def kind_of_package(content: BinaryIO) -> str:
    """`docx` or `xlsx`. Raises FileRefused."""
    _count(content)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _directory(entries)
            names = {entry.filename for entry in entries}
            if _CONTENT_TYPES not in names:
                raise _no_office_file()
            with archive.open(_CONTENT_TYPES) as part:
                types = _types(part.read(_MAX_TYPES_BYTES + 1))
    except _DAMAGED as error:
        raise _damaged() from error
    return _judge(names, types)


def _count(content: BinaryIO) -> None:
    """Bound the directory by what the end of the file says of it."""
    size = content.seek(0, 2)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    content.seek(start)
    tail = content.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _damaged()
    entries, directory, offset, comment = struct.unpack_from("<10xHIIH", tail, at)
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY_BYTES:
        raise _unpacks_too_large()
    # Something before the zip, or behind it: another file in the same bytes.
    if offset + directory != start + at or at + _END_SIZE + comment != len(tail) or comment:
        raise FileRefused(
            Refusal.MIXED,
            "Trong tệp còn có nội dung khác ngoài tài liệu Office. "
            "Hãy mở tệp bằng Word hoặc Excel, lưu thành tệp mới rồi gửi lại.",
        )


def _directory(entries: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise _damaged()
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if "" in parts[:-1] or ".." in parts or ":" in parts[0] or "\0" in name:
            raise _damaged()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefused(
            Refusal.PASSWORD, "Tệp có mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi gửi lại."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)
    if unpacked > MAX_UNPACKED_BYTES or bomb:
        raise _unpacks_too_large()


def _types(xml: bytes) -> frozenset[str]:
    """Every content type that the package declares, in lower case."""
    if len(xml) > _MAX_TYPES_BYTES:
        raise _unpacks_too_large()
    try:
        root = ElementTree.fromstring(xml, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise _damaged() from error
    return frozenset(one.get("ContentType", "").strip().lower() for one in root)


def _judge(names: frozenset[str] | set[str], types: frozenset[str]) -> str:
    low = [f"/{name.lower()}" for name in names]
    if any(word in one for one in types for word in _MACRO_TYPES) or any(
        word in name for name in low for word in _MACRO_PARTS
    ):
        raise FileRefused(
            Refusal.MACROS,
            "Tệp có macro hoặc thành phần chạy được. Hãy lưu thành .docx hoặc .xlsx "
            "(không macro), hay xuất ra .pdf, rồi gửi lại.",
        )
    kinds = {kind for main, kind in _MAIN.items() if main in types}
    if len(kinds) != 1:
        raise _no_office_file()
    return kinds.pop()


def _no_office_file() -> FileRefused:
    return FileRefused(
        Refusal.UNKNOWN,
        "Tệp là một gói nén, không phải tài liệu Word hay Excel. Hãy giải nén và gửi từng tệp "
        ".pdf, .docx, .xlsx, .jpg hoặc .png.",
    )


def _damaged() -> FileRefused:
    return FileRefused(
        Refusal.DAMAGED, "Tệp bị hỏng. Hãy mở bằng Word hoặc Excel, lưu lại rồi gửi lại."
    )


def _unpacks_too_large() -> FileRefused:
    return FileRefused(
        Refusal.UNPACKS_TOO_LARGE,
        "Tệp giải nén ra quá lớn. Hãy xuất phần cần làm minh chứng ra .pdf rồi gửi lại.",
    )
