"""The edits of a marked sheet's rows: other formats for cells, and the added column."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.marking.extent import columns_of, extend, widen
from exports.marking.marks import TITLE, Table
from exports.marking.markup import attributes_of, cell_text, with_attribute, without_attribute
from exports.marking.places import Cell, Row, letters_of
from exports.marking.sentences import Said, by_row, cells_of, said_of
from exports.marking.sheet import Sheet, Survey
from exports.marking.styles import Styles

_TRUE = frozenset({b"1", b"true"})
_FAULT_INK, _WARNING_INK = b"FFC00000", b"FF7F4F00"


class _Wanted(NamedTuple):
    """Of a row: its marked columns (whether by warnings alone), and what the added cell holds."""

    formats: Mapping[int, bool]
    text: bytes
    cleared: bool
    """What an earlier round wrote into the column goes."""


class Marker:
    """Marks one sheet: collects edits in `sheet.edits` and formats in `styles`."""

    def __init__(self, sheet: Sheet, table: Table, found: Survey, styles: Styles) -> None:
        self._sheet, self._table, self._found, self._styles = sheet, table, found, styles
        self._columns = columns_of(sheet)
        self._prefix = sheet.root.prefix
        self._marks = by_row(table)
        self._title_row = table.header[1]
        self._earlier = self._cells_of_earlier() if styles.earlier else None

    def mark(self) -> None:
        """Mark the cells, write the column, give it a width, tell the sheet's new extent."""
        missing = sorted((self._marks.keys() | {self._title_row}) - self._found.present)
        done: set[int] = set()
        for row in self._sheet.grid.rows():
            while missing and missing[0] < row.number:
                new = self._new_row(missing.pop(0))
                self._sheet.edits.replace(row.span.start, row.span.start, new)
            if self._touched(row):
                self._row(row, self._wanted(row.number, again=row.number in done))
                done.add(row.number)
        self._end(b"".join(map(self._new_row, missing)))
        widen(self._sheet, self._found.column, kept=self._found.earlier)
        extend(self._sheet, max(self._marks, default=self._title_row), self._found.column)

    def _touched(self, row: Row) -> bool:
        if row.number in self._marks or row.number == self._title_row:
            return True
        start, end = row.span.inner, row.span.inner_end
        if self._earlier and self._earlier.search(self._sheet.plain, start, end):
            return True
        if not self._found.earlier:
            return False
        said = b'"%s%d"' % (letters_of(self._found.column).encode(), row.number)
        # Where cells do not say their places, they are counted.
        unsaid = self._sheet.plain.find(b' r="', start, end) < 0
        return unsaid or self._sheet.plain.find(said, start, end) >= 0

    def _wanted(self, number: int, *, again: bool) -> _Wanted:
        """`again`: a row of the same number was already marked."""
        marks = [] if again else self._marks.get(number, [])
        formats = {column: one.warning for column, one in cells_of(marks).items()}
        formats.pop(self._found.column, None)
        text = b""
        if number == self._title_row and not again:
            text = self._title()
        elif marks and number > self._title_row:
            text = self._sentences(number, said_of(marks))
        return _Wanted(formats, text, self._found.earlier and number > self._title_row)

    def _row(self, row: Row, wanted: _Wanted) -> None:
        cells = list(self._sheet.grid.cells(row))
        known: set[int] = set()
        for cell in cells:
            concerned = self._earlier or cell.column in wanted.formats
            if cell.column not in known and (concerned or cell.column == self._found.column):
                self._cell(cell, wanted)
            known.add(cell.column)
        added = self._added(row, wanted, known)
        tag = self._attributes(row, wanted, wider=bool(added))
        edits, span = self._sheet.edits, row.span
        at = span.start + len(self._prefix) + len(b"<row")
        if span.empty:
            name = self._prefix + b"row"
            inner = b"".join(text for _, text in added)
            whole = b"<%s%s>%s</%s>" % (name, tag, inner, name)
            if added:
                edits.replace(span.start, span.end, whole)
            return
        if tag != span.attributes:
            edits.replace(at, at + len(span.attributes), tag)
        for column, text in added:
            behind = (cell.span.start for cell in cells if cell.column > column)
            place = next(behind, span.inner_end)
            edits.replace(place, place, text)

    def _attributes(self, row: Row, wanted: _Wanted, *, wider: bool) -> bytes:
        """A row with sentences becomes as tall as they need, unless a person set its height."""
        tag = row.span.attributes
        own = attributes_of(tag)
        taller = wanted.text and row.number != self._title_row
        if taller and own.get(b"customHeight") not in _TRUE:
            tag = without_attribute(tag, b"ht")
        return without_attribute(tag, b"spans") if wider else tag

    def _cell(self, cell: Cell, wanted: _Wanted) -> None:
        """Another format for a cell that is there; another text, or none, in the column."""
        edits, span = self._sheet.edits, cell.span
        if cell.column == self._found.column and (wanted.text or wanted.cleared):
            edits.replace(span.start, span.end, wanted.text)
            return
        style = _number(attributes_of(span.attributes).get(b"s"))
        if cell.column in wanted.formats:
            made = self._styles.marked(style, warning=wanted.formats[cell.column])
        else:
            made = self._styles.unmarked(style) if style in self._styles.earlier else style
        if made != style:
            at = span.start + len(self._prefix) + len(b"<c")
            text = with_attribute(span.attributes, b"s", b"%d" % made)
            edits.replace(at, at + len(span.attributes), text)

    def _added(self, row: Row, wanted: _Wanted, known: set[int]) -> Sequence[tuple[int, bytes]]:
        """The cells that are not there yet, by their columns."""
        own = attributes_of(row.span.attributes)
        whole = _number(own.get(b"s")) if own.get(b"customFormat") in _TRUE else None
        added = [
            (column, self._empty(row.number, column, whole, warning=warning))
            for column, warning in wanted.formats.items()
            if column not in known
        ]
        if wanted.text and self._found.column not in known:
            added.append((self._found.column, wanted.text))
        return sorted(added)

    def _new_row(self, number: int) -> bytes:
        wanted = self._wanted(number, again=False)
        cells = [
            (column, self._empty(number, column, None, warning=warning))
            for column, warning in wanted.formats.items()
        ]
        if wanted.text:
            cells.append((self._found.column, wanted.text))
        inner = b"".join(text for _, text in sorted(cells))
        name = self._prefix + b"row"
        return b'<%s r="%d">%s</%s>' % (name, number, inner, name)

    def _end(self, rows: bytes) -> None:
        """Rows behind the last."""
        data, edits = self._sheet.data, self._sheet.edits
        name = self._prefix + b"sheetData"
        if data.empty:
            edits.replace(data.start, data.end, b"<%s>%s</%s>" % (name, rows, name))
        elif rows:
            edits.replace(data.inner_end, data.inner_end, rows)

    def _empty(self, row: int, column: int, whole: int | None, *, warning: bool) -> bytes:
        """A marked cell that was not there; it looked like its row, or like its column."""
        base = self._columns.style(column) if whole is None else whole
        style = self._styles.marked(base, warning=warning)
        place = letters_of(column).encode()
        return b'<%sc r="%s%d" s="%d"/>' % (self._prefix, place, row, style)

    def _title(self) -> bytes:
        runs = self._run(TITLE, b"FFC00000", bold=True)
        return self._text(self._title_row, self._styles.title(), runs)

    def _sentences(self, row: int, said: Said) -> bytes:
        between = "\n" if said.faults and said.warnings else ""
        runs = self._run(said.faults + between, _FAULT_INK) if said.faults else b""
        runs += self._run(said.warnings, _WARNING_INK) if said.warnings else b""
        return self._text(row, self._styles.sentence(), runs)

    def _text(self, row: int, style: int, runs: bytes) -> bytes:
        """A cell of the added column. Its text stands in it: shared texts stay as they are."""
        place = letters_of(self._found.column).encode()
        template = b'<{0}c r="%s%d" s="%d" t="inlineStr"><{0}is>%s</{0}is></{0}c>'
        return template.replace(b"{0}", self._prefix) % (place, row, style, runs)

    def _run(self, text: str, ink: bytes, *, bold: bool = False) -> bytes:
        template = (
            b'<{0}r><{0}rPr>%s<{0}sz val="11"/><{0}color rgb="%s"/>'
            b'<{0}rFont val="Times New Roman"/></{0}rPr>'
            b'<{0}t xml:space="preserve">%s</{0}t></{0}r>'
        ).replace(b"{0}", self._prefix)
        thick = b"<%sb/>" % self._prefix if bold else b""
        return template % (thick, ink, cell_text(text))

    def _cells_of_earlier(self) -> re.Pattern[bytes]:
        """Cells with a format of an earlier round."""
        styles = b"|".join(b"%d" % one for one in sorted(self._styles.earlier))
        name = re.escape(self._prefix + b"c")
        return re.compile(rb"<" + name + rb"\s[^<>]*?\bs\s*=\s*[\"'](?:" + styles + rb")[\"']")


def _number(text: bytes | None) -> int:
    said = (text or b"").strip()
    return int(said) if said.isdigit() and len(said) < 8 else 0  # noqa: PLR2004 - no file has more
