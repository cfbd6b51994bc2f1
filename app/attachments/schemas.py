"""What goes in and out of the routes of evidence."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.attachments.drafts import MAX_LINKS, Draft
from app.attachments.file_schemas import FileOut
from app.attachments.service import Gaps, Piece
from app.edge.days import written_day
from app.storage.columns import ID_LENGTH
from exports.dossier import EvidenceStatus
from exports.forms.values import cleaned

Id = Annotated[str, Path(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$")]
PAGE = 100
Limit = Annotated[int, Query(ge=1, le=500, description="Số minh chứng của một trang.")]
After = Annotated[str, Query(max_length=600, description="Con trỏ `next` của trang trước.")]
Day = Annotated[
    date, BeforeValidator(written_day), Field(ge=date(1945, 1, 1), le=date(2100, 12, 31))
]


def _clean(value: object) -> object:
    return cleaned(value).strip() if isinstance(value, str) else value


def _line(longest: int) -> StringConstraints:
    return StringConstraints(max_length=longest)


Text = Annotated[str, BeforeValidator(_clean)]
Link = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=20)]


class EvidenceWords(BaseModel):
    """The words of a piece of evidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[Text, StringConstraints(min_length=1, max_length=500)] = Field(
        examples=["Kế hoạch chuyển đổi số năm học (dữ liệu minh họa)"]
    )
    status: EvidenceStatus = Field(description="Đã có, đang cập nhật, chưa có.")
    links: tuple[Link, ...] = Field(
        (),
        max_length=MAX_LINKS,
        description="Mã tiêu chí mà minh chứng phục vụ.",
        examples=[["1.4"]],
    )
    location: Annotated[Text, _line(1000)] = Field(
        "", description="Nơi lưu, hoặc địa chỉ trang web."
    )
    holder: Annotated[Text, _line(200)] = Field("", description="Người hoặc bộ phận giữ.")
    note: Annotated[Text, _line(1000)] = ""
    number: Annotated[Text, _line(100)] = Field("", description="Số, ký hiệu của chính văn bản.")
    issuer: Annotated[Text, _line(200)] = Field("", description="Nơi ban hành văn bản.")
    document_date: Day | None = Field(None, description="Ngày của chính văn bản.")

    def draft(self) -> Draft:
        """As the service takes it."""
        return Draft(**self.model_dump(exclude={"code"}))


class NewEvidence(EvidenceWords):
    """A new piece; without a code it gets the next free one of its first link."""

    code: Annotated[Text, _line(60)] = Field(
        "", description="MC.1.4.01 hoặc [H1-1.1-01]; để trống để được cấp số tiếp theo."
    )


class EvidenceOut(EvidenceWords):
    """A piece of evidence. In a list only the latest file stands in `files`."""

    id: str
    code: str
    dangling: tuple[str, ...] = Field(description="Liên kết tới mã mà bộ chỉ số không có.")
    unconfirmed: bool = Field(description="Lấy từ năm trước, chưa được xác nhận.")
    files: tuple[FileOut, ...]
    version: int
    at: datetime

    @classmethod
    def of(cls, piece: Piece) -> Self:
        """The piece."""
        row = piece.row
        return cls(
            **row.model_dump(include=set(EvidenceWords.model_fields) - {"links"}),
            links=piece.links,
            id=row.id,
            code=row.code,
            dangling=piece.dangling,
            unconfirmed=row.unconfirmed,
            files=tuple(FileOut.of(one) for one in piece.files),
            version=row.version,
            at=row.at,
        )


class EvidencePage(BaseModel):
    """A page of the list, in the order of the codes."""

    evidence: tuple[EvidenceOut, ...]
    next: str | None = Field(description="Con trỏ của trang sau; null là hết.")


class GapsOut(BaseModel):
    """What is not right yet."""

    dangling: dict[str, tuple[str, ...]] = Field(
        description="Mã minh chứng và các liên kết tới mã mà bộ chỉ số không có."
    )
    claims_without_evidence: tuple[str, ...] = Field(
        description="Tiêu chí có điểm hoặc Đạt mà chưa có minh chứng “đã có”."
    )

    @classmethod
    def of(cls, gaps: Gaps) -> Self:
        """The gaps."""
        return cls(dangling=gaps.dangling, claims_without_evidence=gaps.claims)
