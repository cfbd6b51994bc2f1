"""An edition as JSON: every value with how well it is known and where it comes from."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

KnownWord = Literal["confirmed", "single", "inferred"]


class Shape(BaseModel):
    """What all answers of the API share: no member that is not described."""

    model_config = ConfigDict(extra="forbid")


class MarkOut(Shape):
    """How well a value is known, the key of its source, and what else there is to say of it."""

    known: KnownWord
    source: str
    note: str


class MarkedText(MarkOut):
    """A text with its mark."""

    value: str


class MarkedDecimal(MarkOut):
    """An exact number, as a string, with its mark."""

    value: Decimal


class CapOut(MarkOut):
    """The highest level while a mandatory condition is unmet; null: no cap."""

    value: int | None


class DecisionOut(MarkOut):
    """The decision an edition states."""

    number: str
    date: date
    issuer: str
    title: str
    legal_bases: list[str]
    table_columns: list[str] = Field(description="Tên các cột của bảng trong Quyết định.")


class BodyKindOut(MarkOut):
    """A kind of school."""

    code: str
    title: str
    school_levels: list[str]


class SchoolLevelOut(Shape):
    """A cấp học."""

    code: str
    title: str


class SourceOut(Shape):
    """A source that marks refer to."""

    code: str
    title: str


class ChangeOut(Shape):
    """One line of the changelog."""

    version: str
    date: date
    change: str


class HowKnown(Shape):
    """How many values are known how well."""

    confirmed: int
    single: int
    inferred: int


class EditionSummary(Shape):
    """What names an edition and what it is."""

    id: str
    version: str
    sha256: str = Field(description="SHA-256 của tệp YAML, hệ 16.")
    title: str
    publisher: str
    status: str
    illustration: bool = Field(description="Bộ chỉ số minh họa, không dùng để đánh giá thật.")
    decision: DecisionOut
    body_kinds: list[BodyKindOut]
    how_known: HowKnown


class EditionList(Shape):
    """All editions."""

    editions: list[EditionSummary]


class EditionVersions(Shape):
    """The versions of one edition, oldest first."""

    id: str
    versions: list[EditionSummary]


class IntervalOut(Shape):
    """Numbers between two bounds; null is unbounded."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool
    sentence: str = Field(description="Khoảng viết bằng chữ của Quyết định.")


class LevelOut(Shape):
    """One level."""

    level: int
    name: str
    interval: IntervalOut


class LevelsOut(MarkOut):
    """The levels and what their bounds are compared with."""

    compare: Literal["points", "percent"]
    bands: list[LevelOut]


class OptionOut(Shape):
    """One option of a choice."""

    code: str
    title: str


class FactOut(MarkOut):
    """A named quantity, name or choice."""

    code: str
    title: str
    type: Literal["count", "number", "text", "yes_no", "choice"]
    unit: str
    school_level: str
    scope: str = Field(description="Mã tiêu chí hỏi dữ kiện này; trống: hỏi chung một lần.")
    options: list[OptionOut]


class DependencyOut(MarkOut):
    """What must exist before certain items can be awarded."""

    code: str
    title: str
    fact: str


class MeasureBandOut(Shape):
    """A band of a measured quantity; points null: no source gives any."""

    interval: IntervalOut
    points: Decimal | None
    name: str


class MeasurePartOut(Shape):
    """One numerator over one denominator."""

    numerator: str
    denominator: str
    school_level: str
    bands: list[MeasureBandOut]


class MeasureOut(MarkOut):
    """A quantity worked out from facts; of several parts the worst counts."""

    kind: Literal["quantity", "percent", "quotient"]
    unit: str
    higher_is_better: bool
    parts: list[MeasurePartOut]


class AppliesOut(MarkOut):
    """Who an item is meant for; empty: everybody."""

    body_kinds: list[str]
    school_levels: list[str]


class ItemOut(Shape):
    """The smallest thing answered; max null: a mandatory condition."""

    code: str
    title: MarkedText
    max: MarkedDecimal | None
    requires: list[str]
    measure: MeasureOut | None
    applies_to: list[AppliesOut]
    evidence: list[str]
    guidance: str


class CriterionBandOut(Shape):
    """A band printed beside a criterion; shown, never combined."""

    level: int
    interval: IntervalOut


class CriterionBandsOut(MarkOut):
    """The bands of a criterion."""

    bands: list[CriterionBandOut]


class CriterionOut(Shape):
    """A criterion and its items; one without items of its own holds itself as one."""

    code: str
    title: MarkedText
    max: MarkedDecimal | None
    items: list[ItemOut]
    bands: CriterionBandsOut | None
    evidence: list[str]
    guidance: str


class GroupOut(Shape):
    """A group of criteria; max null: without points, it takes no part in the level."""

    code: str
    title: MarkedText
    max: MarkedDecimal | None
    criteria: list[CriterionOut]


class EditionOut(EditionSummary):
    """A whole index."""

    sources: list[SourceOut]
    changelog: list[ChangeOut]
    school_levels: list[SchoolLevelOut]
    levels: LevelsOut
    combine: MarkedText
    mandatory_unmet: CapOut
    inapplicable: MarkedText
    score_step: MarkedDecimal
    evidence_suggestions: MarkOut
    facts: list[FactOut]
    dependencies: list[DependencyOut]
    groups: list[GroupOut]
