"""The disk of the database is full: a clear refusal, nothing half, and on it goes afterwards."""

import os
import random
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from app.dossiers.models import Dossier
from app.storage.database import Database
from tests.nothing_lost.full_disks import Disk, limited, small_disk
from tests.nothing_lost.servers import Answer, Client, Servers
from tests.nothing_lost.town import founded, school_of
from tests.nothing_lost.whole import Story, all_whole, whole

MOST_SAVES = 400
TABLES = ("answer", "audit_payload", "audit_row", "snapshot")


def story_of(database: Database, dossier_id: str) -> Story:
    with database.reading() as session:
        all_whole(session)
        return whole(session, session.get_one(Dossier, dossier_id))


def save(client: Client, dossier_id: str, version: int) -> Answer:
    """A save with a comment that cannot be squeezed; the same again for the same version."""
    drawn = random.Random(version)  # noqa: S311 - words that say nothing
    comment = "".join(drawn.choices(string.ascii_letters + string.digits, k=3500))
    return client.ask(
        "PUT",
        f"dossiers/{dossier_id}/self/answers/1.3.2",
        {"award": "1", "comment": comment},
        {"If-Match": f'"{version}"', "Idempotency-Key": f"save {version}"},
    )


def survives(
    database: Database,
    servers: Servers,
    dossier_id: str,
    disk: Disk,
    refusal: tuple[int, str] = (507, "storage-full"),
) -> None:
    """Save until the disk is full; refused, then readable, then whole, then saved after all."""
    editor = servers.client(f"editor-{school_of(dossier_id)}")
    assert save(editor, dossier_id, 1).status == 200
    disk.fill()
    version = 2
    while (answer := save(editor, dossier_id, version)).status == 200:
        version += 1
        assert version < MOST_SAVES, "the disk does not become full"
    refused = [answer, save(editor, dossier_id, version)]
    refused.append(editor.ask("POST", f"dossiers/{dossier_id}/close"))
    for one in refused:
        assert (one.status, one.json["code"]) == refusal
        assert "chưa lưu gì" in one.json["detail"]
        assert "Hãy giữ nguyên nội dung" in one.json["detail"]
    read = editor.ask("GET", f"dossiers/{dossier_id}/self/answers/1.3.2")
    assert (read.status, read.json["version"]) == (200, version)
    disk.empty()
    story = story_of(database, dossier_id)
    assert (story.state, story.answers["1.3.2"][0]) == ("drafting", version)
    assert save(editor, dossier_id, version).status == 200
    assert editor.ask("POST", f"dossiers/{dossier_id}/close").status == 200
    story = story_of(database, dossier_id)
    assert (story.state, story.answers["1.3.2"][0]) == ("awaiting_signature", version + 1)


def test_a_sqlite_file_on_a_full_disk(sqlite_template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small_disk(folder) as disk:
        url = URL.create("sqlite", database=str(folder / "thangdo.db"))
        (folder / "thangdo.db").write_bytes(sqlite_template.read_bytes())
        database = Database(url)
        (dossier_id,) = founded(database, 1).drafting
        with Servers(url, tmp_path) as servers:
            servers.start()
            survives(database, servers, dossier_id, disk)
        database.close()


def test_a_sqlite_file_that_may_not_grow(
    sqlite_database: Database, sqlite_url: URL, tmp_path: Path
) -> None:
    (dossier_id,) = founded(sqlite_database, 1).drafting
    path = str(sqlite_url.database)
    with Servers(sqlite_url, tmp_path) as servers:
        process = servers.start()
        assert process.pid is not None
        disk = limited(process.pid, [Path(path), Path(f"{path}-wal")])
        survives(sqlite_database, servers, dossier_id, disk, (503, "storage-away"))


def test_postgresql_on_a_full_disk(
    postgresql_database: Database, postgresql_url: URL, tmp_path: Path
) -> None:
    (dossier_id,) = founded(postgresql_database, 1).drafting
    with (
        tables_on_a_small_disk(postgresql_database) as disk,
        Servers(postgresql_url, tmp_path) as servers,
    ):
        servers.start()
        survives(postgresql_database, servers, dossier_id, disk)


@contextmanager
def tables_on_a_small_disk(database: Database) -> Iterator[Disk]:
    """The tables that grow, moved to a disk of their own; back again at the end."""
    with database.engine.connect() as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    if not data.exists():
        pytest.skip("the server of TEST_DATABASE_URL runs on another machine")
    # Not below pytest's own folders, which other users may not enter: the server may be another.
    with tempfile.TemporaryDirectory() as outer, small_disk(Path(outer) / "disk") as disk:
        folder = Path(outer) / "disk"
        Path(outer).chmod(0o755)
        os.chown(folder, data.stat().st_uid, data.stat().st_gid)
        administer(
            database,
            f"CREATE TABLESPACE small LOCATION '{folder}'",
            *(f"ALTER TABLE {table} SET TABLESPACE small" for table in TABLES),
        )
        try:
            yield disk
        finally:
            administer(
                database,
                *(f"ALTER TABLE {table} SET TABLESPACE pg_default" for table in TABLES),
                "DROP TABLESPACE small",
            )


def administer(database: Database, *statements: str) -> None:
    with database.engine.connect() as connection:
        plain = connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            plain.execute(text(statement))
