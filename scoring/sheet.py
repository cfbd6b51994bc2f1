"""A scored sheet: numbers and codes only, so that it can be stored, compared and explained.

Points are exact `Decimal`. The texts of the index are not repeated here: a sheet names its edition
by id, version and hash, and `scoring.explain` says it in words.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeVar

from criteria.edition import EditionRef
from criteria.marks import Mark
from scoring.answers import FactValue, Profile, Verdict

Facts = tuple[tuple[str, FactValue], ...]
"""Stated facts as (code, value) pairs, in the order of the index."""


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
    """The most that the facts let an item be awarded. `reason` is `measure` or a dependency."""

    points: Decimal
    mark: Mark
    reason: str


class Measured(NamedTuple):
    """A measured quantity: `numerator / denominator` (exact; × 100 for a percentage).

    `part` is the index of the measure's part that decided: of several cấp học the worst. `band`
    counts from 0 in that part's order and is -1 where the edition gives no bands.
    """

    numerator: Decimal
    denominator: Decimal
    part: int
    band: int


class ItemResult(NamedTuple):
    """One item: its state, what was awarded (None: unanswered), and what bounds it.

    `points` is what counts in the group: the award, the maximum of an inapplicable item under the
    rule `full`, else 0. `max` is None for a mandatory item. `reason` is why a claimed item does not
    apply ("" where the edition itself leaves it out).
    """

    code: str
    state: State
    award: Decimal | None
    verdict: Verdict | None
    points: Decimal
    max: Decimal | None
    ceiling: Ceiling | None
    measured: Measured | None
    reason: str = ""


class CriterionResult(NamedTuple):
    """One criterion: points of its items, and its printed band.

    `band` is None where the edition prints none, where an item is unanswered, and where an item was
    left out by rescaling: no rule says how the printed bounds would shrink.
    """

    code: str
    points: Decimal
    max: Decimal | None
    complete: bool
    band: int | None


class GroupResult(NamedTuple):
    """One group: what was awarded, what counts of its maximum, and its level.

    Compared is exactly `awarded × max ÷ applicable_max`; `total` shows it: the exact sum, or, where
    items were left out by rescaling, rounded half up to 0,01.

    `complete` says that all its points are answered; for a group without points, all its
    conditions. `max` is None for a group without points. `level` is None while not complete,
    without points, and where an edition compares only the total of all groups, in points.
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
    that combines so) or `missing` (an unanswered item). `points` is the fewest points that must be
    added, awards staying on the step or at their maximum; 0 for the other kinds.
    """

    kind: str
    code: str
    points: Decimal


class Sheet(NamedTuple):
    """One side's whole result. `level` is None while anything is unanswered.

    `level_by_points` is the level before unmet conditions cap it; `unmet` lists those conditions,
    `missing` the unanswered items, `facts` everything that was stated.
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
    facts: Facts = ()

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
