"""An unfinished upload: what is promised, how far it has come, and who is taking it in just now."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class UploadState(StrEnum):
    """Still coming, or what became of it."""

    COMING = "coming"
    DONE = "done"
    REFUSED = "refused"


class Upload(SQLModel, table=True):
    """One file on its way in parts, which lie in the vault's back end under the upload's id.

    `received` bytes in the parts numbered `parts` are safe, whichever worker took them in. Every
    part gets a number of its own (`numbered` are given), so a request that lost its lease never
    writes over another's. `lease` names the request that is adding until `lease_until`; a worker
    that dies lets go by that time.
    `revision` is the file's once it is done, `refusal` why it was refused.
    """

    __table_args__ = (
        one_of("state", UploadState, "upload_state"),
        Index("upload_dossier", "dossier_id", "state"),
        Index("upload_account", "account_id", "state"),
        Index("upload_expiry", "expires_at"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    evidence_id: str = Field(foreign_key="evidence.id", max_length=ID_LENGTH)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    length: int = Field(sa_type=BigInteger)
    received: int = Field(default=0, sa_type=BigInteger)
    parts: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    numbered: int = 0
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    declared: str = Field(default="", max_length=200)
    state: str = Field(default=UploadState.COMING, max_length=10)
    lease: str = Field(default="", max_length=ID_LENGTH)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    revision: int | None = None
    refusal: str = Field(default="", sa_column=Column(Words(2000), nullable=False))
    at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
