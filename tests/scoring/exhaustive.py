"""The shortest plan by trying everything: the yardstick of `scoring.what_if`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, product

from criteria.edition import Combine, Compare, Edition, Item
from scoring.answers import Answers, Award, Verdict
from scoring.engine import score
from scoring.sheet import State

Cost = tuple[int, Decimal]


def subsets(codes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    listed = list(codes)
    return chain.from_iterable(combinations(listed, size) for size in range(len(listed) + 1))


def filled(edition: Edition, given: Answers) -> Answers:
    """Unanswered items count as 0 points or not met."""
    awards: dict[str, Award] = {
        code: Verdict.UNMET if item.mandatory else Decimal(0)
        for code, item in edition.items.items()
    }
    return replace(given, awards=awards | dict(given.awards))


def raises(edition: Edition, item: Item, award: Decimal) -> list[Decimal]:
    """Where an award may land above `award`: on a multiple of the step, or on the maximum."""
    assert item.max is not None
    step, maximum = edition.score_step.value, item.max.value
    multiples = [step * count for count in range(int(maximum / step) + 1)]
    return [one for one in sorted({*multiples, maximum}) if one > award]


def open_needs(edition: Edition, given: Answers, unreachable: frozenset[str]) -> list[str]:
    return [
        code
        for code, one in edition.dependencies.items()
        if given.facts.get(one.fact) is not True and code not in unreachable
    ]


def movable(
    edition: Edition, given: Answers, needs: Iterable[str], unreachable: frozenset[str]
) -> list[Item]:
    """Scored items that may be raised once the dependencies `needs` are there."""
    there = set(needs)
    states = {one.code: one.state for one in score(edition, filled(edition, given)).items}
    return [
        item
        for code, item in edition.items.items()
        if item.max is not None
        and code not in unreachable
        and states[code] is not State.INAPPLICABLE
        and all(one.code in there or given.facts.get(one.fact) is True for one in item.requires)
    ]


def by_scoring(
    edition: Edition, given: Answers, target: int, unreachable: frozenset[str]
) -> Cost | None:
    """Every plan there is, each put through `score`. For very small editions."""
    base = filled(edition, given)
    closed = [
        code
        for code, item in edition.items.items()
        if item.mandatory and base.awards[code] is not Verdict.MET and code not in unreachable
    ]
    best: Cost | None = None
    for met in subsets(closed):
        for needs in subsets(open_needs(edition, given, unreachable)):
            items = movable(edition, given, needs, unreachable)
            ways = [[None, *raises(edition, item, _award(base, item))] for item in items]
            for way in product(*ways):
                raised = {
                    item.code: to for item, to in zip(items, way, strict=True) if to is not None
                }
                points = sum((to - _award(base, edition.items[c]) for c, to in raised.items()), _0)
                cost = (len(met) + len(needs) + len(raised), points)
                if best is not None and cost >= best:
                    continue
                awards = {**base.awards, **dict.fromkeys(met, Verdict.MET), **raised}
                level = score(edition, replace(base, awards=awards)).level
                if level is not None and level >= target:
                    best = cost
    return best


def by_sums(
    edition: Edition, given: Answers, target: int, unreachable: frozenset[str]
) -> Cost | None:
    """Every (items, points, gain) that raises can make, group by group or over all of them."""
    base = filled(edition, given)
    sheet = score(edition, base)
    cap = edition.unmet_cap.value
    conditions: list[str] = []
    if cap is not None and cap < target:
        conditions = list(sheet.unmet)
    if any(code in unreachable for code in conditions):
        return None
    best: Cost | None = None
    for needs in subsets(open_needs(edition, given, unreachable)):
        items = movable(edition, given, needs, unreachable)
        costs = [
            _cheapest_goal(edition, base, items, goal, target) for goal in _goals(edition, base)
        ]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs):
            continue
        count = len(conditions) + len(needs) + sum(count for count, _ in known)
        cost = (count, sum((points for _, points in known), _0))
        best = cost if best is None else min(best, cost)
    return best


_0 = Decimal(0)
Goal = tuple[Fraction, dict[str, Fraction]]


def _goals(edition: Edition, base: Answers) -> list[Goal]:
    """What is compared now, and what a point in each group adds to it."""
    groups = [one for one in score(edition, base).groups if one.max is not None]
    percent = edition.compare is Compare.PERCENT
    whole = sum((Fraction(one.max or 0) for one in groups), Fraction(0))
    goals: list[Goal] = []
    for one in groups:
        rate = Fraction(one.max or 0) / Fraction(one.applicable_max)
        if percent:
            total = edition_is_total(edition)
            rate = rate * 100 / (whole if total else Fraction(one.max or 1))
        goals.append((Fraction(one.awarded) * rate, {one.code: rate}))
    if not edition_is_total(edition):
        return goals
    rates = {code: rate for _, one in goals for code, rate in one.items()}
    return [(sum((value for value, _ in goals), Fraction(0)), rates)]


def fewest_points(edition: Edition, given: Answers, code: str, target: int) -> Decimal:
    """The fewest points, whatever items they take, that bring one goal to `target`."""
    (goal,) = [
        goal for goal in _goals(edition, given) if code in goal[1] or edition_is_total(edition)
    ]
    needs = frozenset(edition.dependencies)
    return min(
        points
        for _, points in _reaching(
            edition, given, movable(edition, given, needs, frozenset()), goal, target
        )
    )


def edition_is_total(edition: Edition) -> bool:
    """Whether all groups are compared together."""
    return edition.combine.value is Combine.TOTAL


def _cheapest_goal(
    edition: Edition, base: Answers, items: list[Item], goal: Goal, target: int
) -> Cost | None:
    return min(_reaching(edition, base, items, goal, target), default=None)


def _reaching(
    edition: Edition, base: Answers, items: list[Item], goal: Goal, target: int
) -> list[Cost]:
    """What each way to the goal costs."""
    value, rates = goal
    states = {(0, _0, value)}
    for item in items:
        if item.group in rates:
            award = _award(base, item)
            states |= {
                (count + 1, points + to - award, got + Fraction(to - award) * rates[item.group])
                for count, points, got in states
                for to in raises(edition, item, award)
            }
    interval = edition.level(target).interval
    return [
        (count, points)
        for count, points, got in states
        if interval.low is None
        or got > Fraction(interval.low)
        or (interval.low_included and got == Fraction(interval.low))
    ]


def _award(base: Answers, item: Item) -> Decimal:
    award = base.awards[item.code]
    assert isinstance(award, Decimal)
    return award
