"""Formulas and errors in the tables of an .ods, found in its `content.xml`.

Looked for only where there is a formula at all. A cell that says how often it is repeated stands
for as many places. Here element by element; first `open_document_rows` tries by pattern.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from app.imports.reading.errors import FileFault, refused
from app.imports.reading.limits import MAX_CELLS
from app.imports.reading.marked import Marked
from app.imports.reading.members import MAX_SMALL_PART, Package, read_elements
from app.imports.reading.open_document_rows import Uncommon, error_said, marked_by_pattern
from app.imports.reading.places import Place

MIMES = frozenset(
    b"application/vnd.oasis.opendocument.spreadsheet" + ending for ending in (b"", b"-template")
)
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_LONGEST_NUMBER = 7


def refuse_encrypted(package: Package) -> None:
    """Raises FileRefused where parts are encrypted."""
    if "meta-inf/manifest.xml" in package:

        def opened(name: str, _attributes: Mapping[str, str]) -> None:
            if name in {"encryption-data", "encrypted-key"}:
                raise refused(FileFault.PASSWORD)

        read_elements(package.part("meta-inf/manifest.xml", MAX_SMALL_PART), opened)


def marked_tables(xml: bytes | bytearray) -> Sequence[Marked] | None:
    """What the tables hold, in their order; None where none holds any. Raises FileRefused."""
    if b":formula" not in xml and b'"error"' not in xml:
        return None
    with suppress(Uncommon):
        return marked_by_pattern(xml)
    tables = _Tables()
    read_elements(xml, tables.opened, tables.closed, tables.words)
    return [
        Marked(frozenset(formulas), tables.errors[number])
        for number, formulas in tables.formulas.items()
    ]


class _Tables:
    """Where the reading is, and what it has found. Tables inside of cells are none of ours."""

    def __init__(self) -> None:
        self.formulas: dict[int, set[Place]] = {}
        self.errors: dict[int, dict[Place, str]] = {}
        self._number, self._depth = -1, 0
        self._row, self._rows, self._column, self._columns = -1, 1, 0, 0
        self._formula, self._wrong, self._found = False, False, 0
        self._said: list[str] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._number += 1
                self._row, self._rows = 0, 0
                self.formulas[self._number], self.errors[self._number] = set(), {}
        elif self._depth != 1:
            return
        elif name == "table-row":
            self._row += self._rows
            self._rows = _times(attributes, "number-rows-repeated")
            self._column, self._columns = 0, 0
        elif name in _CELLS:
            self._column += self._columns
            self._columns = _times(attributes, "number-columns-repeated")
            told = {at.rpartition(":")[2]: one for at, one in attributes.items() if ":" in at}
            self._formula = "formula" in told
            kinds = [one for at, one in attributes.items() if at.endswith(":value-type")]
            self._wrong = "error" in kinds
            self._said = []

    def words(self, text: str) -> None:
        if self._formula or self._wrong:
            self._said.append(text)

    def closed(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
        elif name in _CELLS and self._depth == 1:
            self._ended()

    def _ended(self) -> None:
        """A cell is over: note what it is, at every place that it stands for."""
        if self._formula or self._wrong:
            said = error_said("".join(self._said), wrong=self._wrong)
            places = self._places()
            if self._formula:
                self.formulas[self._number].update(places)
            if said:
                self.errors[self._number].update(dict.fromkeys(places, said))
        self._formula = self._wrong = False

    def _places(self) -> list[Place]:
        self._found += self._rows * self._columns
        if self._found > MAX_CELLS:
            raise refused(FileFault.TOO_MANY_CELLS)
        return [
            (row, column)
            for row in range(self._row, self._row + self._rows)
            for column in range(self._column, self._column + self._columns)
        ]


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often a row or a cell is repeated; once where nothing is said."""
    told = next((one for at, one in attributes.items() if at.endswith(f":{name}")), "1")
    if not told.isdecimal() or len(told) > _LONGEST_NUMBER:
        raise refused(FileFault.DAMAGED)
    return int(told)
