"""Exact arithmetic, whatever decimal context the caller has set; and the one rounding of points."""

import decimal
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")

EXACT = decimal.Context(
    prec=1_000,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=decimal.MIN_EMIN,
    Emax=decimal.MAX_EMAX,
    capitals=1,
    clamp=0,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Wide enough that no sum or product of points loses a digit: fifty rescaled groups, brought to one
denominator, take some 700. A context costs by the digits in use, not by the digits allowed."""


def rounded_half_up(numerator: Decimal, denominator: Decimal = ONE) -> Decimal:
    """`numerator ÷ denominator` (≥ 0), rounded half up to 0,01: how points are shown."""
    with decimal.localcontext(EXACT):
        return (numerator * 200 + denominator) // (denominator * 2) * CENT


def plain(number: Decimal) -> str:
    """The one way a number is written in data: `4.5`, `10`, `0`; no exponent, no trailing zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
