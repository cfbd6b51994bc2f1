"""What arrives of the cells of .xlsx, .xls and .ods."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.imports.reading.books import read_book
from app.imports.shapes import DATE, ERROR, Sheet
from tests.app.imports.reading import files
from tests.office import Office


def only(content: bytes) -> Sheet:
    (sheet,) = read_book(content).sheets
    return sheet


READ: tuple[list[object], ...] = (
    ["PHÒNG GIÁO DỤC MINH HỌA"],
    [],
    ["Mã trường", "Tên trường", "1.1"],
    ["0001", "Trường Tiểu học Nguyễn Trãi", 7.25],
    ["0002", "Trường Trung học cơ sở Đường Lâm", 8],
)


@pytest.mark.parametrize(
    "content",
    [
        files.by_openpyxl({"S": files.SCHOOLS}),
        files.by_xlsxwriter(files.SCHOOLS),
        files.by_xlsxwriter(files.SCHOOLS, memory=True),
    ],
    ids=["openpyxl", "xlsxwriter", "texts in cells"],
)
def test_xlsx_of_each_writer_gives_the_same_rows(content: bytes) -> None:
    book = read_book(content)
    assert (book.format, book.encoding) == ("xlsx", "")
    assert tuple(book.sheets[0].rows) == READ


@pytest.mark.parametrize("to", ["xls", "ods", "xlsx"])
def test_libreoffice_gives_the_same_rows(soffice: Office, tmp_path: Path, to: str) -> None:
    content = files.by_openpyxl({"Bảng 1": files.SCHOOLS})
    book = read_book(files.converted(soffice, content, "xlsx", to, tmp_path))
    assert book.format == to
    assert (book.sheets[0].name, tuple(book.sheets[0].rows)) == ("Bảng 1", READ)


def test_rows_and_cells_begin_at_a1() -> None:
    rows: files.Rows = [(), (), (None, None, "C3", None, None), (), ()]
    for content in (
        files.by_xlsxwriter(rows),
        files.ods_by_hand(
            '<table:table table:name="T"><table:table-row table:number-rows-repeated="2">'
            "<table:table-cell/></table:table-row><table:table-row><table:table-cell "
            'table:number-columns-repeated="2"/><table:table-cell office:value-type="string">'
            "<text:p>C3</text:p></table:table-cell></table:table-row></table:table>"
        ),
    ):
        assert only(content).rows == [[], [], [None, None, "C3"]]


def test_kinds_of_values_arrive_as_what_they_are() -> None:
    row = (
        "0012",
        3.0,
        7.25,
        True,
        False,
        dt.date(2026, 3, 9),
        dt.datetime(2026, 3, 9, 7, 30),  # noqa: DTZ001 - a workbook has no zones
        12_345_678_901,
    )
    (read,) = only(files.by_openpyxl({"S": [row]})).rows
    wanted: list[object] = ["0012", 3, 7.25, True, False, DATE + "2026-03-09"]
    wanted += [DATE + "2026-03-09T07:30:00", 12_345_678_901]
    assert read == wanted
    assert [type(one) for one in read] == [type(one) for one in wanted]


def test_dates_of_1904_are_the_days_that_were_typed() -> None:

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = dt.date(2026, 3, 9)

    made = io.BytesIO()
    book.save(made)
    assert only(made.getvalue()).rows == [[DATE + "2026-03-09"]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hoa\u0300 Bi\u0300nh", "Hoà Bình"),
        ("Mã\u00a0số", "Mã số"),
        ("a\u200bb\ufeff\u00ad", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  giữ dấu cách ", "  giữ dấu cách "),
        (" \u00a0\n", None),
    ],
)
def test_texts_are_composed_and_without_invisible_letters(written: str, read: str | None) -> None:
    rows = only(files.by_xlsxwriter([(written, 1)])).rows
    assert rows == [[read, 1]]


def test_control_characters_are_dropped() -> None:
    content = files.by_xlsxwriter([("\x00date:2026-01-01", "\x01a\x1f", "x\ty")])
    assert only(content).rows == [["date:2026-01-01", "a", "x y"]]


@pytest.mark.parametrize("value", ["1e999", "-1e999", "NaN"])
def test_what_is_no_number_is_an_error(value: str) -> None:
    content = files.xlsx_by_hand(f'<row r="1"><c r="A1"><v>{value}</v></c></row>')
    (cell,) = only(content).rows[0]
    assert cell in {ERROR + "#NUM!", value}


def test_hidden_sheets_are_told() -> None:
    content = files.by_openpyxl({"A": [("a",)], "B": [("b",)]}, hidden=["B"])
    assert [(one.name, one.hidden) for one in read_book(content).sheets] == [
        ("A", False),
        ("B", True),
    ]


def test_sheet_names_that_look_alike_are_told_apart() -> None:
    content = files.by_openpyxl({"a b": [(1,)], "a\u00a0b": [(2,)]})
    assert [one.name for one in read_book(content).sheets] == ["a b", "a b (2)"]


def test_an_empty_sheet_has_no_rows() -> None:
    assert only(files.by_openpyxl({"S": []})).rows == []


def test_a_chart_sheet_is_no_sheet() -> None:

    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        chart_sheet = book.add_chartsheet("Hình")
        sheet = book.add_worksheet("Số")
        sheet.write_formula("A1", "=1+1", None, 2)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Số!$A$1"})
        chart_sheet.set_chart(chart)
    sheet_read = only(made.getvalue())
    assert sheet_read.name == "Số"
    assert sheet_read.formulas == {(0, 0)}


def test_macros_of_a_workbook_are_passed_over() -> None:
    content = files.by_openpyxl({"S": files.SCHOOLS})
    types = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        declared = package.read("[Content_Types].xml").replace(plain, types.encode())
    with_macros = files.repacked(
        content,
        **{"[Content_Types]_xml": declared},
        xl_vbaProject_bin=b"\xd0\xcf\x11\xe0 Auto_Open",
    )
    assert tuple(only(with_macros).rows) == READ
