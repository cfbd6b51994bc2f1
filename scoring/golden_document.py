"""The shape of a golden file: facts and awards in, the sheet expected out.

    format: 1
    edition: {id: thangdo.qd-4725, version: "1.0"}
    cases:
    - name: Nhóm thấp nhất quyết định mức
      body_kind: thcs
      group_totals: {"1": 75, "2": 100}
      awards: {"1.1": met}
      expect: {level: 2, group_levels: {"1": 2, "2": 3}}

Unknown keys are refused, and so is a case that expects nothing.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.values import Code, DocumentId, FormatOne, Name, Prose, Version, Whole

Points = Annotated[Decimal, Field(ge=0, le=10_000)]
FindingCode = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class Shape(BaseModel):
    """Base of every mapping: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EditionPart(Shape):
    """The edition that the cases are about."""

    id: DocumentId
    version: Version


class Expected(Shape):
    """What is compared: only the keys that are written."""

    refused: list[FindingCode] = []
    level: Whole | None = None
    level_by_points: Whole | None = None
    group_totals: dict[Code, Points] = {}
    group_levels: dict[Code, Whole | None] = {}
    criterion_bands: dict[Code, Whole | None] = {}
    ceilings: dict[Code, Points | None] = {}
    missing: list[Code] = []
    unmet: list[Code] = []
    findings: list[FindingCode] = []
    blockers: list[Prose] = []

    @model_validator(mode="after")
    def _something(self) -> "Expected":
        if not self.model_fields_set:
            raise ValueError("phải nêu ít nhất một điều mong đợi")
        if "refused" in self.model_fields_set and len(self.model_fields_set) > 1:
            raise ValueError(
                "refused đứng một mình: câu trả lời bị từ chối thì không có phiếu điểm"
            )
        return self


class Case(Shape):
    """One scored sheet."""

    name: Prose
    body_kind: Name
    school_levels: list[Name] | None = None
    fill: Literal["max", "zero", "none"] = "none"
    group_totals: dict[Code, Points] = {}
    awards: dict[str, Decimal | Literal["met", "unmet"] | None] = {}
    facts: dict[str, Decimal | bool | str] = {}
    inapplicable: dict[str, str] = {}
    expect: Expected


class GoldenPart(Shape):
    """The whole file."""

    format: FormatOne
    edition: EditionPart
    cases: Annotated[list[Case], Field(min_length=1, max_length=2_000)]
