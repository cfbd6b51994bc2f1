"""How points, dates and numbers are written."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.documents.numbers import (
    list_letter,
    long_date,
    number_and_symbol,
    place_and_date,
    roman,
    short_date,
    shown_count,
    shown_out_of,
    shown_points,
)


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        ("75.5", "75,5"),
        ("75.50", "75,5"),
        ("75", "75"),
        ("1E+2", "100"),
        ("0", "0"),
        ("0.004", "0"),
        ("-0", "0"),
        ("66.665", "66,67"),
        ("66.664999", "66,66"),
        ("0.005", "0,01"),
        ("99.995", "100"),
    ],
)
def test_points_have_a_decimal_comma_and_round_half_up(points: str, shown: str) -> None:
    assert shown_points(Decimal(points)) == shown


@given(st.decimals(0, 1000, places=2))
def test_no_point_of_two_places_is_lost(points: Decimal) -> None:
    assert Decimal(shown_points(points).replace(",", ".")) == points


def test_sums_stand_before_their_maximum() -> None:
    assert shown_out_of(Decimal("75.5"), Decimal(100)) == "75,5/100"


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2025, 1, 5), "ngày 05 tháng 01 năm 2025", "ngày 05/01/2025"),
        (date(2025, 2, 10), "ngày 10 tháng 02 năm 2025", "ngày 10/02/2025"),
        (date(2025, 3, 9), "ngày 09 tháng 3 năm 2025", "ngày 09/3/2025"),
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025", "ngày 31/12/2025"),
    ],
)
def test_days_under_ten_and_months_one_and_two_get_a_zero(day: date, long: str, short: str) -> None:
    assert long_date(day) == long
    assert short_date(day) == short


def test_a_missing_day_leaves_gaps_that_do_not_fold() -> None:
    shown = place_and_date("Minh Họa", None)
    assert shown.startswith("Minh Họa, ngày\u00a0")
    assert shown.replace("\u00a0", "") == "Minh Họa, ngàythángnăm"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("5", "Số: 05/BC-THHX"),
        ("05", "Số: 05/BC-THHX"),
        ("123", "Số: 123/BC-THHX"),
        ("", "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-THHX"),
        ("12a", "Số: 12a/BC-THHX"),
    ],
)
def test_numbers_under_ten_get_a_zero(number: str, shown: str) -> None:
    assert number_and_symbol(number, "BC-THHX") == shown


def test_counts_have_two_digits() -> None:
    assert [shown_count(count) for count in (0, 4, 29)] == ["00", "04", "29"]


def test_lists_follow_the_vietnamese_alphabet() -> None:
    assert [list_letter(place) for place in (1, 4, 5, 7, 23, 24)] == ["a", "d", "đ", "g", "y", "aa"]


def test_sections_have_roman_numbers() -> None:
    shown = [roman(number) for number in (1, 4, 5, 9, 14, 40, 49, 50)]
    assert shown == ["I", "IV", "V", "IX", "XIV", "XL", "XLIX", "L"]
