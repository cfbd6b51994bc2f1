"""Rows between and under those of a table: totals, repeated headers, sections, signatures."""

import re
from collections.abc import Sequence

from app.imports.recognising.titles import told
from app.imports.recognising.words import plain
from app.imports.shapes import CellValue, Layout, Sheet

_LABELS = 2
"""A row of totals says so in its first or second text; the first may number it."""
_PIECES, _LONGEST = 3, 30
"""Of a code typed with spaces, such as “79 001 123”; a sentence with a date has more."""
_LOOKED_AT = 200
"""Letters of a cell that tell whether it is a label."""
_SAME = 0.6
"""Of the cells of a header that stands again at the top of a page; a page may lose some."""


class Others:
    """What tells rows of a table from all others of its sheet."""

    def __init__(self, sheet: Sheet, layout: Layout, totals: Sequence[str]) -> None:
        first, last = layout.header
        self._titles = [
            {place: plain(told(cell)) for place, cell in enumerate(row) if plain(told(cell))}
            for row in sheet.rows[first : last + 1]
        ]
        words = sorted({plain(word) for word in totals} - {""}, key=len, reverse=True)
        self._totals = (
            re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?![a-z0-9])") if words else None
        )

    def is_key(self, cell: CellValue, *, coded: bool) -> bool:
        """Whether a cell of the key's column names what the row is about.

        `coded`: the key is a code, so a sentence is none.
        """
        if not isinstance(cell, str):
            return cell is not None
        if coded and cell.isascii() and cell.isdigit():
            return True
        text = plain(cell[:_LOOKED_AT])
        if not text or any(text in titles.values() for titles in self._titles):
            return False
        if self._totals and self._totals.match(text):
            return False
        pieces = text.split()
        if not coded or len(pieces) == 1:
            return True
        digits = any(map(str.isdigit, text))
        return digits and len(pieces) <= _PIECES and len(text) <= _LONGEST

    def are_totals(self, row: Sequence[CellValue]) -> bool:
        """Whether a row begins as one that only adds others up."""
        texts = (plain(cell[:_LOOKED_AT]) for cell in row if isinstance(cell, str))
        labels = [text for text in texts if text][:_LABELS]
        return self._totals is not None and any(map(self._totals.match, labels))

    def is_header(self, row: Sequence[CellValue]) -> bool:
        """Whether the header, or the numbers under it, stand here again."""
        cells = {place: plain(told(cell)) for place, cell in enumerate(row) if cell is not None}
        cells = {place: text for place, text in cells.items() if text}
        for titles in self._titles:
            same = sum(titles.get(place) == text for place, text in cells.items())
            if same and same >= _SAME * max(len(cells), 1):
                return True
        return False
