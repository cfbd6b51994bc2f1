"""What the assessors say of evidence, as the API takes and tells it."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.attachments.models import EvidenceVerdict
from app.attachments.schemas import Text
from app.attachments.verdicts import Said


class VerdictIn(BaseModel):
    """Accepted or rejected, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: EvidenceVerdict = Field(
        description="Chấp nhận (accepted) hoặc không chấp nhận (rejected).", examples=["rejected"]
    )
    reason: Annotated[Text, StringConstraints(max_length=2000)] = Field(
        "",
        description="Lý do; bắt buộc khi không chấp nhận.",
        examples=["Văn bản chưa ký, chưa có số (lý do minh họa)."],
    )


class VerdictOut(BaseModel):
    """What is said of one piece."""

    evidence_id: str
    code: str
    verdict: EvidenceVerdict
    reason: str
    version: int
    by_account: str | None
    at: datetime

    @classmethod
    def of(cls, said: Said) -> Self:
        """The verdict."""
        return cls(code=said.code, **said.row.model_dump())


class VerdictsOut(BaseModel):
    """All that the person may see, in the order of the codes."""

    verdicts: tuple[VerdictOut, ...]
