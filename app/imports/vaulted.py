"""What the vault's records say of a table that was brought in."""

from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session

from app.attachments.models import StoredObject
from app.attachments.queries import note_object
from evidence.errors import FileRefused
from evidence.kinds import kind_by_content
from evidence.store import Stored

TABLE = "table"
"""The kind of a content that is no kind of evidence: .xls and .csv."""


def kind_kept(content: BinaryIO) -> str:
    """What the content is, whatever it is called: the same bytes may come as evidence too."""
    try:
        return kind_by_content(content).value
    except FileRefused:
        return TABLE


def note(session: Session, tenant_id: str, stored: Stored, kind: str, at: datetime) -> None:
    """Know the object from now on; its row is held until the transaction ends."""
    row = StoredObject(
        tenant_id=tenant_id, sha256=stored.sha256, size=stored.size, kind=kind, stored_at=at
    )
    note_object(session, row)
