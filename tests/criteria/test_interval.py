"""Intervals: every number belongs to exactly one, or the fault is named."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.interval import Interval, fault, shown
from criteria.loader import shipped

POINTS = st.decimals(0, 100, places=6)
BOUNDS = st.integers(0, 12).map(Decimal)
MAYBE = st.one_of(st.none(), BOUNDS)
INTERVALS = st.builds(Interval, MAYBE, st.booleans(), MAYBE, st.booleans())


@pytest.mark.parametrize("name", ["thangdo.qd-4725", "thangdo.truong-hoc-so"])
@given(value=POINTS)
def test_every_number_from_0_to_100_has_exactly_one_level(name: str, value: Decimal) -> None:
    assert sum(level.interval.holds(value) for level in shipped(name).levels) == 1


@given(st.lists(INTERVALS, min_size=1, max_size=4))
def test_intervals_without_fault_hold_every_number_once(intervals: list[Interval]) -> None:
    samples = [Decimal(step) / 4 for step in range(61)]
    counts = {sum(one.holds(sample) for one in intervals) for sample in samples}

    if fault(intervals) is None:
        assert counts == {1}
    elif counts == {1}:
        # Right for every number, but not in order, or with one that holds no number at all.
        assert len(intervals) > 1


@given(POINTS, st.integers(1, 97), st.sampled_from(shipped("thangdo.qd-4725").levels))
def test_comparing_a_quotient_is_exact(value: Decimal, over: int, level: object) -> None:
    interval = level.interval  # type: ignore[attr-defined]  # drawn from the levels
    scaled = value * over

    assert interval.holds(scaled, Decimal(over)) == interval.holds(value)


def test_a_third_is_neither_rounded_up_nor_down() -> None:
    third = Interval(Decimal(0), low_included=True, high=Decimal("0.333333"), high_included=True)

    assert not third.holds(Decimal(1), Decimal(3))
    assert third.holds(Decimal(333333), Decimal(1000000))


@pytest.mark.parametrize(
    ("interval", "sentence"),
    [
        ((None, False, "50", False), "dưới 50"),
        (("50", True, "75", True), "từ 50 đến 75"),
        (("75", False, None, False), "trên 75"),
        (("10", True, "20", False), "từ 10 đến dưới 20"),
        (("10", False, "20", True), "trên 10 đến 20"),
        (("85", True, None, False), "từ 85 trở lên"),
        ((None, False, "2", True), "không quá 2"),
        (("0", True, "0.5", False), "từ 0 đến dưới 0,5"),
        ((None, False, None, False), "mọi giá trị"),
    ],
)
def test_bounds_in_the_words_of_a_decision(
    interval: tuple[str | None, bool, str | None, bool], sentence: str
) -> None:
    low, low_in, high, high_in = interval
    one = Interval(low and Decimal(low), low_in, high and Decimal(high), high_in)  # type: ignore[arg-type]  # "" never

    assert one.sentence == sentence


def test_numbers_are_shown_as_written_in_vietnamese() -> None:
    assert [shown(Decimal(text)) for text in ("75.50", "100", "1E+2", "0.125", "0")] == [
        *("75,5", "100", "100", "0,125", "0"),
    ]
