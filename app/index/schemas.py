"""Editions and overlays of the installation, as the API shows them and what it takes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.bodies.schemas import Strict
from app.bodies.text import Reason
from app.index.models import EditionState


class PersonOut(BaseModel):
    """Who did a step."""

    id: str
    name: str


class StoredEditionOut(BaseModel):
    """An edition and how far it has come."""

    sha256: str
    id: str
    version: str
    title: str
    state: EditionState
    shipped: bool = Field(description="Đi kèm chương trình.")
    one_person: bool = Field(description="Một người vừa đề xuất vừa phê duyệt.")
    golden: bool = Field(description="Có ca mẫu đi kèm, đã chạy đúng.")
    carry_from: str | None = Field(description="SHA-256 của bản cũ mà bản đồ chuyển đi từ đó.")
    proposed_by: PersonOut | None
    proposed_at: datetime
    approved_by: PersonOut | None
    approved_at: datetime | None
    activated_by: PersonOut | None
    activated_at: datetime | None
    withdrawn_by: PersonOut | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


class StoredEditionList(BaseModel):
    """A page of editions, the last proposed first."""

    editions: list[StoredEditionOut]
    next: str | None


class ChangeOut(BaseModel):
    """One difference; `score` can change a result, `words` cannot."""

    kind: str
    code: str
    what: str
    effect: Literal["score", "words"]
    before: str | None
    after: str | None
    sentence: str


class ProposalOut(StoredEditionOut):
    """An edition, what should be looked at in it, and how it differs from the version in use."""

    warnings: list[str]
    against: str | None = Field(description="mã@phiên bản đang dùng; null: chưa có bản nào.")
    score_changes: int = Field(description="Số thay đổi có thể làm đổi kết quả.")
    changes: list[ChangeOut]


class WithdrawalIn(Strict):
    """Why a proposal is taken back."""

    reason: Reason


class OverlayOut(BaseModel):
    """A Sở's own guidance over an edition."""

    sha256: str
    id: str
    version: str
    title: str
    body_id: str
    edition_sha256: str
    edition: str = Field(description="mã@phiên bản của bộ chỉ số.")
    added_by: str | None
    added_at: datetime


class OverlayList(BaseModel):
    """A page of a body's overlays."""

    overlays: list[OverlayOut]
    next: str | None
