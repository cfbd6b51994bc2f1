"""Rows and cells of a sheet's XML: where they stand, said or not said."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from exports.marking.errors import damaged
from exports.marking.marks import MAX_COLUMNS, MAX_ROWS
from exports.marking.markup import Finder, Span, attributes_of, leaves, span_of

_REFERENCE = re.compile(rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_SAID = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{1,3})[0-9]{1,7}\s*[\"']")
_LETTERS = 26


class Row(NamedTuple):
    """A row: its number from 1."""

    number: int
    span: Span


class Cell(NamedTuple):
    """A cell: its column from 0."""

    column: int
    span: Span


def column_of(letters: bytes) -> int:
    """The column of `A`, from 0."""
    column = 0
    for letter in letters.upper():
        column = column * _LETTERS + letter - 64
    return column - 1


@functools.cache
def _column(letters: bytes) -> int:
    """The same of a cell, where it must be a column that a sheet has."""
    column = column_of(letters)
    if column >= MAX_COLUMNS:
        raise damaged()
    return column


def letters_of(column: int) -> str:
    """`A` of the column 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(65 + rest) + letters
    return letters


def place_of(reference: bytes) -> tuple[int, int] | None:
    """(row from 1, column from 0) of `D7`; None of what is no reference."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        return None
    row, column = int(match[2]), column_of(match[1])
    return (row, column) if 0 < row <= MAX_ROWS and column < MAX_COLUMNS else None


def range_of(reference: bytes) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The first and last place of `A1:D7`, or of one cell."""
    first, _, last = reference.partition(b":")
    start, end = place_of(first), place_of(last or first)
    return None if start is None or end is None else (start, end)


class Grid:
    """The rows between two places of a sheet, with its prefix of names."""

    def __init__(self, plain: bytes, prefix: bytes, start: int, end: int) -> None:
        self.plain, self.prefix, self.start, self.end = plain, prefix, start, end
        self._rows = Finder(prefix + b"row")
        self._cells = leaves(prefix + b"c")
        self._opening = b"<" + prefix + b"c"
        self._holding = [b"<" + prefix + name for name in (b"v", b"is", b"f")]

    def rows(self) -> Iterator[Row]:
        """All rows, in the order of the file; one that does not say its number follows the last."""
        number = 0
        for span in self._rows.all(self.plain, self.start, self.end):
            said = attributes_of(span.attributes).get(b"r", b"").strip()
            number = int(said) if said.isdigit() and len(said) < 8 else number + 1  # noqa: PLR2004
            if not 0 < number <= MAX_ROWS:
                raise damaged()
            yield Row(number, span)

    def cells(self, row: Row) -> Iterator[Cell]:
        """The cells of a row; one that does not say its place follows the last."""
        column = -1
        for match in self._cells.finditer(self.plain, row.span.inner, row.span.inner_end):
            said = _SAID.search(match[1])
            column = column + 1 if said is None else _column(said[1])
            yield Cell(column, span_of(match))

    def last_used(self, row: Row) -> int:
        """The column of the row's last cell that holds anything, or -1.

        Found from the end: rows of a large sheet have sixty cells, of which one is asked for.
        """
        start, end = row.span.inner, row.span.inner_end
        held = max(self.plain.rfind(one, start, end) for one in self._holding)
        if held < 0:
            return -1
        begun = self.plain.rfind(self._opening, start, held)
        found = self._cells.match(self.plain, begun, end) if begun >= 0 else None
        said = _SAID.search(found[1]) if found else None
        if said is not None:
            return _column(said[1])
        return max((one.column for one in self.cells(row) if one.span.start <= held), default=-1)
