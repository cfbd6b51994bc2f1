"""From facts to a measured quantity, and from it to a ceiling.

A quantity is compared exactly, by cross-multiplication. Where the edition gives no points per band
there is no ceiling: none is invented.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cmp_to_key

from criteria.edition import Measure, MeasureKind
from scoring.answers import FactValue
from scoring.plan import ZERO, PlannedItem
from scoring.sheet import Ceiling, Measured

ONE = Decimal(1)
HUNDRED = Decimal(100)


def measured(item: PlannedItem, facts: Mapping[str, FactValue]) -> Measured | None:
    """The item's quantity; of several cấp học the worst. None while a fact of it is missing."""
    measure = item.measure
    if measure is None:
        return None
    found: list[Measured] = []
    for index, part in item.parts:
        numerator = facts.get(part.numerator)
        denominator = facts.get(part.denominator) if part.denominator else ONE
        if not isinstance(numerator, Decimal) or not isinstance(denominator, Decimal):
            return None
        if denominator == 0:
            return None
        value = numerator * HUNDRED if measure.kind is MeasureKind.PERCENT else numerator
        band = -1
        for position, candidate in enumerate(part.bands):
            if candidate.interval.holds(value, denominator):
                band = position
                break
        found.append(Measured(numerator, denominator, index, band))
    return found[0] if len(found) == 1 else _worst(found, measure)


def _worst(found: list[Measured], measure: Measure) -> Measured:
    sign = 1 if measure.higher_is_better else -1

    def order(one: Measured, other: Measured) -> int:
        if one.band != other.band:
            return sign * (one.band - other.band)
        left, right = one.numerator * other.denominator, other.numerator * one.denominator
        return sign * int(left.compare(right))

    return min(found, key=cmp_to_key(order))


def ceilings(
    item: PlannedItem, facts: Mapping[str, FactValue], quantity: Measured | None
) -> tuple[Ceiling, ...]:
    """Every ceiling over the item, the lowest first; of equal ones the best known first."""
    found: list[Ceiling] = []
    for dependency in item.requires:
        if facts.get(dependency.fact) is False:
            found.append(Ceiling(ZERO, dependency.mark, dependency.code))
    if quantity is not None and item.measure is not None and quantity.band >= 0:
        points = item.measure.parts[quantity.part].bands[quantity.band].points
        if points is not None:
            found.append(Ceiling(points, item.measure.mark, "measure"))
    if len(found) > 1:
        found.sort(key=lambda one: (one.points, not one.mark.confirmed))
    return tuple(found)
