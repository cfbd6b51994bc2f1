"""What stands between a sheet and the next level."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from criteria.edition import Combine, Compare, Edition, Level
from scoring.plan import ZERO
from scoring.sheet import Blocker, GroupResult


def blockers(
    edition: Edition,
    groups: Sequence[GroupResult],
    level: int | None,
    unmet: Sequence[str],
    missing: Sequence[str],
) -> tuple[Blocker, ...]:
    """In the order of the index: missing items, or unmet conditions and groups that lack points."""
    if level is None:
        return tuple(Blocker("missing", code, ZERO) for code in missing)
    if level == edition.levels[-1].number:
        return ()
    wanted = edition.level(level + 1)
    cap = edition.unmet_cap.value
    found: list[Blocker] = []
    if cap is not None and cap < wanted.number:
        found += [Blocker("unmet", code, ZERO) for code in unmet]
    pointed = [group for group in groups if group.max is not None]
    if edition.combine.value is Combine.TOTAL:
        lack = total_lack(edition, pointed, wanted)
        return (*found, Blocker("points", "", lack)) if lack else tuple(found)
    for group in pointed:
        lack = group_lack(edition, group, wanted)
        if lack:
            found.append(Blocker("points", group.code, lack))
    return tuple(found)


def group_lack(edition: Edition, group: GroupResult, wanted: Level) -> Decimal:
    """The fewest points, in whole steps of awards, that bring the group to `wanted`; 0 if none."""
    assert group.max is not None
    scale = group.max if edition.compare is Compare.POINTS else Decimal(100)
    return _steps(wanted, group.awarded * scale, group.applicable_max, scale, edition)


def total_lack(edition: Edition, groups: Sequence[GroupResult], wanted: Level) -> Decimal:
    """The fewest points of the total, in whole steps; each point counted where none is rescaled."""
    exact = sum(
        (
            Fraction(group.awarded) * Fraction(group.max) / Fraction(group.applicable_max)
            for group in groups
            if group.max is not None
        ),
        Fraction(0),
    )
    maximum = sum((group.max for group in groups if group.max is not None), ZERO)
    per_point = Decimal(1) if edition.compare is Compare.POINTS else Decimal(100)
    over = Decimal(1) if edition.compare is Compare.POINTS else maximum
    value = Decimal(exact.numerator) * per_point
    return _steps(wanted, value, over * exact.denominator, per_point * exact.denominator, edition)


def _steps(
    wanted: Level, value: Decimal, over: Decimal, per_point: Decimal, edition: Edition
) -> Decimal:
    """Smallest multiple x of the step with `(value + x × per_point) / over` at the wanted bound."""
    if wanted.interval.reaches(value, over):
        return ZERO
    assert wanted.interval.low is not None
    step = edition.score_step.value
    lack = wanted.interval.low * over - value
    count = lack // (step * per_point)
    while not wanted.interval.reaches(value + count * step * per_point, over):
        count += 1
    return count * step
