"""How points, dates and counts are written in an official Vietnamese document.

Sources: Nghị định 30/2020/NĐ-CP, Phụ lục I (days under 10 and months 1 and 2 get a leading zero,
months 3 to 12 do not; numbers under 10 get one); points are rounded half up to 0,01.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

SHOWN_STEP = Decimal("0.01")
# A gap to be filled by hand: no-break spaces, which neither Word nor the PDF folds together.
BLANK = "\u00a0" * 6

_LAST_PADDED_MONTH = 2
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def shown_points(points: Decimal) -> str:
    """Write `75.5` as `75,5`, `66.665` as `66,67`, `1E+2` as `100`, `-0` as `0`."""
    rounded = points.quantize(SHOWN_STEP, rounding=ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text.replace(".", ",")


def shown_out_of(points: Decimal, maximum: Decimal) -> str:
    """Write the points of a group against its maximum: `75,5/100`."""
    return f"{shown_points(points)}/{shown_points(maximum)}"


def shown_count(count: int) -> str:
    """Write a count in running text: `03`, `29`."""
    return f"{count:02d}"


def list_letter(position: int) -> str:
    """Write the place in a list, from 1, in the Vietnamese order: a, b, c, d, đ, e, g … y, aa."""
    rounds, index = divmod(position - 1, len(_LETTERS))
    return _LETTERS[index] * (rounds + 1)


def roman(number: int) -> str:
    """Write the number of a section: `IV`; from 1 to 89."""
    shown = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        shown += sign * count
    return shown


def long_date(day: date) -> str:
    """Write `ngày 05 tháng 01 năm 2025`, `ngày 20 tháng 5 năm 2025`."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """Write a date in running text: `ngày 30/12/2022`, `ngày 03/6/2020`."""
    return f"ngày {day.day:02d}/{_month(day)}/{day.year}"


def place_and_date(place: str, day: date | None) -> str:
    """Write the line under the tiêu ngữ; without a day it has gaps, filled by hand at signing."""
    when = long_date(day) if day else f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    return f"{place}, {when}"


def number_and_symbol(number: str, symbol: str) -> str:
    """Write `Số: 05/BC-THHX`; without a number it has a gap, filled by the clerk."""
    if not number:
        return f"Số:{BLANK}/{symbol}"
    padded = number.zfill(2) if number.isascii() and number.isdecimal() else number
    return f"Số: {padded}/{symbol}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= _LAST_PADDED_MONTH else str(day.month)
