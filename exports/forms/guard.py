"""What is checked of a file before any of it is read, and the only door to its parts.

Nothing is unpacked that the reader does not ask for, and nothing past the sizes stated here.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from exports.forms.errors import FormRefused

MAX_BYTES = 10 * 1024 * 1024
"""A filled form takes 40 to 120 KB; with pasted screenshots a few MB. A scan belongs elsewhere."""
MAX_READ_BYTES = 8 * 1024 * 1024
"""All parts that are read, unpacked: 1,000 pieces of evidence saved by LibreOffice take 0,95 MB."""
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""What all parts say they unpack to, pictures too, which are never unpacked."""
MAX_ENTRIES = 1_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_CONTENT_TYPES = "[Content_Types].xml"
_MACRO_TYPE = b"macroEnabled"
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


def refused(code: str, message: str) -> FormRefused:
    """A refusal of the whole file."""
    return FormRefused.whole(code, message)


def damaged() -> FormRefused:
    """The refusal of a file that says of itself what is not so."""
    return refused(
        "damaged", "Tệp bị hỏng. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi nộp lại tệp đó."
    )


class Package:
    """The parts of a workbook, by name. Raises `FormRefused` on opening or reading."""

    def __init__(self, content: bytes) -> None:
        _kind(content)
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except _DAMAGED as error:
            raise damaged() from error
        entries = self._archive.infolist()
        self._entries = {entry.filename: entry for entry in entries}
        _directory(entries, self._entries)
        self._room = MAX_READ_BYTES
        if _CONTENT_TYPES not in self._entries:
            raise refused("not-a-workbook", _NOT_A_WORKBOOK)
        if _MACRO_TYPE in self.read(_CONTENT_TYPES):
            raise _macros()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The unpacked bytes of one part; all reads together take at most MAX_READ_BYTES."""
        entry = self._entries.get(name)
        if entry is None:
            raise damaged()
        self._room -= entry.file_size
        if self._room < 0:
            raise too_big()
        try:
            content = self._archive.read(entry)
        except _DAMAGED as error:
            raise damaged() from error
        if len(content) != entry.file_size:
            raise damaged()
        return content


_NOT_A_WORKBOOK = "Tệp này không phải bảng tính .xlsx. Hãy nộp phiếu Excel của Thang Đo đã điền."


def too_big() -> FormRefused:
    """The refusal of a file that unpacks to more than a form ever holds."""
    return refused(
        "too-big-unpacked",
        "Tệp giải nén ra quá lớn so với một phiếu. Hãy chép nội dung sang một phiếu mới.",
    )


def _macros() -> FormRefused:
    return refused("macros", "Tệp có macro. Hãy lưu thành dạng .xlsx (không macro) rồi nộp lại.")


def _kind(content: bytes) -> None:
    if not content:
        raise refused("empty", "Tệp rỗng (0 byte). Hãy chọn lại tệp phiếu đã điền.")
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise refused(
            "too-big",
            f"Tệp lớn hơn {limit} MB. Hãy bỏ ảnh, bản quét khỏi phiếu: minh chứng chỉ cần ghi "
            "đường dẫn.",
        )
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            message = "Tệp có mật khẩu. Hãy mở tệp, bỏ mật khẩu (Tệp > Thông tin), lưu rồi nộp lại."
            raise refused("encrypted", message)
        message = "Tệp thuộc dạng cũ (.xls, .doc). Hãy mở bằng Excel và lưu thành dạng .xlsx."
        raise refused("old-format", message)
    if content.startswith(b"%PDF"):
        message = "Tệp này là PDF. Hãy nộp tệp phiếu .xlsx đã điền, không phải bản in."
        raise refused("not-a-workbook", message)
    if not content.startswith(_ZIP):
        raise refused("not-a-workbook", _NOT_A_WORKBOOK)
    # Counted before the directory is read: each entry would cost half a kilobyte of memory.
    if content.count(_DIRECTORY_ENTRY) > MAX_ENTRIES:
        raise too_big()


def _directory(entries: list[zipfile.ZipInfo], by_name: dict[str, zipfile.ZipInfo]) -> None:
    if len(by_name) != len(entries):
        raise damaged()
    total = 0
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
            raise damaged()
        if entry.flag_bits & 1:
            raise refused("encrypted", "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
        # bz2 and lzma are unpacked by Python without a bound; no office program writes them.
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged()
        if "vbaproject" in name.lower() or name.lower().startswith("xl/macrosheets"):
            raise _macros()
        total += entry.file_size
    if total > MAX_UNPACKED_BYTES:
        raise too_big()
