"""What the API of recognition takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.assessments.schemas import Payload
from app.dossiers.external_schemas import Day
from app.dossiers.models import DossierState, Origin
from app.dossiers.schemas import Reason, Words
from app.editions.schemas import Shape
from app.recognition.guards import MAX_LINES
from app.storage.columns import ID_LENGTH

DossierRef = Annotated[str, Field(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$")]


class DecisionLineIn(Payload):
    """One dossier of a decision."""

    dossier_id: DossierRef
    level: int | None = Field(
        None,
        ge=0,
        le=99,
        description="Nếu nêu: phải đúng mức đánh giá ngoài đã kết luận; hồ sơ nhập mà chưa đánh "
        "giá ngoài thì phải nêu, đúng như quyết định in.",
    )


class RecognitionIn(Payload):
    """A signed decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "campaign_id": "01jx3v8m4n",
                    "number": "15/QĐ-SGDĐT",
                    "signed_on": "2027-06-20",
                    "signer": "Người ký minh họa",
                    "lines": [{"dossier_id": "01jx3v9a2b", "level": 2}],
                }
            ]
        }
    )

    campaign_id: DossierRef
    number: Annotated[str, Field(min_length=1, max_length=50), Words]
    signed_on: Day
    signer: Annotated[str, Field(min_length=1, max_length=200), Words]
    lines: list[DecisionLineIn] = Field(min_length=1, max_length=MAX_LINES)
    origin: Literal["typed", "import"] = Field(
        "typed",
        description="import: quyết định đã ban hành trước, công nhận được hồ sơ nhập từ nơi khác "
        "mà chưa đánh giá ngoài ở đây; khi đó mỗi dòng ghi mức theo quyết định.",
    )


class RevokeIn(Payload):
    """What is revoked, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason": "Ghi nhầm tên trường.", "dossiers": ["01jx3v9a2b"]}]
        }
    )

    reason: Reason
    dossiers: list[DossierRef] | None = Field(
        None, max_length=MAX_LINES, description="Bỏ trống: thu hồi cả quyết định."
    )


class PublishIn(Payload):
    """What is published."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"campaign_id": "01jx3v8m4n"}]})

    campaign_id: DossierRef
    dossiers: list[DossierRef] | None = Field(
        None, max_length=MAX_LINES, description="Bỏ trống: mọi hồ sơ đã công nhận của đợt."
    )


class RecognitionOut(Shape):
    """A decision."""

    id: str
    body_id: str
    campaign_id: str
    number: str
    signed_on: date
    signer: str
    origin: Origin
    amends_id: str | None
    file_name: str = Field(description="Trống: chưa có bản quyết định đã ký.")
    issued_at: datetime
    revoked_at: datetime | None
    revoked_reason: str
    lines: int
    in_force: int = Field(description="Số dòng còn hiệu lực.")
    version: int


class RecognitionPage(Shape):
    """A page of decisions, the newest first."""

    decisions: list[RecognitionOut]
    next: str | None


class DecisionLineOut(Shape):
    """One dossier of a decision."""

    id: str
    dossier_id: str
    body_name: str
    body_code: str
    state: DossierState
    level: int
    waived: list[str] = Field(description="external: công nhận mà chưa đánh giá ngoài ở đây.")
    revoked_at: datetime | None
    revoked_reason: str
    replaced_by: str | None


class DecisionLinePage(Shape):
    """A page of a decision's dossiers."""

    lines: list[DecisionLineOut]
    next: str | None


class PublishedNow(Shape):
    """What was published just now."""

    dossiers: list[str]


class PublishedLine(Shape):
    """One published level."""

    dossier_id: str
    body_id: str
    body_name: str
    body_code: str
    kind: str
    level: int
    waived: list[str] = Field(description="Các bước được bỏ qua, như đánh giá ngoài (external).")
    published_at: datetime
    number: str = Field(description="Số quyết định công nhận.")
    signed_on: date


class PublishedPage(Shape):
    """A page of published levels, by code."""

    published: list[PublishedLine]
    next: str | None
