"""What stands between a sheet and the next level."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.edition import Edition, Level
from scoring.combination import Goal
from scoring.exact import ZERO
from scoring.fewest import fewest
from scoring.raises import Room, any_sums, least, task
from scoring.sheet import Blocker


def blockers(
    edition: Edition, goals: Sequence[Goal], level: int, unmet: Sequence[str], rooms: Sequence[Room]
) -> tuple[Blocker, ...]:
    """Unmet conditions, then each goal that lacks points; nothing at the highest level.

    `rooms` are the items that may be raised, where some award or maximum lies off the step; left
    empty, every award is known to lie on it.
    """
    if level == edition.levels[-1].number:
        return ()
    wanted = edition.level(level + 1)
    cap = edition.unmet_cap.value
    found: list[Blocker] = []
    if cap is not None and cap < wanted.number:
        found += [Blocker("unmet", code, ZERO) for code in unmet]
    for goal in goals:
        if not goal.reaches(wanted):
            lack = fewest_points(goal, wanted, edition.score_step.value, rooms)
            found.append(Blocker("points", goal.code, lack))
    return tuple(found)


def fewest_points(goal: Goal, wanted: Level, step: Decimal, rooms: Sequence[Room]) -> Decimal:
    """The fewest points that bring the goal to `wanted`, awards on the step or at a maximum."""
    if not rooms:
        return least(goal, wanted, step * goal.rates[0][1]) * step
    what = task(goal, wanted, rooms, step)
    units = fewest(what.need, [(pool.rate, any_sums(pool.ladders)) for pool in what.pools])
    assert units is not None  # no edition is loaded that has a level out of its own reach
    return sum(units) * what.unit
