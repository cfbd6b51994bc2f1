"""The line of the year: for every state exactly one stage is at work, and it is said whose turn."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.dossiers.models import DossierState as S
from app.dossiers.schemas import StateChangeOut
from app.dossiers.year import STAGES, year_of

NAMES = {"school": "Trường", "assessing": "xã Minh Họa", "recognising": "Sở"}
START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def changes(*states: S) -> list[StateChangeOut]:
    """A history through these states, an hour for each step."""
    return [
        StateChangeOut(
            act="minh-hoa",
            before=before,
            after=after,
            before_title="",
            after_title="",
            reason="",
            by_account=None,
            by_name="",
            at=START + timedelta(hours=number),
        )
        for number, (before, after) in enumerate(pairwise(states))
    ]


@pytest.mark.parametrize("state", S)
def test_one_stage_is_at_work_until_all_is_done(state: S) -> None:
    year = year_of(state, [], NAMES)
    places = [one.place for one in year.stages]
    assert places.count("now") == (0 if state is S.PUBLISHED else 1)
    assert places == sorted(places, key=["passed", "now", "ahead"].index)
    assert len(places) == len(STAGES)
    assert year.turn[0].isupper()
    assert "{" not in year.turn


def test_a_stage_is_passed_when_it_was_last_left() -> None:
    gone = changes(S.DRAFTING, S.AWAITING_SIGNATURE, S.DRAFTING, S.AWAITING_SIGNATURE, S.SUBMITTED)
    stages = year_of(S.SUBMITTED, gone, NAMES).stages
    assert [one.at for one in stages[:3]] == [
        START + timedelta(hours=2),
        START + timedelta(hours=3),
        None,
    ]


def test_a_reopened_stage_is_no_longer_passed() -> None:
    gone = changes(S.DRAFTING, S.AWAITING_SIGNATURE, S.DRAFTING)
    assert [one.place for one in year_of(S.DRAFTING, gone, NAMES).stages][:2] == ["now", "ahead"]


def test_an_objection_brings_the_assessment_back_to_work() -> None:
    stages = year_of(S.OBJECTED, [], NAMES).stages
    assert [one.title for one in stages if one.place == "now"] == ["Đánh giá ngoài"]
