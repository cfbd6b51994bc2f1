"""Last year's evidence: what would be taken, what was, and what is confirmed."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.attachments.drafts import MAX_PIECES
from app.attachments.reuse import Plan
from app.dossiers.last_year import source_out
from app.dossiers.last_year_schemas import DossierRef, LeftOut, SourceOut

Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class ReusedOut(BaseModel):
    """One piece that is taken."""

    code: str
    old: str = Field(description="Mã ở hồ sơ năm trước.")
    title: str
    status: str
    links: tuple[str, ...]
    dangling: tuple[str, ...] = Field(
        description="Tiêu chí năm trước không còn chỗ trong bộ chỉ số này; hãy gắn lại."
    )
    file: str | None = Field(description="Tên tệp hiện hành được lấy theo.")
    file_left: str = Field(description="Vì sao tệp không được lấy theo; trống nếu không có gì.")


class ReuseOut(BaseModel):
    """What is taken; `source` null: choose one of `sources` first."""

    sources: tuple[SourceOut, ...]
    source: SourceOut | None
    evidence: tuple[ReusedOut, ...]
    left_out: tuple[LeftOut, ...]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The plan."""
        return cls(
            sources=tuple(map(source_out, plan.sources)),
            source=source_out(plan.source) if plan.source else None,
            evidence=tuple(
                ReusedOut(
                    code=one.code,
                    old=one.old.code,
                    title=one.old.title,
                    status=one.old.status,
                    links=one.links,
                    dangling=one.dangling,
                    file=one.file.file_name if one.file else None,
                    file_left=one.left,
                )
                for one in plan.pieces
            ),
            left_out=tuple(LeftOut(code=code, reason=why) for code, why in plan.left_out.items()),
        )


class ReuseIn(BaseModel):
    """From which dossier, and which codes of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: DossierRef | None = Field(None, description="Để trống khi chỉ có một hồ sơ năm trước.")
    codes: tuple[Code, ...] | None = Field(
        None, max_length=MAX_PIECES, description="Mã ở hồ sơ năm trước; để trống là tất cả."
    )


class ConfirmEvidenceIn(BaseModel):
    """What a person has looked at: named codes, or everything that waits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    all: bool = False
    codes: tuple[Code, ...] = Field((), max_length=MAX_PIECES)


class ConfirmedEvidenceOut(BaseModel):
    """What is confirmed now; what was confirmed before is not named."""

    codes: tuple[str, ...]
