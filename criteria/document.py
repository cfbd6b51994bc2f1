"""The shape of an edition's YAML, key by key; the JSON Schema for editors is made from it.

Every node states `known` and `source` once, for all its values; a value that is known otherwise is
written as `{value: …, known: …, source: …}`. What goes beyond shape (sums, bands, references) is
checked in `criteria.rules`.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from criteria.marks import Known

CODE_PATTERN = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"


def _no_bare_number(value: object) -> object:
    if isinstance(value, Decimal):
        message = f"{value} phải đặt trong dấu nháy kép, nếu không YAML đọc thành số"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns only ValueError into a problem
    return value


def _stripped(value: str) -> str:
    if value != value.strip() or not value:
        message = "chữ trống hoặc có khoảng trắng thừa ở đầu, cuối"
        raise ValueError(message)
    return value


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Words = Annotated[
    str, BeforeValidator(_no_bare_number), AfterValidator(_stripped), Field(max_length=2000)
]
Code = Annotated[str, BeforeValidator(_no_bare_number), Field(pattern=CODE_PATTERN, max_length=20)]
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Version = Annotated[
    str, BeforeValidator(_no_bare_number), Field(pattern=r"^\d+(\.\d+){1,2}$", max_length=20)
]
EditionId = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", max_length=80)]
Points = Annotated[Decimal, Field(ge=0, le=10_000, max_digits=9, decimal_places=3)]
Number = Annotated[Decimal, Field(ge=0, le=1_000_000_000, max_digits=15, decimal_places=4)]
Day = Annotated[date, BeforeValidator(_day)]
Degree = Annotated[Known, Field(strict=False)]


def _whole(value: object) -> object:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


Whole = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=20)]


class Part(BaseModel):
    """Base of every mapping: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class MarkedPoints(Part):
    """Points with their own mark."""

    value: Points
    known: Degree
    source: Name


class MarkedWords(Part):
    """Words with their own mark."""

    value: Words
    known: Degree
    source: Name


class Node(Part):
    """A mapping whose `known` and `source` hold for its plain values."""

    shared_mark: ClassVar[tuple[str, ...]] = ()
    known: Degree
    source: Name

    @model_validator(mode="before")
    @classmethod
    def _spread_mark(cls, data: Any) -> Any:  # noqa: ANN401 - raw YAML, judged by pydantic next
        if not isinstance(data, dict):
            return data
        spread = dict(data)
        for name in cls.shared_mark:
            value = spread.get(name)
            if value is not None and not isinstance(value, dict):
                spread[name] = {
                    "value": value,
                    "known": spread.get("known"),
                    "source": spread.get("source"),
                }
        return spread


class Bounds(Part):
    """An interval of numbers: `below`/`above` leave their bound out, `from`/`to` take it in."""

    below: Number | None = None
    to: Number | None = None
    from_: Number | None = Field(default=None, alias="from")
    above: Number | None = None


class LevelPart(Bounds):
    """One level (mức) of the whole index."""

    level: Whole
    name: Words


class LevelsPart(Part):
    """The levels and what their bounds are compared with: a group's points, or its percentage."""

    known: Degree
    source: Name
    compare: Literal["points", "percent"]
    bands: Annotated[list[LevelPart], Field(min_length=1, max_length=20)]


class CriterionBandPart(Bounds):
    """A band printed beside a criterion; shown, never combined."""

    level: Whole


class CriterionBandsPart(Part):
    """All bands of one criterion."""

    known: Degree
    source: Name
    bands: Annotated[list[CriterionBandPart], Field(min_length=1, max_length=20)]


class MeasureBandPart(Bounds):
    """A band of a measured quantity; `points` only where a source gives them."""

    points: Points | None = None
    name: Words | None = None


class MeasurePart(Part):
    """Where a measured quantity comes from: a fact, or one fact over another, per cấp học."""

    numerator: Name
    denominator: Name | None = None
    school_level: Name | None = None
    bands: Annotated[list[MeasureBandPart], Field(max_length=20)] | None = None


class Measure(Part):
    """A quantity worked out from facts, that bounds what an item can be awarded."""

    known: Degree
    source: Name
    kind: Literal["quantity", "percent", "quotient"]
    unit: Words
    better: Literal["higher", "lower"]
    parts: Annotated[list[MeasurePart], Field(min_length=1, max_length=20)]
    bands: Annotated[list[MeasureBandPart], Field(max_length=20)] = []


