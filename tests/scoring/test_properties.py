"""Rules that hold for every index and every sheet."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from criteria.edition import Combine, Compare, Edition
from criteria.loader import shipped
from scoring.answers import Answers, FactValue, Verdict
from scoring.engine import score
from scoring.explain import explain
from scoring.sheet import Sheet, State
from tests.scoring.school import with_totals
from tests.scoring.strategies import sheets_in

Pair = tuple[Edition, Answers]


def answered_codes(edition: Edition, given: Answers) -> list[str]:
    return [
        code
        for code in given.awards
        if edition.items[code].max is not None and code not in given.inapplicable
    ]


@given(sheets_in(complete=True), st.data())
def test_a_higher_award_never_lowers_a_level(pair: Pair, data: st.DataObject) -> None:
    edition, given = pair
    before = score(edition, given)
    code = data.draw(st.sampled_from(answered_codes(edition, given)))
    item = edition.items[code]
    assert item.max is not None
    award = given.awards[code]
    assert isinstance(award, Decimal)
    more = data.draw(st.decimals(award, item.max.value, places=1) | st.just(item.max.value))
    after = score(edition, replace(given, awards={**given.awards, code: more}))
    assert after.level is not None
    assert before.level is not None
    assert after.level >= before.level
    for old, new in zip(before.groups, after.groups, strict=True):
        assert (new.level or 0) >= (old.level or 0)


@given(sheets_in(complete=True))
def test_meeting_a_condition_never_lowers_a_level(pair: Pair) -> None:
    edition, given = pair
    met = {code: Verdict.MET for code, item in edition.items.items() if item.mandatory}
    before = score(edition, given).level
    after = score(edition, replace(given, awards={**given.awards, **met})).level
    assert before is not None
    assert after is not None
    assert after >= before


@given(sheets_in())
def test_totals_equal_the_sum_of_items(pair: Pair) -> None:
    edition, given = pair
    sheet = score(edition, given)
    for group in sheet.groups:
        of_group = [one for one in sheet.items if edition.items[one.code].group == group.code]
        criteria = [one for one in sheet.criteria if edition.criteria[one.code].group == group.code]
        assert sum((one.points for one in of_group), Decimal(0)) == group.awarded
        assert sum((one.points for one in criteria), Decimal(0)) == group.awarded
        if group.max is not None and group.applicable_max == group.max:
            assert group.total == group.awarded
        if group.max is not None:
            exact = Fraction(group.awarded) * Fraction(group.max) / Fraction(group.applicable_max)
            assert abs(Fraction(group.total) - exact) <= Fraction(1, 200)


@given(sheets_in(complete=True))
def test_level_is_what_the_bounds_say_of_the_exact_totals(pair: Pair) -> None:
    edition, given = pair
    sheet = score(edition, given)
    assert sheet.level_by_points == expected_level(edition, sheet)
    cap = edition.unmet_cap.value
    if sheet.unmet and cap is not None:
        assert sheet.level_by_points is not None
        assert sheet.level == min(cap, sheet.level_by_points)
    else:
        assert sheet.level == sheet.level_by_points


def expected_level(edition: Edition, sheet: Sheet) -> int:
    """The level by a second way: fractions, and both bounds of every level."""
    pointed = [
        (Fraction(one.awarded) * Fraction(one.max) / Fraction(one.applicable_max), one.max)
        for one in sheet.groups
        if one.max is not None
    ]
    if edition.combine.value is Combine.TOTAL:
        maximum = sum((most for _, most in pointed), Decimal(0))
        pointed = [(sum((value for value, _ in pointed), Fraction(0)), maximum)]
    percent = edition.compare is Compare.PERCENT
    return min(
        only_level(edition, value * 100 / Fraction(most) if percent else value)
        for value, most in pointed
    )


def only_level(edition: Edition, value: Fraction) -> int:
    over = Decimal(value.denominator)
    (level,) = [
        one.number for one in edition.levels if one.interval.holds(Decimal(value.numerator), over)
    ]
    return level


@given(sheets_in(), st.randoms(use_true_random=False))
def test_order_of_answers_does_not_matter(pair: Pair, chance: random.Random) -> None:
    edition, given = pair

    def shuffled(of: Mapping[str, object]) -> dict[str, object]:
        rows = list(of.items())
        chance.shuffle(rows)
        return dict(rows)

    other = Answers(
        given.profile,
        shuffled(given.awards),  # type: ignore[arg-type]  # the same values
        shuffled(given.facts),  # type: ignore[arg-type]  # the same values
        shuffled(given.inapplicable),  # type: ignore[arg-type]  # the same values
    )
    assert score(edition, other) == score(edition, given)


@given(sheets_in(), st.data())
def test_changing_a_fact_never_changes_an_award(pair: Pair, data: st.DataObject) -> None:
    edition, given = pair
    other: dict[str, FactValue] = dict(given.facts)
    for code, value in given.facts.items():
        if isinstance(value, bool):
            other[code] = not value
        elif isinstance(value, Decimal):
            other[code] = Decimal(data.draw(st.integers(0, 500)))
    before, after = score(edition, given), score(edition, replace(given, facts=other))
    assert [one.award for one in after.items] == [one.award for one in before.items]
    assert [one.points for one in after.items] == [one.points for one in before.items]
    assert (after.groups, after.criteria) == (before.groups, before.criteria)
    assert (after.level, after.blockers) == (before.level, before.blockers)


@given(sheets_in())
def test_level_is_there_exactly_when_nothing_is_missing(pair: Pair) -> None:
    edition, given = pair
    sheet = score(edition, given)
    unanswered = [one.code for one in sheet.items if one.state is State.UNANSWERED]
    assert list(sheet.missing) == unanswered
    assert (sheet.level is None) == bool(unanswered)


@given(sheets_in(complete=True))
def test_nothing_blocks_exactly_at_the_top(pair: Pair) -> None:
    edition, given = pair
    sheet = score(edition, given)
    assert (sheet.blockers == ()) == (sheet.level == edition.levels[-1].number)


@given(st.integers(0, 200), st.integers(0, 200))
def test_adding_the_lacking_points_reaches_the_next_level_and_a_step_less_does_not(
    first: int, second: int
) -> None:
    edition = shipped("thangdo.qd-4725")
    given = spread(edition, {"1": Decimal(first) / 2, "2": Decimal(second) / 2})
    sheet = score(edition, given)
    assert sheet.level is not None
    if not sheet.blockers:
        return
    totals = {group.code: group.total for group in sheet.groups}
    full = totals | {one.code: totals[one.code] + one.points for one in sheet.blockers}
    assert score(edition, spread(edition, full)).level == sheet.level + 1
    for one in sheet.blockers:
        less = full | {one.code: full[one.code] - edition.score_step.value}
        assert score(edition, spread(edition, less)).level == sheet.level


def spread(edition: Edition, totals: Mapping[str, Decimal]) -> Answers:
    assert edition.ref.id == "thangdo.qd-4725"
    return with_totals(str(totals["1"]), str(totals["2"]))


@given(sheets_in())
def test_every_sheet_can_be_said_in_words(pair: Pair) -> None:
    edition, given = pair
    sheet = score(edition, given)
    said = explain(edition, sheet)
    assert list(said.items) == [one.code for one in sheet.items]
    assert list(said.criteria) == [one.code for one in sheet.criteria]
    assert list(said.groups) == [one.code for one in sheet.groups]
    for sentence in (
        *said.items.values(),
        *said.criteria.values(),
        *said.groups.values(),
        said.overall,
        said.next_level,
    ):
        assert sentence.endswith(".")
        assert "None" not in sentence
        assert "Decimal" not in sentence
