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
from scoring.answers import Profile
from scoring.exact import CENT, EXACT, ONE, ZERO
from scoring.sheet import Ceiling


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

    `requires` pairs the yes/no fact of each dependency with the ceiling that its absence puts on
    the item. `on_step` says whether the maximum is a multiple of the step.
    """

    code: str
    max: Decimal | None
    excluded: bool
    requires: tuple[tuple[str, Ceiling], ...]
    parts: tuple[AppliedPart, ...]
    percent: bool
    higher_is_better: bool
    on_step: bool


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
    """An edition read for one profile. `soft_step`: an award off the step is only warned of."""

    edition: Edition
    groups: tuple[AppliedGroup, ...]
    rule: InapplicableRule
    step: Decimal
    soft_step: bool


@lru_cache(maxsize=512)
def applied(edition: Edition, profile: Profile) -> Applied:
    """`edition` as it applies to `profile`, which must be one that the edition knows."""
    return Applied(
        edition,
        tuple(_group(group, edition, profile) for group in edition.groups),
        edition.inapplicable.value,
        edition.score_step.value,
        not edition.score_step.mark.confirmed,
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
    measure = item.measure
    percent = measure is not None and measure.kind is MeasureKind.PERCENT
    return AppliedItem(
        code=item.code,
        max=item.max.value if item.max else None,
        excluded=any(
            not rule.includes(profile.kind, profile.school_levels) for rule in item.applies_to
        ),
        requires=tuple((one.fact, Ceiling(ZERO, one.mark, one.code)) for one in item.requires),
        parts=_parts(measure, profile) if measure else (),
        percent=percent,
        higher_is_better=measure is not None and measure.higher_is_better,
        on_step=item.max is None or not EXACT.remainder(item.max.value, edition.score_step.value),
    )


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
