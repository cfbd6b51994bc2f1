"""Intervals of exact numbers, and what it takes for several to cover a scale without gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


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
    text = format(number.normalize(), "f")
    return text.replace(".", ",")


def fault(intervals: Sequence[Interval]) -> str | None:
    """Why the intervals, read in order, are no partition of all numbers from 0; None if they are."""
    first, last = intervals[0], intervals[-1]
    if first.low is not None and not (first.low == 0 and first.low_included):
        return f"bỏ trống dưới {shown(first.low)}"
    if last.high is not None:
        return f"bỏ trống trên {shown(last.high)}"
    for one in intervals:
        if one.low is not None and one.high is not None and one.low > one.high:
            return f"khoảng “{one.sentence}” ngược"
    for before, after in zip(intervals, intervals[1:], strict=False):
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
