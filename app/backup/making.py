"""Taking a backup while the service runs.

The database is read in one transaction that sees one state. The objects it mentions never change
and are only pruned when nobody mentions them, so they can be copied after it. What is erased in
the meantime leaves a tombstone, which is taken along: so the copy is consistent as well.
Sessions, links, keys and unfinished uploads are left out: who restores signs in anew.
"""

import gzip
import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select
from sqlmodel import Session
from sqlmodel import select as select_of

from app.backup.manifest import Manifest, ObjectFile, TableFile, object_path, table_path
from app.backup.rows import line_of
from app.storage.database import Database
from app.storage.migrations import current
from app.storage.tables import METADATA
from app.vault import mentions
from app.vault.models import Tombstone
from evidence.errors import ObjectMissing
from evidence.store import Store, pieces

LEFT_OUT = frozenset(
    {"browser_session", "idempotency_key", "login_attempt", "one_time_link", "upload"}
)
AT_ONCE = 1000
_STONES = str(Tombstone.__tablename__)


def take(database: Database, vault: Store, folder: Path, program: str, at: datetime) -> Manifest:
    """Write a backup into `folder`, which must not be there yet.

    It lies in `<folder>.partial` until it is whole, so what is named `folder` always is. Raises
    OSError, StoreUnavailable; then nothing is named so.
    """
    if folder.exists():
        raise FileExistsError(folder)
    growing = folder.with_name(f"{folder.name}.partial")
    growing.mkdir(mode=0o700, parents=True)
    with database.reading() as session:
        tables = [
            _table(session, table, growing)
            for table in METADATA.sorted_tables
            if table.name not in LEFT_OUT | {_STONES}
        ]
        wanted = _mentioned(session)
        accounts = set(session.connection().scalars(select(METADATA.tables["account"].c.id)))
    objects, damaged = _objects(vault, wanted, growing)
    tables.append(_stones(database, accounts, growing))
    manifest = Manifest(
        program=program,
        revision=current(database) or "",
        taken_at=at,
        tables=tables,
        objects=objects,
        damaged=_still_mentioned(database, damaged),
    )
    manifest.write(growing)
    _sync(growing)
    growing.rename(folder)
    return manifest


def _table(session: Session, table: Table, folder: Path) -> TableFile:
    # Parents before children where a table refers to itself; ids grow with time.
    order = [table.c.created_at] if "created_at" in table.c else list(table.primary_key)
    asked = select(table).order_by(*order).execution_options(yield_per=AT_ONCE)
    return _written(folder, table.name, session.connection().execute(asked).mappings())


def _stones(database: Database, accounts: set[str], folder: Path) -> TableFile:
    """The tombstones last: one for whatever went while the objects were being copied."""
    table = METADATA.tables[_STONES]
    with database.reading() as session:
        rows = [dict(row._mapping) for row in session.connection().execute(select(table))]  # noqa: SLF001
    for row in rows:
        if row["by_account"] not in accounts:
            row["by_account"] = None  # an account made after the state that was copied
    return _written(folder, table.name, rows)


def _written(folder: Path, name: str, rows: Iterable[Any]) -> TableFile:
    path = table_path(folder, name)
    path.parent.mkdir(exist_ok=True)
    count = 0
    with path.open("wb") as file:
        with gzip.GzipFile(
            fileobj=file, mode="wb", mtime=0, filename="", compresslevel=6
        ) as packed:
            for row in rows:
                packed.write(line_of(row))
                count += 1
        _synced(file)
    return TableFile(name=name, rows=count, sha256=hash_of(path))


def _mentioned(session: Session) -> list[tuple[str, str]]:
    found = {
        (one.tenant_id, one.sha256)
        for tenant in mentions.tenants(session)
        for one in mentions.of_tenant(session, tenant)
    }
    return sorted(found)


def _objects(
    vault: Store, wanted: Iterable[tuple[str, str]], folder: Path
) -> tuple[list[ObjectFile], list[tuple[str, str]]]:
    objects, damaged = [], []
    for tenant, sha256 in wanted:
        path = object_path(folder, tenant, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            size = _copied(vault, tenant, sha256, path)
        except ObjectMissing:
            size = -1
        if size < 0:
            path.unlink(missing_ok=True)
            damaged.append((tenant, sha256))
        else:
            objects.append(ObjectFile(tenant=tenant, sha256=sha256, size=size))
    return objects, damaged


def _copied(vault: Store, tenant: str, sha256: str, path: Path) -> int:
    """Its size; -1 where the vault's bytes are not those it is named by."""
    told = hashlib.sha256()
    size = 0
    content = vault.open(tenant, sha256)
    with path.open("wb") as file:
        for piece in pieces(content):
            told.update(piece)
            size += len(piece)
            file.write(piece)
        _synced(file)
    return size if told.hexdigest() == sha256 else -1


def _still_mentioned(database: Database, damaged: list[tuple[str, str]]) -> list[str]:
    """Those of the damaged that nobody had erased: the others are gone as they should be."""
    with database.reading() as session:
        erased = set(session.exec(select_of(Tombstone.tenant_id, Tombstone.sha256)).all())
    return [f"{tenant}/{sha256}" for tenant, sha256 in damaged if (tenant, sha256) not in erased]


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _synced(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    for path in (*[one for one in folder.rglob("*") if one.is_dir()], folder, folder.parent):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
