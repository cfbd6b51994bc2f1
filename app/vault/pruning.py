"""Giving back room: objects that nobody mentions, after a time of grace; the only way they go.

The object's row is held while the object is deleted, and whoever adds a mention holds that row and
then looks whether the object is there (`app.attachments.files.known`). So an upload of the same
bytes at the same moment either finds the object or is told to send it again; nothing that was
acknowledged goes.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.attachments.models import StoredObject
from app.attachments.queries import note_object
from app.storage.database import Database, locked
from app.uploads import queries as uploads
from app.uploads.service import forget_expired
from app.vault import mentions
from app.vault.models import Tombstone
from app.vault.verifying import is_erased
from evidence.store import Entry, Store


class Pruned(NamedTuple):
    """How much room came back; of the erased how many had to be tried again."""

    objects: int
    size: int
    erased: int


def prune(
    database: Database, vault: Store, at: datetime, grace: timedelta, *, dry_run: bool = False
) -> Pruned:
    """Delete what nobody has mentioned for `grace`, object by object. Raises StoreUnavailable."""
    objects = size = 0
    erased = 0 if dry_run else finish_erasures(database, vault, at)
    if not dry_run:
        drop_uploads(database, vault, at)
    for tenant in vault.tenants():
        for entry in list(vault.objects(tenant)):
            if entry.at > at - grace or _is_needed(database, tenant, entry):
                continue
            if dry_run or _delete(database, vault, tenant, entry, at):
                objects, size = objects + 1, size + entry.size
    return Pruned(objects, size, erased)


def finish_erasures(database: Database, vault: Store, at: datetime) -> int:
    """Let go of erased objects that a failing back end still has; how many those were."""
    with database.reading() as session:
        waiting = session.exec(
            select(Tombstone.id, Tombstone.tenant_id, Tombstone.sha256).where(
                col(Tombstone.done_at).is_(None)
            )
        ).all()
    for tombstone_id, tenant, sha256 in waiting:
        with database.writing() as session:
            row = locked(session, select(Tombstone).where(Tombstone.id == tombstone_id))
            if row is not None and row.done_at is None:
                known = held_object(session, tenant, sha256)
                if known is None or known.erased_at is not None:
                    vault.remove(tenant, sha256)
                row.done_at = at
                session.add(row)
    return len(waiting)


def drop_uploads(database: Database, vault: Store, at: datetime) -> None:
    """Parts of uploads whose time is over, and parts that no upload knows of."""
    with database.writing() as session:
        forget_expired(session, vault, at)
    for tenant in vault.tenants():
        lying = list(vault.uploads(tenant))
        with database.reading() as session:  # after the listing: a row is there before its parts
            known = uploads.known(session, tenant)
        for upload_id in lying:
            if upload_id not in known:
                vault.drop_parts(tenant, upload_id)


def _is_needed(database: Database, tenant: str, entry: Entry) -> bool:
    with database.reading() as session:
        return _mentioned(session, tenant, entry.sha256)


def _mentioned(session: Session, tenant: str, sha256: str) -> bool:
    erased_at = session.exec(
        select(Tombstone.at)
        .where(Tombstone.tenant_id == tenant, Tombstone.sha256 == sha256)
        .order_by(col(Tombstone.at).desc())
        .limit(1)
    ).one_or_none()
    return any(
        not is_erased(erased_at, one.at) for one in mentions.of_object(session, tenant, sha256)
    )


def _delete(database: Database, vault: Store, tenant: str, entry: Entry, at: datetime) -> bool:
    """Delete it if it is still needed by nobody once its row is held; whether it went."""
    with database.writing() as session:
        # A row to hold, also for a content whose upload ended before its record was written.
        row = held_object(session, tenant, entry.sha256) or _placeholder(session, tenant, entry, at)
        if row is None or _mentioned(session, tenant, entry.sha256):
            return False
        if not mentions.of_object(session, tenant, entry.sha256):
            session.delete(row)
            session.flush()
        return vault.remove(tenant, entry.sha256)


def _placeholder(session: Session, tenant: str, entry: Entry, at: datetime) -> StoredObject | None:
    row = StoredObject(
        tenant_id=tenant, sha256=entry.sha256, size=entry.size, kind="", stored_at=at
    )
    note_object(session, row)
    return held_object(session, tenant, entry.sha256)


def held_object(session: Session, tenant: str, sha256: str) -> StoredObject | None:
    """The row of an object, held until the transaction ends."""
    return locked(
        session,
        select(StoredObject).where(StoredObject.tenant_id == tenant, StoredObject.sha256 == sha256),
    )
