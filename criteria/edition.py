"""An edition as the engine uses it: immutable, resolved, every value with its mark.

Points and bounds are exact `Decimal`. Tuples keep the order of the document. Built only by
`criteria.compiler` from a document that broke no rule, so nothing here is checked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from criteria.interval import Interval
from criteria.marks import Known, Mark

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marked(Generic[T]):
    """A value with how well it is known and where it comes from."""

    value: T
    mark: Mark


class FactType(StrEnum):
    """What a fact is answered with."""

    COUNT = "count"
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"


class Compare(StrEnum):
    """What the bounds of the levels are compared with."""

    POINTS = "points"
    PERCENT = "percent"


class Combine(StrEnum):
    """How the overall level follows from the groups."""

    LOWEST_GROUP = "lowest_group"
    TOTAL = "total"


class InapplicableRule(StrEnum):
    """What becomes of the points of an item that does not apply."""

    NONE = "none"
    FULL = "full"
    RESCALE = "rescale"


class MeasureKind(StrEnum):
    """How a measured quantity follows from facts."""

    QUANTITY = "quantity"
    PERCENT = "percent"
    QUOTIENT = "quotient"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision an edition states; `table_columns` are the headings of its printed table."""

    number: str
    date: date
    issuer: str
    title: str
    legal_bases: tuple[str, ...]
    mark: Mark
    table_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the edition's changelog."""

    version: str
    date: date
    change: str


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body the edition applies to; `school_levels` are codes of cấp học."""

    code: str
    title: str
    school_levels: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Who a node is meant for; an empty tuple means everybody."""

    body_kinds: tuple[str, ...]
    school_levels: tuple[str, ...]
    mark: Mark

    def includes(self, body_kind: str, school_levels: tuple[str, ...]) -> bool:
        """Whether a body of that kind, teaching those cấp học, is meant."""
        if self.body_kinds and body_kind not in self.body_kinds:
            return False
        return not self.school_levels or any(one in self.school_levels for one in school_levels)


