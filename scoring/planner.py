"""The search for the shortest plan. What counts as short is said in `scoring.what_if`."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from criteria.edition import Edition, Level
from scoring.answers import Answers, Verdict
from scoring.combination import Goal, goals
from scoring.errors import TargetUnreachable
from scoring.exact import ZERO
from scoring.fewest import fewest
from scoring.plan import Plan, Step, StepKind
from scoring.plan_words import condition_obstacle, goal_obstacle
from scoring.raises import Room, Task, settle, sums_by_count, task
from scoring.sheet import Ceiling, ItemResult, Sheet, State


class _Way(NamedTuple):
    """Dependencies to provide, and the new awards by item."""

    needs: tuple[str, ...]
    awards: dict[str, Decimal]
    points: Decimal

    @property
    def cost(self) -> tuple[int, Decimal]:
        return len(self.needs) + len(self.awards), self.points


class Planner:
    """One search: a sheet, the wanted level, and what must stay as it is."""

    def __init__(
        self,
        edition: Edition,
        answers: Answers,
        sheet: Sheet,
        wanted: Level,
        unreachable: frozenset[str],
    ) -> None:
        self.edition, self.answers, self.sheet = edition, answers, sheet
        self.wanted, self.unreachable = wanted, unreachable
        self.step = edition.score_step.value
        self.results = {result.code: result for result in sheet.items}
        self.lacking = [goal for goal in goals(edition, sheet.groups) if not goal.reaches(wanted)]

    def plan(self) -> Plan:
        """The shortest plan. Raises `TargetUnreachable`."""
        conditions = self._conditions()
        way = self._way()
        stuck = [code for code in conditions if code in self.unreachable]
        if way is None or stuck:
            raise TargetUnreachable(tuple(self._obstacles(stuck)))
        steps = tuple(self._steps(way, conditions))
        done = {step.code for step in steps}
        return Plan(
            target_level=self.wanted.number,
            present_level=self.sheet.level,
            steps=steps,
            points=way.points,
            to_answer=tuple(code for code in self.sheet.missing if code not in done),
        )

    def _conditions(self) -> list[str]:
        """Mandatory conditions to be met: all, where an unmet one caps below the wanted level."""
        cap = self.edition.unmet_cap.value
        if cap is None or cap >= self.wanted.number:
            return []
        return [
            result.code
            for result in self.sheet.items
            if result.max is None
            and result.state is not State.INAPPLICABLE
            and result.verdict is not Verdict.MET
        ]

    def _way(self) -> _Way | None:
        """The best over all sets of dependencies, smaller sets first."""
        open_needs = self._open_needs()
        at_least = self._fewest_items(frozenset(open_needs))
        if at_least is None:
            return None
        best: _Way | None = None
        for size in range(len(open_needs) + 1):
            if best is not None and size + at_least > best.cost[0]:
                break
            for needs in combinations(open_needs, size):
                way = self._way_with(needs)
                if way is not None and (best is None or way.cost < best.cost):
                    best = way
        return best

    def _open_needs(self) -> tuple[str, ...]:
        """Dependencies that are not there and can be had."""
        return tuple(
            code
            for code, one in self.edition.dependencies.items()
            if self.answers.facts.get(one.fact) is not True and code not in self.unreachable
        )

    def _way_with(self, needs: tuple[str, ...]) -> _Way | None:
        awards: dict[str, Decimal] = {}
        points = ZERO
        for goal in self.lacking:
            rooms = self._rooms(goal, frozenset(needs))
            found = _raised(goal, self.wanted, rooms, self.step)
            if found is None:
                return None
            awards |= {
                room.code: room.award + found[room.code] for room in rooms if room.code in found
            }
            points += sum(found.values(), ZERO)
        return _Way(needs, awards, points)

    def _fewest_items(self, needs: frozenset[str]) -> int | None:
        counts = [_count(goal, self.wanted, self._rooms(goal, needs)) for goal in self.lacking]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    def _rooms(self, goal: Goal, needs: frozenset[str]) -> list[Room]:
        """Items of the goal that may be raised once the dependencies `needs` are there."""
        groups = {group for group, _ in goal.rates}
        return [
            Room(result.code, item.group, result.points, result.max)
            for result in self.sheet.items
            if result.max is not None
            and result.state is not State.INAPPLICABLE
            and result.code not in self.unreachable
            and (item := self.edition.items[result.code]).group in groups
            and all(
                one.code in needs or self.answers.facts.get(one.fact) is True
                for one in item.requires
            )
        ]

    def _steps(self, way: _Way, conditions: Sequence[str]) -> Iterator[Step]:
        for code in way.needs:
            yield Step(StepKind.DEPENDENCY, code, None, None, ZERO, None)
        for result in self.sheet.items:
            if result.code in conditions:
                yield Step(StepKind.CONDITION, result.code, None, None, ZERO, None)
            elif result.code in way.awards:
                yield self._raise_step(result, way.awards[result.code])

    def _obstacles(self, stuck: Sequence[str]) -> Iterator[str]:
        """A sentence for each condition and each goal that cannot be brought to the level."""
        for code in stuck:
            yield condition_obstacle(self.edition, code)
        needs = frozenset(self._open_needs())
        for goal in self.lacking:
            rooms = self._rooms(goal, needs)
            if _count(goal, self.wanted, rooms) is None:
                free = {room.code for room in rooms}
                yield goal_obstacle(self.edition, goal, self.wanted, rooms, self._held(goal, free))

    def _held(self, goal: Goal, free: set[str]) -> list[str]:
        """Items of the goal that have room but may not be raised."""
        groups = {group for group, _ in goal.rates}
        return [
            result.code
            for result in self.sheet.items
            if result.max is not None
            and result.state is not State.INAPPLICABLE
            and result.points < result.max
            and self.edition.items[result.code].group in groups
            and result.code not in free
        ]

    def _raise_step(self, result: ItemResult, after: Decimal) -> Step:
        ceiling = self._measure_ceiling(result)
        if ceiling is not None and after <= ceiling.points:
            ceiling = None
        points = after - result.points
        return Step(StepKind.ITEM, result.code, result.award, after, points, ceiling)

    def _measure_ceiling(self, result: ItemResult) -> Ceiling | None:
        measure, quantity = self.edition.items[result.code].measure, result.measured
        if measure is None or quantity is None or quantity.band < 0:
            return None
        points = measure.parts[quantity.part].bands[quantity.band].points
        return None if points is None else Ceiling(points, measure.mark, "measure")


def _count(goal: Goal, wanted: Level, rooms: Sequence[Room]) -> int | None:
    """How many items must be raised at least: as many of the largest rooms as reach the bound."""
    rates = dict(goal.rates)
    gains = sorted(
        ((room.maximum - room.award) * rates[room.group] for room in rooms), reverse=True
    )
    added = ZERO
    for count, gain in enumerate(gains, 1):
        added += gain
        if goal.reaches(wanted, added):
            return count
    return None


def _raised(
    goal: Goal, wanted: Level, rooms: Sequence[Room], step: Decimal
) -> dict[str, Decimal] | None:
    """Points to add by item: of the fewest items, the fewest points. None if nothing will do."""
    count = _count(goal, wanted, rooms)
    if count is None:
        return None
    what = task(goal, wanted, rooms, step)
    sums = [sums_by_count(pool.ladders)[0] for pool in what.pools]
    best: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    for split in _splits(what, sums, count):
        below = None if best is None else sum(best[1])
        bits = [one[items] for one, items in zip(sums, split, strict=True)]
        rates = [pool.rate for pool in what.pools]
        units = fewest(what.need, list(zip(rates, bits, strict=True)), below)
        if units is not None:
            best = split, units
    assert best is not None  # as many of the largest rooms reach it
    raised: dict[str, Decimal] = {}
    for pool, items, units_here in zip(what.pools, *best, strict=True):
        steps = settle(pool.ladders, items, units_here)
        raised |= {code: by * what.unit for code, by in steps.items()}
    return raised


def _splits(
    what: Task, sums: Sequence[Mapping[int, int]], count: int, index: int = 0, gained: int = 0
) -> Iterator[tuple[int, ...]]:
    """How `count` raised items can fall on the pools such that their largest raises are enough."""
    if index == len(what.pools):
        if count == 0 and gained >= what.need:
            yield ()
        return
    rate = what.pools[index].rate
    for items in range(min(count, len(what.pools[index].ladders)), -1, -1):
        most = rate * (sums[index][items].bit_length() - 1)
        for rest in _splits(what, sums, count - items, index + 1, gained + most):
            yield (items, *rest)
