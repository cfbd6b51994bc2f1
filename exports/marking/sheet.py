"""A sheet's part with its marks: cells that get another format, and the added column."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from exports.marking.errors import MarkingRefused
from exports.marking.marks import MAX_COLUMNS, TITLE, Table
from exports.marking.markup import Edits, Finder, Span, attributes_of, root_of, sound, unescaped
from exports.marking.places import Grid, Row, letters_of, range_of
from exports.marking.sentences import by_row

Strings = Callable[[Collection[int]], Mapping[int, str]]
"""Shared texts by their numbers."""


class Survey(NamedTuple):
    """Where the added column goes; `earlier` True where one of an earlier round stands there.

    `present` are the rows to be marked that the sheet has.
    """

    column: int
    earlier: bool
    present: frozenset[int]


class Sheet:
    """A sheet's part, and the places in it that marking needs. Raises MarkingRefused."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.plain = sound(content)
        self.root = root_of(self.plain)
        if self.root.local != b"worksheet":
            raise MarkingRefused("no-cells", "Trang này không có ô nào để đánh dấu.")
        self.data = self.one(b"sheetData")
        self.edits = Edits(content)
        prefix = self.root.prefix
        self.grid = Grid(self.plain, prefix, self.data.inner, self.data.inner_end)

    def one(self, name: bytes) -> Span:
        """The only element of a name. Raises MarkingRefused where there is none."""
        found = self.find(name)
        if found is None:
            raise MarkingRefused("no-cells", "Trang này không có ô nào để đánh dấu.")
        return found

    def find(self, name: bytes, start: int = 0, end: int | None = None) -> Span | None:
        """The first element of a name of the sheet's own."""
        return Finder(self.root.prefix + name).find(
            self.plain, start, len(self.plain) if end is None else end
        )

    def every(self, name: bytes, within: Span) -> Iterator[Span]:
        """All elements of a name inside another."""
        finder = Finder(self.root.prefix + name)
        return finder.all(self.plain, within.inner, within.inner_end)


def survey(sheet: Sheet, table: Table, strings: Strings) -> Survey:
    """Read the rows once: how wide the table is, and whether it was marked before."""
    first, last = table.header
    marks = by_row(table)
    wanted = marks.keys() | {last}
    present = set()
    # A marked cell belongs to the table, though nothing may stand in its column.
    places = (one.column for row in marks.values() for one in row if one.column is not None)
    width, header = max(places, default=-1) + 1, None
    for row in sheet.grid.rows():
        if row.number == last and header is None:
            header = row
        if row.number in wanted:
            present.add(row.number)
        if row.number >= first:
            width = max(width, sheet.grid.last_used(row) + 1)
    earlier = _earlier(sheet, header, strings) if header else None
    if earlier is not None:
        return Survey(earlier, earlier=True, present=frozenset(present))
    column = max(width, _merged(sheet, first))
    return Survey(min(column, MAX_COLUMNS - 1), earlier=False, present=frozenset(present))


def _merged(sheet: Sheet, first: int) -> int:
    """How wide merged cells reach, from the header's first row on."""
    found = sheet.find(b"mergeCells", sheet.data.end)
    widest = 0
    for one in sheet.every(b"mergeCell", found) if found else ():
        place = range_of(attributes_of(one.attributes).get(b"ref", b""))
        # One that goes over whole rows of the sheet says nothing about the table.
        if place and place[1][0] >= first and place[1][1] < MAX_COLUMNS - 1:
            widest = max(widest, place[1][1] + 1)
    return widest


def _earlier(sheet: Sheet, header: Row, strings: Strings) -> int | None:
    """The column of that title, the rightmost; not one with formulas, which we never write."""
    texts = {}
    shared = {}
    for cell in sheet.grid.cells(header):
        kind = attributes_of(cell.span.attributes).get(b"t", b"n")
        if kind == b"s":
            value = sheet.find(b"v", cell.span.inner, cell.span.inner_end)
            number = sheet.plain[value.inner : value.inner_end].strip() if value else b""
            if number.isdigit() and len(number) < 8:  # noqa: PLR2004 - more texts no file has
                shared[cell.column] = int(number)
        elif kind in {b"inlineStr", b"str"} and sheet.find(b"f", *_inside(cell.span)) is None:
            name = b"t" if kind == b"inlineStr" else b"v"
            parts = sheet.every(name, cell.span)
            texts[cell.column] = "".join(
                unescaped(sheet.plain[one.inner : one.inner_end]) for one in parts
            )
    known = strings(frozenset(shared.values()))
    texts.update({column: known.get(number, "") for column, number in shared.items()})
    ours = [column for column, text in texts.items() if is_title(text)]
    return max((one for one in ours if not _reckons(sheet, one)), default=None)


def _reckons(sheet: Sheet, column: int) -> bool:
    """Whether a column holds formulas: then it is somebody's own."""
    prefix, letters = re.escape(sheet.root.prefix), letters_of(column).encode()
    said = rb"[^<>]*\sr\s*=\s*[\"']" + letters + rb"\d+[\"'][^<>]*>\s*<" + prefix + rb"f[\s>/]"
    pattern = re.compile(rb"<" + prefix + rb"c(?=\s)" + said)
    return pattern.search(sheet.plain, sheet.data.inner, sheet.data.inner_end) is not None


def is_title(text: str) -> bool:
    """Whether a column of the title is the one that marking adds."""
    return unicodedata.normalize("NFC", text).strip() == TITLE


def _inside(span: Span) -> tuple[int, int]:
    return span.inner, span.inner_end
