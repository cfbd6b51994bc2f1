"""One line per form, as a table that Excel opens and nothing in it can run."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FILE_NAME = "ket-qua.csv"
_MARK = "\ufeff"  # Excel takes a file without it for the local eight-bit code
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8. A text that Excel would run is written with `'` before it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    return (_MARK + text.getvalue()).encode("utf-8", "replace")


def _inert(cell: str) -> str:
    stripped = cell.lstrip(" \u00a0\ufeff")
    return f"'{cell}" if stripped.startswith(_STARTS_A_FORMULA) else cell
