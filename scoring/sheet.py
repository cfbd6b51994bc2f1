"""A scored sheet: numbers and codes only, so that it can be stored, compared and explained.

Points are exact `Decimal`. The texts of the index are not repeated here: a sheet names its edition
by id, version and hash, and `scoring.explain` says it in words.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeVar

from criteria.edition import EditionRef
from criteria.marks import Mark
from scoring.answers import Profile, Verdict


class State(StrEnum):
    """How an item stands."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    INAPPLICABLE = "inapplicable"


class Severity(StrEnum):
    """What a finding does: refuses the answer, blocks handing in, or only warns."""

    REFUSED = "refused"
    BLOCKS = "blocks"
    WARNS = "warns"


class Finding(NamedTuple):
    """Something a person should know about an answer. `code` is stable, `where` an item or fact."""

    severity: Severity
    code: str
    where: str
    message: str


class Ceiling(NamedTuple):
    """The most an item can be awarded by what the facts say. `reason` is `measure` or a dependency."""

    points: Decimal
    mark: Mark
    reason: str


class Measured(NamedTuple):
    """A measured quantity: `numerator / denominator` (exact; × 100 for a percentage).

    `school_level` is the cấp học that decided, or "". `band` counts from 0 in the measure's own
    order and is -1 where the edition gives no bands.
    """

    numerator: Decimal
    denominator: Decimal
    part: int
    band: int


class ItemResult(NamedTuple):
    """One item: its state, what was awarded (None: unanswered), and what bounds it.

    `points` is what counts in the group: the award, the maximum of an inapplicable item under the
    rule `full`, else 0. `max` is None for a mandatory item.
    """

    code: str
    state: State
    award: Decimal | None
    verdict: Verdict | None
    points: Decimal
    max: Decimal | None
    ceiling: Ceiling | None
    measured: Measured | None


class CriterionResult(NamedTuple):
    """One criterion: points of its items, its printed band (None: none, or not complete)."""

    code: str
    points: Decimal
    max: Decimal | None
    complete: bool
    band: int | None


class GroupResult(NamedTuple):
    """One group. Compared is exactly `awarded × max ÷ applicable_max`; `total` is that, rounded
    half up to 0,01 where it does not end. `max` is None for a group without points; `level` is None
    while an item is unanswered, for a group without points, and where all of it is inapplicable.
    """

    code: str
    awarded: Decimal
    applicable_max: Decimal
    max: Decimal | None
    total: Decimal
    complete: bool
    level: int | None


class Blocker(NamedTuple):
    """What stands between this sheet and the next level.

    `kind` is `unmet` (a mandatory condition), `points` (a group, or "" for the total of an edition
    that combines so) or `missing` (an unanswered item). `points` is what the group lacks at least.
    """

    kind: str
    code: str
    points: Decimal


class Sheet(NamedTuple):
    """One side's whole result. `level` is None while anything is unanswered.

    `level_by_points` is the level before unmet conditions cap it; `unmet` lists those conditions.
    """

    edition: EditionRef
    profile: Profile
    level: int | None
    level_by_points: int | None
    unmet: tuple[str, ...]
    groups: tuple[GroupResult, ...]
    criteria: tuple[CriterionResult, ...]
    items: tuple[ItemResult, ...]
    missing: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether every item is answered or inapplicable."""
        return not self.missing

    @property
    def may_be_handed_in(self) -> bool:
        """Whether the answers themselves allow it: complete, and no finding blocks."""
        return self.complete and all(one.severity is Severity.WARNS for one in self.findings)

    def item(self, code: str) -> ItemResult:
        """The item of that code. Raises KeyError."""
        return _by_code(self.items, code)

    def criterion(self, code: str) -> CriterionResult:
        """The criterion of that code. Raises KeyError."""
        return _by_code(self.criteria, code)

    def group(self, code: str) -> GroupResult:
        """The group of that code. Raises KeyError."""
        return _by_code(self.groups, code)


Row = TypeVar("Row", ItemResult, CriterionResult, GroupResult)


def _by_code(rows: tuple[Row, ...], code: str) -> Row:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)
