"""Intervals of exact numbers, and what it takes for several to cover a scale without gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two bounds, each taken in or left out; None is unbounded."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool

    def holds(self, value: Decimal, over: Decimal = Decimal(1)) -> bool:
        """Whether `value / over` lies inside; `over` > 0. Cross-multiplied, so exact."""
        return self.reaches(value, over) and self.stays_below(value, over)

    def reaches(self, value: Decimal, over: Decimal = Decimal(1)) -> bool:
        """Whether `value / over` is at or past the lower bound."""
        if self.low is None:
            return True
        bound = self.low * over
        return value >= bound if self.low_included else value > bound

    def stays_below(self, value: Decimal, over: Decimal = Decimal(1)) -> bool:
        """Whether `value / over` is not past the upper bound."""
        if self.high is None:
            return True
        bound = self.high * over
        return value <= bound if self.high_included else value < bound

    @property
    def sentence(self) -> str:
        """The bounds in the decision's words: `từ 50 đến 75`, `trên 75`, `dưới 50`."""
        low = f"{'từ' if self.low_included else 'trên'} {shown(self.low)}" if self.low else ""
        if self.low is not None and not low:
            low = f"{'từ' if self.low_included else 'trên'} 0"
        if self.high is None:
            return f"{low} trở lên" if self.low_included and low else low or "mọi giá trị"
        high = f"{'đến' if self.high_included else 'dưới'} {shown(self.high)}"
        if not low and self.high_included:
            return f"không quá {shown(self.high)}"
        return f"{low} {high}".strip() if self.high_included or not low else f"{low} đến {high}"


def shown(number: Decimal) -> str:
    """An exact number in Vietnamese writing: no trailing zeros, decimal comma."""
    text = format(number, "f")  # not normalize(): it would round to the caller's decimal context
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")


def fault(intervals: Sequence[Interval], limit: Decimal | None = None) -> tuple[int, str] | None:
    """Why the intervals, in order, are no partition of the numbers from 0; None if they are.

    The answer is the index of the interval at fault and a sentence. `limit` is the largest number
    there is on the scale: an interval wholly above it would never be given.
    """
    first = intervals[0]
    if first.low is not None and first.low > 0:
        return 0, f"bỏ trống dưới {shown(first.low)}"
    for index, one in enumerate(intervals):
        problem = _empty(one) or _out_of_reach(one, limit)
        if problem:
            return index, problem
    if first.low is not None and not first.low_included:
        return 0, "0 không thuộc khoảng nào"
    for index, (before, after) in enumerate(pairwise(intervals), start=1):
        problem = _seam(before, after)
        if problem:
            return index, problem
    last = intervals[-1]
    if last.high is not None:
        return len(intervals) - 1, f"bỏ trống trên {shown(last.high)}"
    return None


def _empty(one: Interval) -> str | None:
    if one.high is None:
        return None
    low = Decimal(0) if one.low is None else one.low
    if low > one.high or (low == one.high and not (one.high_included and _takes_low(one))):
        return f"khoảng “{one.sentence}” không chứa số nào"
    return None


def _takes_low(one: Interval) -> bool:
    return one.low is None or one.low_included


def _out_of_reach(one: Interval, limit: Decimal | None) -> str | None:
    if limit is None or one.low is None:
        return None
    if one.low > limit or (one.low == limit and not one.low_included):
        return f"khoảng “{one.sentence}” không bao giờ đạt: nhiều nhất là {shown(limit)}"
    return None


def _seam(before: Interval, after: Interval) -> str | None:
    """What is wrong between two neighbours."""
    if before.high is None or after.low is None:
        return f"“{before.sentence}” và “{after.sentence}” chồng lên nhau"
    if before.high < after.low:
        return f"bỏ trống giữa {shown(before.high)} và {shown(after.low)}"
    if before.high > after.low:
        return f"“{before.sentence}” và “{after.sentence}” chồng lên nhau"
    if before.high_included and after.low_included:
        return f"{shown(after.low)} thuộc hai khoảng"
    if not before.high_included and not after.low_included:
        return f"{shown(after.low)} không thuộc khoảng nào"
    return None
