"""Whatever a sheet holds and wherever marks are: values stay, marks are there."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import by_hand, cells, marked, only_changed, sheet, values

ROWS, COLUMNS = 9, 7
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
VALUES = st.one_of(st.none(), TEXTS, st.integers(-(10**9), 10**9), st.booleans())
GRIDS = st.lists(st.lists(VALUES, max_size=COLUMNS), max_size=ROWS)
MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(2, ROWS + 2),
        st.one_of(st.none(), st.integers(0, COLUMNS)),
        st.text(min_size=1, max_size=12),
        st.booleans(),
    ),
    max_size=8,
)


def hold(before: bytes, marks: Sequence[Mark]) -> None:
    """All that must be so of a marked file; then the same marks once more."""
    table = Table("Sheet1", (1, 1), marks)
    after, done = marked(before, table)
    changed, new = only_changed(before, after)
    assert set(done.changed) >= changed
    assert set(done.added) == new
    old, found = values(before), cells(after)
    titles = [place for place, one in found.items() if one.value == "Lỗi" and place not in old]
    assert len(titles) == 1
    letter = titles[0].rstrip("0123456789")
    assert {
        place: one.value
        for place, one in found.items()
        if one.value is not None and one.column_letter != letter
    } == old
    for mark in marks:
        assert found[f"{letter}{mark.row}"].data_type == "s"
        if mark.column is not None:
            place = f"{'ABCDEFGH'[mark.column]}{mark.row}"
            assert found[place].fill.fgColor.rgb in {"FFFFC9C4", "FFFFEDB5"}
            assert found[place].comment is not None
    again, _ = marked(after, table)
    assert values(again) == values(after)


@given(GRIDS, MARKS)
def test_of_xlsxwriter(rows: list[list[Any]], marks: list[Mark]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        shown = book.add_format({"num_format": "0.0%", "bg_color": "#CCFFCC"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                form = shown if column % 2 else None
                if isinstance(value, str):
                    page.write_string(number, column, value, form)
                elif isinstance(value, bool):
                    page.write_boolean(number, column, value, form)
                elif value is not None:
                    page.write_number(number, column, value, form)
    hold(out.getvalue(), marks)


@given(GRIDS, MARKS)
def test_of_openpyxl(rows: list[list[Any]], marks: list[Mark]) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    hold(out.getvalue(), marks)


@given(
    st.lists(
        st.tuples(
            st.booleans(), st.lists(st.tuples(st.booleans(), st.integers(0, 99)), max_size=5)
        ),
        max_size=6,
    ),
    st.sampled_from(["", "x:"]),
    MARKS,
)
def test_of_hands_that_leave_places_out(
    rows: list[tuple[bool, list[tuple[bool, int]]]], prefix: str, marks: list[Mark]
) -> None:
    parts = []
    for number, (said, row) in enumerate(rows, 1):
        inner = "".join(
            f"<c r='{'ABCDE'[column]}{number}'><v>{value}</v></c>"
            if told
            else f"<c><v>{value}</v></c>"
            for column, (told, value) in enumerate(row)
        )
        parts.append(f'<row r="{number}">{inner}</row>' if said else f"<row>{inner}</row>")
    content = sheet("".join(parts))
    if prefix:
        for name in ("worksheet", "sheetData", "row", "c", "v"):
            for end in (" ", ">"):
                content = content.replace(f"<{name}{end}", f"<{prefix}{name}{end}")
            content = content.replace(f"</{name}>", f"</{prefix}{name}>")
        content = content.replace("xmlns=", "xmlns:x=")
    hold(by_hand(content), marks)
