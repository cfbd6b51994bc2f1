"""A clerk with another spreadsheet program: fills a blank form and saves it through openpyxl."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from criteria.edition import Edition
from exports.forms.layout import FACT_COLUMNS, SheetName
from exports.forms.plan import FormPlan, form_plan, shown_number
from exports.forms.writer import write_form
from scoring.answers import Answers, Verdict


def blank(edition: Edition, answers: Answers) -> Workbook:
    """A blank form as a spreadsheet program holds it."""
    return load_workbook(BytesIO(write_form(edition, answers.profile)))


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook as openpyxl saves it, without any cached values."""
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def fill(book: Workbook, edition: Edition, answers: Answers) -> None:
    """Type the answers into the cells of a blank form."""
    plan = form_plan(edition, answers.profile)
    _fill_assessment(book, plan, answers)
    sheet = book[SheetName.FACTS]
    value = [column.key for column in FACT_COLUMNS].index("value") + 1
    for line in plan.fact_lines:
        if line.fact is None or line.fact.code not in answers.facts:
            continue
        fact = answers.facts[line.fact.code]
        cell = sheet.cell(line.row + 1, value)
        if isinstance(fact, bool):
            cell.value = "Có" if fact else "Không"
        elif isinstance(fact, str):
            cell.value = dict(line.fact.options).get(fact, fact)
            cell.data_type = "s"
        else:
            cell.value = shown_number(fact)


def _fill_assessment(book: Workbook, plan: FormPlan, answers: Answers) -> None:
    sheet = book[SheetName.ASSESSMENT]
    for line in plan.item_lines:
        assert line.item is not None
        award = answers.awards.get(line.item.code)
        if award is not None:
            typed = award.label if isinstance(award, Verdict) else shown_number(award)
            sheet.cell(line.row + 1, plan.columns["award"] + 1).value = typed
        reason = answers.inapplicable.get(line.item.code)
        if reason:
            sheet.cell(line.row + 1, plan.columns["claim"] + 1).value = "x"
            sheet.cell(line.row + 1, plan.columns["reason"] + 1).value = reason


def filled(edition: Edition, answers: Answers) -> bytes:
    """A blank form filled by hand."""
    book = blank(edition, answers)
    fill(book, edition, answers)
    return saved(book)
