"""From group totals to a level: what is held against the bounds, group by group or all together.

Every comparison is `value ÷ over` against a bound, cross-multiplied, so that a rescaled group is
never rounded before it is judged. Callers work inside `scoring.exact.EXACT`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from criteria.edition import Combine, Compare, Edition, Level
from scoring.exact import HUNDRED, ONE, ZERO
from scoring.sheet import GroupResult


class Goal(NamedTuple):
    """One quantity that must reach a level's bound: `value ÷ over`, in the units of the bounds.

    `code` is a group's, or "" for the total. `rates` gives, for each group that counts, what one
    more point awarded there adds to `value`.
    """

    code: str
    value: Decimal
    over: Decimal
    rates: tuple[tuple[str, Decimal], ...]

    @property
    def even(self) -> bool:
        """Whether a point counts the same wherever it is awarded."""
        return len(self.rates) == 1 or len({rate for _, rate in self.rates}) == 1

    def reaches(self, level: Level, more: Decimal = ZERO) -> bool:
        """Whether `value + more` is at or past the lower bound of `level`."""
        return level.interval.reaches(self.value + more, self.over)


def goals(edition: Edition, groups: Sequence[GroupResult]) -> tuple[Goal, ...]:
    """What must reach a bound for the whole to reach it: each group, or the one total."""
    if edition.combine.value is Combine.TOTAL:
        return (total_goal(edition, groups),)
    return tuple(
        group_goal(edition, group.code, group.awarded, group.applicable_max, group.max)
        for group in groups
        if group.max is not None
    )


def group_goal(
    edition: Edition, code: str, awarded: Decimal, applicable: Decimal, maximum: Decimal
) -> Goal:
    """A group's points, `awarded × maximum ÷ applicable`, or its percentage."""
    scale = maximum if edition.compare is Compare.POINTS else HUNDRED
    return Goal(code, awarded * scale, applicable, ((code, scale),))


def level_reached(levels: Sequence[Level], goal: Goal) -> int:
    """The highest level whose lower bound is reached; the levels cover everything from 0."""
    return next(level.number for level in reversed(levels) if goal.reaches(level))


def total_goal(edition: Edition, groups: Sequence[GroupResult]) -> Goal:
    """All groups' points, each rescaled, over one denominator; or what they are of the maxima."""
    pointed = [(group, group.max) for group in groups if group.max is not None]
    shared = ONE
    for applicable in {group.applicable_max for group, _ in pointed}:
        shared *= applicable
    percent = edition.compare is Compare.PERCENT
    per_point = HUNDRED if percent else ONE
    rates = tuple(
        (group.code, maximum * (shared / group.applicable_max) * per_point)
        for group, maximum in pointed
    )
    awarded = [group.awarded for group, _ in pointed]
    value = sum((points * rate for points, (_, rate) in zip(awarded, rates, strict=True)), ZERO)
    over = shared * sum((maximum for _, maximum in pointed), ZERO) if percent else shared
    return Goal("", value, over, rates)
