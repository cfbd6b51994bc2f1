"""Line breaks and rules of the header, rows that stay together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.documents.content import NATION, Column, Row, Table
from exports.documents.layout import (
    ISSUER_COLUMN,
    NATION_COLUMN,
    TEXT_WIDTH,
    balanced_lines,
    column_widths,
    header_layout,
    is_tall,
    leading_rows,
    title_lines,
)
from exports.documents.printable import text_width
from tests.exports.documents.samples import LETTERHEAD, group_table

MM = 25.4 / 72


def width(text: str) -> float:
    return text_width(text, "Tinos-Bold", 13) * MM


def test_the_nation_fits_its_column_on_one_line() -> None:
    assert width(NATION) < NATION_COLUMN
    assert ISSUER_COLUMN + NATION_COLUMN == TEXT_WIDTH


@given(st.lists(st.sampled_from(["TRƯỜNG", "THCS", "VÀ", "NGUYỄN", "Ý"]), min_size=1, max_size=12))
def test_balanced_lines_fit_and_keep_every_word(words: list[str]) -> None:
    lines = balanced_lines(" ".join(words), "Tinos-Bold", 13, ISSUER_COLUMN)
    assert " ".join(lines).split() == words
    assert all(width(line) <= ISSUER_COLUMN for line in lines)


def test_lines_are_of_like_length_and_tear_no_compound() -> None:
    lines = balanced_lines(
        "TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ MINH HỌA", "Tinos-Bold", 13, ISSUER_COLUMN
    )
    assert lines == ("TRƯỜNG TIỂU HỌC", "VÀ TRUNG HỌC", "CƠ SỞ MINH HỌA")


def test_short_rules_are_a_third_to_a_half_of_the_longest_line() -> None:
    lines = header_layout(LETTERHEAD)
    assert 1 / 3 <= lines.issuer_rule / max(map(width, lines.issuer)) <= 1 / 2


def test_columns_fill_the_width_of_the_text() -> None:
    assert sum(column_widths(group_table(1))) == pytest.approx(TEXT_WIDTH)


def test_titles_of_columns_break_evenly() -> None:
    assert title_lines(group_table(1))[2] == ("Điểm", "tối đa")


def test_a_criterion_leads_to_its_items_only() -> None:
    table = Table(
        (Column("Mã", 1),),
        (
            Row(("1.1",), "criterion"),
            Row(("1.2",), "criterion"),
            Row(("1.2.1",)),
            Row(("+",), "total"),
        ),
    )
    assert [leads for _, leads in leading_rows(table)] == [False, True, False, False]


def test_only_very_tall_rows_may_break() -> None:
    columns = (Column("a", 20), Column("b", 145))
    low, tall = Row(("1", "chữ " * 100)), Row(("chữ " * 100, "1"))
    table = Table(columns, (low, tall))
    assert not is_tall(table, low)
    assert is_tall(table, tall)


def test_a_row_that_does_not_fill_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fill 2 columns"):
        Table((Column("a", 1), Column("b", 1)), (Row(("1",)),))
