"""Items left out: nothing, the full maximum, or the group rescaled on what remains."""

from decimal import Decimal

import pytest

from criteria.edition import Edition
from scoring.answers import Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused
from scoring.sheet import Blocker, Severity, State
from tests.scoring.small import MARK, Scored, answers, loaded, small

ONLY_HIGH = {"applies_to": {"school_levels": ["high"], **MARK}}
ONLY_TWO = {"applies_to": {"body_kinds": ["two"], **MARK}}


def edition(rule: str) -> Edition:
    """Ten points that always count, six and four that may not."""
    return small(
        [[Scored("10"), Scored("6", more=ONLY_HIGH), Scored("4")], [Scored("10")]],
        inapplicable=rule,
    )


def test_full_gives_the_maximum_of_what_does_not_apply() -> None:
    given = answers(edition("full"), {"1.1": "0", "1.3": "0", "2.1": "10"})
    sheet = score(edition("full"), given)
    item = sheet.item("1.2")
    assert (item.state, item.award) == (State.INAPPLICABLE, None)
    assert item.points == 6
    group = sheet.group("1")
    assert [group.awarded, group.applicable_max, group.total] == [6, 20, 6]
    assert sheet.level == 1


def test_rescale_leaves_it_out_of_both_sides() -> None:
    given = answers(edition("rescale"), {"1.1": "5", "1.3": "2", "2.1": "10"})
    sheet = score(edition("rescale"), given)
    assert sheet.item("1.2").points == 0
    group = sheet.group("1")
    assert [group.awarded, group.applicable_max, group.total] == [7, 14, 10]
    assert group.level == 2


def test_item_that_applies_to_the_body_is_missed_when_unanswered() -> None:
    given = answers(edition("full"), {"1.1": "0", "1.3": "0", "2.1": "10"}, kind="two")
    assert score(edition("full"), given).missing == ("1.2",)


def test_claim_with_reason_leaves_out_as_the_edition_does() -> None:
    given = answers(
        edition("rescale"),
        {"1.1": "5", "2.1": "10"},
        left_out={"1.3": "trường mới thành lập"},
    )
    sheet = score(edition("rescale"), given)
    assert (sheet.item("1.3").state, sheet.item("1.3").reason) == (
        State.INAPPLICABLE,
        "trường mới thành lập",
    )
    assert sheet.item("1.2").reason == ""
    assert [sheet.group("1").applicable_max, sheet.group("1").total] == [10, 10]


def test_rescaled_group_is_judged_before_it_is_rounded() -> None:
    thirds = small([[Scored("7"), Scored("3")]], inapplicable="rescale", step="0.001")
    given = answers(thirds, {"1.1": "5.25"}, left_out={"1.2": "lý do"})
    assert score(thirds, given).level == 2  # exactly 75 %
    sheet = score(thirds, answers(thirds, {"1.1": "5.251"}, left_out={"1.2": "lý do"}))
    assert sheet.level == 3
    assert sheet.group("1").total == Decimal("7.50")  # 7,5014… shown
    sheet = score(thirds, answers(thirds, {"1.1": "3.499"}, left_out={"1.2": "lý do"}))
    assert sheet.level == 1
    assert sheet.group("1").total == Decimal("5.00")  # 4,9986 shown as 5, judged below it


def test_shown_total_is_rounded_half_up() -> None:
    eighths = small([[Scored("8"), Scored("2")]], inapplicable="rescale", step="0.001")
    given = answers(eighths, {"1.1": "4.004"}, left_out={"1.2": "lý do"})
    assert score(eighths, given).group("1").total == Decimal("5.01")  # 5,005


def test_rescale_refuses_a_group_with_nothing_left() -> None:
    given = answers(edition("rescale"), {"1.1": "1", "1.3": "1"}, left_out={"2.1": "lý do"})
    with pytest.raises(AnswersRefused) as error:
        score(edition("rescale"), given)
    assert [(one.code, one.where) for one in error.value.findings] == [("group-empty", "2")]


def test_full_accepts_a_group_with_nothing_left() -> None:
    given = answers(edition("full"), {"1.1": "10", "1.3": "4"}, left_out={"2.1": "lý do"})
    sheet = score(edition("full"), given)
    assert sheet.group("2").total == 10
    assert sheet.level == 3


def test_award_of_an_item_that_does_not_apply_is_kept_but_not_counted() -> None:
    given = answers(edition("rescale"), {"1.1": "5", "1.2": "6", "1.3": "2", "2.1": "10"})
    sheet = score(edition("rescale"), given)
    item = sheet.item("1.2")
    assert [item.award, item.points] == [6, 0]
    assert sheet.group("1").awarded == 7
    assert [(one.code, one.where, one.severity) for one in sheet.findings] == [
        ("award-not-counted", "1.2", Severity.WARNS)
    ]


def test_condition_that_does_not_apply_neither_misses_nor_caps() -> None:
    conditional = small([[None, Scored("10")]], inapplicable="full")
    with_rule = conditional.source.decode().replace(
        'kind: "mandatory"',
        'kind: "mandatory", applies_to: {body_kinds: ["two"], known: "inferred", '
        'source: "invented"}',
    )
    other = loaded(with_rule)
    sheet = score(other, answers(other, {"1.2": "10"}, met=False))
    assert (sheet.level, sheet.missing) == (3, ())
    sheet = score(other, answers(other, {"1.1": Verdict.UNMET, "1.2": "10"}))
    assert (sheet.level, sheet.unmet) == (3, ())
    sheet = score(other, answers(other, {"1.1": Verdict.UNMET, "1.2": "10"}, kind="two"))
    assert (sheet.level, sheet.unmet) == (1, ("1.1",))


def test_printed_band_is_not_shown_for_a_rescaled_criterion() -> None:
    bands = {"bands": {**MARK, "bands": [{"level": 1, "below": 5}, {"level": 2, "from": 5}]}}
    banded = small([[Scored("10", more=bands), Scored("10")]], inapplicable="rescale")
    sheet = score(banded, answers(banded, {"1.1": "6", "1.2": "1"}))
    assert sheet.criterion("1.1").band == 2
    sheet = score(banded, answers(banded, {"1.2": "1"}, left_out={"1.1": "lý do"}))
    assert sheet.criterion("1.1").band is None


def test_total_edition_rescales_each_group_before_adding() -> None:
    total = small(
        [[Scored("10"), Scored("10")], [Scored("20")]],
        combine="total",
        compare="points",
        levels=({"below": 30}, {"from": 30}),
        inapplicable="rescale",
    )
    given = answers(total, {"1.1": "7.5", "2.1": "15"}, left_out={"1.2": "lý do"})
    sheet = score(total, given)
    assert [group.total for group in sheet.groups] == [15, 15]
    assert sheet.level == 2
    short = answers(total, {"1.1": "7", "2.1": "15"}, left_out={"1.2": "lý do"})
    # one more point in the rescaled group counts two: half a step less is lacking there
    assert score(total, short).blockers == (Blocker("points", "", Decimal("0.5")),)
