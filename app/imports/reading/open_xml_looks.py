"""What the looks of an .xlsx say of its cells: which are shown as percentages, which are merged.

A library gives 0.75 of a cell that shows 75%, and a value merged over three rows in the first of
them only. Both would be taken for something else without a word.
"""

import re
from collections.abc import Iterator, Mapping

from app.imports.reading.limits import MAX_COLUMNS, MAX_ROWS
from app.imports.reading.members import Package, read_elements
from app.imports.reading.places import Place, column_of

_STYLES = "xl/styles.xml"
_PERCENT_IDS = frozenset({"9", "10"})
"""0% and 0.00%, which every program knows without being told."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What a number format only shows."""
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_LONGEST_PREFIX = 20
MOST_MERGED = 100_000
"""Cells that are noticed; a file cannot make this its way to fill the memory."""


def percent_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a percentage. Raises FileRefused."""
    if _STYLES not in package:
        return frozenset()
    found = _Styles()
    read_elements(package.part(_STYLES), found.opened, found.closed)
    return frozenset(found.percents)


def percent_cells(xml: bytes | bytearray, styles: frozenset[str]) -> frozenset[Place]:
    """The places of cells in these styles."""
    if not styles:
        return frozenset()
    numbers = "|".join(sorted(styles)).encode()
    cells = re.compile(
        rb"<(?:\w+:)?c\s(?=[^<>]*?\bs=[\"'](?:" + numbers + rb")[\"'])"
        rb"[^<>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']"
    )
    return frozenset((int(row) - 1, column_of(letters)) for letters, row in cells.findall(xml))


def covered_cells(xml: bytes | bytearray) -> Mapping[Place, Place]:
    """Cells beneath the first row of a merged area, each with the cell that holds the value."""
    found: dict[Place, Place] = {}
    for place, holder in _covered(xml):
        if len(found) >= MOST_MERGED:
            break
        found[place] = holder
    return found


def _covered(xml: bytes | bytearray) -> Iterator[tuple[Place, Place]]:
    start = xml.find(b"mergeCell")  # they stand behind all cells, of which there may be 55 MB
    for merged in _MERGED.finditer(xml, max(start - _LONGEST_PREFIX, 0)) if start >= 0 else ():
        left, top, right, bottom = merged.groups()
        first, last = int(top) - 1, min(int(bottom), MAX_ROWS)
        columns = range(column_of(left), min(column_of(right) + 1, MAX_COLUMNS))
        for row in range(first + 1, last):
            for column in columns:
                yield (row, column), (first, columns[0])


class _Styles:
    """Where the reading of the styles is, and which of those of cells show a percentage."""

    def __init__(self) -> None:
        self.percents: list[str] = []
        self._formats = set(_PERCENT_IDS)
        self._inside, self._count = False, 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            if "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
                self._formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            if attributes.get("numFmtId") in self._formats:
                self.percents.append(str(self._count))
            self._count += 1

    def closed(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False
