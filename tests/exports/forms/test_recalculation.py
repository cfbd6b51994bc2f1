"""LibreOffice recalculates 200 forms, and every total and level it finds is the engine's."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from criteria.edition import Edition
from exports.forms.reader import read_form
from exports.forms.writer import write_form
from scoring.answers import Answers, Profile
from scoring.engine import score
from tests.exports.forms.bounds import answers_around_bounds
from tests.exports.forms.clerk import filled
from tests.exports.forms.samples import (
    EVIDENCE,
    HEADER,
    NARRATIVE,
    editions,
    find_any,
    random_answers,
    school,
)
from tests.exports.forms.shown import expected, shown
from tests.office import Office

BATCHES = 5
FORMS_PER_BATCH = 40
PARTS = 4


@dataclass(frozen=True)
class Case:
    """One form: what was answered, and how it was filled in."""

    name: str
    edition: Edition
    answers: Answers
    by_hand: bool

    def content(self) -> bytes:
        """The form's bytes, blank and filled by hand, or filled by the writer."""
        if self.by_hand:
            return filled(self.edition, self.answers)
        profile = self.answers.profile
        known = tuple(one for one in EVIDENCE if set(one.links) <= self.edition.criteria.keys())
        return write_form(
            self.edition,
            profile,
            school=school(profile),
            header=HEADER,
            narrative=NARRATIVE,
            answers=self.answers,
            evidence=known,
        )


def cases(batch: int) -> list[Case]:
    """The forms of one batch: every edition and kind of school in turn, half filled by hand."""
    chance = random.Random(batch)  # noqa: S311 - drawn the same every time, on purpose
    found = []
    profiles = [
        (edition, Profile.of(edition, kind))
        for edition in editions()
        for kind in edition.body_kinds
    ]
    for number in range(FORMS_PER_BATCH):
        edition, profile = profiles[(number // 2) % len(profiles)]
        answers = random_answers(edition, profile, chance)
        found.append(Case(f"form-{batch}-{number}", edition, answers, bool(number % 2)))
    return found


def bound_cases() -> list[Case]:
    """Forms on the bounds of every level of every edition, half of them filled by hand."""
    found: list[Case] = []
    for edition in editions():
        for answers in answers_around_bounds(edition, Profile.of(edition, "thcs")):
            found.append(Case(f"bound-{len(found)}", edition, answers, bool(len(found) % 2)))
    return found


def hold(found: Sequence[Case], soffice: Office, folder: Path) -> None:
    """Have LibreOffice work the forms out, and hold what it shows against the engine."""
    written = []
    for case in found:
        path = folder / f"{case.name}.xlsx"
        path.write_bytes(case.content())
        written.append(path)
    (folder / "out").mkdir()
    for case, path in zip(found, soffice.convert(written, "xlsx", folder / "out"), strict=True):
        edition, answers = case.edition, case.answers
        assert shown(path, edition, answers.profile) == expected(edition, score(edition, answers))
        assert read_form(path.read_bytes(), find_any).answers == answers


@pytest.mark.parametrize("batch", range(BATCHES))
def test_totals_and_levels_equal_the_engines(batch: int, soffice: Office, tmp_path: Path) -> None:
    hold(cases(batch), soffice, tmp_path)


@pytest.mark.parametrize("part", range(PARTS))
def test_levels_change_exactly_on_their_bounds(part: int, soffice: Office, tmp_path: Path) -> None:
    found = bound_cases()
    levels = {(case.edition.ref, score(case.edition, case.answers).level) for case in found}
    assert levels == {(one.ref, level.number) for one in editions() for level in one.levels}
    hold(found[part::PARTS], soffice, tmp_path)
