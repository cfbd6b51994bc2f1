"""What the API takes and gives: answers as JSON, a sheet as JSON. Numbers travel as strings."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.editions.schemas import KnownWord, Shape

MAX_CODE = 64
MAX_ENTRIES = 1000
MAX_TEXT = 2000

Code = Annotated[str, Field(min_length=1, max_length=MAX_CODE)]
Points = Annotated[
    str,
    Field(
        pattern=r"^(met|unmet|[0-9]{1,12}([.][0-9]{1,6})?)$",
        description='Điểm, ví dụ "4.5"; với điều kiện bắt buộc: "met" (Đạt) hoặc "unmet".',
    ),
]
FactText = Annotated[
    Annotated[str, Field(max_length=MAX_TEXT)] | bool,
    Field(description='Số dưới dạng chuỗi ("40"), chữ, mã lựa chọn, hoặc true/false.'),
]
EditionName = Annotated[
    str,
    Field(
        max_length=130,
        pattern=r"^[a-z0-9][a-z0-9.-]*(@[0-9.]+)?$",
        description="mã@phiên bản, hoặc chỉ mã (bản mới nhất).",
    ),
]

EXAMPLE: dict[str, Any] = {
    "edition": "thangdo.qd-4725@1.0",
    "profile": {"kind": "thcs", "school_levels": ["thcs"]},
    "awards": {"1.1": "met", "1.2": "met", "1.3.1": "6", "1.3.2": "4.5", "1.4": "7"},
    "facts": {"lms_in_use": True, "digital_materials": "25", "teachers_total": "40"},
}


class Payload(BaseModel):
    """What all bodies share: a misspelt key is refused, and no kind is guessed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ProfileIn(Payload):
    """What a score depends on of a school."""

    kind: Code
    school_levels: list[Code] | None = Field(
        None, max_length=20, description="Bỏ trống: mọi cấp học của loại trường."
    )


class AnswersIn(Payload):
    """One side's answers; what is absent is unanswered."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    edition: EditionName
    profile: ProfileIn
    awards: dict[Code, Points] = Field(default_factory=dict, max_length=MAX_ENTRIES)
    facts: dict[Code, FactText] = Field(default_factory=dict, max_length=MAX_ENTRIES)
    inapplicable: dict[Code, Annotated[str, Field(max_length=MAX_TEXT)]] = Field(
        default_factory=dict,
        max_length=MAX_ENTRIES,
        description="Tiêu chí đề nghị không áp dụng và lý do, nếu bộ chỉ số cho phép.",
    )


class WhatIfIn(AnswersIn):
    """Answers, the wanted level, and the items that must stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**EXAMPLE, "target": 2, "unreachable": ["1.7.3"]}]}
    )

    target: int = Field(ge=1, le=99, description="Mức muốn đạt.")
    unreachable: list[Code] = Field(
        default_factory=list,
        max_length=MAX_ENTRIES,
        description="Mã tiêu chí hoặc điều kiện phải giữ nguyên.",
    )


class EditionRefOut(Shape):
    """Which edition, to the byte."""

    id: str
    version: str
    sha256: str


class ProfileOut(Shape):
    """What the score depends on of the school."""

    kind: str
    school_levels: list[str]


class Said(Shape):
    """What is explained in one Vietnamese sentence."""

    sentence: str


class GroupResultOut(Said):
    """One group; level null: not complete, or a group without points."""

    code: str
    awarded: Decimal
    applicable_max: Decimal
    max: Decimal | None
    total: Decimal
    complete: bool
    level: int | None


class CriterionResultOut(Said):
    """One criterion; the band is shown, never combined."""

    code: str
    points: Decimal
    max: Decimal | None
    complete: bool
    band: int | None


class CeilingOut(Shape):
    """The most that the facts let an item be awarded."""

    points: Decimal
    reason: str
    known: KnownWord
    source: str


class MeasuredOut(Shape):
    """A measured quantity: numerator / denominator, exact."""

    numerator: Decimal
    denominator: Decimal
    part: int
    band: int


class ItemResultOut(Said):
    """One item."""

    code: str
    state: Literal["answered", "unanswered", "inapplicable"]
    award: Decimal | None
    verdict: Literal["met", "unmet"] | None
    points: Decimal
    max: Decimal | None
    ceiling: CeilingOut | None
    measured: MeasuredOut | None
    reason: str
    facts: list[str]


class BlockerOut(Shape):
    """What stands between the sheet and the next level."""

    kind: Literal["unmet", "points", "missing"]
    code: str
    points: Decimal


class FindingOut(Shape):
    """Something a person should know about an answer."""

    severity: Literal["blocks", "warns"]
    code: str
    where: str
    message: str


class StatedFact(Shape):
    """A fact as stated."""

    code: str
    type: Literal["yes_no", "number", "text"]
    value: bool | str


class UnconfirmedOut(Shape):
    """A value of the index that is not confirmed."""

    value: str
    known: KnownWord
    source: str


class SentencesOut(Shape):
    """Two sentences for the whole."""

    overall: str
    next_level: str


class SheetOut(Shape):
    """One side's whole result; level null while anything is unanswered."""

    edition: EditionRefOut
    profile: ProfileOut
    level: int | None
    level_by_points: int | None
    unmet: list[str]
    groups: list[GroupResultOut]
    criteria: list[CriterionResultOut]
    items: list[ItemResultOut]
    missing: list[str]
    blockers: list[BlockerOut]
    findings: list[FindingOut]
    facts: list[StatedFact]
    unconfirmed: list[UnconfirmedOut]
    sentences: SentencesOut


class StepOut(Said):
    """One thing to do."""

    kind: Literal["item", "condition", "dependency"]
    code: str
    before: Decimal | None
    after: Decimal | None
    points: Decimal


class PlanOut(Shape):
    """The shortest way: fewest items, then fewest points."""

    edition: EditionRefOut
    target_level: int
    present_level: int | None
    points: Decimal
    steps: list[StepOut]
    to_answer: list[str]
    sentences: list[str]
