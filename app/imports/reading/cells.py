"""Cells as other programs hand them over, made into the values that the product knows.

Texts: NFC, no control or invisible characters, every kind of blank a blank. Numbers: whole ones as
int. Dates: DATE + ISO, with a time only where there is one. What is no number is an error.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence

from app.imports.reading.errors import FileFault, refused
from app.imports.reading.limits import MAX_TEXT
from app.imports.shapes import DATE, ERROR, CellValue

_EXACT = 2**53
"""Above this a double no longer tells whole numbers apart."""
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_BROKEN = {"\t": " ", "\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"}


def clean_text(text: str) -> str | None:
    """The text as it is kept; None where nothing is left of it."""
    if len(text) > MAX_TEXT:
        raise refused(FileFault.LONG_TEXT)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_letter(one) for one in text.replace("\r\n", "\n"))
    return text if text and not text.isspace() else None


def _letter(one: str) -> str:
    if one in _BROKEN:
        return _BROKEN[one]
    category = unicodedata.category(one)
    if category in _DROPPED:
        return ""
    return " " if category == "Zs" else one


class Texts(dict[str, str | None]):
    """Texts already cleaned: most cells of a table repeat others."""

    def __missing__(self, text: str) -> str | None:
        self[text] = cleaned = clean_text(text)
        return cleaned


def values_of(cells: Iterable[object], texts: Texts) -> list[CellValue]:
    """A row's values, trailing blanks left out.

    One comprehension and no call for the two kinds that nearly all cells have: 1.8 million cells
    take 0.3 s.
    """
    found = [
        (int(cell) if cell.is_integer() and -_EXACT < cell < _EXACT else cell)
        if type(cell) is float and cell - cell == 0
        else texts[cell]
        if type(cell) is str
        else other_value(cell, texts)
        for cell in cells
    ]
    while found and found[-1] is None:
        found.pop()
    return found


def other_value(cell: object, texts: Texts) -> CellValue:
    """The value of a cell that is neither a text nor an ordinary number."""
    if cell is None or isinstance(cell, (bool, int)):
        return cell
    if isinstance(cell, float):  # not a number, or an infinite one
        return ERROR + "#NUM!"
    if isinstance(cell, dt.datetime):
        day = cell.replace(tzinfo=None)
        whole = day.time() == dt.time()
        return DATE + (day.date().isoformat() if whole else day.isoformat(timespec="seconds"))
    if isinstance(cell, dt.date):
        return DATE + cell.isoformat()
    return texts[str(cell)]  # a time of day, a duration


def without_blank_end(rows: list[list[CellValue]]) -> Sequence[Sequence[CellValue]]:
    """The rows without the blank ones at their end."""
    while rows and not rows[-1]:
        rows.pop()
    return rows
