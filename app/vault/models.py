"""What stays of an erased file."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words
from app.storage.ids import new_id


class Tombstone(SQLModel, table=True):
    """A content that was erased: its hash, who had it erased and why; never the content.

    Every mention of the content up to `at` is of the erased file; the same bytes sent later are a
    new file. `done_at` is set once the back end has let go of the object: until then pruning tries
    again.
    """

    __table_args__ = (Index("tombstone_object", "tenant_id", "sha256", "at"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    sha256: str = Field(max_length=64)
    size: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=20)
    reason: str = Field(sa_column=Column(Words(2000), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
