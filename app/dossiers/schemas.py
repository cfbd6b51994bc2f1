"""What the API of dossiers takes and gives. Points and facts travel as strings, instants in UTC."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from app.assessments.schemas import Code, FactText, Payload, Points
from app.dossiers import fields
from app.dossiers.changes import MAX_COMMENT
from app.dossiers.models import DossierState, SideName, SnapshotKind
from app.editions.schemas import Shape
from scoring.checks import MAX_REASON, printable

# One more than this cannot be counted up to in a PostgreSQL integer.
MAX_VERSION = 2_000_000_000
MAX_CHANGES = 500
SideWord = Literal["self", "external"]


def _clean(text: str) -> str:
    if not printable(text):
        raise ValueError("control characters cannot be stored")
    return unicodedata.normalize("NFC", text)


Words = AfterValidator(_clean)
Version = Annotated[
    int, Field(ge=0, le=MAX_VERSION, description="Phiên bản bạn đang thấy; 0: chưa có gì.")
]
Reason = Annotated[str, Field(min_length=1, max_length=MAX_REASON), Words]


class AnswerIn(Payload):
    """The whole new answer of one item; all null: no answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"award": "4.5"}]})

    award: Points | None = None
    inapplicable: Annotated[str, Field(min_length=1, max_length=MAX_REASON), Words] | None = Field(
        None, description="Lý do đề nghị không áp dụng, nếu bộ chỉ số cho phép."
    )
    comment: Annotated[str, Field(max_length=MAX_COMMENT), Words] | None = Field(
        None, description="Bỏ trống: giữ nguyên nhận xét đang có."
    )
    claim_accepted: bool | None = Field(
        None, description="Chỉ phiếu ngoài: đoàn có chấp nhận đề nghị không áp dụng không."
    )

    def over(self, item: str, version: int) -> "AnswerChangeIn":
        """The same as a change of that item over that version; both were checked with the route."""
        return AnswerChangeIn.model_construct(item=item, version=version, **dict(self))


class AnswerChangeIn(AnswerIn):
    """An answer in a batch."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"item": "1.3.2", "version": 0, "award": "4.5"}]}
    )

    item: Code
    version: Version


class FactChangeIn(Payload):
    """A fact in a batch; null: not stated."""

    fact: Code
    version: Version
    value: FactText | None


class TextChangeIn(Payload):
    """A field of the report in a batch."""

    field: Code
    version: Version
    value: Annotated[str, Field(max_length=fields.MAX_PARAGRAPHS), Words]


class ChangesIn(Payload):
    """One save: all of it is kept, or nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": [{"item": "1.1", "version": 0, "award": "met"}],
                    "facts": [{"fact": "teachers_total", "version": 0, "value": "40"}],
                    "texts": [{"field": "narrative.difficulties", "version": 0, "value": "…"}],
                }
            ]
        }
    )

    answers: list[AnswerChangeIn] = Field(default_factory=list, max_length=MAX_CHANGES)
    facts: list[FactChangeIn] = Field(default_factory=list, max_length=MAX_CHANGES)
    texts: list[TextChangeIn] = Field(default_factory=list, max_length=MAX_CHANGES)


class StoredAnswer(Shape):
    """One item's answer of one side; version 0: there is none."""

    item: str
    award: str | None = None
    inapplicable: str | None = None
    claim_accepted: bool | None = None
    comment: str = ""
    unconfirmed: bool = Field(
        default=False,
        description="Lấy từ năm trước hoặc từ bản cũ, chờ xác nhận bằng cách lưu lại.",
    )
    review: str = Field("", description="Vì sao nên xem lại.")
    version: int = 0
    by_account: str | None = None
    at: datetime | None = None


class StoredFact(Shape):
    """One fact of one side, as text; version 0: there is none."""

    fact: str
    value: str | None = None
    unconfirmed: bool = False
    version: int = 0
    by_account: str | None = None
    at: datetime | None = None


class StoredText(Shape):
    """One field of the narrative (`narrative.…`) or of the decree's header (`header.…`)."""

    field: str
    value: str = ""
    unconfirmed: bool = False
    version: int = 0
    by_account: str | None = None
    at: datetime | None = None


class SideOut(Shape):
    """Everything stored of one side."""

    side: SideWord
    version: int = Field(description="Tăng mỗi lần phiếu này được lưu.")
    answers: list[StoredAnswer]
    facts: list[StoredFact]


class TextsOut(Shape):
    """The narrative and the header of the report, every field."""

    texts: list[StoredText]


class SavedAnswer(Shape):
    """The new version of one answer, also in ETag."""

    item: str
    version: int
    at: datetime


