"""Reading the sheets of labels and values: “Thông tin” and “Báo cáo”."""

from collections.abc import Sequence
from datetime import date

from exports.dossier import DecreeHeader, Narrative, School
from exports.forms.errors import CellProblem
from exports.forms.layout import (
    HEADER_FIELDS,
    INFO_COLUMNS,
    NARRATIVE_FIELDS,
    REPORT_COLUMNS,
    SCHOOL_FIELDS,
    Column,
    Field,
    Fill,
)
from exports.forms.places import TEXT, Places
from exports.forms.spreadsheet import Grid, Kind
from exports.forms.table import TableRow, find_table
from exports.forms.values import NotMeant, as_day, as_text, folded
from scoring.answers import Profile

MAX_LINES = 20
_KEPT = {
    **dict.fromkeys(NARRATIVE_FIELDS, "narrative"),
    **dict.fromkeys(HEADER_FIELDS, "header"),
}
"""The part of the dossier that a field belongs to."""


def read_info(
    grid: Grid | None, profile: Profile, problems: list[CellProblem], places: Places
) -> tuple[School, DecreeHeader]:
    """Who is assessed and the header of the report. The profile is the form's own, not typed."""
    fields = [one for one in (*SCHOOL_FIELDS, *HEADER_FIELDS) if one.fill is not Fill.FIXED]
    texts, days = _values(grid, fields, INFO_COLUMNS, problems, places)
    school = School(
        name=texts["name"],
        code=texts["code"],
        kind=profile.kind,
        school_levels=profile.school_levels,
        school_year=texts["school_year"],
    )
    header = DecreeHeader(
        superior=texts["superior"],
        issuer=texts["issuer"] or school.name,
        number=texts["number"],
        symbol=texts["symbol"],
        place=texts["place"],
        day=days.get("day"),
        addressees=_lines(texts["addressees"]),
        authority=texts["authority"],
        position=texts["position"],
        signer=texts["signer"],
        recipients=_lines(texts["recipients"]),
        archive=texts["archive"],
    )
    return school, header


def read_narrative(grid: Grid | None, problems: list[CellProblem], places: Places) -> Narrative:
    """The words of Phụ lục II."""
    texts, _ = _values(grid, NARRATIVE_FIELDS, REPORT_COLUMNS, problems, places)
    return Narrative(**texts)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _bounded(field: Field, text: str) -> str:
    if field.key in {"addressees", "recipients"} and len(_lines(text)) > MAX_LINES:
        raise NotMeant("too-many-lines", f"quá {MAX_LINES} dòng; hãy bỏ bớt.")
    return text


def _values(
    grid: Grid | None,
    fields: Sequence[Field],
    columns: Sequence[Column],
    problems: list[CellProblem],
    places: Places,
) -> tuple[dict[str, str], dict[str, date]]:
    texts = {field.key: "" for field in fields if field.fill is not Fill.DAY}
    days: dict[str, date] = {}
    if grid is None:
        return texts, days
    table = find_table(grid, columns)
    if isinstance(table, CellProblem):
        problems.append(table)
        return texts, days
    by_label = {folded(field.label): field for field in fields}
    seen: dict[str, str] = {}
    for row in table.rows():
        label = row.cell("label")
        field = by_label.get(folded(label.text)) if label and label.kind is Kind.TEXT else None
        if field is None:
            continue
        if field.key in seen:
            message = f"mục “{field.label}” đã có ở ô {seen[field.key]}; hãy xóa một dòng."
            problems.append(
                CellProblem(table.grid.name, row.name("label"), "duplicate-row", message)
            )
            continue
        seen[field.key] = row.name("label")
        if field in _KEPT:
            places.put(TEXT, f"{_KEPT[field]}.{field.key}", row, "value")
        _one(row, field, texts, days, problems)
    for field in fields:
        if field.key not in seen:
            message = f"thiếu dòng “{field.label}”; hãy khôi phục dòng này."
            problems.append(CellProblem(table.grid.name, "", "missing-row", message))
    return texts, days


def _one(
    row: TableRow,
    field: Field,
    texts: dict[str, str],
    days: dict[str, date],
    problems: list[CellProblem],
) -> None:
    cell = row.cell("value")
    if cell is None:
        return
    try:
        if field.fill is Fill.DAY:
            days[field.key] = as_day(cell, epoch_1904=row.table.grid.epoch_1904)
        else:
            text = as_text(cell, field.limit, one_line=field.fill is Fill.LINE)
            texts[field.key] = _bounded(field, text)
    except NotMeant as error:
        problems.append(row.problem("value", error))
