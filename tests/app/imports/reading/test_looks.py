"""Percentages and merged cells of an .xlsx are told, however the file is written."""

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from app.imports.reading import open_xml_looks
from app.imports.reading.books import read_book
from app.imports.shapes import Sheet


def made(cells: dict[str, tuple[float | str, str]], *merged: str) -> Sheet:
    """A sheet of values with their number formats."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for place, (value, form) in cells.items():
        sheet[place] = value
        sheet[place].number_format = form
    for area in merged:
        sheet.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    (found,) = read_book(content.getvalue()).sheets
    return found


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.75, "0%", "75%"),
        (0.725, "0.00%", "72,5%"),
        (1, "0.0%;[Red]-0.0%", "100%"),
        (0.07, '0 "phần"%', "7%"),
    ],
)
def test_a_number_shown_as_a_percentage_says_so(value: float, form: str, shown: str) -> None:
    assert made({"A1": (value, form)}).rows == [[shown]]


@pytest.mark.parametrize("form", ["General", '0.0 "%"', "0.0\\%", "[$%-409]0"])
def test_a_sign_that_only_stands_behind_changes_nothing(form: str) -> None:
    assert made({"A1": (0.75, form)}).rows == [[0.75]]


def test_texts_and_verdicts_in_such_a_format_stay() -> None:
    cells: dict[str, tuple[float | str, str]] = {"A1": ("Đạt", "0%"), "B1": (True, "0%")}
    assert made(cells).rows == [["Đạt", True]]


def test_percentages_of_another_program_are_found() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 0.5)
        sheet.write_number(1, 1, 0.5, book.add_format({"num_format": 9}))
    (found,) = read_book(content.getvalue()).sheets
    assert found.rows == [[0.5], [None, "50%"]]


def test_cells_beneath_a_merged_one_know_it() -> None:
    sheet = made({"B2": (1, "General"), "D1": (2, "General")}, "B2:C4", "D1:F1")
    covered = {(row, column): (1, 1) for row in (2, 3) for column in (1, 2)}
    assert sheet.covered == covered


def test_a_merged_area_of_everything_is_noticed_in_part() -> None:
    xml = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert len(open_xml_looks.covered_cells(xml)) == open_xml_looks.MOST_MERGED
