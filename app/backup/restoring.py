"""Bringing a backup back, into an empty database and a vault: all of it or nothing.

Objects come first and are hashed on their way, then all rows in one transaction: a restore that is
cut off leaves an empty database, and the next one begins again.
"""

import gzip
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.audit.verify import verify as walk_chains
from app.backup.making import AT_ONCE, LEFT_OUT, hash_of
from app.backup.manifest import BackupUnusable, Manifest, object_path, read, table_path
from app.backup.rows import row_of
from app.storage.database import Database
from app.storage.migrations import current, newest, upgrade
from app.storage.tables import METADATA
from evidence.store import Store, pieces, receive

MAX_OBJECT = 2**40
MAX_LINE = 256 * 1024 * 1024
"""No row is longer; a line without an end is not taken into memory."""


class Restored(NamedTuple):
    """What came back."""

    manifest: Manifest
    rows: int
    chains: int


def restore(database: Database, vault: Store, folder: Path) -> Restored:
    """Bring a backup back. Raises BackupUnusable, and what the vault raises."""
    manifest = read(folder)
    _refuse(database, manifest, folder)
    for one in manifest.objects:
        path = object_path(folder, one.tenant, one.sha256)
        try:
            if not path.is_file():
                raise FileNotFoundError(path)
            content = path.open("rb")
        except OSError as error:
            raise BackupUnusable(f"Bản sao lưu thiếu tệp {path}.") from error
        if receive(vault, one.tenant, pieces(content), MAX_OBJECT).sha256 != one.sha256:
            raise BackupUnusable(f"Tệp {path} không còn đúng mã băm: hãy dùng bản sao lưu khác.")
    if current(database) is None:
        upgrade(database)
    with database.writing() as session:
        connection = session.connection()
        by_name = {one.name: one for one in manifest.tables}
        for table in METADATA.sorted_tables:
            if table.name in by_name:
                try:
                    lines = _lines(table_path(folder, table.name), by_name[table.name].rows)
                    _fill(connection, table, lines)
                except (
                    SQLAlchemyError,
                    ValueError,
                    KeyError,
                    OSError,
                    EOFError,
                    zlib.error,
                ) as error:
                    raise BackupUnusable(
                        f"Bảng {table.name} không ghi lại được; chưa có gì được ghi."
                    ) from error
        found = walk_chains(session, None)
        if found.findings:
            raise BackupUnusable(
                f"Nhật ký trong bản sao lưu không liền mạch: {found.findings[0]}. Chưa ghi gì."
            )
    return Restored(manifest, sum(one.rows for one in manifest.tables), found.chains)


def _refuse(database: Database, manifest: Manifest, folder: Path) -> None:
    """Everything that can be known before a byte is written."""
    wanted = newest()
    if manifest.revision != wanted:
        raise BackupUnusable(
            f"Bản sao lưu ở phiên bản {manifest.revision}, chương trình này cần {wanted}. "
            f"Hãy khôi phục bằng chương trình phiên bản {manifest.program} rồi nâng cấp."
        )
    if current(database) not in {None, wanted} or (current(database) and _has_rows(database)):
        raise BackupUnusable(
            "Cơ sở dữ liệu đích đã có dữ liệu; khôi phục chỉ ghi vào cơ sở dữ liệu trống. "
            "Hãy đặt THANGDO_DATABASE_URL hoặc THANGDO_DATA_DIR tới một nơi mới."
        )
    known = {table.name for table in METADATA.sorted_tables} - LEFT_OUT
    if {one.name for one in manifest.tables} != known:
        raise BackupUnusable("Các bảng của bản sao lưu không khớp với chương trình này.")
    for one in manifest.tables:
        path = table_path(folder, one.name)
        if not path.is_file() or hash_of(path) != one.sha256:
            raise BackupUnusable(f"Tệp {path} thiếu hoặc không còn đúng mã băm.")


def _has_rows(database: Database) -> bool:
    with database.engine.connect() as connection:
        return any(
            connection.execute(select(*table.primary_key).limit(1)).first() is not None
            for table in METADATA.sorted_tables
        )


def _lines(path: Path, rows: int) -> Iterator[dict[str, Any]]:
    """As many rows as the manifest says, no more and no less. Raises ValueError."""
    with gzip.open(path, "rb") as file:
        for _ in range(rows):
            yield row_of(file.readline(MAX_LINE))
        if file.read(1):
            raise ValueError("more rows than the manifest says")


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert the rows; references within the table are set once all of them are there."""
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    later: list[dict[str, Any]] = []
    while batch := list(islice(rows, AT_ONCE)):
        for row in batch:
            if row.keys() != set(table.columns.keys()):
                raise ValueError("a row with other columns than the table's")
            if any(row[name] is not None for name in own):
                later.append({"of_id": row["id"]} | {f"new_{name}": row[name] for name in own})
                row.update(dict.fromkeys(own))
        connection.execute(insert(table), batch)
    if later:
        values: Any = {name: bindparam(f"new_{name}") for name in own}
        connection.execute(
            update(table).where(table.c.id == bindparam("of_id")).values(values), later
        )
