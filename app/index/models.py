"""Editions and overlays as stored: the very bytes, by hash, never changed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of


class EditionState(StrEnum):
    """How far an edition has come in this installation."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class StoredEdition(SQLModel, table=True):
    """One edition's bytes and the two people behind it; `one_person` records the exception.

    Beside it lie its golden cases and the map that carries answers over from an older edition
    (`carry_from`), as they were proposed and approved with it.
    """

    __tablename__ = "stored_edition"
    __table_args__ = (
        UniqueConstraint("edition_id", "version", name="stored_edition_version"),
        one_of("state", EditionState, "stored_edition_state"),
    )
    sha256: str = Field(primary_key=True, max_length=64)
    edition_id: str = Field(max_length=80)
    version: str = Field(max_length=20)
    title: str = Field(sa_column=Column(Words(500), nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    golden: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    carry_map: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    carry_from: str | None = Field(default=None, max_length=64)
    state: str = Field(max_length=20)
    shipped: bool = False
    one_person: bool = False
    proposed_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    proposed_at: datetime = Field(sa_type=UtcTime)
    approved_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    activated_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    activated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_reason: str = Field(default="", sa_column=Column(Words(500), nullable=False))


class StoredOverlay(SQLModel, table=True):
    """A Sở's own words over an edition; `edition_sha256` is the one it was checked against."""

    __tablename__ = "stored_overlay"
    __table_args__ = (
        UniqueConstraint("body_id", "overlay_id", "version", name="stored_overlay_version"),
    )
    sha256: str = Field(primary_key=True, max_length=64)
    overlay_id: str = Field(max_length=80)
    version: str = Field(max_length=20)
    title: str = Field(sa_column=Column(Words(500), nullable=False))
    edition_sha256: str = Field(foreign_key="stored_edition.sha256", max_length=64)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    added_at: datetime = Field(sa_type=UtcTime)
