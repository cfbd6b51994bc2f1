"""Where on a form each thing that a person may state was found.

Keys name the thing, whatever its cell: `award:1.3.2`, `claim:1.3.2`, `comment:1.3.2`,
`fact:teachers_total`, `text:narrative.process`, `text:header.place`.
"""

from collections.abc import Iterable, Iterator, Mapping

from exports.forms.errors import CellProblem
from exports.forms.table import TableRow

AWARD, CLAIM, COMMENT, FACT, TEXT = "award", "claim", "comment", "fact", "text"


class Places:
    """Cells by key. A thing whose row or column is gone has none: nothing was said about it."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[tuple[str, str], ...]] = {}

    def put(self, kind: str, code: str, row: TableRow, *columns: str) -> None:
        """The thing stands in these columns of the row, first the one to point at."""
        sheet = row.table.grid.name
        self._cells[f"{kind}:{code}"] = tuple((sheet, row.name(column)) for column in columns)

    def readable(self, problems: Iterable[CellProblem]) -> Mapping[str, str]:
        """Keys whose cells have no fault, each with its place: `Tự đánh giá!D7`."""
        faulty = {(problem.sheet, problem.cell) for problem in problems}
        return {
            key: "!".join(cells[0])
            for key, cells in self._cells.items()
            if faulty.isdisjoint(cells)
        }

    def __iter__(self) -> Iterator[str]:
        """The keys, in the order of the form."""
        return iter(self._cells)
