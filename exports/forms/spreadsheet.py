"""The cells of a workbook from outside, read part by part.

Only what a form needs: texts, numbers with whether they are shown as a date or a percentage, and
that a cell holds a formula (never what it last came to). A filled form is read so in a quarter of
the time that openpyxl takes, whose model of styles and views is built first; and every way in which
a file can be odd ends in a `FormRefused`. Sheets are found and read only when asked for.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from exports.forms.guard import Package, damaged, refused, too_big
from exports.forms.sheet_xml import (
    RawCell,
    Relation,
    read_cells,
    read_number_formats,
    read_relations,
    read_shared_strings,
    read_sheet_list,
)

MAX_ROW, MAX_COLUMN = 1_500, 60
"""Past these a form has nothing; a stray cell there is reported, not skipped."""
MAX_TEXT = 2_000_000
"""Characters of all cells, a text that many cells share counted each time; 1,000 pieces of evidence
hold 0,2 million. Otherwise one short file could keep the reader busy for minutes."""


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"


class Cell(NamedTuple):
    """One cell. `text` is a text as typed, or a number as the file writes it."""

    kind: Kind
    text: str


Position = tuple[int, int]
_KINDS = {
    "str": Kind.TEXT,
    "inlineStr": Kind.TEXT,
    "d": Kind.TEXT,
    "b": Kind.BOOLEAN,
    "e": Kind.ERROR,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet that hold anything, by (row, column) from 0."""

    name: str
    cells: Mapping[Position, Cell]
    outside: Position | None
    epoch_1904: bool


class Workbook:
    """A workbook whose sheets are read when asked for."""

    def __init__(self, content: bytes) -> None:
        self._package = Package(content)
        main = self._main_part()
        sheets, self.epoch_1904 = read_sheet_list(self._package.read(main))
        folder = posixpath.dirname(main)
        relations = self._relations(main)
        self._paths = {
            name: _resolved(folder, relations[key].target)
            for name, key in sheets
            if key in relations and relations[key].kind == "worksheet"
        }
        self._strings = self._part_of(folder, relations, "sharedStrings")
        self._styles = self._part_of(folder, relations, "styles")
        self._texts: list[str] | None = None
        self._formats: list[str] | None = None
        self._room = MAX_TEXT

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names on the tabs, hidden ones too."""
        return tuple(self._paths)

    def grid(self, name: str, rows: int = MAX_ROW) -> Grid:
        """The cells of a sheet, of its first `rows` rows."""
        if self._texts is None:
            self._texts = (
                read_shared_strings(self._package.read(self._strings)) if self._strings else []
            )
            self._formats = (
                read_number_formats(self._package.read(self._styles)) if self._styles else []
            )
        cells: dict[Position, Cell] = {}
        outside: Position | None = None
        for position, raw in read_cells(self._package.read(self._paths[name])):
            if position[0] >= rows or position[1] >= MAX_COLUMN:
                outside = outside or position
                continue
            cells[position] = self._cell(raw)
        return Grid(name, cells, outside, self.epoch_1904)

    def _cell(self, raw: RawCell) -> Cell:
        if raw.formula:
            return Cell(Kind.FORMULA, "")
        if raw.type == "s":
            assert self._texts is not None
            if not raw.value.isdecimal() or int(raw.value) >= len(self._texts):
                raise damaged()
            return self._text(self._texts[int(raw.value)])
        kind = _KINDS.get(raw.type)
        if kind is Kind.TEXT:
            return self._text(raw.value)
        return Cell(kind or self._number_kind(raw.style), raw.value)

    def _text(self, text: str) -> Cell:
        self._room -= len(text)
        if self._room < 0:
            raise too_big()
        return Cell(Kind.TEXT, text)

    def _number_kind(self, style: str) -> Kind:
        assert self._formats is not None
        if not style.isdecimal() or int(style) >= len(self._formats):
            return Kind.NUMBER
        return {"date": Kind.DATE, "percent": Kind.PERCENT}.get(
            self._formats[int(style)], Kind.NUMBER
        )

    def _main_part(self) -> str:
        if "_rels/.rels" not in self._package:
            raise damaged()
        for relation in read_relations(self._package.read("_rels/.rels")).values():
            if relation.kind == "officeDocument":
                main = _resolved("", relation.target)
                if main.startswith("word/") or main not in self._package:
                    break
                return main
        raise refused(
            "not-a-workbook",
            "Tệp này không phải bảng tính .xlsx. Hãy nộp phiếu Excel của Thang Đo đã điền.",
        )

    def _relations(self, main: str) -> dict[str, Relation]:
        folder, name = posixpath.split(main)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        return read_relations(self._package.read(path))

    def _part_of(self, folder: str, relations: dict[str, Relation], kind: str) -> str | None:
        for relation in relations.values():
            if relation.kind == kind:
                return _resolved(folder, relation.target)
        return None


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))
