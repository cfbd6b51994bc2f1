"""What blocks the next level, to the exact fewest points."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.edition import Edition
from scoring.answers import Answers, Verdict
from scoring.engine import score
from scoring.sheet import Blocker
from tests.scoring.exhaustive import fewest_points
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.small import Scored, answers, small
from tests.scoring.strategies import answered, editions


def points(group: str, lack: str) -> Blocker:
    return Blocker("points", group, Decimal(lack))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("75", "100", [("1", "0.5")]),
        ("74.5", "76", [("1", "1")]),
        ("49.5", "49", [("1", "0.5"), ("2", "1")]),
        ("0", "100", [("1", "50")]),
        ("75.5", "75.5", []),
    ],
)
def test_each_group_lacks_whole_steps(
    first: str, second: str, expected: list[tuple[str, str]]
) -> None:
    sheet = score(QD_4725, with_totals(first, second))
    assert sheet.blockers == tuple(points(*one) for one in expected)


def test_unmet_conditions_come_first_and_points_of_the_next_level_with_them() -> None:
    unmet = {"1.1": Verdict.UNMET, "2.2": Verdict.UNMET}
    sheet = score(QD_4725, with_totals("80", "49", awards=unmet))
    assert sheet.blockers == (
        Blocker("unmet", "1.1", Decimal(0)),
        Blocker("unmet", "2.2", Decimal(0)),
        points("2", "1"),
    )


def test_unmet_condition_blocks_only_above_its_cap() -> None:
    edition = small([[None, Scored("10")]], cap=2)
    below = score(edition, answers(edition, {"1.1": Verdict.UNMET, "1.2": "4"}))
    assert below.blockers == (points("1", "1"),)
    at_cap = score(edition, answers(edition, {"1.1": Verdict.UNMET, "1.2": "10"}))
    assert at_cap.level == 2
    assert at_cap.blockers == (Blocker("unmet", "1.1", Decimal(0)),)


def test_nothing_blocks_at_the_top() -> None:
    assert score(QD_4725, with_totals("100", "100")).blockers == ()


def test_award_off_the_step_needs_less_than_a_step_to_land() -> None:
    edition = small(
        [[Scored("10"), Scored("10")]], compare="points", levels=({"below": 8}, {"from": 8})
    )
    sheet = score(edition, answers(edition, {"1.1": "3.7", "1.2": "4"}))
    assert sheet.blockers == (points("1", "0.3"),)


def test_raise_that_would_pass_the_maximum_lands_on_it() -> None:
    edition = small(
        [[Scored("9.3"), Scored("10")]],
        compare="points",
        levels=({"below": 19.25}, {"from": 19.25}),
    )
    sheet = score(edition, answers(edition, {"1.1": "9", "1.2": "10"}))
    assert sheet.blockers == (points("1", "0.3"),)


def test_whole_steps_are_counted_where_no_smaller_raise_helps() -> None:
    edition = small([[Scored("9.3"), Scored("10")]])
    sheet = score(edition, answers(edition, {"1.1": "9", "1.2": "0"}))
    # 9,65 is half of 19,3: the maximum alone gives 9,3, one step alone 9,5, both together 9,8
    assert sheet.blockers == (points("1", "0.8"),)


def test_total_counts_points_where_they_count_most() -> None:
    edition = small(
        [[Scored("10"), Scored("10")], [Scored("20")]], combine="total", inapplicable="rescale"
    )
    stated = answers(edition, {"1.1": "9.5", "2.1": "0"}, left_out={"1.2": "lý do"})
    # 19 of 40 points; the half point left in the rescaled group counts one
    assert score(edition, stated).blockers == (points("", "0.5"),)
    stated = answers(edition, {"1.1": "9", "2.1": "0"}, left_out={"1.2": "lý do"})
    assert score(edition, stated).blockers == (points("", "1"),)
    stated = answers(edition, {"1.1": "10", "2.1": "0.5"}, left_out={"1.2": "lý do"})
    assert score(edition, stated).blockers == (points("", "10"),)  # to pass 75 %


def test_total_of_unequal_groups_without_rescaling_lacks_plain_points() -> None:
    edition = small([[Scored("10")], [Scored("30")]], combine="total")
    assert score(edition, answers(edition, {"1.1": "0", "2.1": "19"})).blockers == (
        points("", "1"),
    )


@st.composite
def complete_sheets(draw: st.DrawFn) -> tuple[Edition, Answers]:
    """Small editions, with awards on and off the step."""
    edition = draw(editions(items=4))
    return edition, draw(answered(edition, complete=True, low=True))


@given(complete_sheets())
@settings(max_examples=300)
def test_lacking_points_are_the_fewest_that_can_be_had(pair: tuple[Edition, Answers]) -> None:
    edition, stated = pair
    sheet = score(edition, stated)
    assert sheet.level is not None
    for one in sheet.blockers:
        if one.kind == "points":
            assert one.points == fewest_points(edition, stated, one.code, sheet.level + 1)
