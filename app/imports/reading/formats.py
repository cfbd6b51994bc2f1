"""What a file is, told by its content; its name is never asked.

Told apart: packages (zip), old binary workbooks (OLE2), text with separators, and all that people
send in their place.
"""

import re
from collections.abc import Sequence
from typing import Literal

from app.imports.reading.errors import FileFault, refused

ZIP, OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Container = Literal["zip", "ole2", "text"]
_HEAD = 4096
_FOREIGN: Sequence[tuple[bytes, FileFault]] = (
    (b"%PDF-", FileFault.PDF),
    (b"{\\rtf", FileFault.NO_SHEETS),
    (b"PK\x05\x06", FileFault.NO_SHEETS),
    (b"PK\x07\x08", FileFault.UNKNOWN),
    (b"Rar!", FileFault.NO_SHEETS),
    (b"7z\xbc\xaf\x27\x1c", FileFault.NO_SHEETS),
    (b"\x1f\x8b", FileFault.NO_SHEETS),
    (b"\x89PNG", FileFault.UNKNOWN),
    (b"\xff\xd8\xff", FileFault.UNKNOWN),
    (b"GIF8", FileFault.UNKNOWN),
    (b"\x7fELF", FileFault.UNKNOWN),
    (b"MIME-Version:", FileFault.HTML),
    # Excel 2, 3 and 4, before workbooks were OLE2.
    (b"\x09\x00\x04\x00", FileFault.OLD_EXCEL),
    (b"\x09\x02\x06\x00", FileFault.OLD_EXCEL),
    (b"\x09\x04\x06\x00", FileFault.OLD_EXCEL),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|meta|style|script|div|tr|td|center|font)\b|<!--",
    re.IGNORECASE,
)
_XML = re.compile(rb"<\?xml|<(?:\w+:)?workbook\b|<office:document", re.IGNORECASE)


def container_of(content: bytes) -> Container:
    """How the file is packed. Raises FileRefused for what is no table of ours."""
    head = content[:_HEAD]
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refused(FileFault.EMPTY)
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE2):
        return "ole2"
    for mark, fault in _FOREIGN:
        if head.startswith(mark):
            raise refused(fault)
    # Without the zeros of UTF-16, so that a web page is told in either.
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"").lstrip()
    if _MARKUP.match(plain):
        raise refused(FileFault.HTML)
    if _XML.match(plain):
        raise refused(FileFault.HTML if b"<html" in plain.lower() else FileFault.XML)
    return "text"
