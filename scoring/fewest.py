"""The fewest units that reach a need, where units count at different rates.

Branch and bound over the pools, the highest rate first. Below the first choice in a pool that is
enough, every unit less there costs at least one unit more elsewhere: so each pool is tried from
there downwards, only as long as the lower bound stays below the best that was found.
"""

from collections.abc import Sequence

Pools = Sequence[tuple[int, int]]
"""For each pool its rate and the set of units it can give, one bit each; rates strictly falling."""


def fewest(need: int, pools: Pools, below: int | None = None) -> tuple[int, ...] | None:
    """Units by pool with the smallest sum such that `rate × units` adds up to `need` or more.

    None if there is no way, or none with a sum under `below`.
    """
    search = _Search(pools, below)
    search.pool(0, need, 0, ())
    return search.best


def lowest_bit(bits: int) -> int:
    """Position of the lowest bit set; `bits` > 0."""
    return (bits & -bits).bit_length() - 1


class _Search:
    def __init__(self, pools: Pools, below: int | None) -> None:
        self.rates = [rate for rate, _ in pools]
        self.bits = [bits for _, bits in pools]
        self.lows = [lowest_bit(bits) for _, bits in pools]
        self.tops = [bits.bit_length() - 1 for _, bits in pools]
        self.below = below
        self.best: tuple[int, ...] | None = None
        self.seen: dict[tuple[int, int], int] = {}

    def pool(self, index: int, need: int, spent: int, chosen: tuple[int, ...]) -> None:
        """Choose for the pools from `index` on, `spent` units being chosen before."""
        if index == len(self.rates):
            if need <= 0 and (self.below is None or spent < self.below):
                self.below, self.best = spent, chosen
            return
        if need >= self.seen.get((index, spent), need + 1):
            return  # as many units were spent before, and left no more to reach
        self.seen[index, spent] = need
        units = self._first(index, need)
        first = True
        while units >= 0:
            left = need - self.rates[index] * units
            bound = self._bound(index + 1, left)
            if bound is None:
                return  # with fewer units here even less is reached
            if self.below is None or spent + units + bound < self.below:
                self.pool(index + 1, left, spent + units, (*chosen, units))
            elif not first:
                return
            first = False
            units = (self.bits[index] & ((1 << units) - 1)).bit_length() - 1

    def _first(self, index: int, need: int) -> int:
        """The fewest units that are enough with the rest at its lowest; else the most there are."""
        rest = sum(
            rate * low
            for rate, low in zip(self.rates[index + 1 :], self.lows[index + 1 :], strict=True)
        )
        enough = max(0, -((rest - need) // self.rates[index]))
        above = self.bits[index] >> enough
        return enough + lowest_bit(above) if above else self.tops[index]

    def _bound(self, index: int, need: int) -> int | None:
        """No fewer units than this reach `need` from the pools `index` on; None: none do."""
        spent = 0
        for rate, low in zip(self.rates[index:], self.lows[index:], strict=True):
            spent += low
            need -= rate * low
        for at in range(index, len(self.rates)):
            if need <= 0:
                return spent
            units = min(self.tops[at] - self.lows[at], -(-need // self.rates[at]))
            spent += units
            need -= self.rates[at] * units
        return spent if need <= 0 else None
