"""Which sums of points can still be added to a goal.

A raised award lands on a multiple of the step or on the item's maximum. Where awards or maxima lie
off the step, not every sum can be had; the sums are therefore kept as sets, one bit per possible
sum, counted in a unit that every raise is a multiple of. Callers work inside `exact.EXACT`.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import gcd
from typing import NamedTuple

from criteria.edition import Level
from scoring.combination import Goal

_SCALE = 1_000
"""Maxima and steps have at most three decimals, awards off the step two: all whole in 1/1000."""


class Room(NamedTuple):
    """An item that may be raised from `award` towards `maximum`, both in points."""

    code: str
    group: str
    award: Decimal
    maximum: Decimal


class Ladder(NamedTuple):
    """What an item may be raised by, in units: `first`, then every `stride`, and `last`."""

    code: str
    group: str
    first: int
    stride: int
    last: int

    def spread(self, sums: int) -> int:
        """The set of `sums`, each with one raise of this item added."""
        found = sums << self.last
        if self.first > self.last:
            return found
        rungs, count, have = sums << self.first, (self.last - self.first) // self.stride + 1, 1
        while have < count:
            more = min(have, count - have)
            rungs |= rungs << (self.stride * more)
            have += more
        return found | rungs

    def rungs(self) -> Iterator[int]:
        """Every raise, the largest first."""
        yield self.last
        if self.first <= self.last:
            top = self.first + (self.last - self.first) // self.stride * self.stride
            yield from (rung for rung in range(top, 0, -self.stride) if rung != self.last)


class Pool(NamedTuple):
    """Items of which one unit of points counts the same: `rate`, in the terms of the task."""

    rate: int
    ladders: tuple[Ladder, ...]


class Task(NamedTuple):
    """Whole numbers only: find units by pool with the sum of `rate × units` at least `need`.

    `unit` is in points. The pools are in the order of their rates, the highest first.
    """

    unit: Decimal
    need: int
    pools: tuple[Pool, ...]


def task(goal: Goal, wanted: Level, rooms: Sequence[Room], step: Decimal) -> Task:
    """What it takes to bring `goal`, which is below `wanted`, up to it by raising `rooms`."""
    low = wanted.interval.low
    assert low is not None
    size, rates = _whole(step), dict(goal.rates)
    raises = [
        (room, -_whole(room.award) % size or size, _whole(room.maximum) - _whole(room.award))
        for room in rooms
        if room.group in rates and room.award < room.maximum
    ]
    unit = gcd(size, *(first for _, first, _ in raises), *(last for _, _, last in raises))
    points = Decimal(unit) / _SCALE
    lack = low * goal.over - goal.value
    scale = _power(lack, *(rate * points for rate in rates.values()))
    by_rate: dict[int, list[Ladder]] = {}
    for room, first, last in raises:
        ladder = Ladder(room.code, room.group, first // unit, size // unit, last // unit)
        by_rate.setdefault(int(rates[room.group] * points * scale), []).append(ladder)
    need = int(lack * scale) + (0 if wanted.interval.low_included else 1)
    pools = tuple(Pool(rate, tuple(by_rate[rate])) for rate in sorted(by_rate, reverse=True))
    return Task(points, need, pools)


def _power(*numbers: Decimal) -> Decimal:
    """The smallest power of ten that makes all of them whole."""
    exponents = [number.as_tuple().exponent for number in numbers]
    return Decimal(10) ** max(0, *(-one for one in exponents if isinstance(one, int)))


def least(goal: Goal, wanted: Level, each: Decimal) -> int:
    """The smallest count with `count × each` added to the goal reaching `wanted`."""
    low = wanted.interval.low
    if low is None or goal.reaches(wanted):
        return 0
    count, rest = divmod(low * goal.over - goal.value, each)
    return int(count) + (1 if rest or not wanted.interval.low_included else 0)


def any_sums(ladders: Sequence[Ladder]) -> int:
    """Every sum that some of the items can make, nothing included."""
    sums = 1
    for ladder in ladders:
        sums |= ladder.spread(sums)
    return sums


def sums_by_count(ladders: Sequence[Ladder]) -> list[dict[int, int]]:
    """At [i][k]: every sum that exactly k of the items from i on can make."""
    table: list[dict[int, int]] = [{0: 1}]
    for ladder in reversed(ladders):
        after = table[-1]
        here = dict(after)
        for count, sums in after.items():
            here[count + 1] = here.get(count + 1, 0) | ladder.spread(sums)
        table.append(here)
    return table[::-1]


def settle(ladders: Sequence[Ladder], count: int, units: int) -> dict[str, int]:
    """Raises by code: exactly `count` items, `units` in all. The sum must be one that can be made.

    Of several ways: earlier items first, each as far up as the rest allows.
    """
    table = sums_by_count(ladders)
    found: dict[str, int] = {}
    for index, ladder in enumerate(ladders):
        if count == 0:
            break
        rest = table[index + 1].get(count - 1, 0)
        for rung in ladder.rungs():
            if rung <= units and rest >> (units - rung) & 1:
                found[ladder.code] = rung
                count, units = count - 1, units - rung
                break
    return found


def _whole(points: Decimal) -> int:
    return int(points * _SCALE)
