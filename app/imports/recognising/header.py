"""Where the header of a sheet is: under title blocks, of one to three rows, with merged cells."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.imports.recognising.titles import SPLIT, Named, Path, Titles
from app.imports.shapes import CellValue, Sheet, Vocabulary
from exports.forms.values import cleaned

FIRST_ROWS = 40
"""Rows in which a header may begin; the longest title block seen has 14."""
TALLEST = 3
WIDEST = 500
"""Columns that are looked at; the widest table of ours has 110. 2,000 took 6 s."""
_NUMBER = re.compile(r"[(\[]?\s*([0-9]{1,3})\s*[)\]]?(?:\s*=.*)?")
_LETTER = re.compile(r"[(\[]?\s*([A-Za-z])\s*[)\]]?")
_FEWEST = 3

Row = Sequence[CellValue]


class Header(NamedTuple):
    """The rows of a header, from 0, first and last; its columns with their titles.

    `required`, `any_of`: whether it names what a table of the vocabulary must.
    """

    first: int
    last: int
    paths: Sequence[tuple[int, Path]]
    required: bool
    any_of: bool

    @property
    def fits(self) -> bool:
        """Whether this is a table of the vocabulary without asking anybody."""
        return self.required and self.any_of


def find_header(sheet: Sheet, titles: Titles, vocabulary: Vocabulary) -> Header | None:
    """The rows that name most columns; None where not even half of a header is there."""
    rows = [[_told(cell) for cell in row[:WIDEST]] for row in sheet.rows[: FIRST_ROWS + TALLEST]]
    best: tuple[tuple[int, ...], Header] | None = None
    for first in range(min(FIRST_ROWS, len(rows))):
        if not any(cell is not None for cell in rows[first]):
            continue
        for last in range(first, min(first + TALLEST, len(rows))):
            window = rows[first : last + 1]
            if all(cell is None for cell in window[-1]):
                continue
            header, worth = _judged(window, first, titles, vocabulary)
            if header is not None and (best is None or worth > best[0]):
                best = worth, header
    return best[1] if best else None


def is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: `(1) (2) (3)`, `A B 1 2 3`."""
    cells = [cell for cell in row if cell is not None and cell != ""]
    if len(cells) < _FEWEST:
        return False
    numbers: list[int] = []
    letters: list[str] = []
    for cell in cells:
        number = _counted(cell)
        if number is not None:
            numbers.append(number)
        elif isinstance(cell, str) and not numbers and (match := _LETTER.fullmatch(cell.strip())):
            letters.append(match[1].upper())
        else:
            return False
    steps = {right - left for left, right in pairwise(numbers)}
    return steps <= {1} and letters == sorted(set(letters)) and len(numbers) + len(letters) > 0


def _counted(cell: CellValue) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        match = _NUMBER.fullmatch(cell.strip())
        return int(match[1]) if match else None
    return int(cell) if isinstance(cell, (int, float)) and cell == cell // 1 else None


def _judged(
    window: Sequence[Row], first: int, titles: Titles, vocabulary: Vocabulary
) -> tuple[Header | None, tuple[int, ...]]:
    """The header that these rows would be, and what it is worth beside another."""
    paths = _paths(window)
    named = [titles.named(path) for _, path in paths]
    sure = {one.role for one in named if one.role and (one.sure or one.code == SPLIT)}
    required = sure.issuperset(vocabulary.required)
    any_of = not vocabulary.any_of or any(
        role.startswith(tuple(vocabulary.any_of)) for role in sure
    )
    half = any(role in sure for role in vocabulary.required) or (
        any_of and len(sure) >= min(_FEWEST, len(vocabulary.meanings))
    )
    if not half or _is_caption(window, paths, named, vocabulary):
        return None, ()
    told = sum(bool(one.said) for one in named)
    doubtful = sum(not one.sure for one in named)
    apart = len({path for _, path in paths}) - len(paths)
    below = {place for row in window[1:] for place, cell in enumerate(row) if cell is not None}
    titled = sum(
        bool(one.role) or len(window) == 1 or place in below
        for (place, _), one in zip(paths, named, strict=True)
    )
    header = Header(first, first + len(window) - 1, paths, required, any_of)
    return header, (
        required,
        any_of,
        len(sure),
        told,
        apart,
        doubtful,
        titled,
        -len(window),
        -first,
    )


def _is_caption(
    window: Sequence[Row],
    paths: Sequence[tuple[int, Path]],
    named: Sequence[Named],
    vocabulary: Vocabulary,
) -> bool:
    """Whether the uppermost row is only the name of the report: one title over everything."""
    alone = [cell for cell in window[0] if cell is not None]
    if len(window) == 1 or len(alone) != 1:
        return False
    needed = [
        path for (_, path), one in zip(paths, named, strict=True) if one.role in vocabulary.required
    ]
    return any(len(path) > 1 and path[0] == alone[0] for path in needed)


def _paths(window: Sequence[Row]) -> list[tuple[int, Path]]:
    """Each titled column with its titles, from the uppermost.

    A reader gives the value of merged cells in the first of them only. So a title that has titles
    beneath it stands over the blanks to its right, up to the next one; and a title with nothing
    beneath it reaches down.
    """
    width = max(map(len, window))
    grid = [[*row, *([None] * (width - len(row)))] for row in window]
    beneath = [[any(row[place] is not None for row in grid[level + 1 :]) for place in range(width)]
               for level in range(len(grid))]  # fmt: skip
    carried: list[CellValue] = [None] * len(grid)
    found: list[tuple[int, Path]] = []
    for place in range(width):
        path: list[CellValue] = []
        own = False
        for level, row in enumerate(grid):
            title = row[place]
            if title is not None:
                own = True
                carried[level] = title if beneath[level][place] else None
                carried[level + 1 :] = [None] * (len(grid) - level - 1)
            elif beneath[level][place]:
                title = carried[level]
            if title is not None and (not path or path[-1] != title):
                path.append(title)
        if own:
            found.append((place, tuple(path)))
    return found


def _told(cell: CellValue) -> CellValue:
    """The cell; None for one that shows nothing."""
    return None if isinstance(cell, str) and not cleaned(cell) else cell
