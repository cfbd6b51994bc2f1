"""Finding the header of a table, its columns by their words, and its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.forms.errors import CellProblem
from exports.forms.layout import Column
from exports.forms.spreadsheet import Cell, Grid, Kind
from exports.forms.values import NotMeant, folded, is_blank

_SEARCHED_ROWS = 30


def cell_name(row: int, column: int) -> str:
    """`D7` for row 6, column 3, both from 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def cell_place(name: str) -> tuple[int, int]:
    """(row, column) from 0 of a cell named as `cell_name` does; (-1, -1) for ""."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :] or 0) - 1, column - 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the header."""

    table: "Table"
    number: int

    def cell(self, key: str) -> Cell | None:
        """The cell of a column, or None where it holds nothing that anybody sees."""
        column = self.table.columns.get(key)
        if column is None:
            return None
        found = self.table.grid.cells.get((self.number, column))
        return None if is_blank(found) else found

    def name(self, key: str) -> str:
        """Where the cell of a column is: `D7`."""
        return cell_name(self.number, self.table.columns.get(key, 0))

    def problem(self, key: str, error: NotMeant) -> CellProblem:
        """A fault of the cell of a column."""
        return CellProblem(self.table.grid.name, self.name(key), error.code, error.message)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found on a sheet."""

    grid: Grid
    header_row: int
    columns: dict[str, int]

    def rows(self) -> Iterator[TableRow]:
        """Rows below the header that hold anything, in the order of the sheet."""
        wanted = sorted({row for row, _ in self.grid.cells if row > self.header_row})
        return (TableRow(self, row) for row in wanted)


def find_table(grid: Grid, columns: Sequence[Column]) -> Table | CellProblem:
    """The table whose header holds all required columns, in whatever order."""
    required = [column for column in columns if column.required]
    best: dict[str, int] = {}
    best_row = -1
    for row, titles in _headers(grid):
        found = {
            column.key: titles[folded(column.title)]
            for column in columns
            if folded(column.title) in titles
        }
        if all(column.key in found for column in required):
            return Table(grid, row, found)
        if len(found) > len(best):
            best, best_row = found, row
    missing = [column.title for column in required if column.key not in best]
    message = (
        f"thiếu cột {', '.join(f'“{title}”' for title in missing)}; hãy khôi phục dòng đầu bảng."
    )
    cell = cell_name(best_row, 0) if best_row >= 0 else ""
    return CellProblem(grid.name, cell, "missing-column", message)


def _headers(grid: Grid) -> Iterator[tuple[int, dict[str, int]]]:
    by_row: dict[int, dict[str, int]] = {}
    for (row, column), cell in grid.cells.items():
        if row < _SEARCHED_ROWS and cell.kind is Kind.TEXT:
            by_row.setdefault(row, {}).setdefault(folded(cell.text), column)
    return iter(sorted(by_row.items()))
