"""What goes into campaigns and out of them. A deadline goes in as a day and how it is meant."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from app.bodies.schemas import BodyRef, Day, Strict
from app.bodies.text import Id, KindCode, Name, Reason
from app.campaigns.models import Assessing, ExternalStart

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _in_a_row(value: str) -> str:
    first, last = value.split("-")
    if int(last) != int(first) + 1:
        raise ValueError("a school year is two years in a row")
    return value


SchoolYear = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20)[0-9]{2}-(19|20)[0-9]{2}$"),
    AfterValidator(_in_a_row),
]


class Meaning(StrEnum):
    """How a day is meant: “trước ngày …” ends as it begins, “chậm nhất ngày …” as it ends."""

    BEFORE = "before"
    BY = "by"


class DeadlineIn(Strict):
    """A day, and whether that day itself is still in time."""

    day: Day
    meaning: Meaning = Field(description="before: trước ngày; by: chậm nhất ngày (hết ngày đó).")


class KindRuleIn(Strict):
    """What holds for one kind of body."""

    kind: KindCode
    edition_sha256: Sha256
    overlay_sha256: Sha256 | None = None
    self_deadline: DeadlineIn | None = None
    external_deadline: DeadlineIn | None = None
    assessing: Assessing = Assessing.ASSESSING
    recognising: Assessing = Assessing.ASSESSING


class Options(Strict):
    """How the dossiers of a campaign are worked on."""

    external_start: ExternalStart = Field(
        ExternalStart.COPY, description="Phiếu đánh giá ngoài bắt đầu trống hay chép phiếu tự chấm."
    )
    claims_block: bool = Field(
        default=True, description="Điểm không có minh chứng chặn việc nộp (không thì chỉ cảnh báo)."
    )
    two_people: bool = Field(
        default=True, description="Người duyệt phải khác người nhập (trường một người thì tắt)."
    )
    sign_again: bool = Field(default=True, description="Nộp lại sau khi bổ sung phải ký lại.")


Rules = Annotated[tuple[KindRuleIn, ...], Field(max_length=60)]


class CampaignIn(Options):
    """A new campaign, as a draft."""

    owner_id: Id = Field(description="Đơn vị tổ chức; đợt áp dụng cho các đơn vị trực thuộc.")
    title: Name
    school_year: SchoolYear = Field(description="Hai năm liền nhau.", examples=["2024-2025"])
    previous_id: Id | None = Field(default=None, description="Đợt trước, để lấy lại câu trả lời.")
    kinds: Rules = ()

    @model_validator(mode="after")
    def _kinds_once(self) -> Self:
        if len({rule.kind for rule in self.kinds}) < len(self.kinds):
            raise ValueError("a kind is named twice")
        return self


class CampaignChange(Strict):
    """What of a campaign changes; absent means unchanged. Once open, the title alone."""

    title: Name | None = None
    external_start: ExternalStart | None = None
    claims_block: bool | None = None
    two_people: bool | None = None
    sign_again: bool | None = None


class DeadlinesIn(Strict):
    """Other deadlines for one kind; also while the campaign is open."""

    kind: KindCode
    self_deadline: DeadlineIn | None
    external_deadline: DeadlineIn | None


class ExtensionIn(Strict):
    """More time for one body."""

    body_id: Id
    deadline: DeadlineIn
    reason: Reason


class AddIn(Strict):
    """A body that was founded, or moved here, after the opening; none: all that are missing."""

    body_id: Id | None = None


class DeadlineOut(BaseModel):
    """A deadline: the first instant that is late, and how people say it."""

    late_from: datetime
    said: str = Field(description="Ví dụ: hết ngày 30/5/2025.")


class KindRuleOut(BaseModel):
    """What holds for one kind of body."""

    kind: str
    edition_sha256: str
    edition: str = Field(description="mã@phiên bản")
    overlay_sha256: str | None
    self_deadline: DeadlineOut | None
    external_deadline: DeadlineOut | None
    assessing: Assessing
    recognising: Assessing


class CampaignLine(BaseModel):
    """One row of a list of campaigns."""

    id: str
    title: str
    school_year: str
    owner: BodyRef
    state: str
    opened_at: datetime | None
    closed_at: datetime | None
    version: int


class CampaignOut(CampaignLine):
    """A campaign with all that holds in it."""

    external_start: ExternalStart
    claims_block: bool
    two_people: bool
    sign_again: bool
    previous_id: str | None
    kinds: list[KindRuleOut]


class CampaignList(BaseModel):
    """A page of campaigns, newest first."""

    campaigns: list[CampaignLine]
    next: str | None


class OpenedOut(BaseModel):
    """What opening, or adding, did."""

    created: int = Field(description="Số hồ sơ vừa lập.")
    dossiers: int = Field(description="Tổng số hồ sơ của đợt.")


class ExtensionOut(BaseModel):
    """One extension."""

    body: BodyRef
    deadline: DeadlineOut
    reason: str
    at: datetime


class ExtensionList(BaseModel):
    """A page of extensions, newest first."""

    extensions: list[ExtensionOut]
    next: str | None


class LateLine(BaseModel):
    """One body that is late."""

    dossier_id: str
    body: BodyRef
    code: str
    kind: str
    assessing: BodyRef
    state: str
    deadline: DeadlineOut
    submitted_at: datetime | None
    days: int = Field(description="Số ngày quá hạn, tính trọn ngày.")


class LateList(BaseModel):
    """A page of bodies that are late."""

    late: list[LateLine]
    next: str | None


class Count(BaseModel):
    """How many dossiers of one kind, or of one assessing body, stand where."""

    key: str
    title: str
    total: int
    states: dict[str, int]
    late: int = Field(description="Quá hạn: chưa nộp, hoặc nộp muộn.")


class ProgressOut(BaseModel):
    """How far a campaign has come."""

    total: int
    states: dict[str, int]
    late: int
    levels: dict[str, int] = Field(description="Số hồ sơ theo mức đã công nhận.")
    by_kind: list[Count]
    by_body: list[Count]
    day: date
