"""Tables of campaigns. A deadline is the first instant that is late, in UTC."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class CampaignState(StrEnum):
    """Draft, open for work, or closed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ExternalStart(StrEnum):
    """How an external sheet begins."""

    BLANK = "blank"
    COPY = "copy"


class Assessing(StrEnum):
    """Which body assesses or recognises a kind: its assessing body, its parent, or the owner."""

    ASSESSING = "assessing"
    PARENT = "parent"
    OWNER = "owner"


class Campaign(SQLModel, table=True):
    """One round of assessment, run by the body `owner_id` (usually a Sở) for its subtree.

    `claims_block`: claims without evidence block handing in (else they warn). `two_people`: the
    head who approves is another person than the editor. `sign_again`: a dossier handed in after a
    return is signed again.
    """

    __table_args__ = (
        one_of("state", CampaignState, "campaign_state"),
        one_of("external_start", ExternalStart, "campaign_external_start"),
        Index("campaign_owner", "owner_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    owner_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    title: str = Field(sa_column=Column(Words(200), nullable=False))
    school_year: str = Field(max_length=20)
    state: str = Field(max_length=10)
    external_start: str = Field(max_length=10)
    claims_block: bool = True
    two_people: bool = True
    sign_again: bool = True
    opened_at: datetime | None = Field(default=None, sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    created_at: datetime = Field(sa_type=UtcTime)
    previous_id: str | None = Field(default=None, foreign_key="campaign.id", max_length=ID_LENGTH)
    version: int = 1


class CampaignKind(SQLModel, table=True):
    """What holds for one kind of body in a campaign."""

    __tablename__ = "campaign_kind"
    __table_args__ = (
        UniqueConstraint("campaign_id", "kind", name="campaign_kind_once"),
        one_of("assessing", Assessing, "campaign_kind_assessing"),
        one_of("recognising", Assessing, "campaign_kind_recognising"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=ID_LENGTH)
    kind: str = Field(foreign_key="body_kind.code", max_length=30)
    edition_sha256: str = Field(foreign_key="stored_edition.sha256", max_length=64)
    overlay_sha256: str | None = Field(
        default=None, foreign_key="stored_overlay.sha256", max_length=64
    )
    self_deadline: datetime | None = Field(default=None, sa_type=UtcTime)
    external_deadline: datetime | None = Field(default=None, sa_type=UtcTime)
    assessing: str = Field(max_length=20)
    recognising: str = Field(max_length=20)


class Extension(SQLModel, table=True):
    """More time for one body, with the reason; the latest one counts."""

    __table_args__ = (Index("extension_body", "campaign_id", "body_id", "at"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    deadline: datetime = Field(sa_type=UtcTime)
    reason: str = Field(sa_column=Column(Words(500), nullable=False))
    by_account: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
