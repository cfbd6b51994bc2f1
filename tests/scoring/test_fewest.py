"""The fewest units at different rates, against trying every choice."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.fewest import fewest, lowest_bit


def every_choice(need: int, pools: list[tuple[int, int]]) -> int | None:
    ways = [[unit for unit in range(bits.bit_length()) if bits >> unit & 1] for _, bits in pools]
    sums = [
        sum(way)
        for way in product(*ways)
        if sum(rate * units for (rate, _), units in zip(pools, way, strict=True)) >= need
    ]
    return min(sums, default=None)


@st.composite
def pools(draw: st.DrawFn) -> list[tuple[int, int]]:
    rates = sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=4)), reverse=True)
    return [(rate, draw(st.integers(1, 2**9 - 1))) for rate in rates]


@given(st.integers(0, 600), pools())
@settings(max_examples=500)
def test_no_choice_is_smaller(need: int, of: list[tuple[int, int]]) -> None:
    units = fewest(need, of)
    best = every_choice(need, of)
    if best is None:
        assert units is None
        return
    assert units is not None
    assert sum(units) == best
    assert all(bits >> one & 1 for (_, bits), one in zip(of, units, strict=True))
    assert sum(rate * one for (rate, _), one in zip(of, units, strict=True)) >= need


@given(st.integers(0, 600), pools(), st.integers(0, 30))
def test_only_what_is_below_the_limit_is_found(
    need: int, of: list[tuple[int, int]], below: int
) -> None:
    units, best = fewest(need, of, below), every_choice(need, of)
    if best is None or best >= below:
        assert units is None
    else:
        assert units is not None
        assert sum(units) == best


def test_many_fine_choices_do_not_take_long() -> None:
    dense = (1 << 10_000) - 1
    units = fewest(1_500_000, [(125, dense), (111, dense), (107, dense), (100, dense)])
    assert units is not None
    assert sum(units) == 12_253  # 9 999 at 125, the rest at 111


@pytest.mark.parametrize(("bits", "lowest"), [(1, 0), (0b1000, 3), (0b10100, 2)])
def test_lowest_bit(bits: int, lowest: int) -> None:
    assert lowest_bit(bits) == lowest
