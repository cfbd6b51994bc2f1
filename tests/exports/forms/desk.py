"""A filled form on somebody's desk: opened, changed cell by cell, saved again."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from criteria.edition import Edition
from criteria.loader import shipped
from exports.forms.errors import CellProblem, FormRefused
from exports.forms.layout import EVIDENCE_COLUMNS, HEADER_FIELDS, SCHOOL_FIELDS, SheetName
from exports.forms.plan import form_plan
from exports.forms.reader import read_form
from exports.forms.writer import write_form
from scoring.answers import Answers, Profile, Verdict
from tests.exports.forms.clerk import saved
from tests.exports.forms.samples import EVIDENCE, HEADER, NARRATIVE, QD_4725, find_any, school

Places = Mapping[tuple[SheetName, str], Any]
"""(sheet, cell) → what is typed there."""


def edition() -> Edition:
    """The official index."""
    return shipped(QD_4725)


def profile() -> Profile:
    """A lower secondary school."""
    return Profile.of(edition(), "thcs")


def full_answers() -> Answers:
    """Everything met and at its maximum."""
    awards = {
        code: item.max.value if item.max else Verdict.MET for code, item in edition().items.items()
    }
    return Answers(profile(), awards)


def good_form() -> bytes:
    """A complete form without a fault."""
    return write_form(
        edition(),
        profile(),
        school=school(profile()),
        header=HEADER,
        narrative=NARRATIVE,
        answers=full_answers(),
        evidence=EVIDENCE,
    )


def opened(content: bytes | None = None) -> Workbook:
    """The form as a spreadsheet program holds it."""
    return load_workbook(BytesIO(content or good_form()))


def changed(places: Places) -> bytes:
    """The good form with other things typed into some cells."""
    book = opened()
    for (sheet, cell), value in places.items():
        book[sheet][cell].value = value
    return saved(book)


def reworked(work: Callable[[Workbook], None]) -> bytes:
    """The good form after some work on it."""
    book = opened()
    work(book)
    return saved(book)


def award_cell(code: str) -> str:
    """The cell of an award on the blank layout: `D7`."""
    for line in form_plan(edition(), profile()).item_lines:
        if line.item is not None and line.item.code == code:
            return f"D{line.row + 1}"
    raise KeyError(code)


def fact_cell(code: str) -> str:
    """The cell of a fact."""
    row = form_plan(edition(), profile()).fact_row(code)
    assert row is not None
    return f"D{row + 1}"


def info_cell(key: str) -> str:
    """The cell of a field of “Thông tin”."""
    keys = ["", *(one.key for one in SCHOOL_FIELDS), "", *(one.key for one in HEADER_FIELDS)]
    return f"B{keys.index(key) + 5}"


def evidence_cell(key: str, row: int) -> str:
    """The cell of a column of “Minh chứng”, rows counted from 1."""
    column = [one.key for one in EVIDENCE_COLUMNS].index(key)
    return f"{'ABCDEFGHIJ'[column]}{row + 4}"


def problems(content: bytes) -> tuple[CellProblem, ...]:
    """What the reader has against a form; nothing where it reads it."""
    try:
        read_form(content, find_any)
    except FormRefused as error:
        return error.problems
    return ()


def only_problem(content: bytes) -> CellProblem:
    """The one thing that the reader has against a form."""
    found = problems(content)
    assert len(found) == 1, [str(one) for one in found]
    return found[0]