@dataclass(frozen=True, slots=True)
class Fact:
    """A named quantity, name or choice; `options` are (code, title) pairs of a choice.

    `scope` is the code of the criterion or item that asks for it, or "" for the whole sheet.
    """

    code: str
    title: str
    type: FactType
    unit: str
    school_level: str
    options: tuple[tuple[str, str], ...]
    scope: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MeasureBand:
    """A band of a measured quantity; `points` is None where no source gives any."""

    interval: Interval
    points: Decimal | None
    name: str


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """One numerator over one denominator, for one cấp học or ("") for all; its own bands."""

    numerator: str
    denominator: str
    school_level: str
    bands: tuple[MeasureBand, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity worked out from facts. Of several parts the worst counts."""

    kind: MeasureKind
    unit: str
    higher_is_better: bool
    parts: tuple[MeasurePart, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Dependency:
    """What must exist before certain items can be awarded: the yes/no fact `fact`."""

    code: str
    title: str
    fact: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest thing answered. `max` is None for a mandatory condition (met or unmet)."""

    code: str
    title: Marked[str]
    max: Marked[Decimal] | None
    group: str
    criterion: str
    facts: tuple[Fact, ...]
    requires: tuple[Dependency, ...]
    measure: Measure | None
    applies_to: tuple[AppliesTo, ...]
    evidence: tuple[str, ...]
    guidance: str

    @property
    def mandatory(self) -> bool:
        """Whether the item is a condition without points."""
        return self.max is None


@dataclass(frozen=True, slots=True)
class CriterionBand:
    """A band printed beside a criterion; shown, never combined."""

    level: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion and its items; a criterion without items of its own holds itself as one.

    `max` is None for a mandatory criterion. `bands` may be empty.
    """

    code: str
    title: Marked[str]
    max: Marked[Decimal] | None
    group: str
    items: tuple[Item, ...]
    facts: tuple[Fact, ...]
    bands: tuple[CriterionBand, ...]
    bands_mark: Mark | None
    guidance: str
    evidence: tuple[str, ...]

    @property
    def mandatory(self) -> bool:
        """Whether the criterion is a condition without points."""
        return self.max is None

    @property
    def own_item(self) -> bool:
        """Whether the criterion is its own item."""
        return len(self.items) == 1 and self.items[0].code == self.code


@dataclass(frozen=True, slots=True)
class Group:
    """A group of criteria; without `max` it has no points and takes no part in the level."""

    code: str
    title: Marked[str]
    max: Marked[Decimal] | None
    criteria: tuple[Criterion, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items of the group, in order."""
        return tuple(item for criterion in self.criteria for item in criterion.items)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the index and the bounds it is given for."""

    number: int
    name: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class EditionRef:
    """What pins an edition: its id, its version, and the SHA-256 of its bytes (hex)."""

    id: str
    version: str
    sha256: str

    def __str__(self) -> str:
        """`id@version`, as the command line and the API name an edition."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class OverlayRef:
    """What pins an overlay: its id, its version, and the SHA-256 of its bytes (hex)."""

    id: str
    version: str
    sha256: str

    def __str__(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """A whole index. Two editions give the same scores when their `ref` is the same.

    `overlay` is what was laid over its words, if anything; `source` the bytes that `ref` hashes.
    `evidence_kinds` are the kinds of file that evidence may be, by extension; none named: all.
    """

    ref: EditionRef
    title: str
    publisher: str
    status: str
    illustration: bool
    decision: Decision
    sources: Mapping[str, str]
    changelog: tuple[Change, ...]
    school_levels: Mapping[str, str]
    body_kinds: Mapping[str, BodyKind]
    levels: tuple[Level, ...]
    levels_mark: Mark
    compare: Compare
    combine: Marked[Combine]
    unmet_cap: Marked[int | None]
    inapplicable: Marked[InapplicableRule]
    score_step: Marked[Decimal]
    evidence_mark: Mark
    facts: Mapping[str, Fact]
    dependencies: Mapping[str, Dependency]
    groups: tuple[Group, ...]
    items: Mapping[str, Item]
    criteria: Mapping[str, Criterion]
    source: bytes
    overlay: OverlayRef | None = None
    evidence_kinds: tuple[str, ...] = ()

    def level(self, number: int) -> Level:
        """The level of that number. Raises KeyError for a number the edition does not have."""
        for level in self.levels:
            if level.number == number:
                return level
        raise KeyError(number)

    @property
    def sheet_facts(self) -> tuple[Fact, ...]:
        """Facts asked once for the whole sheet."""
        return tuple(fact for fact in self.facts.values() if not fact.scope)

    @property
    def how_known(self) -> Mapping[Known, int]:
        """How many maxima, bands and rules of the edition are known how well."""
        marks = [mark for _, mark in self.marked_values()]
        return {known: sum(mark.known is known for mark in marks) for known in Known}

    def marked_values(self) -> tuple[tuple[str, Mark], ...]:
        """Each number and rule that a score rests on, by name, with its mark."""
        rows: list[tuple[str, Mark]] = [
            ("levels", self.levels_mark),
            ("combine", self.combine.mark),
            ("mandatory_unmet", self.unmet_cap.mark),
            ("inapplicable", self.inapplicable.mark),
            ("score_step", self.score_step.mark),
        ]
        for group in self.groups:
            if group.max:
                rows.append((f"{group.code}.max", group.max.mark))
            for criterion in group.criteria:
                rows += _criterion_marks(criterion)
        rows += [(f"dependency {one.code}", one.mark) for one in self.dependencies.values()]
        return tuple(rows)


def _criterion_marks(criterion: Criterion) -> list[tuple[str, Mark]]:
    rows: list[tuple[str, Mark]] = []
    if criterion.max and not criterion.own_item:
        rows.append((f"{criterion.code}.max", criterion.max.mark))
    if criterion.bands_mark:
        rows.append((f"{criterion.code}.bands", criterion.bands_mark))
    for item in criterion.items:
        rows.append((f"{item.code}.max" if item.max else item.code, _item_mark(item)))
        if item.measure:
            rows.append((f"{item.code}.measure", item.measure.mark))
    return rows


def _item_mark(item: Item) -> Mark:
    return item.max.mark if item.max else item.title.mark
