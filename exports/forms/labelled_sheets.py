"""The sheets of labels and values: “Thông tin” and “Báo cáo”."""

from collections.abc import Sequence
from datetime import date

from criteria.edition import Edition
from exports.dossier import DecreeHeader, Narrative, School
from exports.forms.assessment_sheet import subtitle
from exports.forms.heights import row_height
from exports.forms.layout import (
    HEADER_FIELDS,
    INFO_COLUMNS,
    NARRATIVE_FIELDS,
    REPORT_COLUMNS,
    SCHOOL_FIELDS,
    TABLE_HEADER_ROW,
    Column,
    Field,
    Fill,
)
from exports.forms.page import Page
from exports.forms.validations import day_rule, length_rule

Value = str | date | None


def write_info(page: Page, edition: Edition, school: School, header: DecreeHeader) -> None:
    """Who is assessed, and what the decree asks of the report's header."""
    page.titles("THÔNG TIN CHUNG", subtitle(edition))
    page.columns(INFO_COLUMNS)
    row = _section(page, TABLE_HEADER_ROW + 1, "Đơn vị được đánh giá", INFO_COLUMNS)
    row = _fields(page, row, SCHOOL_FIELDS, school_values(edition, school), columns=INFO_COLUMNS)
    title = "Thể thức của báo cáo (Nghị định 30/2020/NĐ-CP)"
    row = _section(page, row, title, INFO_COLUMNS)
    _fields(page, row, HEADER_FIELDS, header_values(school, header), columns=INFO_COLUMNS)
    page.finish()


def write_report(page: Page, edition: Edition, narrative: Narrative) -> None:
    """The words of Phụ lục II."""
    page.titles("NỘI DUNG BÁO CÁO (PHỤ LỤC II)", subtitle(edition))
    hint = "Alt+Enter để xuống dòng trong ô. Bảng điểm và mức được lập tự động."
    page.text(2, 0, hint, "subtitle")
    page.columns(REPORT_COLUMNS)
    values: dict[str, Value] = {
        field.key: getattr(narrative, field.key) for field in NARRATIVE_FIELDS
    }
    _fields(page, TABLE_HEADER_ROW + 1, NARRATIVE_FIELDS, values, columns=REPORT_COLUMNS, least=64)
    page.finish()


def school_values(edition: Edition, school: School) -> dict[str, Value]:
    """What the cells of the school hold."""
    levels = ", ".join(edition.school_levels[code] for code in school.school_levels)
    return {
        "name": school.name,
        "code": school.code,
        "school_year": school.school_year,
        "kind": edition.body_kinds[school.kind].title,
        "school_levels": levels,
    }


def header_values(school: School, header: DecreeHeader) -> dict[str, Value]:
    """What the cells of the report's header hold; several lines are parted by a line break."""
    values: dict[str, Value] = {}
    for field in HEADER_FIELDS:
        value = getattr(header, field.key)
        values[field.key] = "\n".join(value) if isinstance(value, tuple) else value
    if header.issuer == school.name:
        values["issuer"] = ""
    return values


def _section(page: Page, row: int, title: str, columns: Sequence[Column]) -> int:
    page.sheet.set_row(row, 22)
    page.text(row, 0, title, "section")
    for column in range(1, len(columns)):
        page.text(row, column, "", "section_rest")
    return row + 1


def _fields(  # noqa: PLR0913 - a block of rows is made of all of these
    page: Page,
    row: int,
    fields: Sequence[Field],
    values: dict[str, Value],
    *,
    columns: Sequence[Column],
    least: float = 22,
) -> int:
    for field in fields:
        value = values[field.key]
        shown = value if isinstance(value, str) else ""
        tall = max(least, 50) if field.fill is Fill.LINES else least
        cells = [(field.label, columns[0].width), (shown, columns[1].width)]
        if len(columns) > len(REPORT_COLUMNS):
            cells.append((field.hint, columns[2].width))
            page.text(row, 2, field.hint, "quiet")
        page.sheet.set_row(row, row_height(*cells, least=tall))
        page.text(row, 0, field.label, "label")
        _value(page, row, field, value)
        row += 1
    return row


def _value(page: Page, row: int, field: Field, value: Value) -> None:
    if field.fill is Fill.FIXED:
        page.text(row, 1, str(value or ""), "text")
        return
    if field.fill is Fill.DAY:
        page.day(row, 1, value if isinstance(value, date) else None)
        rule = day_rule(field.label)
    else:
        lines = field.fill is Fill.LINES
        page.text(row, 1, str(value or ""), "fill_lines" if lines else "fill_text")
        rule = length_rule(field.label, field.limit)
    page.sheet.data_validation(row, 1, row, 1, rule)
