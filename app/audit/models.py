"""Tables of the audit log. A chain belongs to a dossier or to a body (for all else)."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime
from app.storage.ids import new_id


class AuditRow(SQLModel, table=True):
    """One act. `hash` is over the previous hash, the number, the act and the payload's hash."""

    __tablename__ = "audit_row"
    __table_args__ = (Index("audit_row_at", "at"),)
    chain: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    account_id: str | None = Field(default=None, max_length=ID_LENGTH)
    act: str = Field(max_length=60)
    payload_hash: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditPayload(SQLModel, table=True):
    """What an act changed, as canonical JSON; erasable, since the chain holds only its hash."""

    __tablename__ = "audit_payload"
    chain: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    content: str | None = Field(default=None, sa_column=Column(Text))


class ChainHead(SQLModel, table=True):
    """The end of a body's chain; a dossier keeps its own in its row."""

    __tablename__ = "chain_head"
    chain: str = Field(primary_key=True, max_length=40)
    length: int = 0
    head: str = Field(default="", max_length=64)


class AccessRow(SQLModel, table=True):
    """Somebody read something; kept for a limited time."""

    __tablename__ = "access_row"
    __table_args__ = (Index("access_row_at", "at"), Index("access_row_thing", "thing"))
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
    account_id: str | None = Field(default=None, max_length=ID_LENGTH)
    address: str = Field(default="", max_length=60)
    thing: str = Field(max_length=80)
    act: str = Field(max_length=20)
