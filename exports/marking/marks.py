"""What is to be marked: plain values."""

from collections.abc import Sequence
from typing import NamedTuple

TITLE = "Lỗi"
"""The title of the column that is added."""
AUTHOR = "Thang Đo"
"""The author of the comments, by which those of an earlier round are known."""
MAX_COMMENTS = 5_000
"""Of one file. Excel opens so many notes within seconds; past them only the column speaks."""
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384


class Mark(NamedTuple):
    """One sentence about a row: `row` from 1, `column` from 0, or None for the row as a whole.

    `warning`: nothing has to be changed, but somebody should look.
    """

    row: int
    column: int | None
    sentence: str
    warning: bool = False


class Table(NamedTuple):
    """The table of a sheet and its marks. `header`: its first and last row, from 1.

    The sheet "" is the first one.

    `notes` are about the whole table or file and go to a comment on the title of the column.
    """

    sheet: str
    header: tuple[int, int]
    marks: Sequence[Mark]
    notes: Sequence[str] = ()
