"""Files of tables as different programs write them, and as nobody should. Names are invented."""

import io
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

from app.imports.reading.tcvn3 import LETTERS
from tests.office import Office

Rows = Sequence[Sequence[object]]
SCHOOLS: Rows = (
    ("PHÒNG GIÁO DỤC MINH HỌA", None, None),
    (None,),
    ("Mã trường", "Tên trường", "1.1"),
    ("0001", "Trường Tiểu học Nguyễn Trãi", 7.25),
    ("0002", "Trường Trung học cơ sở Đường Lâm", 8),
)
"""A title, a blank row, a header and two rows."""
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def by_openpyxl(sheets: Mapping[str, Rows], hidden: Iterable[str] = ()) -> bytes:
    """A workbook; texts that begin with `=` are formulas without a value."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def by_xlsxwriter(rows: Rows, *, memory: bool = False, name: str = "Bảng") -> bytes:
    """A workbook; `memory` writes texts into the cells themselves, as long tables have it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": memory, "in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and not value.startswith("="):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    return made.getvalue()


def xlsx_by_hand(sheet_data: str, *, prefix: str = "", head: str = "", name: str = "Tay") -> bytes:
    """A workbook of one sheet whose `<sheetData>` is given; `head` stands before its first element.

    `prefix` is that of the elements of the sheet alone.
    """
    at = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    return packed(
        {
            "[Content_Types].xml": f'{declared}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'{declared}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
            f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'{declared}{head}<{at}worksheet {space}="{_MAIN}">'
            f"<{at}sheetData>{sheet_data}</{at}sheetData></{at}worksheet>",
        }
    )


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def ods_by_hand(tables: str, *, manifest: str = "") -> bytes:
    """A document whose tables are given as XML."""
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
        for one in ("office", "table", "text")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    listed = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>'
            f"<office:document-content {spaces} {calc}><office:body><office:spreadsheet>"
            f"{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest {listed}>{manifest}</manifest:manifest>",
        }
    )


def ole2_by_hand(*streams: str) -> bytes:
    """An OLE2 file with streams of no bytes."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, _END, *[_FREE] * 126)
    listed = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB12x16x4x16xII4x", 2 * len(name) + 2, kind, 1, _END, 0)
        for name, kind in (("Root Entry", 5), *((one, 2) for one in streams))
    )
    return head + table + listed.ljust(512, b"\0")


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of the parts in their order; the first of a document, `mimetype`, is stored."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            how = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(path, content, how)
    return made.getvalue()


def repacked(content: bytes, **changed: str | bytes | None) -> bytes:
    """A zip with parts put in, replaced (`xl_workbook_bin` for `xl/workbook.bin`) or left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts: dict[str, str | bytes] = {one: package.read(one) for one in package.namelist()}
    by_key = {one.replace("/", "_").replace(".", "_"): one for one in parts}
    for key, value in changed.items():
        path = by_key.get(key, _path(key))
        if value is None:
            parts.pop(path)
        else:
            parts[path] = value
    return packed(parts)


def _path(key: str) -> str:
    *folders, name, extension = key.split("_")
    return "/".join([*folders, f"{name}.{extension}"])


def delimited(
    rows: Rows, encoding: str = "utf-8", separator: str = ",", end: str = "\r\n"
) -> bytes:
    """Rows with separators, each cell in quotation marks where it must be; also `tcvn3`."""
    text = "".join(separator.join(_cell(one, separator) for one in row) + end for row in rows)
    if encoding == "tcvn3":
        return in_tcvn3(text)
    return in_windows(text) if encoding == "cp1258" else text.encode(encoding)


def _cell(value: object, separator: str) -> str:
    text = "" if value is None else str(value)
    quoted = '"' in text or "\n" in text or separator in text
    return '"' + text.replace('"', '""') + '"' if quoted else text


def in_tcvn3(text: str) -> bytes:
    """Text as typed in a .Vn font: capitals with tone marks have only codes of small letters."""
    codes = {letter: code for code, letter in LETTERS.items()}
    return bytes(
        ord(one) if one.isascii() else codes.get(one) or codes[one.lower()] for one in text
    )


def in_windows(text: str) -> bytes:
    """Windows-1258: a letter with its first mark, the tone behind it."""
    made = bytearray()
    for letter in text:
        try:
            made += letter.encode("cp1258")
        except UnicodeEncodeError:
            made += _split(letter)
    return bytes(made)


def _split(letter: str) -> bytes:
    *base, tone = list(unicodedata.normalize("NFD", letter))
    others = [one for one in base[1:] if one in "\u0302\u0306\u031b"]
    if tone not in "\u0300\u0301\u0303\u0309\u0323":  # the tone stands below, hence before
        tone = next(one for one in base[1:] if one not in others)
        others.append(unicodedata.normalize("NFD", letter)[-1])
    whole = unicodedata.normalize("NFC", base[0] + "".join(others))
    return (whole + tone).encode("cp1258")


def converted(office: Office, content: bytes, of: str, to: str, folder: Path) -> bytes:
    """The file as LibreOffice writes it; `to` may name a filter."""
    path = folder / f"goc.{of}"
    path.write_bytes(content)
    (made,) = office.convert([path], to, folder / "out")
    return made.read_bytes()
