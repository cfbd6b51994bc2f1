"""An edition as it applies to one profile, worked out once and kept: scoring then only adds."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from criteria.edition import (
    Criterion,
    Edition,
    Group,
    InapplicableRule,
    Item,
    Measure,
    MeasureKind,
)
from criteria.interval import Interval
from scoring.answers import Profile, Verdict
from scoring.exact import CENT, EXACT, ONE, ZERO
from scoring.sheet import Ceiling, ItemResult, State

MAX_RESULTS = 200
"""Steps kept per item: 100 points in halves. An index of finer steps is scored, only slower."""


class AppliedPart(NamedTuple):
    """One part of a measure: the `number`-th, counted from 0.

    `highs` are the upper bounds of its bands as (bound, included), of a percentage divided by 100;
    `ceilings` what each band allows, None where no source gives points.
    """

    number: int
    numerator: str
    denominator: str
    highs: tuple[tuple[Decimal | None, bool], ...]
    ceilings: tuple[Ceiling | None, ...]


class AppliedItem(NamedTuple):
    """An item with the parts of its measure that concern the profile.

    `results` holds what each usual answer comes to where no fact bounds it: every multiple of the
    step, and `met`. Most of scoring is then a look-up; what is not in it is worked out.
    `on_step` says whether the maximum is a multiple of the step. `requires` pairs the yes/no fact
    of each dependency with the ceiling that its absence means. `pointed` says whether the measure
    gives points to any band.
    """

    code: str
    max: Decimal | None
    results: dict[object, ItemResult]
    on_step: bool
    excluded: bool
    requires: tuple[tuple[str, Ceiling], ...]
    parts: tuple[AppliedPart, ...]
    pointed: bool
    percent: bool
    higher_is_better: bool


class AppliedCriterion(NamedTuple):
    """A criterion: its items, and its bands as (level, interval)."""

    code: str
    max: Decimal | None
    items: tuple[AppliedItem, ...]
    bands: tuple[tuple[int, Interval], ...]


class AppliedGroup(NamedTuple):
    """A group and its criteria; without `max` it has conditions only."""

    code: str
    max: Decimal | None
    criteria: tuple[AppliedCriterion, ...]


class Applied(NamedTuple):
    """An edition read for one profile."""

    edition: Edition
    groups: tuple[AppliedGroup, ...]
    rule: InapplicableRule
    step: Decimal


@lru_cache(maxsize=512)
def applied(edition: Edition, profile: Profile) -> Applied:
    """`edition` as it applies to `profile`, which must be one that the edition knows."""
    return Applied(
        edition,
        tuple(_group(group, edition, profile) for group in edition.groups),
        edition.inapplicable.value,
        edition.score_step.value,
    )


@lru_cache(maxsize=64)
def maxima(edition: Edition) -> dict[str, Decimal | None]:
    """Maximum by item code; None for a mandatory condition. Shared: not to be changed."""
    return {code: item.max.value if item.max else None for code, item in edition.items.items()}


def _group(group: Group, edition: Edition, profile: Profile) -> AppliedGroup:
    criteria = tuple(_criterion(one, edition, profile) for one in group.criteria)
    return AppliedGroup(group.code, group.max.value if group.max else None, criteria)


def _criterion(criterion: Criterion, edition: Edition, profile: Profile) -> AppliedCriterion:
    return AppliedCriterion(
        criterion.code,
        criterion.max.value if criterion.max else None,
        tuple(_item(item, edition, profile) for item in criterion.items),
        tuple((band.level, band.interval) for band in criterion.bands),
    )


def _item(item: Item, edition: Edition, profile: Profile) -> AppliedItem:
    measure, step = item.measure, edition.score_step.value
    maximum = item.max.value if item.max else None
    excluded = any(
        not rule.includes(profile.kind, profile.school_levels) for rule in item.applies_to
    )
    parts = _parts(measure, profile) if measure else ()
    on_step = maximum is None or not EXACT.remainder(maximum, step)
    return AppliedItem(
        code=item.code,
        max=maximum,
        results=_results(item.code, maximum, step) if on_step and not excluded else {},
        on_step=on_step,
        excluded=excluded,
        requires=tuple((one.fact, Ceiling(ZERO, one.mark, one.code)) for one in item.requires),
        parts=parts,
        pointed=any(one is not None for part in parts for one in part.ceilings),
        percent=measure is not None and measure.kind is MeasureKind.PERCENT,
        higher_is_better=measure is not None and measure.higher_is_better,
    )


def _results(code: str, maximum: Decimal | None, step: Decimal) -> dict[object, ItemResult]:
    if maximum is None:
        met = ItemResult(code, State.ANSWERED, None, Verdict.MET, ZERO, None, None, None)
        return {Verdict.MET: met}
    count = int(EXACT.divide_int(maximum, step))
    awards = [EXACT.multiply(step, number) for number in range(min(count, MAX_RESULTS) + 1)]
    return {
        award: ItemResult(code, State.ANSWERED, award, None, award, maximum, None, None)
        for award in awards
    }


def _parts(measure: Measure, profile: Profile) -> tuple[AppliedPart, ...]:
    scale = CENT if measure.kind is MeasureKind.PERCENT else ONE
    return tuple(
        AppliedPart(
            index,
            part.numerator,
            part.denominator,
            tuple(
                (
                    None if one.interval.high is None else EXACT.multiply(one.interval.high, scale),
                    one.interval.high_included,
                )
                for one in part.bands
            ),
            tuple(
                None if one.points is None else Ceiling(one.points, measure.mark, "measure")
                for one in part.bands
            ),
        )
        for index, part in enumerate(measure.parts)
        if not part.school_level or part.school_level in profile.school_levels
    )
