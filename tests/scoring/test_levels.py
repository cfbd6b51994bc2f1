"""Totals and levels: the decision's own examples, and every number between 0 and 100."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import Verdict
from scoring.engine import score
from tests.scoring.school import DIGITAL_SCHOOL, QD_4725, with_totals
from tests.scoring.small import Scored, answers, small

HUNDRED_AT_ONCE = small([[Scored("100")]], compare="points", step="0.001")


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("80", "60", 2),
        ("80", "49", 1),
        ("75", "100", 2),
        ("75.5", "76", 3),
        ("50", "50", 2),
        ("49.5", "100", 1),
        ("100", "100", 3),
        ("0", "0", 1),
    ],
)
def test_lowest_group_decides(first: str, second: str, level: int) -> None:
    sheet = score(QD_4725, with_totals(first, second))
    assert sheet.level == level
    assert [group.total for group in sheet.groups] == [Decimal(first), Decimal(second)]


@given(st.decimals(0, 100, places=3))
def test_every_decimal_from_0_to_100_has_exactly_one_level(points: Decimal) -> None:
    level = score(HUNDRED_AT_ONCE, answers(HUNDRED_AT_ONCE, {"1.1": points})).level
    expected = 1 if points < 50 else 2 if points <= 75 else 3
    assert level == expected
    holding = [one.number for one in QD_4725.levels if one.interval.holds(points)]
    assert holding == [expected]


def test_unmet_condition_caps_the_overall_level_only() -> None:
    sheet = score(QD_4725, with_totals("80", "80", awards={"1.2": Verdict.UNMET}))
    assert (sheet.level, sheet.level_by_points, sheet.unmet) == (1, 3, ("1.2",))
    assert [group.level for group in sheet.groups] == [3, 3]


def test_condition_without_cap_is_only_flagged() -> None:
    edition = small([[None, Scored("10")]], cap=None)
    sheet = score(edition, answers(edition, {"1.1": Verdict.UNMET, "1.2": "10"}))
    assert (sheet.level, sheet.unmet, sheet.blockers) == (3, ("1.1",), ())


def test_cap_never_raises_a_level() -> None:
    edition = small([[None, Scored("10")]], cap=2)
    sheet = score(edition, answers(edition, {"1.1": Verdict.UNMET, "1.2": "1"}))
    assert sheet.level == 1


def test_unanswered_item_leaves_partial_totals_and_no_level() -> None:
    sheet = score(QD_4725, with_totals("80", "60", awards={"1.3.1": None}))
    assert (sheet.level, sheet.level_by_points, sheet.missing) == (None, None, ("1.3.1",))
    first, second = sheet.groups
    assert (first.total, first.complete, first.level) == (Decimal(74), False, None)
    assert (second.total, second.complete, second.level) == (Decimal(60), True, 2)
    assert not sheet.criterion("1.3").complete
    assert sheet.criterion("1.3").band is None
    assert [(one.kind, one.code) for one in sheet.blockers] == [("missing", "1.3.1")]


def test_unanswered_condition_leaves_group_level_but_no_overall_level() -> None:
    sheet = score(QD_4725, with_totals("80", "60", awards={"1.1": None}))
    assert sheet.level is None
    assert sheet.missing == ("1.1",)
    assert sheet.group("1").level == 3


def test_group_without_points_takes_no_part_in_the_level() -> None:
    edition = small([[None, None], [Scored("10")]])
    sheet = score(edition, answers(edition, {"2.1": "10"}))
    first = sheet.group("1")
    assert (first.max, first.level, first.complete) == (None, None, True)
    assert sheet.level == 3


def test_group_without_points_is_not_complete_while_a_condition_is_open() -> None:
    edition = small([[None, None], [Scored("10")]])
    sheet = score(edition, answers(edition, {"1.1": Verdict.MET, "2.1": "10"}, met=False))
    assert not sheet.group("1").complete
    assert sheet.missing == ("1.2",)


@pytest.mark.parametrize(
    ("points", "band"),
    [("0", 1), ("9.5", 1), ("10", 2), ("20", 2), ("20.5", 3), ("30", 3)],
)
def test_criterion_shows_its_printed_band(points: str, band: int) -> None:
    sheet = score(QD_4725, with_totals(points, "0"))
    assert sheet.criterion("1.3").points == Decimal(points)
    assert sheet.criterion("1.3").band == band


def test_total_edition_levels_the_sum_of_all_groups() -> None:
    edition = small([[Scored("10")], [Scored("30")]], combine="total")
    sheet = score(edition, answers(edition, {"1.1": "10", "2.1": "10"}))
    assert sheet.level == 2  # 20 of 40
    assert [group.level for group in sheet.groups] == [3, 1]


def test_total_in_points_gives_groups_no_level_of_their_own() -> None:
    bounds = ({"below": 20}, {"from": 20})
    edition = small(
        [[Scored("10")], [Scored("30")]], combine="total", compare="points", levels=bounds
    )
    sheet = score(edition, answers(edition, {"1.1": "10", "2.1": "10"}))
    assert sheet.level == 2
    assert [group.level for group in sheet.groups] == [None, None]


def test_second_shipped_edition_is_scored_by_the_same_engine() -> None:
    scored = {
        code: item.max.value for code, item in DIGITAL_SCHOOL.items.items() if item.max is not None
    }
    sheet = score(DIGITAL_SCHOOL, answers(DIGITAL_SCHOOL, scored, kind="nhieu_cap_hoc"))
    assert sheet.level == DIGITAL_SCHOOL.levels[-1].number
    assert sheet.blockers == ()
