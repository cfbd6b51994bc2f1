"""From facts to a measured quantity, and from it to a ceiling.

A quantity is compared exactly, by cross-multiplication. Where the edition gives no points per band
there is no ceiling: none is invented. Callers work inside `scoring.exact.EXACT`.
"""

from collections.abc import Mapping
from decimal import Decimal

from scoring.answers import FactValue
from scoring.applied import AppliedItem, AppliedPart
from scoring.exact import ONE
from scoring.sheet import Ceiling, Measured


def measured(item: AppliedItem, facts: Mapping[str, FactValue]) -> Measured | None:
    """The item's quantity; of several cấp học the worst.

    None without a measure, while a fact of it is missing, and over a denominator of 0.
    """
    parts = item.parts
    if len(parts) == 1:
        return _measured(parts[0], facts)
    found = None
    for part in parts:
        one = _measured(part, facts)
        if one is None:
            return None
        found = one if found is None else _worse(item, found, one)
    return found


def _measured(part: AppliedPart, facts: Mapping[str, FactValue]) -> Measured | None:
    number, numerator_code, denominator_code, highs, _ = part
    numerator = facts.get(numerator_code)
    denominator = facts.get(denominator_code) if denominator_code else ONE
    if not isinstance(numerator, Decimal) or not isinstance(denominator, Decimal):
        return None
    if not denominator:
        return None
    band = -1
    for position, (high, included) in enumerate(highs):
        if (
            high is None
            or numerator < (bound := high * denominator)
            or (included and numerator == bound)
        ):
            band = position
            break
    return Measured(numerator, denominator, number, band)


def _worse(item: AppliedItem, one: Measured, other: Measured) -> Measured:
    """The worse band, for bounds differ by cấp học; within it the worse ratio; else the first."""
    if one.band != other.band and one.band >= 0 and other.band >= 0:
        other_higher = other.band > one.band
    else:
        left, right = one.numerator * other.denominator, other.numerator * one.denominator
        if left == right:
            return one
        other_higher = right > left
    return one if other_higher == item.higher_is_better else other


def ceilings(
    item: AppliedItem, facts: Mapping[str, FactValue], quantity: Measured | None
) -> list[Ceiling]:
    """Every ceiling over the item, the lowest first; of equal ones the best known first."""
    found = [ceiling for fact, ceiling in item.requires if facts.get(fact) is False]
    if item.pointed and quantity is not None:
        part = next(one for one in item.parts if one.number == quantity.part)
        allowed = part.ceilings[quantity.band]
        if allowed is not None:
            found.append(allowed)
    if len(found) > 1:
        found.sort(key=lambda one: (one.points, not one.mark.confirmed))
    return found
