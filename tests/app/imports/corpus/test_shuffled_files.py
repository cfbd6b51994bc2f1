"""One table written down in many ways as real files: the same rows are staged."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.engine import URL

from app.storage.database import Database
from evidence.local import LocalStore
from tests.app.imports.corpus.province import corpus_province
from tests.app.imports.corpus.trying import Desk

TITLES = {
    "code": ("Mã trường", "MÃ ĐƠN VỊ", "ma dinh danh"),
    "name": ("Tên trường", "Đơn vị"),
    "1.1": ("1.1", "TC 1.1"),
    "1.3.1": ("1.3.1", "Tiêu chí 1.3.1 (6 điểm)"),
    "1.4": ("1.4", "TĐG 1.4"),
    "2.3.3": ("2.3.3", "2.3.3 (tối đa 20đ)"),
}
SCHOOLS: Sequence[dict[str, str]] = (
    {"code": "79000001", "name": "Trường minh họa th1", "1.1": "met", "1.3.1": "4.5", "1.4": "10"},
    {"code": "79000002", "name": "Trường minh họa th2", "1.1": "unmet", "2.3.3": "17.5"},
    {"code": "79000005", "name": "Trường minh họa th5", "1.3.1": "0", "1.4": "10", "2.3.3": "20"},
)
WANTED = {
    "79000001": ("new", {"TĐG 1.1": "met", "TĐG 1.3.1": "4.5", "TĐG 1.4": "10"}),
    "79000002": ("new", {"TĐG 1.1": "unmet", "TĐG 2.3.3": "17.5"}),
    "79000005": ("changed", {"TĐG 1.3.1": "0"}),
}
BLOCK = (
    "UBND XÃ MINH HỌA",
    "BẢNG TỔNG HỢP KẾT QUẢ CHUYỂN ĐỔI SỐ",
    "Năm học 2025-2026 (dữ liệu minh họa)",
)
FORMATS = ("General", "0.00", "#,##0.0", '0.0 "điểm"', "0", "@")
Cell = str | float | None


class Way(NamedTuple):
    """One way to write the table down."""

    cells: Sequence[Sequence[Cell]]
    block: int
    formats: Sequence[str]
    merged: bool
    by_openpyxl: bool


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all files: a dry run changes no school."""
    folder = tmp_path_factory.mktemp("shuffled")
    path = Path(copyfile(sqlite_template, folder / "thangdo.db"))
    with closing(Database(URL.create("sqlite", database=str(path)))) as database:
        yield Desk(corpus_province(database), LocalStore(folder / "vault"))


@st.composite
def ways(draw: st.DrawFn) -> Way:
    order = draw(st.permutations(sorted(TITLES)))
    rows = draw(st.permutations(SCHOOLS))
    table: list[list[Cell]] = [
        [_spelt(draw, draw(st.sampled_from(TITLES[key]))) for key in order],
        *([_typed(draw, key, row[key]) if key in row else None for key in order] for row in rows),
    ]
    for place in sorted(draw(st.lists(st.integers(0, 6), max_size=2)), reverse=True):
        for cells in table:
            cells.insert(place, None)
    for place in sorted(draw(st.lists(st.integers(1, 4), max_size=2)), reverse=True):
        table.insert(place, [None])
    return Way(
        table,
        draw(st.integers(0, len(BLOCK))),
        draw(st.lists(st.sampled_from(FORMATS), min_size=len(order), max_size=len(order))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def _spelt(draw: st.DrawFn, text: str) -> str:
    ways_to = (text, text.upper(), unicodedata.normalize("NFD", text), f" {text}\u00a0 ")
    return draw(st.sampled_from(ways_to))


def _typed(draw: st.DrawFn, key: str, value: str) -> Cell:
    ways_to: Sequence[Cell] = (
        float(value) if value[0].isdigit() else value,
        value,
        value.replace(".", ","),
        f"{value} điểm",
    )
    if key == "code":
        ways_to = (value, f" {value}", float(value))
    elif key == "name":
        ways_to = (value, _spelt(draw, value))
    elif key == "1.1":
        ways_to = ("Đạt", "x") if value == "met" else ("Không đạt", "KHÔNG")
    return draw(st.sampled_from(ways_to))


def written(way: Way) -> bytes:
    rows: list[Sequence[Cell]] = [(one,) for one in BLOCK[: way.block]]
    rows += [list(one) for one in way.cells]
    return _openpyxl(way, rows) if way.by_openpyxl else _xlsxwriter(way, rows)


def _openpyxl(way: Way, rows: Sequence[Sequence[Cell]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows(min_row=way.block + 2):
        for cell, form in zip(cells, way.formats, strict=False):
            cell.number_format = form
    for number in range(way.block if way.merged else 0):
        sheet.merge_cells(start_row=number + 1, end_row=number + 1, start_column=1, end_column=6)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _xlsxwriter(way: Way, rows: Sequence[Sequence[Cell]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "constant_memory": way.merged}) as book:
        sheet = book.add_worksheet("Tổng hợp")
        formats = [book.add_format({"num_format": form}) for form in way.formats]
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                form = formats[column % len(formats)] if at > way.block else None
                if isinstance(value, str):
                    sheet.write_string(at, column, value, form)
                elif value is not None:
                    sheet.write_number(at, column, value, form)
    return made.getvalue()


@settings(max_examples=20, deadline=None)
@given(way=ways())
def test_the_same_rows_are_staged_however_the_table_is_written(desk: Desk, way: Way) -> None:
    found = desk.tried(written(way)).outcome
    assert (found.state, found.faults) == ("ready", [])
    assert {one.school: (one.outcome, one.values) for one in found.rows} == WANTED
    assert [one.changes for one in found.rows if one.changes] == [["Tự đánh giá 1.3.1: 6 → 0"]]