class Option(Part):
    """One answer of a `choice` fact."""

    code: Name
    title: Words


class FactPart(Part):
    """A named quantity, name or choice that a school states."""

    code: Name
    title: Words
    type: Literal["count", "number", "text", "yes_no", "choice"]
    known: Degree
    source: Name
    unit: Words | None = None
    school_level: Name | None = None
    options: Annotated[list[Option], Field(min_length=2, max_length=50)] | None = None


class AppliesTo(Part):
    """Kinds of body and cấp học that a node is meant for; a list left out means all."""

    body_kinds: Annotated[list[Name], Field(min_length=1)] | None = None
    school_levels: Annotated[list[Name], Field(min_length=1)] | None = None
    known: Degree
    source: Name


class ItemPart(Node):
    """The smallest thing answered."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    max: MarkedPoints
    facts: list[FactPart] = []
    requires: list[Name] = []
    measure: Measure | None = None
    applies_to: AppliesTo | None = None
    evidence: list[Words] = []
    guidance: Words | None = None


class CriterionPart(Node):
    """A criterion: mandatory (no points), its own item (a maximum), or cut into items."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    kind: Literal["mandatory", "scored"] | None = None
    max: MarkedPoints | None = None
    bands: CriterionBandsPart | None = None
    items: Annotated[list[ItemPart], Field(min_length=1, max_length=200)] | None = None
    facts: list[FactPart] = []
    requires: list[Name] = []
    measure: Measure | None = None
    applies_to: AppliesTo | None = None
    evidence: list[Words] = []
    guidance: Words | None = None


class GroupPart(Node):
    """A group of criteria; without `max` it carries no points and takes no part in levels."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    max: MarkedPoints | None = None
    criteria: Annotated[list[CriterionPart], Field(min_length=1, max_length=200)]


class DependencyPart(Part):
    """Something that must exist before certain items can be awarded: a yes/no fact."""

    code: Name
    title: Words
    fact: Name
    known: Degree
    source: Name


class DecisionPart(Part):
    """The decision an edition states."""

    number: Words
    date: Day
    issuer: Words
    title: Words
    legal_bases: list[Words] = []
    known: Degree
    source: Name


class BodyKindPart(Part):
    """A kind of body the edition applies to, and the cấp học it teaches."""

    code: Name
    title: Words
    school_levels: list[Name] = []


class SchoolLevelPart(Part):
    """A cấp học."""

    code: Name
    title: Words


class SourcePart(Part):
    """Where values come from."""

    code: Name
    title: Words


class ChangePart(Part):
    """One line of the edition's own changelog."""

    version: Version
    date: Day
    change: Words


class CombinePart(Part):
    """How the overall level follows: from the lowest group, or from all points together."""

    value: Literal["lowest_group", "total"]
    known: Degree
    source: Name


class MandatoryUnmetPart(Part):
    """Effect of an unmet mandatory condition: a cap on the overall level, or only a flag."""

    cap: Whole | None
    known: Degree
    source: Name


class InapplicablePart(Part):
    """Whether an item may be left out, and what becomes of its points."""

    value: Literal["none", "full", "rescale"]
    known: Degree
    source: Name


class EvidenceMarkPart(Part):
    """How well the evidence suggestions of the edition are known."""

    known: Degree
    source: Name


class EditionPart(Part):
    """The whole document."""

    format: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=1)]
    id: EditionId
    version: Version
    title: Words
    publisher: Words
    status: Words
    illustration: bool = False
    decision: DecisionPart
    sources: Annotated[list[SourcePart], Field(min_length=1)]
    changelog: Annotated[list[ChangePart], Field(min_length=1)]
    school_levels: list[SchoolLevelPart] = []
    body_kinds: Annotated[list[BodyKindPart], Field(min_length=1)]
    levels: LevelsPart
    combine: CombinePart
    mandatory_unmet: MandatoryUnmetPart
    inapplicable: InapplicablePart
    score_step: MarkedPoints
    evidence_suggestions: EvidenceMarkPart
    facts: list[FactPart] = []
    dependencies: list[DependencyPart] = []
    groups: Annotated[list[GroupPart], Field(min_length=1, max_length=50)]
