"""The shape of an edition's YAML, key by key; the JSON Schema for editors is made from it.

Every node states `known` and `source` once, for all its values; a value that is known otherwise is
written as `{value: …, known: …, source: …}`. What goes beyond shape (sums, bands, references) is
checked in `criteria.rules`.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.marks import Known
from criteria.values import (
    Code,
    Day,
    Degree,
    DocumentId,
    FormatOne,
    Name,
    Number,
    Points,
    Prose,
    Version,
    Whole,
    Words,
)


class Part(BaseModel):
    """Base of every mapping: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class Stated(Part):
    """Something with its mark: how well it is known, the key of its source, and a remark."""

    known: Degree
    source: Name
    note: Words | None = None


class MarkedPoints(Stated):
    """Points with their own mark."""

    value: Points


class MarkedWords(Stated):
    """Words with their own mark."""

    value: Words


class Node(Stated):
    """A mapping whose `known`, `source` and `note` hold for its plain values."""

    shared_mark: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _spread_mark(cls, data: Any) -> Any:  # noqa: ANN401 - raw YAML, judged by pydantic next
        if not isinstance(data, dict):
            return data
        spread = dict(data)
        mark = _stand_in(data)
        for name in cls.shared_mark:
            value = spread.get(name)
            if value is not None and not isinstance(value, dict):
                spread[name] = {"value": value} | mark
        return spread


def _stand_in(data: dict[str, Any]) -> dict[str, Any]:
    """The mark to spread. A broken one is replaced, so that it is reported once, where it is."""
    known, source, note = data.get("known"), data.get("source"), data.get("note")
    return {
        "known": known if known in list(Known) else Known.INFERRED,
        "source": source if isinstance(source, str) else "unstated",
        "note": note if isinstance(note, str) else None,
    }


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


class LevelsPart(Stated):
    """The levels and what their bounds are compared with: a group's points, or its percentage."""

    compare: Literal["points", "percent"]
    bands: Annotated[list[LevelPart], Field(min_length=1, max_length=20)]


class CriterionBandPart(Bounds):
    """A band printed beside a criterion; shown, never combined."""

    level: Whole


class CriterionBandsPart(Stated):
    """All bands of one criterion."""

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


class Measure(Stated):
    """A quantity worked out from facts, that bounds what an item can be awarded."""

    kind: Literal["quantity", "percent", "quotient"]
    unit: Words
    better: Literal["higher", "lower"]
    parts: Annotated[list[MeasurePart], Field(min_length=1, max_length=20)]
    bands: Annotated[list[MeasureBandPart], Field(max_length=20)] = []


class Option(Part):
    """One answer of a `choice` fact."""

    code: Name
    title: Words


class FactPart(Stated):
    """A named quantity, name or choice that a school states."""

    code: Name
    title: Words
    type: Literal["count", "number", "text", "yes_no", "choice"]
    unit: Words | None = None
    school_level: Name | None = None
    options: Annotated[list[Option], Field(min_length=2, max_length=50)] | None = None


class AppliesTo(Stated):
    """Kinds of body and cấp học that a node is meant for; a list left out means all."""

    body_kinds: Annotated[list[Name], Field(min_length=1, max_length=40)] | None = None
    school_levels: Annotated[list[Name], Field(min_length=1, max_length=12)] | None = None


class ItemPart(Node):
    """The smallest thing answered."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    max: MarkedPoints
    facts: Annotated[list[FactPart], Field(max_length=100)] = []
    requires: Annotated[list[Name], Field(max_length=20)] = []
    measure: Measure | None = None
    applies_to: AppliesTo | None = None
    evidence: Annotated[list[Words], Field(max_length=50)] = []
    guidance: Prose | None = None


class CriterionPart(Node):
    """A criterion: mandatory (no points), its own item (a maximum), or cut into items."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    kind: Literal["mandatory", "scored"] | None = None
    max: MarkedPoints | None = None
    bands: CriterionBandsPart | None = None
    items: Annotated[list[ItemPart], Field(min_length=1, max_length=200)] | None = None
    facts: Annotated[list[FactPart], Field(max_length=100)] = []
    requires: Annotated[list[Name], Field(max_length=20)] = []
    measure: Measure | None = None
    applies_to: AppliesTo | None = None
    evidence: Annotated[list[Words], Field(max_length=50)] = []
    guidance: Prose | None = None


class GroupPart(Node):
    """A group of criteria; without `max` it carries no points and takes no part in levels."""

    shared_mark = ("title", "max")
    code: Code
    title: MarkedWords
    max: MarkedPoints | None = None
    criteria: Annotated[list[CriterionPart], Field(min_length=1, max_length=200)]


class DependencyPart(Stated):
    """Something that must exist before certain items can be awarded: a yes/no fact."""

    code: Name
    title: Words
    fact: Name


class DecisionPart(Stated):
    """The decision an edition states."""

    number: Words
    date: Day
    issuer: Words
    title: Words
    legal_bases: Annotated[list[Words], Field(max_length=50)] = []
    table_columns: Annotated[list[Words], Field(max_length=20)] = []


class BodyKindPart(Stated):
    """A kind of body the edition applies to, and the cấp học it teaches."""

    code: Name
    title: Words
    school_levels: Annotated[list[Name], Field(max_length=12)] = []


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


class CombinePart(Stated):
    """How the overall level follows: from the lowest group, or from all points together."""

    value: Literal["lowest_group", "total"]


class MandatoryUnmetPart(Stated):
    """Effect of an unmet mandatory condition: a cap on the overall level, or only a flag."""

    cap: Whole | None


class InapplicablePart(Stated):
    """Whether an item may be left out, and what becomes of its points."""

    value: Literal["none", "full", "rescale"]


class EvidenceMarkPart(Stated):
    """How well the evidence suggestions of the edition are known."""


EvidenceKind = Literal[
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "jpg", "png", "webp", "heic", "mp4", "zip"
]
"""A kind of file that evidence may be, by its usual extension."""


class EditionPart(Part):
    """The whole document."""

    format: FormatOne
    id: DocumentId
    version: Version
    title: Words
    publisher: Words
    status: Words
    illustration: bool = False
    decision: DecisionPart
    sources: Annotated[list[SourcePart], Field(min_length=1, max_length=200)]
    changelog: Annotated[list[ChangePart], Field(min_length=1, max_length=200)]
    school_levels: Annotated[list[SchoolLevelPart], Field(max_length=12)] = []
    body_kinds: Annotated[list[BodyKindPart], Field(min_length=1, max_length=40)]
    levels: LevelsPart
    combine: CombinePart
    mandatory_unmet: MandatoryUnmetPart
    inapplicable: InapplicablePart
    score_step: MarkedPoints
    evidence_suggestions: EvidenceMarkPart
    evidence_kinds: Annotated[list[EvidenceKind], Field(max_length=12)] = []
    facts: Annotated[list[FactPart], Field(max_length=100)] = []
    dependencies: Annotated[list[DependencyPart], Field(max_length=100)] = []
    groups: Annotated[list[GroupPart], Field(min_length=1, max_length=50)]
