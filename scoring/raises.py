"""Which sums of points can still be added, and the fewest of them that reach a bound.

A raised award lands on a multiple of the step or on the item's maximum. Where awards or maxima lie
off the step, not every sum can be had; the sums are therefore kept as sets, one bit per possible
sum, counted in a unit that every raise is a multiple of. Callers work inside `exact.EXACT`.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import gcd
from typing import NamedTuple

from criteria.edition import Level
from scoring.combination import Goal
from scoring.exact import ZERO

_SCALE = 10_000
"""Awards have at most four decimals, maxima and steps three: in 1/10 000 all of them are whole."""

Chosen = tuple[tuple[int, int], ...]
"""For each pool: how many items are raised, and by how many units together."""


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
    """Items of which one unit of points counts the same: `rate`, in the terms of the goal."""

    rate: Decimal
    ladders: tuple[Ladder, ...]


def pools(goal: Goal, rooms: Sequence[Room], step: Decimal) -> tuple[Decimal, tuple[Pool, ...]]:
    """The unit, in points, and the goal's items by rate, the highest rate first."""
    size = _whole(step)
    rates = dict(goal.rates)
    raises = [
        (room, -_whole(room.award) % size or size, _whole(room.maximum) - _whole(room.award))
        for room in rooms
        if room.group in rates and room.award < room.maximum
    ]
    unit = gcd(size, *(first for _, first, _ in raises), *(last for _, _, last in raises))
    points = Decimal(unit) / _SCALE
    by_rate: dict[Decimal, list[Ladder]] = {}
    for room, first, last in raises:
        ladder = Ladder(room.code, room.group, first // unit, size // unit, last // unit)
        by_rate.setdefault(rates[room.group] * points, []).append(ladder)
    return points, tuple(
        Pool(rate, tuple(ladders)) for rate, ladders in sorted(by_rate.items(), reverse=True)
    )


def least(goal: Goal, wanted: Level, each: Decimal, start: Decimal = ZERO) -> int:
    """The smallest count with `start + count × each` added to the goal reaching `wanted`."""
    low = wanted.interval.low
    if low is None or goal.reaches(wanted, start):
        return 0
    count, rest = divmod(low * goal.over - goal.value - start, each)
    return int(count) + (1 if rest or not wanted.interval.low_included else 0)


def fewest(
    goal: Goal,
    wanted: Level,
    from_pools: Sequence[Pool],
    sums: Sequence[Mapping[int, int]],
    count: int,
) -> tuple[int, Chosen] | None:
    """The fewest units that reach `wanted`, and how they fall on the pools; None if nothing does.

    `sums` holds for each pool, by number of raised items, the set of sums that they can make;
    exactly `count` items are raised in all.
    """
    search = _Search(goal, wanted, [pool.rate for pool in from_pools], sums)
    search.pool(0, count, 0, ZERO, ())
    return search.best


class _Search:
    """Depth first over the pools; the last pool is settled by its lowest sufficient bit."""

    def __init__(
        self, goal: Goal, wanted: Level, rates: list[Decimal], sums: Sequence[Mapping[int, int]]
    ) -> None:
        self.goal, self.wanted, self.rates, self.sums = goal, wanted, rates, sums
        self.best: tuple[int, Chosen] | None = None
        tops = [max(bits.bit_length() - 1 for bits in one.values()) for one in sums]
        self.above = [
            sum((rate * top for rate, top in zip(rates[i:], tops[i:], strict=True)), ZERO)
            for i in range(len(rates) + 1)
        ]

    def pool(self, index: int, count: int, spent: int, added: Decimal, chosen: Chosen) -> None:
        if not self._hopeful(index, spent, added):
            return
        if index == len(self.rates):
            if count == 0:
                self.best = (spent, chosen)
            return
        last = index == len(self.rates) - 1
        for raised, bits in self.sums[index].items():
            if raised > count or (last and raised != count):
                continue
            for units in self._lowest(index, bits, added) if last else _falling(bits):
                after = added + self.rates[index] * units
                self.pool(
                    index + 1, count - raised, spent + units, after, (*chosen, (raised, units))
                )

    def _hopeful(self, index: int, spent: int, added: Decimal) -> bool:
        """Whether the rest can reach the bound at all, and for less than the best found."""
        if not self.goal.reaches(self.wanted, added + self.above[index]):
            return False
        if self.best is None or index == len(self.rates):
            return self.best is None or spent < self.best[0]
        return spent + least(self.goal, self.wanted, self.rates[index], added) < self.best[0]

    def _lowest(self, index: int, bits: int, added: Decimal) -> Iterator[int]:
        need = least(self.goal, self.wanted, self.rates[index], added)
        enough = bits >> need
        if enough:
            yield need + lowest_bit(enough)


def lowest_bit(bits: int) -> int:
    """Position of the lowest bit set; `bits` > 0."""
    return (bits & -bits).bit_length() - 1


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


def _falling(bits: int) -> Iterator[int]:
    while bits:
        top = bits.bit_length() - 1
        yield top
        bits ^= 1 << top


def _whole(points: Decimal) -> int:
    return int(points * _SCALE)
