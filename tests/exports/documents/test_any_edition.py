"""Reports and score sheets of every shipped edition, however it was answered."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.edition import Edition, InapplicableRule
from criteria.loader import shipped, shipped_editions
from exports.documents.content import Content, Paragraph, Table
from exports.documents.decree import violations
from exports.documents.docx import render_docx
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from exports.dossier import Dossier, Narrative, School, Side
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused
from tests.exports.documents.dossiers import HEADER, PRINTED
from tests.exports.documents.test_same_words import assert_same_words

EDITIONS = tuple(map(shipped, shipped_editions()))


@st.composite
def sides(draw: st.DrawFn, edition: Edition, kind: str) -> Side:
    """Awards of any item, now and then none; claims where the edition allows them."""
    awards: dict[str, Award] = {}
    claims: dict[str, str] = {}
    for code, item in edition.items.items():
        luck = draw(st.integers(0, 9))
        if item.max is None:
            awards[code] = Verdict.UNMET if luck == 0 else Verdict.MET
        elif luck == 0 and edition.inapplicable.value is not InapplicableRule.NONE:
            claims[code] = "Trường không có cấp học này"
        elif luck != 1 or draw(st.booleans()):
            awards[code] = item.max.value * draw(st.sampled_from([Decimal(0), Decimal(1)]))
    answers = Answers(Profile.of(edition, kind), awards, {}, claims)
    try:
        return Side(answers, score(edition, answers))
    except AnswersRefused:
        # Rightly so where the claims leave nothing of a group: there is no result to print.
        assume(False)  # noqa: FBT003 (hypothesis wants it so)
        raise


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    edition = draw(st.sampled_from(EDITIONS))
    kind = draw(st.sampled_from(sorted(edition.body_kinds)))
    own = draw(sides(edition, kind))
    external = draw(st.one_of(st.none(), sides(edition, kind)))
    levels = edition.body_kinds[kind].school_levels
    school = School("Trường Minh Họa (dữ liệu minh họa)", "01", kind, levels, "2025-2026")
    return Dossier(edition, school, HEADER, Narrative(process="Đã làm."), (), own, external)


def said(content: Content) -> str:
    paragraphs = [one.text for one in content.body if isinstance(one, Paragraph)]
    tables = [one for one in content.body if isinstance(one, Table)]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    return " ".join([*paragraphs, *cells])


@settings(max_examples=40)
@given(dossiers())
def test_any_answers_print_by_the_decree_with_the_same_words(dossier: Dossier) -> None:
    for content in (report_content(dossier, PRINTED), score_sheet_content(dossier, PRINTED)):
        assert violations(render_docx(content)) == ()
        assert_same_words(content)
    report = said(report_content(dossier, PRINTED))
    complete = all(one.sheet.complete for one in (dossier.self_side, dossier.external) if one)
    assert ("chưa đủ dữ liệu để xác định mức" in report) is not complete
    claimed = any(one.answers.inapplicable for one in (dossier.self_side, dossier.external) if one)
    assert ("(Trường không có cấp học này)" in report) is claimed


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.ref))
def test_every_kind_of_body_has_its_report(edition: Edition) -> None:
    for kind in edition.body_kinds:
        answers = Answers(Profile.of(edition, kind))
        side = Side(answers, score(edition, answers))
        levels = edition.body_kinds[kind].school_levels
        school = School("Trường Minh Họa", "01", kind, levels, "2025-2026")
        dossier = Dossier(edition, school, HEADER, Narrative(), (), side)
        content = report_content(dossier, PRINTED)
        assert content.draft
        assert violations(render_docx(content)) == ()
