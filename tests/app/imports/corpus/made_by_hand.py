"""Files that no program should write, and a few that some do, byte by byte."""

import io
import zipfile
import zlib

from tests.app.imports.corpus.made_with_openpyxl import as_it_should_be
from tests.app.imports.corpus.tables import PLAIN
from tests.app.imports.reading.files import (
    ods_by_hand,
    ole2_by_hand,
    packed,
    repacked,
    xlsx_by_hand,
)

_SHEET = "xl_worksheets_sheet1_xml"
_STRICT = "http://purl.oclc.org/ooxml"
_OPEN = "http://schemas.openxmlformats.org"


def _inline(place: str, text: str, at: str = "") -> str:
    return f'<{at}c r="{place}" t="inlineStr"><{at}is><{at}t>{text}</{at}t></{at}is></{at}c>'


def _rows(at: str = "", fourth: str = "<v>4.5</v>") -> str:
    titles = "".join(
        _inline(f"{letter}1", title, at)
        for letter, title in zip("ABCD", ("Mã trường", "1.1", "1.4", "1.3.1"), strict=True)
    )
    fourth = fourth.replace("<v>", f"<{at}v>").replace("</v>", f"</{at}v>")
    return (
        f'<{at}row r="1">{titles}</{at}row><{at}row r="2">{_inline("A2", "79000001", at)}'
        f'{_inline("B2", "Đạt", at)}<{at}c r="C2"><{at}v>7.5</{at}v></{at}c>'
        f'<{at}c r="D2">{fourth}</{at}c></{at}row>'
    )


def _sheet_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def elements_with_a_prefix() -> bytes:
    return xlsx_by_hand(_rows("x:"), prefix="x", name="DS")


def cells_without_places() -> bytes:
    rows = _rows()
    for place in ("A1", "B1", "C1", "D1", "A2", "B2", "C2", "D2"):
        rows = rows.replace(f' r="{place}"', "")
    return xlsx_by_hand(rows.replace(' r="1"', "").replace(' r="2"', ""), name="DS")


def a_strict_workbook() -> bytes:
    strict: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(as_it_should_be())) as package:
        for path in package.namelist():
            part = package.read(path).decode()
            if path.endswith(".rels"):
                part = part.replace(f"{_OPEN}/officeDocument/2006", f"{_STRICT}/officeDocument")
            part = part.replace(f"{_OPEN}/spreadsheetml/2006/main", f"{_STRICT}/spreadsheetml/main")
            part = part.replace(
                f"{_OPEN}/officeDocument/2006/relationships",
                f"{_STRICT}/officeDocument/relationships",
            )
            strict[path] = part
    return packed(strict)


def a_wrong_dimension() -> bytes:
    sheet = _sheet_of(as_it_should_be()).replace('ref="A1:F3"', 'ref="A1:A1"')
    return repacked(as_it_should_be(), **{_SHEET: sheet})


def a_dimension_of_everything() -> bytes:
    sheet = _sheet_of(as_it_should_be()).replace('ref="A1:F3"', 'ref="A1:XFD1048576"')
    return repacked(as_it_should_be(), **{_SHEET: sheet})


def two_cells_at_the_ends_of_the_sheet() -> bytes:
    return xlsx_by_hand(
        f'<row r="1">{_inline("A1", "Mã trường")}</row>'
        f'<row r="1048576">{_inline("XFD1048576", "x")}</row>'
    )


def a_shared_formula() -> bytes:
    formula = '<f t="shared" ref="D2:D3" si="0">1+2</f><v>3</v>'
    second = (
        f'<row r="3">{_inline("A3", "79000002")}{_inline("B3", "Đạt")}'
        '<c r="C3"><v>8</v></c><c r="D3"><f t="shared" si="0"/><v>3</v></c></row>'
    )
    return xlsx_by_hand(_rows(fourth=formula) + second, name="DS")


def an_error_that_a_program_left() -> bytes:
    sheet = _rows().replace('<c r="D2"><v>4.5</v>', '<c r="D2" t="e"><v>#DIV/0!</v>')
    return xlsx_by_hand(sheet, name="DS")


def a_macro_workbook() -> bytes:
    parts = repacked(as_it_should_be(), xl_vbaProject_bin=b"\xd0\xcf\x11\xe0 macro")
    with zipfile.ZipFile(io.BytesIO(parts)) as package:
        types = package.read("[Content_Types].xml").decode()
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return repacked(parts, **{"[Content_Types]_xml": types})


def a_document_type() -> bytes:
    head = '<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return xlsx_by_hand(_rows(fourth="<v>&b;</v>"), head=head)


def a_zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_it_should_be())) as package, \
         zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:  # fmt: skip
        for path in package.namelist():
            bomb.writestr(path, package.read(path))
        with bomb.open("xl/media/anh.bmp", "w") as part:
            for _ in range(520):
                part.write(bytes(1024 * 1024))
    return made.getvalue()


def a_part_larger_than_it_says() -> bytes:
    content = as_it_should_be()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        told = package.getinfo("xl/worksheets/sheet1.xml").file_size
    sizes = told.to_bytes(4, "little")
    return content.replace(sizes, (100).to_bytes(4, "little"))


def a_workbook_with_a_password() -> bytes:
    return ole2_by_hand("EncryptionInfo", "EncryptedPackage")


def an_open_document_with_a_password() -> bytes:
    return ods_by_hand(
        "", manifest='<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry>"
    )  # fmt: skip


def a_workbook_cut_off() -> bytes:
    return as_it_should_be()[:-400]


def a_text_document() -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})


def noise() -> bytes:
    return b"\x93" + zlib.compress(repr(PLAIN).encode() * 50)


def repeated_rows_and_columns_of_an_open_document() -> bytes:
    def text(said: str) -> str:
        inside = f"<text:p>{said}</text:p>"
        return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'

    def value(said: str, more: str = "") -> str:
        kind = f'office:value-type="float" office:value="{said}"{more}'
        return f"<table:table-cell {kind}><text:p>{said}</text:p></table:table-cell>"

    rows = (
        f"<table:table-row>{text('Mã trường')}{text('1.1')}{text('1.3.1')}{text('1.3.2')}"
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        f"<table:table-row>{text('79000001')}{text('Đạt')}"
        + value("4.5", ' table:number-columns-repeated="2"')
        + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048500">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods_by_hand(f'<table:table table:name="DS">{rows}</table:table>')
