"""Reading the sheets “Tự đánh giá” and “Số liệu”."""

from dataclasses import dataclass, field

from criteria.edition import Edition, Fact, FactType
from exports.forms.errors import CellProblem
from exports.forms.layout import (
    ASSESSMENT_COLUMNS,
    EXCLUDED,
    FACT_COLUMNS,
    SheetName,
    assessment_columns,
    sheet_title,
)
from exports.forms.places import AWARD, CLAIM, COMMENT, FACT, Places
from exports.forms.plan import FormPlan, asked_facts
from exports.forms.spreadsheet import Cell, Grid, Kind
from exports.forms.table import Table, TableRow, find_table
from exports.forms.values import (
    NotMeant,
    as_choice,
    as_code,
    as_number,
    as_text,
    as_yes_no,
    folded,
    quoted,
)
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.checks import MAX_REASON, MAX_TEXT
from scoring.engine import score
from scoring.errors import AnswersRefused

_COMMENT_LIMIT = next(column.limit for column in ASSESSMENT_COLUMNS if column.key == "comment")
_VERDICTS = {verdict.value: verdict.label for verdict in Verdict}
_UNMET_WORDS = {"chua dat", "ko dat"}
_FACT_PREFIX = "sl"


@dataclass(slots=True)
class _Read:
    awards: dict[str, Award] = field(default_factory=dict)
    facts: dict[str, FactValue] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where to point at what the engine refuses."""
    places: Places = field(default_factory=Places)


def read_answers(
    assessment: Grid | None,
    facts: Grid | None,
    plan: FormPlan,
    problems: list[CellProblem],
    places: Places,
) -> tuple[Answers, dict[str, str]]:
    """The answers, which the engine accepts unless `problems` grew, and comments by item."""
    read, edition, profile = _Read(places=places), plan.edition, plan.profile
    if assessment is not None:
        columns = assessment_columns(claims=plan.claims, external=plan.external)
        table = find_table(assessment, columns)
        if isinstance(table, Table):
            _items(table, plan, read, problems)
        else:
            problems.append(table)
    if facts is not None:
        table = find_table(facts, FACT_COLUMNS)
        if isinstance(table, Table):
            _facts(table, edition, profile, read, problems)
        else:
            problems.append(table)
    answers = Answers(profile, read.awards, read.facts, read.claims)
    try:
        score(edition, answers)
    except AnswersRefused as error:
        for finding in error.findings:
            sheet, cell = read.at.get(
                finding.where, (sheet_title(SheetName.ASSESSMENT, external=plan.external), "")
            )
            problems.append(CellProblem(sheet, cell, finding.code, finding.message))
    return answers, read.comments


def _items(table: Table, plan: FormPlan, read: _Read, problems: list[CellProblem]) -> None:
    edition = plan.edition
    excluded = {line.item.code for line in plan.item_lines if line.item and line.excluded}
    known = frozenset(edition.items) | frozenset(edition.criteria)
    known |= {group.code for group in edition.groups}
    seen: dict[str, str] = {}
    for row in table.rows():
        code = _row_code(row, known, problems)
        if code is None:
            continue
        if code in seen:
            message = f"mã {code} đã có ở ô {seen[code]}; mỗi mã chỉ được một dòng."
            problems.append(
                CellProblem(table.grid.name, row.name("code"), "duplicate-row", message)
            )
            continue
        seen[code] = row.name("code")
        if code in edition.items:
            read.at[code] = (table.grid.name, row.name("award"))
            _item(row, edition, code, read, problems, excluded=code in excluded)
    for code in edition.items:
        if code not in seen:
            message = f"thiếu dòng của tiêu chí {code}; hãy khôi phục dòng này từ phiếu gốc."
            cell = f"{table.header_row + 1}"
            problems.append(CellProblem(table.grid.name, f"A{cell}", "missing-row", message))


def _row_code(row: TableRow, known: frozenset[str], problems: list[CellProblem]) -> str | None:
    cell = row.cell("code")
    if cell is None:
        if row.cell("award") is not None and row.cell("title") is None:
            message = "dòng này có điểm nhưng chưa có mã; hãy ghi lại mã hoặc xóa dòng."
            problems.append(CellProblem(row.table.grid.name, row.name("code"), "no-code", message))
        return None
    try:
        return as_code(cell, known)
    except NotMeant as error:
        problems.append(row.problem("code", error))
        return None


def _item(  # noqa: PLR0913 - one row, and where it goes
    row: TableRow,
    edition: Edition,
    code: str,
    read: _Read,
    problems: list[CellProblem],
    *,
    excluded: bool,
) -> None:
    item = edition.items[code]
    award = row.cell("award")
    if not excluded:
        read.places.put(AWARD, code, row, "award")
    if "comment" in row.table.columns:
        read.places.put(COMMENT, code, row, "comment")
    if award is not None and not (excluded and _says_excluded(award)):
        try:
            read.awards[code] = as_number(award) if item.max is not None else _verdict(award)
        except NotMeant as error:
            problems.append(row.problem("award", error))
    comment = row.cell("comment")
    if comment is not None:
        try:
            read.comments[code] = as_text(comment, _COMMENT_LIMIT)
        except NotMeant as error:
            problems.append(row.problem("comment", error))
    if "claim" in row.table.columns:
        _claim(row, code, read, problems)


def _claim(row: TableRow, code: str, read: _Read, problems: list[CellProblem]) -> None:
    ticked, reason = row.cell("claim"), row.cell("reason")
    read.places.put(CLAIM, code, row, "claim", "reason")
    wrong: NotMeant | None = None
    try:
        claimed = ticked is not None and as_yes_no(ticked)
    except NotMeant as error:
        problems.append(row.problem("claim", error))
        return
    if claimed and reason is None:
        wrong = NotMeant("claim-without-reason", "hãy ghi lý do không áp dụng.")
    elif reason is not None and not claimed:
        wrong = NotMeant("reason-without-claim", "chưa ghi x ở cột bên; hãy ghi x hoặc xóa lý do.")
    elif reason is not None:
        try:
            read.claims[code] = as_text(reason, MAX_REASON)
        except NotMeant as error:
            wrong = error
    if wrong is not None:
        problems.append(row.problem("reason", wrong))


def _says_excluded(cell: Cell) -> bool:
    return cell.kind is Kind.TEXT and folded(cell.text) == folded(EXCLUDED)


def _verdict(cell: Cell) -> Verdict:
    if cell.kind is Kind.TEXT and folded(cell.text) in _UNMET_WORDS:
        return Verdict.UNMET
    return Verdict(as_choice(cell, _VERDICTS))


def _facts(
    table: Table, edition: Edition, profile: Profile, read: _Read, problems: list[CellProblem]
) -> None:
    asked = dict(asked_facts(edition, profile))
    by_code = {folded(code): code for code in asked}
    seen: dict[str, str] = {}
    for row in table.rows():
        cell = row.cell("code")
        typed = folded(cell.text) if cell is not None and cell.kind is Kind.TEXT else ""
        if typed not in by_code:
            if row.cell("value") is not None:
                message = "không có mã số liệu này trong phiếu; hãy khôi phục cột Mã."
                at = row.name("code")
                problems.append(CellProblem(table.grid.name, at, "unknown-code", message))
            continue
        code = by_code[typed]
        if code in seen:
            message = f"mã {code} đã có ở ô {seen[code]}; mỗi mã chỉ được một dòng."
            problems.append(
                CellProblem(table.grid.name, row.name("code"), "duplicate-row", message)
            )
            continue
        seen[code] = row.name("code")
        _fact(row, asked[code], read, problems)
    for code, fact in asked.items():
        if code not in seen:
            message = f"thiếu dòng {code} ({fact.title}); hãy khôi phục dòng này từ phiếu gốc."
            at = f"A{table.header_row + 1}"
            problems.append(CellProblem(table.grid.name, at, "missing-row", message))


def _fact(row: TableRow, fact: Fact, read: _Read, problems: list[CellProblem]) -> None:
    cell = row.cell("value")
    read.places.put(FACT, fact.code, row, "value")
    if cell is None:
        return
    read.at[fact.code] = (row.table.grid.name, row.name("value"))
    try:
        value = _fact_value(cell, fact)
    except NotMeant as error:
        problems.append(row.problem("value", error))
        return
    if value != "":
        read.facts[fact.code] = value


def _fact_value(cell: Cell, fact: Fact) -> FactValue:
    if fact.type is FactType.YES_NO:
        return as_yes_no(cell)
    if fact.type is FactType.CHOICE:
        return as_choice(cell, dict(fact.options))
    if fact.type is FactType.TEXT:
        return as_text(cell, MAX_TEXT, one_line=True)
    whole = fact.type is FactType.COUNT
    number = as_number(cell, "40") if whole else as_number(cell)
    if whole and number != number.to_integral_value():
        message = f"{quoted(cell.text)} không phải là số nguyên; hãy viết số nguyên, viết liền."
        raise NotMeant("not-whole", message)
    return number
