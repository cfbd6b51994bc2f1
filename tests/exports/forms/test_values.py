"""Single cells: what they mean, whoever typed them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.forms.spreadsheet import Cell, Kind
from exports.forms.values import NotMeant, as_choice, as_code, as_number, cleaned, folded

POINTS = st.decimals(0, 10_000, places=4)


@given(POINTS)
def test_number_comes_back_from_its_cell(number: Decimal) -> None:
    assert as_number(Cell(Kind.NUMBER, repr(float(number)))) == number


@given(POINTS)
def test_number_comes_back_from_how_a_vietnamese_writes_it(number: Decimal) -> None:
    text = f"{number:f}".rstrip("0").rstrip(".").replace(".", ",")
    assert as_number(Cell(Kind.TEXT, f" {text}\u00a0")) == number


@given(POINTS)
def test_number_survives_the_digits_that_excel_adds(number: Decimal) -> None:
    assert as_number(Cell(Kind.NUMBER, f"{float(number):.17g}")) == number


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.TEXT, "1.4", "1.4"),
        (Kind.TEXT, " 1,4 ", "1.4"),
        (Kind.TEXT, "1.4.", "1.4"),
        (Kind.NUMBER, "1.4", "1.4"),
        (Kind.NUMBER, "1.3999999999999999", "1.4"),
        (Kind.NUMBER, "2", "2"),
        (Kind.NUMBER, "1.2", "1.20"),
    ],
)
def test_code_is_put_right(kind: Kind, text: str, code: str) -> None:
    known = frozenset({"1.4", "1.1", "1.10", "1.20", "2", "1.3.1"})
    assert as_code(Cell(kind, text), known) == code


def test_code_that_lost_its_zero_names_both_that_it_may_be() -> None:
    known = frozenset({"1.1", "1.10"})
    with pytest.raises(NotMeant, match=r"1\.1 và 1\.10") as refused:
        as_code(Cell(Kind.NUMBER, "1.1"), known)
    assert refused.value.code == "ambiguous-code"
    assert as_code(Cell(Kind.TEXT, "1.10"), known) == "1.10"


def test_options_that_differ_by_a_diacritic_need_to_be_typed_so() -> None:
    options = {"buy": "Mua", "season": "Mùa"}
    assert as_choice(Cell(Kind.TEXT, "Mùa"), options) == "season"
    assert as_choice(Cell(Kind.TEXT, "Mua"), options) == "buy"
    with pytest.raises(NotMeant):
        as_choice(Cell(Kind.TEXT, "MUA"), options)
