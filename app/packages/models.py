"""The table of packages: what somebody asked for, and how far its handing out has come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, one_of
from app.storage.ids import new_id


class PackageState(StrEnum):
    """Never fetched yet, being fetched, fetched whole, or broken off before its end."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Package(SQLModel, table=True):
    """A wish and its progress; the documents themselves are made while they are handed out.

    `attempt` counts the times it was fetched: the latest tells its progress here, an earlier one
    that still runs tells nothing more. `done` and `total` count documents; `missing` those that
    could not be made, of which `faults` names the first.
    """

    __table_args__ = (
        one_of("state", PackageState, "package_state"),
        Index("package_made", "created_at"),
        Index("package_of_account", "by_account", "campaign_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=ID_LENGTH)
    body_id: str | None = Field(default=None, foreign_key="body.id", max_length=ID_LENGTH)
    states: list[str] = Field(sa_column=Column(JSON, nullable=False))
    dossier_ids: list[str] = Field(sa_column=Column(JSON, nullable=False))
    documents: list[str] = Field(sa_column=Column(JSON, nullable=False))
    by_account: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    created_at: datetime = Field(sa_type=UtcTime)
    state: str = Field(default=PackageState.READY, max_length=10)
    attempt: int = 0
    dossiers: int = 0
    total: int = 0
    done: int = 0
    missing: int = 0
    size: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    faults: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    begun_at: datetime | None = Field(default=None, sa_type=UtcTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
