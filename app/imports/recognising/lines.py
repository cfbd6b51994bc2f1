"""The rows of a table, one at a time: which of them are rows of it, and what their cells say."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from app.imports.recognising.cells import FORMULA, Refusal, Understood, understood
from app.imports.recognising.columns import title_of
from app.imports.recognising.footing import Others
from app.imports.recognising.header import is_numbering
from app.imports.shapes import (
    CellValue,
    Column,
    Fault,
    Layout,
    Line,
    Sheet,
    ValueKind,
    Vocabulary,
)
from exports.forms.table import cell_name
from exports.forms.values import quoted

_KEPT = 50_000
"""Different cells remembered per kind of value: a province's codes, names and points."""
_CHECKS = ("criterion:", "group:", "level:")
"""What only checks the items of its side, and is the result itself where there are none."""
_SAYS = frozenset({"name", "note", "levels"})
"""Said beside results, for people; in a list of schools or people they are what the list is for."""
_COUNTED: frozenset[ValueKind] = frozenset({"points", "number", "verdict", "level"})
"""Values that no title, footnote or signature is taken for."""

_SOME = 2

Row = Sequence[CellValue]


class _Memory(dict[CellValue, Understood]):
    """What cells of a kind of value say. Never asked for True or False, which equal 1 and 0."""

    __slots__ = ("_kinds",)

    def __init__(self, kinds: tuple[ValueKind, ...]) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, cell: CellValue) -> Understood:
        found = understood(self._kinds, cell)
        if len(self) < _KEPT:
            self[cell] = found
        return found

    def of(self, cell: CellValue) -> Understood:
        """What the cell says."""
        return understood(self._kinds, cell) if isinstance(cell, bool) else self[cell]


class _Reader(NamedTuple):
    """One column to be read: where it stands in the line (`at`) and in the row.

    `checks`: a cell that cannot be understood is left aside. `counted`: its values show that a row
    without a code is a row of the table all the same. `coded`: its values are codes.
    """

    at: int
    place: int
    memory: _Memory
    checks: bool
    counted: bool
    coded: bool


