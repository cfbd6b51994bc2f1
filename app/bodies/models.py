"""Tables of bodies. Ids are permanent; names, codes and parents have periods [from, to)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, text
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id

_LASTING = text("valid_to IS NULL")


def _one_lasting(name: str, *columns: str) -> Index:
    """At most one row without an end: the last line of defence under the checks of the service."""
    return Index(name, *columns, unique=True, sqlite_where=_LASTING, postgresql_where=_LASTING)


class Relation(StrEnum):
    """How one body stands under another."""

    PARENT = "parent"
    ASSESSING = "assessing"


class Duty(StrEnum):
    """Named people of a body: the head, and the officer in charge (đầu mối)."""

    HEAD = "head"
    FOCAL = "focal"


class Reorganisation(StrEnum):
    """Why one body follows another."""

    MERGE = "merge"
    SPLIT = "split"
    REPLACE = "replace"


class BodyKind(SQLModel, table=True):
    """A kind of body, as data: what it is called, what it teaches, whether it is assessed."""

    __tablename__ = "body_kind"
    code: str = Field(primary_key=True, max_length=30)
    title: str = Field(sa_column=Column(Words(100), nullable=False))
    school_levels: list[str] = Field(sa_column=Column(JSON, nullable=False))
    manages: bool = False
    issues_codes: bool = False
    position: int = 0
    version: int = 1


class Body(SQLModel, table=True):
    """A body. `tenant_id` is the Sở it was founded under (a Sở is its own tenant)."""

    __table_args__ = (Index("body_tenant", "tenant_id", "kind"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    kind: str = Field(foreign_key="body_kind.code", max_length=30)
    school_levels: list[str] = Field(sa_column=Column(JSON, nullable=False))
    founded_on: date
    dissolved_on: date | None = None
    version: int = 1


class BodyName(SQLModel, table=True):
    """What a body was called, from when until when; `search` is the name without diacritics."""

    __tablename__ = "body_name"
    __table_args__ = (
        Index("body_name_body", "body_id", "valid_from"),
        _one_lasting("body_name_lasting", "body_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    name: str = Field(sa_column=Column(Words(200), nullable=False))
    search: str = Field(max_length=200, index=True)
    valid_from: date
    valid_to: date | None = None


class BodyCode(SQLModel, table=True):
    """A sector code: unique per issuing Sở and period. Two Sở may have given the same one."""

    __tablename__ = "body_code"
    __table_args__ = (
        Index("body_code_code", "code", "issuer_id"),
        Index("body_code_body", "body_id", "valid_from"),
        _one_lasting("body_code_lasting", "issuer_id", "code"),
        _one_lasting("body_code_lasting_of_body", "body_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    issuer_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    code: str = Field(max_length=30)
    valid_from: date
    valid_to: date | None = None


class BodyRelation(SQLModel, table=True):
    """Who a body belongs to, and who assesses it; a body without `assessing` uses its parent."""

    __tablename__ = "body_relation"
    __table_args__ = (
        one_of("relation", Relation, "body_relation_relation"),
        Index("body_relation_body", "body_id", "relation", "valid_from"),
        Index("body_relation_other", "other_id", "relation"),
        _one_lasting("body_relation_lasting", "body_id", "relation"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    relation: str = Field(max_length=20)
    other_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    valid_from: date
    valid_to: date | None = None


class BodyOfficer(SQLModel, table=True):
    """The head, or the officer in charge, of a body in a period."""

    __tablename__ = "body_officer"
    __table_args__ = (
        one_of("duty", Duty, "body_officer_duty"),
        Index("body_officer_body", "body_id", "duty", "valid_from"),
        _one_lasting("body_officer_lasting", "body_id", "duty"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    duty: str = Field(max_length=10)
    name: str = Field(sa_column=Column(Words(200), nullable=False))
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", sa_column=Column(Words(200), nullable=False))
    valid_from: date
    valid_to: date | None = None


class Succession(SQLModel, table=True):
    """One body follows another: merged into it, split from it, or replaced by it."""

    __table_args__ = (
        one_of("kind", Reorganisation, "succession_kind"),
        Index("succession_successor", "successor_id"),
        Index("succession_predecessor", "predecessor_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    kind: str = Field(max_length=20)
    predecessor_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    successor_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    on: date
    note: str = Field(default="", sa_column=Column(Words(500), nullable=False))


class Handover(SQLModel, table=True):
    """The recorded act by which a successor may write what its predecessor was assessing."""

    __table_args__ = (Index("handover_to", "to_body_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    from_body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    to_body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    reason: str = Field(sa_column=Column(Words(500), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
