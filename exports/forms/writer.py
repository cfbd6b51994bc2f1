"""Writing a form: one workbook for one edition and one profile, blank or filled in."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from criteria.edition import Edition
from exports.dossier import DecreeHeader, EvidenceEntry, Narrative, School, Side
from exports.forms.assessment_sheet import AssessmentSheet
from exports.forms.content import FormContent
from exports.forms.evidence_sheet import write_evidence, write_hints
from exports.forms.facts_sheet import long_lists, write_facts
from exports.forms.guide_sheet import write_guide
from exports.forms.identity import NO_ORIGIN, Origin, identity_rows
from exports.forms.labelled_sheets import write_info, write_report
from exports.forms.layout import SheetName, sheet_title
from exports.forms.page import Page
from exports.forms.plan import FormPlan, form_plan
from exports.forms.styles import Styles
from scoring.answers import Answers, Profile
from scoring.engine import score

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's dates know no time zone
"""What a form says of its own age: the same content gives the same bytes on any day."""
LISTS_COLUMN = 3


def write_form(  # noqa: PLR0913 - the parts of a dossier, each of which may be missing
    edition: Edition,
    profile: Profile,
    *,
    school: School | None = None,
    header: DecreeHeader | None = None,
    narrative: Narrative | None = None,
    answers: Answers | None = None,
    evidence: tuple[EvidenceEntry, ...] = (),
    comments: Mapping[str, str] | None = None,
    created: datetime = CREATED,
    origin: Origin = NO_ORIGIN,
    own: Side | None = None,
) -> bytes:
    """The bytes of an .xlsx form.

    `profile` decides which facts are asked and which items apply. `origin` says where the form
    comes from; the assessors' form shows `own`, the school's side, beside the cells to fill. The
    same arguments give the same bytes. Raises `AnswersRefused` for `answers` that cannot be kept.
    """
    content = FormContent(
        school or School("", "", profile.kind, profile.school_levels, ""),
        answers or Answers(profile),
        header or DecreeHeader(),
        narrative or Narrative(),
        evidence,
        comments or {},
        own,
    )
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    workbook.set_properties(
        {"title": _TITLES[origin.external], "author": edition.publisher,
         "created": created, "comments": str(edition.ref)}
    )  # fmt: skip
    workbook.set_calc_mode("auto")
    _fill(workbook, form_plan(edition, profile, external=origin.external), content, origin)
    workbook.close()
    return output.getvalue()


_TITLES = {
    False: "Phiếu tự đánh giá mức độ chuyển đổi số",
    True: "Phiếu đánh giá ngoài mức độ chuyển đổi số",
}


def _fill(
    workbook: Any,  # noqa: ANN401 - the writer of workbooks has no types
    plan: FormPlan,
    content: FormContent,
    origin: Origin,
) -> None:
    edition = plan.edition
    styles = Styles(workbook)
    pages = {
        name: Page(workbook, styles, sheet_title(name, external=plan.external))
        for name in SheetName
    }
    lists = _identity(pages[SheetName.IDENTITY], plan, origin)
    write_guide(pages[SheetName.GUIDE], edition, claims=plan.claims, external=plan.external)
    write_info(pages[SheetName.INFO], edition, content.school, content.header)
    write_facts(pages[SheetName.FACTS], plan, content, lists)
    sheet = score(edition, content.answers)
    AssessmentSheet(pages[SheetName.ASSESSMENT], plan, content, sheet).write()
    write_evidence(pages[SheetName.EVIDENCE], edition, content.evidence)
    write_report(pages[SheetName.REPORT], edition, content.narrative)
    write_hints(pages[SheetName.HINTS], edition)
    pages[SheetName.GUIDE].sheet.activate()


def _identity(page: Page, plan: FormPlan, origin: Origin) -> dict[str, str]:
    """Which index the form is of, and lists too long for a rule; the references to those lists."""
    for row, (key, value) in enumerate(identity_rows(plan.edition.ref, plan.profile, origin)):
        page.text(row, 0, key, "plain")
        page.text(row, 1, value, "plain")
    references = {}
    for offset, fact in enumerate(long_lists(plan)):
        column = LISTS_COLUMN + offset
        for row, (_, title) in enumerate(fact.options):
            page.text(row, column, title, "plain")
        first = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(len(fact.options) - 1, column, row_abs=True, col_abs=True)
        references[fact.code] = f"='{SheetName.IDENTITY}'!{first}:{last}"
    page.sheet.very_hidden()
    page.sheet.protect()
    return references
