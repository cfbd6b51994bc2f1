"""Reading the sheet “Minh chứng”."""

import re
from collections.abc import Iterator
from datetime import date

from criteria.edition import Edition
from evidence import codes
from exports.dossier import EvidenceEntry, EvidenceStatus
from exports.forms.errors import CellProblem
from exports.forms.layout import EVIDENCE_COLUMNS, MAX_EVIDENCE
from exports.forms.spreadsheet import Cell, Grid, Kind
from exports.forms.table import Table, TableRow, find_table
from exports.forms.values import NotMeant, as_choice, as_code, as_day, as_text, cleaned

MAX_LINKS = 60
_SEPARATORS = re.compile(r"[;,\n/|]| và |\s{1,}")
_STATUSES = {status.value: status.label for status in EvidenceStatus}
_TEXTS = tuple(
    column
    for column in EVIDENCE_COLUMNS
    if column.key in {"title", "location", "holder", "note", "number", "issuer"}
)
_KEYS = tuple(column.key for column in EVIDENCE_COLUMNS)


def read_evidence(
    grid: Grid | None, edition: Edition, problems: list[CellProblem]
) -> tuple[EvidenceEntry, ...]:
    """The pieces of evidence in the order of the sheet; empty rows are passed over."""
    if grid is None:
        return ()
    table = find_table(grid, EVIDENCE_COLUMNS)
    if isinstance(table, CellProblem):
        problems.append(table)
        return ()
    rows = [row for row in table.rows() if _filled(row)]
    if len(rows) > MAX_EVIDENCE:
        message = f"có {len(rows)} dòng minh chứng; tối đa {MAX_EVIDENCE}, hãy gộp bớt."
        at = rows[MAX_EVIDENCE].name("code")
        problems.append(CellProblem(grid.name, at, "too-many-rows", message))
        return ()
    return tuple(_Entries(table, edition, rows, problems).read())


def _filled(row: TableRow) -> bool:
    return any(row.cell(key) is not None for key in _KEYS if key != "status")


class _Entries:
    def __init__(
        self, table: Table, edition: Edition, rows: list[TableRow], problems: list[CellProblem]
    ) -> None:
        self.table = table
        self.rows = rows
        self.problems = problems
        self.known = frozenset(edition.items) | frozenset(edition.criteria)
        self.seen: dict[str, str] = {}
        self.typed = [
            cell.text
            for row in rows
            if (cell := row.cell("code")) is not None and cell.kind is Kind.TEXT
        ]

    def read(self) -> Iterator[EvidenceEntry]:
        for row in self.rows:
            links = self._links(row)
            code = self._code(row, links)
            texts = {column.key: self._text(row, column.key, column.limit) for column in _TEXTS}
            if not texts["title"] and row.cell("title") is None:
                self._refuse(row, "title", "no-title", "hãy ghi tên minh chứng.")
            yield EvidenceEntry(
                code=code,
                links=links,
                status=self._status(row),
                day=self._day(row),
                **texts,
            )

    def _refuse(self, row: TableRow, key: str, code: str, message: str) -> None:
        self.problems.append(row.problem(key, NotMeant(code, message)))

    def _text(self, row: TableRow, key: str, limit: int) -> str:
        cell = row.cell(key)
        if cell is None:
            return ""
        try:
            return as_text(cell, limit, one_line=True)
        except NotMeant as error:
            self.problems.append(row.problem(key, error))
            return ""

    def _code(self, row: TableRow, links: tuple[str, ...]) -> str:
        cell = row.cell("code")
        if cell is None:
            free = codes.next_free(links[0], self.typed) if links else "MC.1.1.01"
            self._refuse(row, "code", "no-code", f"chưa ghi mã minh chứng; có thể dùng {free}.")
            return ""
        try:
            code = str(codes.parse(as_text(cell, 400, one_line=True)))
        except codes.EvidenceCodeInvalid as error:
            self._refuse(row, "code", "evidence-code", str(error))
            return ""
        except NotMeant as error:
            self.problems.append(row.problem("code", error))
            return ""
        if code in self.seen:
            message = (
                f"mã {code} đã dùng ở ô {self.seen[code]}; một minh chứng chỉ ghi một dòng, dùng "
                "cho nhiều tiêu chí thì ghi các mã tiêu chí trong cột “Dùng cho tiêu chí”."
            )
            self._refuse(row, "code", "duplicate-evidence", message)
        self.seen.setdefault(code, row.name("code"))
        return code

    def _links(self, row: TableRow) -> tuple[str, ...]:
        cell = row.cell("links")
        if cell is None:
            message = "chưa ghi minh chứng này dùng cho tiêu chí nào, ví dụ: 1.4; 1.3.2"
            self._refuse(row, "links", "no-links", message)
            return ()
        try:
            return self._codes(cell)
        except NotMeant as error:
            self.problems.append(row.problem("links", error))
            return ()

    def _codes(self, cell: Cell) -> tuple[str, ...]:
        if cell.kind is not Kind.TEXT:
            return (as_code(cell, self.known),)
        text = cleaned(cell.text)
        try:
            return (as_code(cell, self.known),)
        except NotMeant:
            pieces = [piece for piece in _SEPARATORS.split(text) if piece]
        if len(pieces) > MAX_LINKS:
            raise NotMeant("too-many-links", f"quá {MAX_LINKS} mã tiêu chí; hãy bỏ bớt.")
        found = [as_code(Cell(Kind.TEXT, piece), self.known) for piece in pieces]
        return tuple(dict.fromkeys(found))

    def _status(self, row: TableRow) -> EvidenceStatus:
        cell = row.cell("status")
        if cell is None:
            self._refuse(row, "status", "no-status", "hãy chọn: đã có; đang cập nhật; chưa có.")
            return EvidenceStatus.ABSENT
        try:
            return EvidenceStatus(as_choice(cell, _STATUSES))
        except NotMeant as error:
            self.problems.append(row.problem("status", error))
            return EvidenceStatus.ABSENT

    def _day(self, row: TableRow) -> date | None:
        cell = row.cell("day")
        if cell is None:
            return None
        try:
            return as_day(cell, epoch_1904=self.table.grid.epoch_1904)
        except NotMeant as error:
            self.problems.append(row.problem("day", error))
            return None
