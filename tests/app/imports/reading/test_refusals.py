"""What is refused, and that each refusal says what to do."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.imports.reading import limits
from app.imports.reading.books import read_book
from app.imports.reading.errors import SENTENCES, FileFault, FileRefused
from tests.app.imports.reading import files
from tests.office import Office

GOOD = files.by_openpyxl({"S": files.SCHOOLS})
CONTENT_TYPES = "[Content_Types]_xml"


def fault_of(content: bytes) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        read_book(content)
    assert refused.value.message.endswith(SENTENCES[FileFault(refused.value.code)])
    return FileFault(refused.value.code)


@pytest.mark.parametrize("fault", FileFault)
def test_every_fault_says_what_to_do(fault: FileFault) -> None:
    assert "hãy " in SENTENCES[fault].casefold()
    assert SENTENCES[fault].endswith(".")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b" \r\n\t", FileFault.EMPTY),
        (b"\xef\xbb\xbf", FileFault.EMPTY),
        (b"\0" * 5000, FileFault.EMPTY),
        (b"%PDF-1.7\n1 0 obj", FileFault.PDF),
        (b"<html><body><table><tr><td>1</td></tr></table>", FileFault.HTML),
        (b"\xef\xbb\xbf  <!DOCTYPE html>\n<html>", FileFault.HTML),
        ("\ufeff<table border=1>".encode("utf-16"), FileFault.HTML),
        (b"<TABLE><TR><TD>1", FileFault.HTML),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', FileFault.HTML),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", FileFault.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', FileFault.XML),
        (b"{\\rtf1\\ansi a}", FileFault.NO_SHEETS),
        (b"Rar!\x1a\x07\x00 a", FileFault.NO_SHEETS),
        (b"\x89PNG\r\n\x1a\n a", FileFault.UNKNOWN),
        (b"\xff\xd8\xff\xe0 a", FileFault.UNKNOWN),
        (b"\x09\x08\x10\x00 a\x00b\x01c\x00", FileFault.UNKNOWN),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", FileFault.OLD_EXCEL),
    ],
)
def test_what_is_no_table_is_named(content: bytes, fault: FileFault) -> None:
    assert fault_of(content) is fault


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"a.txt": "a"}, FileFault.NO_SHEETS),
        ({"Index/Document.iwa": "a", "preview.jpg": "b"}, FileFault.NUMBERS),
        ({"Index.zip": "a"}, FileFault.NUMBERS),
        ({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}, FileFault.NO_SHEETS),
        ({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "a"}, FileFault.BINARY_WORKBOOK),
        ({"[Content_Types].xml": "<a/>", "xl/other.xml": "<a/>"}, FileFault.DAMAGED),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, FileFault.NO_SHEETS),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "b": "a"},
            FileFault.DAMAGED,
        ),
    ],
)
def test_packages_of_something_else_are_named(parts: dict[str, str], fault: FileFault) -> None:
    assert fault_of(files.packed(parts)) is fault


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_is_damaged(share: float) -> None:
    assert fault_of(GOOD[: int(len(GOOD) * share)]) is FileFault.DAMAGED


def test_a_changed_byte_in_a_sheet_is_damaged() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        at = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    assert fault_of(GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]) is FileFault.DAMAGED


@pytest.mark.parametrize("to", ["xls", "ods"])
def test_an_old_or_open_document_cut_off_is_damaged(
    soffice: Office, tmp_path: Path, to: str
) -> None:
    content = files.converted(soffice, GOOD, "xlsx", to, tmp_path)
    for share in (0.2, 0.6, 0.95):
        assert fault_of(content[: int(len(content) * share)]) is FileFault.DAMAGED


def test_something_before_the_package_is_unsafe() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        comment = BytesIO(GOOD)
        with zipfile.ZipFile(comment, "a") as commented:
            commented.comment = b"a" * 100
        assert package.namelist()
    assert fault_of(comment.getvalue()) is FileFault.UNSAFE


@pytest.mark.parametrize("path", ["../a.xml", "/etc/a.xml", "xl\\a.xml"])
def test_a_path_that_leads_out_is_unsafe(path: str) -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        parts: dict[str, str | bytes] = {one: package.read(one) for one in package.namelist()}
    assert fault_of(files.packed({**parts, path: "<a/>"})) is FileFault.UNSAFE


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE x []>",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!-- --><!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_is_refused(head: str) -> None:
    assert fault_of(files.xlsx_by_hand("", head=head)) is FileFault.DOCUMENT_TYPE


def test_a_part_in_utf_16_is_refused() -> None:
    sheet = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><worksheet/>'.encode("utf-16")
    content = files.repacked(files.xlsx_by_hand(""), xl_worksheets_sheet1_xml=sheet)
    assert fault_of(content) is FileFault.DOCUMENT_TYPE


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = files.repacked(GOOD, xl_worksheets_sheet2_xml=b" " * (20 * 1024 * 1024))
    assert fault_of(bomb) is FileFault.UNPACKS_TOO_LARGE


def test_a_size_that_is_not_true_is_refused() -> None:
    content = files.xlsx_by_hand("<row/>" * 10_000)
    with zipfile.ZipFile(BytesIO(content)) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
        said = struct.pack("<II", entry.compress_size, entry.file_size)
    lie = struct.pack("<II", entry.compress_size, 100)
    assert content.count(said) == 2
    assert fault_of(content.replace(said, lie)) in {FileFault.UNPACKS_TOO_LARGE, FileFault.DAMAGED}


def test_too_many_entries_are_refused() -> None:
    parts: dict[str, str | bytes] = {f"xl/{number}.txt": "" for number in range(5_100)}
    assert fault_of(files.packed(parts)) is FileFault.UNPACKS_TOO_LARGE


def test_an_encrypted_member_is_a_password() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        flags = [one.header_offset + 6 for one in package.infolist()]
    content = bytearray(GOOD)
    for at in flags:
        content[at] |= 1
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    assert fault_of(bytes(content)) is FileFault.PASSWORD


def test_an_encrypted_ods_is_a_password() -> None:
    entry = (
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
        "</manifest:file-entry>"
    )
    assert fault_of(files.ods_by_hand("", manifest=entry)) is FileFault.PASSWORD


@pytest.mark.parametrize(
    ("streams", "fault"),
    [
        (("EncryptionInfo", "EncryptedPackage"), FileFault.PASSWORD),
        (("WordDocument", "1Table"), FileFault.NO_SHEETS),
        (("Book",), FileFault.OLD_EXCEL),
        ((), FileFault.NO_SHEETS),
    ],
)
def test_old_packages_are_told_by_their_streams(streams: tuple[str, ...], fault: FileFault) -> None:
    assert fault_of(files.ole2_by_hand(*streams)) is fault


def test_an_old_package_whose_chain_runs_in_a_circle_is_damaged() -> None:
    content = bytearray(files.ole2_by_hand("Workbook"))
    content[512 + 4 : 512 + 8] = struct.pack("<I", 1)
    assert fault_of(bytes(content)) is FileFault.DAMAGED


def test_an_encrypted_xls_is_a_password(soffice: Office, tmp_path: Path) -> None:
    content = files.converted(soffice, GOOD, "xlsx", "xls", tmp_path)
    codepage, password = b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00"
    assert codepage in content
    assert fault_of(content.replace(codepage, password, 1)) is FileFault.PASSWORD


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        (f'<row r="{limits.MAX_ROWS + 1}"><c r="A{limits.MAX_ROWS + 1}"><v>1</v></c></row>', "A"),
        ('<row r="1"><c r="ALM1"><v>1</v></c></row>', "ALM1"),
    ],
)
def test_a_cell_beyond_the_rows_or_columns_is_named(rows: str, cell: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_book(files.xlsx_by_hand(rows))
    assert refused.value.code == FileFault.TOO_MANY_CELLS
    assert f"kéo dài đến ô {cell}" in refused.value.message


def test_too_many_sheets_are_refused() -> None:
    sheets: dict[str, files.Rows] = {f"S{number}": [(1,)] for number in range(401)}
    assert fault_of(files.by_openpyxl(sheets)) is FileFault.TOO_MANY_SHEETS


def test_a_text_longer_than_excel_allows_is_refused() -> None:
    cell = f'<c r="A1" t="inlineStr"><is><t>{"a" * 32_768}</t></is></c>'
    assert fault_of(files.xlsx_by_hand(f'<row r="1">{cell}</row>')) is FileFault.LONG_TEXT


def test_a_repeated_cell_of_ods_beyond_all_bounds_is_refused() -> None:
    table = (
        '<table:table table:name="T"><table:table-row table:number-rows-repeated="200001">'
        '<table:table-cell table:formula="of:=1" table:number-columns-repeated="100" '
        'office:value-type="float" office:value="1"/></table:table-row></table:table>'
    )
    assert fault_of(files.ods_by_hand(table)) is FileFault.TOO_MANY_CELLS


def test_a_file_beyond_its_bytes_is_refused() -> None:
    assert fault_of(b"a" * (limits.MAX_FILE_BYTES + 1)) is FileFault.TOO_LARGE
