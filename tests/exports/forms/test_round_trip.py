"""What is written into a form is read back, to the last character."""

import random

from hypothesis import given
from hypothesis import strategies as st

from criteria.edition import Edition
from exports.dossier import Narrative
from exports.forms.filled import assemble
from exports.forms.reader import read_form
from exports.forms.values import cleaned
from exports.forms.writer import write_form
from scoring.answers import Profile
from scoring.engine import score
from tests.exports.forms import desk
from tests.exports.forms.samples import (
    EVIDENCE,
    HEADER,
    NARRATIVE,
    editions,
    find_any,
    random_answers,
    school,
)

PROFILES = [
    (edition, Profile.of(edition, kind)) for edition in editions() for kind in edition.body_kinds
]


@given(st.sampled_from(range(len(PROFILES))), st.integers(0, 2**32))
def test_answers_come_back(number: int, seed: int) -> None:
    edition, profile = PROFILES[number]
    answers = random_answers(edition, profile, random.Random(seed))  # noqa: S311 - a sample
    form = read_form(write_form(edition, profile, answers=answers), find_any)
    assert form.answers == answers
    assert form.edition is edition
    assert assemble(form).self_side.sheet == score(edition, answers)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_comes_back_as_it_reads(text: str) -> None:
    edition, profile = desk.edition(), desk.profile()
    content = write_form(
        edition, profile, narrative=Narrative(process=text), comments={"1.4": text}
    )
    form = read_form(content, find_any)
    assert form.narrative.process == cleaned(text)
    assert form.comments.get("1.4", "") == cleaned(text)


def test_everything_else_comes_back() -> None:
    form = read_form(desk.good_form(), find_any)
    assert form.school == school(desk.profile())
    assert form.header == HEADER
    assert form.narrative == NARRATIVE
    assert form.evidence == EVIDENCE


def test_comments_come_back() -> None:
    comments = {"1.1": "Đã ký ngày 05/9/2025.", "2.4.3": "- một\n- hai"}
    content = write_form(desk.edition(), desk.profile(), comments=comments)
    assert read_form(content, find_any).comments == comments


def test_blank_form_is_read_as_nothing_answered() -> None:
    for edition, profile in PROFILES:
        form = read_form(write_form(edition, profile), find_any)
        sheet = assemble(form).self_side.sheet
        assert form.answers.awards == {}
        assert form.evidence == ()
        assert sheet.level is None


def test_form_names_its_edition_and_profile() -> None:
    for edition, profile in PROFILES:
        form = read_form(write_form(edition, profile), find_any)
        assert _same(form.edition, edition)
        assert form.answers.profile == profile
        assert form.school.school_levels == profile.school_levels


def _same(one: Edition, other: Edition) -> bool:
    return one.ref == other.ref
