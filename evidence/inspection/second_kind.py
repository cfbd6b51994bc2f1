"""Files that are two kinds at once: what one program opens as a paper, another unpacks or runs."""

from typing import BinaryIO

from evidence.errors import Refusal
from evidence.kinds import Kind
from evidence.refusals import refused

_END_OF_ZIP = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_PDF_WITHIN = 1024
"""Readers take a file for a PDF whose mark is within its first kilobyte."""
_PDF = b"%PDF-"
_PDF_END = b"%%EOF"
_PDF_TAIL = 2048
_BEHIND_PDF = 64
_PACKAGES = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ZIP})


def refuse_second_kind(content: BinaryIO, kind: Kind) -> None:
    """Raise FileRefused where the content would open as another kind too."""
    content.seek(0)
    # A zip may hold a PDF as it is; as a zip it is handed out, and nobody opens it as a PDF.
    if kind not in {Kind.PDF, Kind.ZIP} and _PDF in content.read(_PDF_WITHIN):
        raise refused(Refusal.MIXED)
    if kind not in _PACKAGES and _ends_as_zip(content):
        raise refused(Refusal.MIXED)
    if kind is Kind.PDF:
        _nothing_behind_pdf(content)


def _ends_as_zip(content: BinaryIO) -> bool:
    size = content.seek(0, 2)
    content.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = content.read()
    at = tail.rfind(_END_OF_ZIP)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        # Readers forgive a comment that ends too early, and blanks behind it.
        if at + _END_SIZE + comment <= len(tail):
            return True
        at = tail.rfind(_END_OF_ZIP, 0, at)
    return False


def _nothing_behind_pdf(content: BinaryIO) -> None:
    size = content.seek(0, 2)
    content.seek(max(0, size - _PDF_TAIL))
    behind = content.read().rpartition(_PDF_END)[2].strip(b"\0 \t\r\n\f\x1a")
    if len(behind) > _BEHIND_PDF or b"<" in behind:
        raise refused(Refusal.MIXED)