class SavedOut(Shape):
    """The new version of everything saved."""

    answers: dict[str, int]
    facts: dict[str, int]
    texts: dict[str, int]


class LevelsOfSides(Shape):
    """The level of each side, never mixed; null: not concluded, or not for you to see yet."""

    own: int | None = Field(alias="self", description="Khi chốt.")
    external: int | None = Field(description="Khi kết luận đánh giá ngoài.")
    recognised: int | None

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)


class DossierLine(Shape):
    """A dossier in a list."""

    id: str
    body_id: str
    body_name: str = Field(description="Tên đơn vị lúc lập hồ sơ.")
    body_code: str
    kind: str
    school_levels: list[str]
    campaign_id: str
    campaign_title: str
    school_year: str
    revision: int
    superseded: bool = Field(description="Đã có bản sau được công nhận.")
    state: DossierState
    state_title: str
    origin: str
    waived: list[str] = Field(description="Các bước được bỏ qua khi nhập từ nơi khác.")
    deadline: datetime | None = Field(description="Thời điểm đầu tiên bị tính là muộn.")
    late: bool = Field(description="Đã nộp sau hạn, hoặc đã quá hạn mà chưa nộp.")
    submitted_at: datetime | None
    levels: LevelsOfSides
    version: int


class DossierPage(Shape):
    """A page of dossiers; `next` null: the last one."""

    dossiers: list[DossierLine]
    next: str | None = Field(description="Con trỏ của trang sau.")


class ReturnedOut(Shape):
    """A criterion sent back, and why."""

    criterion: str
    reason: str


class PinnedEdition(Shape):
    """The edition that the dossier is judged by, to the byte."""

    id: str
    version: str
    sha256: str
    overlay_sha256: str | None


class DossierOut(DossierLine):
    """One dossier: where it stands, and what you may do with it now."""

    edition: PinnedEdition
    assessing_body_id: str
    recognising_body_id: str
    previous_id: str | None = Field(description="Hồ sơ năm trước của đơn vị.")
    supersedes_id: str | None = Field(description="Bản trước của chính hồ sơ này.")
    self_version: int
    external_version: int
    returned: list[ReturnedOut]
    acts: list[str] = Field(description="Những việc bạn làm được lúc này.")


class ReasonIn(Payload):
    """Why; people will read it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Sửa số liệu mục 1.3"}]})

    reason: Reason


class TargetIn(Payload):
    """The wanted level, and the items that must stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"target": 2, "unreachable": ["1.7.3"]}]}
    )

    target: int = Field(ge=1, le=99, description="Mức muốn đạt.")
    unreachable: list[Code] = Field(
        default_factory=list,
        max_length=MAX_CHANGES,
        description="Mã tiêu chí hoặc điều kiện phải giữ nguyên.",
    )


class GuardOut(Shape):
    """One thing that must or should change first."""

    where: str
    code: str
    message: str


class ReadinessOut(Shape):
    """What still stands before the next step."""

    act: Literal["close", "submit", "conclude"] | None = Field(
        description="Bước kế tiếp; null: không có bước nào đang chờ."
    )
    ready: bool
    blocks: list[GuardOut]
    warns: list[GuardOut]


class ClosedOut(Shape):
    """After chốt: the dossier, its snapshot, and what was only warned of."""

    dossier: DossierOut
    snapshot: str = Field(description="SHA-256 của bản chốt; in trên mọi văn bản.")
    warns: list[GuardOut]


class StateChangeOut(Shape):
    """One transition."""

    act: str
    before: DossierState
    after: DossierState
    before_title: str
    after_title: str
    reason: str
    by_account: str | None
    by_name: str
    at: datetime


class StatesOut(Shape):
    """The states of a dossier, oldest first."""

    changes: list[StateChangeOut]
    next: str | None


class TrailRow(Shape):
    """One row of the dossier's chain. `payload` null: erased, or not for you to see yet."""

    number: int
    at: datetime
    act: str
    by_account: str | None
    by_name: str
    payload: dict[str, Any] | None
    payload_hash: str
    previous: str
    hash: str


class TrailOut(Shape):
    """The audit trail, oldest first."""

    rows: list[TrailRow]
    next: str | None


class SnapshotOut(Shape):
    """A snapshot: canonical content under its SHA-256."""

    sha256: str
    kind: SnapshotKind
    at: datetime
    by_account: str | None
    void: bool = Field(description="Đã bị hủy vì mở lại.")
    in_force: bool = Field(description="Bản mới nhất còn hiệu lực của loại này.")


class SnapshotsOut(Shape):
    """The snapshots of a dossier, oldest first."""

    snapshots: list[SnapshotOut]


SIDES: dict[SideWord, SideName] = {"self": SideName.SELF, "external": SideName.EXTERNAL}
