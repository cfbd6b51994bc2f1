"""The sheet “Số liệu”: every quantity, name and choice that the index asks, once.

Facts have a sheet of their own: counts come from other hands than awards (equipment, personnel),
several items share one count, and the column of awards stays a column of points.
"""

from decimal import Decimal

from criteria.edition import Edition, Fact, FactType
from criteria.interval import shown
from exports.forms.assessment_sheet import mark_words, subtitle
from exports.forms.content import FormContent
from exports.forms.heights import row_height
from exports.forms.layout import FACT_COLUMNS, NO, YES, fact_columns
from exports.forms.page import Page
from exports.forms.plan import FactLine, FormPlan, fact_uses, shown_number
from exports.forms.validations import fact_rule, needs_list
from scoring.answers import FactValue

CODE, TITLE, LEVEL, VALUE, UNIT, USED, MARK = range(len(FACT_COLUMNS))
OWN = len(FACT_COLUMNS)
"""Only in the assessors' form."""


def write_facts(page: Page, plan: FormPlan, content: FormContent, lists: dict[str, str]) -> None:
    """All facts that concern the profile. `lists` maps a fact to a reference to its options."""
    page.titles("SỐ LIỆU, THÔNG TIN", subtitle(plan.edition))
    page.text(2, 0, "Ghi một lần, dùng chung cho mọi tiêu chí liên quan.", "subtitle")
    columns = fact_columns(external=plan.external)
    page.columns(columns)
    for line in plan.fact_lines:
        if line.fact is None:
            page.text(line.row, CODE, line.heading, "section")
            for column in range(1, len(columns)):
                page.text(line.row, column, "", "section_rest")
        else:
            value = content.facts.get(line.fact.code)
            _fact(page, plan.edition, line, line.fact, value)
            rule = fact_rule(line.fact, lists.get(line.fact.code))
            page.sheet.data_validation(line.row, VALUE, line.row, VALUE, rule)
            if plan.external:
                stated = content.own.answers.facts.get(line.fact.code) if content.own else None
                page.text(line.row, OWN, _shown(line.fact, stated), "quiet")
    page.finish()


def _fact(
    page: Page, edition: Edition, line: FactLine, fact: Fact, value: FactValue | None
) -> None:
    row = line.row
    used = ", ".join(fact_uses(edition, fact))
    text = value if isinstance(value, str) else ""
    widths = [column.width for column in FACT_COLUMNS]
    cells = [(fact.title, widths[TITLE]), (used, widths[USED]), (text, widths[VALUE])]
    page.sheet.set_row(row, row_height(*cells, least=20))
    page.text(row, CODE, line.code, "code")
    page.text(row, TITLE, fact.title, "text")
    page.text(row, LEVEL, edition.school_levels.get(fact.school_level, ""), "quiet")
    page.text(row, UNIT, fact.unit, "quiet")
    page.text(row, USED, used, "quiet")
    page.text(row, MARK, mark_words(fact.mark), "mark")
    _value(page, row, fact, value)


def _shown(fact: Fact, value: FactValue | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return shown(value)
    return dict(fact.options).get(value, value) if fact.type is FactType.CHOICE else value


def _value(page: Page, row: int, fact: Fact, value: FactValue | None) -> None:
    if isinstance(value, bool):
        page.text(row, VALUE, YES if value else NO, "fill_choice")
    elif isinstance(value, Decimal):
        page.number(row, VALUE, shown_number(value), "fill_number")
    elif fact.type is FactType.CHOICE:
        page.text(row, VALUE, dict(fact.options).get(value or "", ""), "fill_choice")
    elif fact.type is FactType.TEXT:
        page.text(row, VALUE, value or "", "fill_text")
    else:
        style = "fill_choice" if fact.type is FactType.YES_NO else "fill_number"
        page.text(row, VALUE, "", style)


def long_lists(plan: FormPlan) -> tuple[Fact, ...]:
    """The choices whose options must stand in cells."""
    return tuple(
        line.fact
        for line in plan.fact_lines
        if line.fact is not None and line.fact.type is FactType.CHOICE and needs_list(line.fact)
    )
