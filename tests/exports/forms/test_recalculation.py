"""LibreOffice recalculates 200 forms, and every total and level it finds is the engine's."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from criteria.edition import Edition
from exports.forms.reader import read_form
from exports.forms.writer import write_form
from scoring.answers import Answers, Profile
from scoring.engine import score
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


@pytest.mark.parametrize("batch", range(BATCHES))
def test_totals_and_levels_equal_the_engines(batch: int, soffice: Office, tmp_path: Path) -> None:
    written = []
    for case in cases(batch):
        path = tmp_path / f"{case.name}.xlsx"
        path.write_bytes(case.content())
        written.append(path)
    (tmp_path / "out").mkdir()
    for case, path in zip(
        cases(batch), soffice.convert(written, "xlsx", tmp_path / "out"), strict=True
    ):
        edition, answers = case.edition, case.answers
        assert shown(path, edition, answers.profile) == expected(edition, score(edition, answers))
        assert read_form(path.read_bytes(), find_any).answers == answers
