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

from pydantic import Field, model_validator

from criteria.document import Part
from criteria.values import Code, DocumentId, FormatOne, Name, Prose, Version, Whole

Points = Annotated[Decimal, Field(ge=0, le=10_000)]
FindingCode = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class EditionPart(Part):
    """The edition that the cases are about."""

    id: DocumentId
    version: Version


class Expected(Part):
    """What is compared: only the keys that are written."""

    refused: list[FindingCode] = Field(default_factory=list)
    level: Whole | None = None
    level_by_points: Whole | None = None
    group_totals: dict[Code, Points] = Field(default_factory=dict)
    group_levels: dict[Code, Whole | None] = Field(default_factory=dict)
    criterion_bands: dict[Code, Whole | None] = Field(default_factory=dict)
    ceilings: dict[Code, Points | None] = Field(default_factory=dict)
    missing: list[Code] = Field(default_factory=list)
    unmet: list[Code] = Field(default_factory=list)
    findings: list[FindingCode] = Field(default_factory=list)
    blockers: list[Prose] = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> "Expected":
        if not self.model_fields_set:
            raise ValueError("phải nêu ít nhất một điều mong đợi")
        if "refused" in self.model_fields_set and len(self.model_fields_set) > 1:
            raise ValueError(
                "refused đứng một mình: câu trả lời bị từ chối thì không có phiếu điểm"
            )
        return self


class Case(Part):
    """One scored sheet."""

    name: Prose
    body_kind: Name
    school_levels: list[Name] | None = None
    fill: Literal["max", "zero", "none"] = "none"
    group_totals: dict[Code, Points] = Field(default_factory=dict)
    awards: dict[str, Decimal | Literal["met", "unmet"] | None] = Field(default_factory=dict)
    facts: dict[str, Decimal | bool | str] = Field(default_factory=dict)
    inapplicable: dict[str, str] = Field(default_factory=dict)
    expect: Expected


class GoldenPart(Part):
    """The whole file."""

    format: FormatOne
    edition: EditionPart
    cases: Annotated[list[Case], Field(min_length=1, max_length=2_000)]
