"""Tables of evidence. A file is named by tenant and SHA-256; revisions are only appended."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id
from exports.dossier import EvidenceStatus


class StoredObject(SQLModel, table=True):
    """One content in the vault. `kind` is what the content is, whatever its name says.

    `erased_at` is set while an erased content has not been sent again (`app.vault.erasing`).
    """

    __tablename__ = "stored_object"
    tenant_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    sha256: str = Field(primary_key=True, max_length=64)
    size: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=20)
    stored_at: datetime = Field(sa_type=UtcTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcTime)


class Inspection(SQLModel, table=True):
    """What was found inside a file when it was sent, by which version of the program.

    One per sending, so that nobody can tell whether another sent the same bytes. `scanned`: an
    antivirus saw it. `object_sha256` is the object that people outside the school get instead, of
    that kind and size: a picture written anew, a video without its location.
    """

    __table_args__ = (
        Index("inspection_source", "tenant_id", "source_sha256"),
        Index("inspection_object", "tenant_id", "object_sha256"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    source_sha256: str = Field(max_length=64)
    inspector: str = Field(max_length=40)
    scanned: bool
    pages: int
    width: int
    height: int
    located: bool
    signatures: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    signatures_unreadable: bool
    object_sha256: str | None = Field(default=None, max_length=64)
    kind: str = Field(default="", max_length=20)
    size: int = Field(default=0, sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcTime)


class Evidence(SQLModel, table=True):
    """One piece of evidence of a dossier, under one code, used by many criteria.

    `taken_from` is the piece of an earlier year that it was made of.
    """

    __table_args__ = (
        UniqueConstraint("dossier_id", "code", name="evidence_code_once"),
        one_of("status", EvidenceStatus, "evidence_status"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    code: str = Field(max_length=60)
    title: str = Field(sa_column=Column(Words(500), nullable=False))
    status: str = Field(max_length=10)
    location: str = Field(default="", sa_column=Column(Words(1000), nullable=False))
    holder: str = Field(default="", sa_column=Column(Words(200), nullable=False))
    note: str = Field(default="", sa_column=Column(Words(1000), nullable=False))
    number: str = Field(default="", sa_column=Column(Words(100), nullable=False))
    issuer: str = Field(default="", sa_column=Column(Words(200), nullable=False))
    document_date: date | None = None
    unconfirmed: bool = False
    taken_from: str | None = Field(default=None, foreign_key="evidence.id", max_length=ID_LENGTH)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    version: int = 1
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class EvidenceVerdict(StrEnum):
    """What an assessor says of a piece."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Assessment(SQLModel, table=True):
    """What the assessors say of a piece of evidence, and why. Written from outside only."""

    __tablename__ = "evidence_verdict"
    __table_args__ = (one_of("verdict", EvidenceVerdict, "evidence_verdict_kind"),)
    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id", max_length=ID_LENGTH)
    verdict: str = Field(max_length=10)
    reason: str = Field(sa_column=Column(Words(2000), nullable=False))
    version: int = 1
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class LinkCheck(SQLModel, table=True):
    """What came of the last time the service opened the address of a piece of evidence.

    `status` is that of HTTP, 0 where `failure` says why there was none.
    """

    __tablename__ = "link_check"
    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id", max_length=ID_LENGTH)
    address: str = Field(sa_column=Column(Words(1000), nullable=False))
    status: int
    failure: str = Field(max_length=20)
    final_url: str = Field(sa_column=Column(Words(1000), nullable=False))
    media_type: str = Field(max_length=100)
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class EvidenceLink(SQLModel, table=True):
    """The evidence serves this item or criterion."""

    __tablename__ = "evidence_link"
    __table_args__ = (Index("evidence_link_target", "target"),)
    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id", max_length=ID_LENGTH)
    target: str = Field(primary_key=True, max_length=20)


class EvidenceFile(SQLModel, table=True):
    """One revision of an evidence's file; the highest number is the current one."""

    __tablename__ = "evidence_file"
    __table_args__ = (UniqueConstraint("evidence_id", "revision", name="evidence_file_revision"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    evidence_id: str = Field(foreign_key="evidence.id", max_length=ID_LENGTH)
    revision: int
    tenant_id: str = Field(max_length=ID_LENGTH)
    object_sha256: str = Field(max_length=64)
    inspection_id: str | None = Field(
        default=None, foreign_key="inspection.id", max_length=ID_LENGTH
    )
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
