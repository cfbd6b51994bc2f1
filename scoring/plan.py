"""What of an edition applies to one profile, worked out once and kept: scoring then only adds."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from criteria.edition import Dependency, Edition, InapplicableRule, Item, Measure, MeasurePart
from criteria.interval import Interval
from scoring.answers import Profile

ZERO = Decimal(0)


class PlannedItem(NamedTuple):
    """An item with the parts of its measure that concern the profile."""

    code: str
    max: Decimal | None
    excluded: bool
    requires: tuple[Dependency, ...]
    measure: Measure | None
    parts: tuple[tuple[int, MeasurePart], ...]
    bounded: bool


class PlannedCriterion(NamedTuple):
    """A criterion: its items, and its bands."""

    code: str
    max: Decimal | None
    items: tuple[PlannedItem, ...]
    bands: tuple[tuple[int, Interval], ...]


class PlannedGroup(NamedTuple):
    """A group and its criteria."""

    code: str
    max: Decimal | None
    criteria: tuple[PlannedCriterion, ...]


class Plan(NamedTuple):
    """An edition read for one profile."""

    edition: Edition
    groups: tuple[PlannedGroup, ...]
    rule: InapplicableRule
    step: Decimal


@lru_cache(maxsize=512)
def plan(edition: Edition, profile: Profile) -> Plan:
    """The plan of `edition` for `profile`; `profile` must be one the edition knows."""
    groups = tuple(
        PlannedGroup(
            group.code,
            group.max.value if group.max else None,
            tuple(
                PlannedCriterion(
                    criterion.code,
                    criterion.max.value if criterion.max else None,
                    tuple(_item(item, profile) for item in criterion.items),
                    tuple((band.level, band.interval) for band in criterion.bands),
                )
                for criterion in group.criteria
            ),
        )
        for group in edition.groups
    )
    return Plan(edition, groups, edition.inapplicable.value, edition.score_step.value)


def _item(item: Item, profile: Profile) -> PlannedItem:
    excluded = any(
        not rule.includes(profile.kind, profile.school_levels) for rule in item.applies_to
    )
    parts = item.measure.parts if item.measure else ()
    concerned = tuple(
        (index, part)
        for index, part in enumerate(parts)
        if not part.school_level or part.school_level in profile.school_levels
    )
    return PlannedItem(
        code=item.code,
        max=item.max.value if item.max else None,
        excluded=excluded,
        requires=item.requires,
        measure=item.measure if concerned else None,
        parts=concerned,
        bounded=bool(item.requires or concerned),
    )
