"""What the API takes: one side's answers as JSON. Numbers travel as strings, so none is rounded."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_CODE = 64
MAX_ENTRIES = 1000
MAX_TEXT = 500
MAX_REASON = 2000

Code = Annotated[str, Field(min_length=1, max_length=MAX_CODE)]
Points = Annotated[
    str,
    Field(
        pattern=r"^(met|unmet|[0-9]{1,12}([.][0-9]{1,6})?)$",
        description='Điểm, ví dụ "4.5"; với điều kiện bắt buộc: "met" (Đạt) hoặc "unmet".',
    ),
]
FactText = Annotated[
    str | bool,
    Field(description='Số dưới dạng chuỗi ("40"), chữ, mã lựa chọn, hoặc true/false.'),
]
EditionName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=130,
        pattern=r"^[a-z0-9][a-z0-9.-]*(@[0-9.]+)?$",
        description="mã@phiên bản, hoặc chỉ mã (bản mới nhất).",
    ),
]


class Payload(BaseModel):
    """What all bodies share: a misspelt key is refused, and no kind is guessed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ProfileIn(Payload):
    """What a score depends on of a school."""

    kind: Code
    school_levels: list[Code] = Field(
        default_factory=list, max_length=20, description="Bỏ trống: mọi cấp học của loại trường."
    )


class AnswersIn(Payload):
    """One side's answers; what is absent is unanswered."""

    edition: EditionName
    profile: ProfileIn
    awards: dict[Code, Points] = Field(default_factory=dict, max_length=MAX_ENTRIES)
    facts: dict[Code, FactText] = Field(default_factory=dict, max_length=MAX_ENTRIES)
    inapplicable: dict[Code, Annotated[str, Field(max_length=MAX_REASON)]] = Field(
        default_factory=dict,
        max_length=MAX_ENTRIES,
        description="Tiêu chí đề nghị không áp dụng và lý do, nếu bộ chỉ số cho phép.",
    )


class WhatIfIn(AnswersIn):
    """Answers, the wanted level, and the items that must stay as they are."""

    target: int | None = Field(
        None, ge=1, le=99, description="Mức muốn đạt; bỏ trống là mức kế tiếp."
    )
    unreachable: list[Code] = Field(default_factory=list, max_length=MAX_ENTRIES)


ReportFormat = Literal[
    "docx",
    "pdf",
    "evidence",
    "evidence-internal",
    "score-sheet-docx",
    "score-sheet-pdf",
    "sheet",
    "zip",
]
