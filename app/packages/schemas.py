"""What the API of packages takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.assessments.schemas import Payload
from app.dossiers.models import DossierState
from app.editions.schemas import Shape
from app.packages.models import Package, PackageState
from app.storage.columns import ID_LENGTH

MOST_DOSSIERS = 5_000
"""That may be named one by one; a campaign or a body has as many as it has."""
Ref = Annotated[str, Field(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$")]
Format = Literal[
    "docx",
    "pdf",
    "score-sheet-docx",
    "score-sheet-pdf",
    "evidence",
    "evidence-internal",
    "external-docx",
    "external-pdf",
]


class PackageIn(Payload):
    """Which dossiers of the campaign, and what of each."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"states": ["recognised", "published"], "documents": ["pdf", "evidence"]}]
        }
    )

    documents: list[Format] = Field(
        min_length=1,
        max_length=8,
        description="Như ở `/dossiers/{dossier_id}/documents/{document}`; mỗi loại nêu một lần.",
    )
    body_id: Ref | None = Field(
        None, description="Chỉ các đơn vị hiện trực thuộc đơn vị này, kể cả chính nó."
    )
    states: list[Annotated[DossierState, Field(strict=False)]] = Field(
        default_factory=list, max_length=10, description="Chỉ hồ sơ ở các trạng thái này."
    )
    dossier_ids: list[Ref] = Field(
        default_factory=list, max_length=MOST_DOSSIERS, description="Chỉ các hồ sơ này."
    )


class PackageOut(Shape):
    """A package: what it holds, and how far it has been handed out."""

    id: str
    campaign_id: str
    body_id: str | None
    states: list[str]
    documents: list[str]
    state: PackageState = Field(
        description="ready: chưa tải; running: đang tải; done: đã tải trọn; "
        "stopped: dừng giữa chừng, tải lại được."
    )
    dossiers: int = Field(description="Số hồ sơ.")
    total: int = Field(description="Số văn bản đã chọn.")
    done: int = Field(description="Số văn bản đã làm xong trong lần tải gần nhất.")
    missing: int = Field(description="Số văn bản không làm được trong lần tải gần nhất.")
    faults: list[str] = Field(description="Vì sao; nhiều nhất 200 dòng, đủ cả thì ở trong gói.")
    size: int = Field(description="Số byte đã gửi.")
    created_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    content: str = Field(description="Địa chỉ tải gói.")

    @classmethod
    def of(cls, row: Package, state: PackageState) -> "PackageOut":
        """As it stands."""
        return cls(
            **row.model_dump(include=set(cls.model_fields) - {"state", "content"}),
            state=state,
            content=f"/api/v1/packages/{row.id}/content",
        )
