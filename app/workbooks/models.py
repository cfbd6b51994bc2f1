"""Tables of forms on their way: what a download contained, and what an upload would change."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import JSON, Field, SQLModel

from app.dossiers.models import SideName
from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class FormDownload(SQLModel, table=True):
    """What a downloaded form contained: `base` the dossier's values by key, without empty ones.

    `read` holds what a reader finds in an untouched cell where that differs from `base` (a cell
    cannot hold everything); `evidence` a hash of the list of evidence. A second download of the
    same content (`content_sha256`) by the same person is the same form.
    """

    __tablename__ = "form_download"
    __table_args__ = (
        one_of("side", SideName, "form_download_side"),
        Index("form_download_dossier", "dossier_id", "account_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    side: str = Field(max_length=10)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    content_sha256: str = Field(max_length=64)
    base: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    versions: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    read: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    evidence: str = Field(default="", max_length=64)
    at: datetime = Field(sa_type=UtcTime, index=True)


class FormUpload(SQLModel, table=True):
    """An uploaded form that waits to be confirmed, or was: what it changes, never the file itself.

    `content` is a `Staged`; `versions` are those of the rows as they stood at the upload.
    """

    __tablename__ = "form_upload"
    __table_args__ = (
        one_of("side", SideName, "form_upload_side"),
        Index("form_upload_dossier", "dossier_id", "account_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    side: str = Field(max_length=10)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    versions: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