def read_lines(sheet: Sheet, layout: Layout, vocabulary: Vocabulary) -> Iterator[Line]:
    """The lines of a table, in order. Rows that are no rows of the table are left out."""
    table = _Table(sheet, layout, vocabulary)
    for index in range(layout.header[1] + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if row and (line := table.line(index, row)) is not None:
            yield line


class _Table:
    """One table while it is read."""

    def __init__(self, sheet: Sheet, layout: Layout, vocabulary: Vocabulary) -> None:
        self._sheet, self._columns = sheet.name, layout.columns
        self._readers = _readers(layout.columns, vocabulary)
        self._formulas: dict[int, set[int]] = {}
        for row, place in sheet.formulas:
            self._formulas.setdefault(row, set()).add(place)
        self._covered = _covered(sheet)
        self._key = next((one for one in self._readers if one.at == _key(layout, vocabulary)), None)
        self._key_title = (
            title_of(vocabulary, layout.columns[self._key.at].role) if self._key else ""
        )
        self._others = Others(sheet, layout, vocabulary.totals)
        self._first = True

    def line(self, index: int, row: Row) -> Line | None:
        """The line of a row; None for a row that is none of the table's."""
        first, self._first = self._first, False
        if first and (is_numbering(row) or all(cell is None for cell in row)):
            self._first = True
            return None
        formulas = self._formulas.get(index)
        values, faults = self._read(index, row, formulas)
        key, computed = self._key, False
        cell: CellValue = None
        if key is not None:
            cell = row[key.place] if key.place < len(row) else None
            computed = bool(formulas) and key.place in (formulas or ())
            if not computed and self._others.is_key(cell, coded=key.coded):
                return Line(self._sheet, index + 1, values, faults)
        if self._others.is_header(row):
            self._first = True
            return None
        if self._others.are_totals(row) or not self._tells(values):
            return None
        if first and key is not None and self._are_maxima(row):
            return None
        if key is not None and not computed:
            values[key.at] = None
            if key.place not in self._covered.get(index, {}):
                faults = [one for one in faults if one.cell != cell_name(index, key.place)]
                faults.insert(0, self._without_key(index, key, cell))
        return Line(self._sheet, index + 1, values, faults)

    def _are_maxima(self, row: Row) -> bool:
        """Whether nothing but values stands there, as where maxima are told under the titles."""
        counted = {reader.place for reader in self._readers if reader.counted or reader.checks}
        return all(place in counted for place, cell in enumerate(row) if cell not in {None, ""})

    def _read(
        self, index: int, row: Row, formulas: set[int] | None
    ) -> tuple[list[str | None], list[Fault]]:
        values: list[str | None] = [None] * len(self._columns)
        faults: list[Fault] = []
        width = len(row)
        for reader in self._readers:
            place = reader.place
            if formulas and place in formulas:
                found: Understood = FORMULA
            elif place >= width:
                continue
            else:
                cell = row[place]
                if cell is None:
                    continue
                known = reader.memory
                found = known.of(cell) if cell is True or cell is False else known[cell]
            if isinstance(found, str):
                values[reader.at] = found
            elif found is not None and not reader.checks:
                faults.append(self._fault(index, place, found))
        if index in self._covered:
            faults += self._hidden(index, values)
        return values, faults

    def _hidden(self, index: int, values: Sequence[str | None]) -> Iterator[Fault]:
        """Empty cells in which a person sees the value of a merged cell above."""
        covered = self._covered[index]
        for reader in self._readers:
            if reader.place in covered and values[reader.at] is None and not reader.checks:
                message = (
                    f"ô này bị gộp với ô {covered[reader.place]} nên không có giá trị riêng; hãy "
                    "bỏ gộp ô rồi ghi giá trị cho từng dòng."
                )
                yield self._fault(index, reader.place, Refusal("merged", message))

    def _tells(self, values: Sequence[str | None]) -> bool:
        """Whether a row without a key says what only rows of the table say."""
        counted = [one.at for one in self._readers if one.counted]
        if counted:
            return any(values[index] is not None for index in counted)
        given = sum(value is not None for value in values)
        return given >= max(_SOME, (len(self._readers) + 1) // 2)

    def _without_key(self, index: int, key: _Reader, cell: CellValue) -> Fault:
        title = self._key_title[:1].lower() + self._key_title[1:]
        if key.memory.of(cell) is None:
            message = f"thiếu {title}; hãy ghi vào ô này, hoặc xóa cả dòng nếu không thuộc bảng."
            return self._fault(index, key.place, Refusal("missing-code", message))
        message = (
            f"{quoted(str(cell))} không phải là {title}; hãy sửa ô này, "
            "hoặc xóa cả dòng nếu không thuộc bảng."
        )
        return self._fault(index, key.place, Refusal("not-a-code", message))

    def _fault(self, index: int, place: int, refusal: Refusal) -> Fault:
        return Fault(self._sheet, cell_name(index, place), refusal.code, refusal.message)


def _covered(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Row to column to the name of the merged cell that hides it and is not empty."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), (top, left) in sheet.covered.items():
        holder = sheet.rows[top] if top < len(sheet.rows) else ()
        if left < len(holder) and holder[left] is not None:
            found.setdefault(row, {})[column] = cell_name(top, left)
    return found


def _readers(columns: Sequence[Column], vocabulary: Vocabulary) -> list[_Reader]:
    """The columns that have a role, from left to right."""
    kinds: dict[str, tuple[ValueKind, ...]] = {}
    for meaning in vocabulary.meanings:
        known = kinds.get(meaning.role, ())
        if meaning.value not in known:
            kinds[meaning.role] = (*known, meaning.value)
    itemised = {column.role.split(":")[0] for column in columns if column.role.count(":") == 1}
    memories: dict[tuple[ValueKind, ...], _Memory] = {}
    readers = []
    for index, column in enumerate(columns):
        if column.role in kinds:
            kind = kinds[column.role]
            memory = memories.setdefault(kind, _Memory(kind))
            said = bool(vocabulary.sides) and column.role in _SAYS
            checks = said or _is_check(column.role, itemised)
            counted = not checks and not _COUNTED.isdisjoint(kind)
            readers.append(_Reader(index, column.place, memory, checks, counted, kind == ("code",)))
    return sorted(readers, key=lambda reader: reader.place)


def _is_check(role: str, itemised: AbstractSet[str]) -> bool:
    """Whether the column only checks the items of its side."""
    return role.startswith(_CHECKS) and role.split(":")[1] in itemised


def _key(layout: Layout, vocabulary: Vocabulary) -> int | None:
    """The column that names what a row is about."""
    roles = [column.role for column in layout.columns]
    wanted = ("code", *vocabulary.required[:1])
    return next((roles.index(role) for role in wanted if role in roles), None)
