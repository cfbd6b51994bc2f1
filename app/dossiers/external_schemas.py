"""What the API of the assessing side takes and gives. Points travel as strings, instants in UTC."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from app.assessments.schemas import Code, Payload
from app.dossiers.models import DossierState
from app.dossiers.schemas import Reason, ReturnedOut, Words
from app.edge.days import written_day
from app.editions.schemas import Shape

MAX_CRITERIA = 200


Day = Annotated[
    date, BeforeValidator(written_day), Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))
]


class ReturnedIn(Payload):
    """One criterion sent back, and why."""

    criterion: Code
    reason: Reason


class ReturnIn(Payload):
    """A return for supplement."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "by": "2027-06-15",
                    "criteria": [{"criterion": "1.3", "reason": "Thiếu ảnh chụp chức năng LMS."}],
                }
            ]
        }
    )

    by: Day = Field(description="Chậm nhất ngày này, giờ Việt Nam.")
    criteria: list[ReturnedIn] = Field(min_length=1, max_length=MAX_CRITERIA)


class Clock(Shape):
    """How much time is left."""

    deadline: datetime | None = Field(description="Thời điểm đầu tiên bị tính là muộn.")
    seconds_left: int | None = Field(description="Số giây còn lại; null: đã nộp lại.")
    late: bool


class ReturnOut(Clock):
    """One round of supplement."""

    id: str
    at: datetime
    closed_at: datetime | None
    taken_back: str = Field(description="Lý do thu lại việc trả; trống: không thu lại.")
    criteria: list[ReturnedOut]


class ReturnsOut(Shape):
    """All rounds of a dossier."""

    returns: list[ReturnOut]


class ReturnedDossier(Clock):
    """A dossier that is out for supplement."""

    dossier_id: str
    body_name: str
    body_code: str
    state: DossierState
    at: datetime
    criteria: list[ReturnedOut]


class ReturnedPage(Shape):
    """Dossiers out for supplement, the most urgent first."""

    dossiers: list[ReturnedDossier]
    next: str | None


class ChangedValue(Shape):
    """One value before and after; null: there was none."""

    code: str
    before: str | None
    after: str | None


class ChangedEvidence(Shape):
    """One piece of evidence that came, went or changed."""

    code: str
    change: Literal["added", "removed", "changed"]
    new_file: bool


class ReturnChangesOut(Shape):
    """What the school changed between two self snapshots."""

    before: str = Field(description="SHA-256 của bản chốt trước khi trả.")
    after: str = Field(description="SHA-256 của bản chốt nộp lại.")
    items: list[ChangedValue]
    facts: list[ChangedValue]
    texts: list[ChangedValue]
    evidence: list[ChangedEvidence]


class ComparedItem(Shape):
    """One item on both sides."""

    item: str
    criterion: str
    title: str
    max: str | None
    self_award: str | None
    external_award: str | None
    difference: str | None = Field(description="Đánh giá ngoài trừ tự đánh giá; null: không có.")
    same: bool
    self_claim: str | None = Field(description="Lý do trường đề nghị không áp dụng.")
    claim_accepted: bool
    evidence: list[str] = Field(description="Mã minh chứng gắn với tiêu chí.")
    self_comment: str
    external_comment: str


class SidesOfGroup(Shape):
    """What one side comes to in a group."""

    total: str
    level: int | None


class GroupsOfSides(Shape):
    """One group on both sides."""

    group: str
    own: SidesOfGroup = Field(alias="self")
    external: SidesOfGroup

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)


class JudgedEvidence(Shape):
    """One piece of evidence beside what the assessors say of it."""

    code: str
    title: str
    verdict: Literal["accepted", "rejected"] | None = Field(
        description="null: đoàn chưa có ý kiến."
    )
    reason: str


class ComparisonOut(Shape):
    """Both sheets side by side; nothing is averaged."""

    self_level: int | None
    external_level: int | None
    groups: list[GroupsOfSides]
    items: list[ComparedItem]
    missing: list[str] = Field(description="Tiêu chí mà phiếu ngoài chưa trả lời.")
    evidence: list[JudgedEvidence] = Field(description="Mọi minh chứng và ý kiến của đoàn.")


class ObjectionIn(Payload):
    """The school objects to one criterion."""

    criterion: Code
    text: Annotated[str, Field(min_length=1, max_length=4_000), Words]
    evidence_code: Annotated[str, Field(max_length=60), Words] = ""


class ObjectionsIn(Payload):
    """One round of objections, or more of them in the open round."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "objections": [
                        {
                            "criterion": "1.3",
                            "text": "LMS đã dùng từ đầu năm học.",
                            "evidence_code": "MC.1.3.02",
                        }
                    ]
                }
            ]
        }
    )

    objections: list[ObjectionIn] = Field(min_length=1, max_length=MAX_CRITERIA)


class WordsIn(Payload):
    """The assessor's answer."""

    text: Annotated[str, Field(min_length=1, max_length=4_000), Words]


class ObjectionFileOut(Shape):
    """A file that the school added to its objection."""

    id: str
    file_name: str
    at: datetime


class ObjectionOut(Shape):
    """One objection, its answer and its decision."""

    id: str
    round: int
    criterion: str
    text: str
    evidence_code: str
    raised_by: str
    raised_at: datetime
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    upheld: bool | None
    decision: str
    decided_by: str | None
    decided_at: datetime | None
    version: int
    files: list[ObjectionFileOut] = Field(description="Minh chứng mới gửi kèm giải trình.")


class ObjectionsOut(Shape):
    """All rounds of a dossier."""

    objections: list[ObjectionOut]


class MemberIn(Payload):
    """One assessor."""

    email: Annotated[str, Field(min_length=3, max_length=200), Words]
    lead: bool = False


class TeamIn(Payload):
    """The whole team of a dossier; empty: nobody is assigned."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "team": "Đoàn 1",
                    "members": [
                        {"email": "truong.doan@xa.example", "lead": True},
                        {"email": "thanh.vien@xa.example"},
                    ],
                }
            ]
        }
    )

    team: Annotated[str, Field(max_length=100), Words] = ""
    members: list[MemberIn] = Field(max_length=20)


class MemberOut(Shape):
    """One assessor of a dossier."""

    account_id: str
    name: str
    email: str
    lead: bool


class TeamOut(Shape):
    """The team of a dossier."""

    team: str
    members: list[MemberOut]


class BulkOut(Shape):
    """What a list of assessors did, or would do."""

    applied: bool
    dossiers: int
    changed: int
    assessors: int


class WorkloadLine(Shape):
    """One assessor's work in a campaign."""

    account_id: str
    name: str
    email: str
    dossiers: int
    leading: int
    states: dict[str, int] = Field(description="Số hồ sơ theo trạng thái.")
    items_done: int = Field(description="Tiêu chí đã đánh giá trên các hồ sơ được giao.")
    items: int


class WorkloadPage(Shape):
    """Assessors and how far they are."""

    assessors: list[WorkloadLine]
    next: str | None
