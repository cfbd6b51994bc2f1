"""Rows of other formats as a new workbook with marks."""

import io
from datetime import date, datetime

import pytest

from exports.marking.errors import MarkingRefused
from exports.marking.fresh import FreshSheet, Value, write
from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import cells, values

MOMENT = datetime(2026, 3, 2, 7, 30)  # noqa: DTZ001 - a cell knows no zone
TABLE = Table("DS", (1, 1), (Mark(2, 1, "Sai tên"),))


def written(sheets: list[FreshSheet], *tables: Table) -> bytes:
    out = io.BytesIO()
    write(sheets, tables, out)
    return out.getvalue()


def test_every_value_is_what_it_was_and_no_text_becomes_another_thing() -> None:
    rows: list[list[Value]] = [
        ["Mã", "Tên"],
        ["001", "=1+1", "http://example.org", "1e5", " x ", "a\nb", "<&>\"'"],
        [7, 2.5, True, False, None, -3, 10**15],
        [date(2026, 3, 2), MOMENT, date(1890, 1, 1)],
        [],
        ["cuối"],
    ]
    found = cells(written([FreshSheet("DS", rows)], TABLE))
    for number, row in enumerate(rows, 1):
        for place, value in zip("ABCDEFG", row, strict=False):
            cell = found[f"{place}{number}"]
            if isinstance(value, date) and value.year > 1900:
                assert cell.is_date
                shown = cell.value if isinstance(value, datetime) else cell.value.date()
                assert shown == value
            elif isinstance(value, date):
                assert cell.value == value.isoformat()
            else:
                assert (cell.value, type(cell.value)) == (value, type(value))
            if isinstance(value, str):
                assert cell.data_type == "s"
    assert found["H1"].value == "Lỗi"
    assert found["H2"].value == "B2: Sai tên"
    assert found["B2"].comment.text == "Thang Đo:\nSai tên"
    assert found["A4"].number_format == "dd/mm/yyyy"


def test_days_that_are_marked_are_still_days() -> None:
    table = Table("DS", (1, 1), (Mark(2, 0, "Ngày lạ"),))
    found = cells(written([FreshSheet("DS", [["Ngày"], [date(2026, 3, 2)]])], table))
    assert (found["A2"].number_format, found["A2"].fill.fgColor.rgb) == ("dd/mm/yyyy", "FFFFC9C4")


def test_names_that_no_workbook_may_have_are_changed_and_still_found() -> None:
    long = "Danh sách các trường: tiểu học [và] trung học cơ sở"
    sheets = [FreshSheet(name, [["Mã"], ["1"]]) for name in (long, long + " 2", "", "DS/1")]
    tables = [Table(one.name, (1, 1), (Mark(2, 0, "Sai"),)) for one in sheets]
    content = written(sheets, *(tables[:2]), tables[3])
    for name in ("Danh sách các trường  tiểu học", "Danh sách các trường  tiểu (2)", "DS 1"):
        assert values(content, name)["B2"] == "A2: Sai"
    assert values(content, "Trang 3") == {"A1": "Mã", "A2": "1"}


def test_the_sheet_without_a_name_is_the_first() -> None:
    content = written([FreshSheet("CSV", [["Mã"]])], Table("", (1, 1), ()))
    assert values(content) == {"A1": "Mã", "B1": "Lỗi"}


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(MarkingRefused, match="Khác"):
        written([FreshSheet("CSV", [["Mã"]])], Table("Khác", (1, 1), ()))


def test_a_sheet_of_nothing_is_written() -> None:
    assert values(written([FreshSheet("DS", [])], Table("DS", (1, 1), ()))) == {"A1": "Lỗi"}
