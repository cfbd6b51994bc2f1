"""A backup, then a restore, is killed again and again: whole or not there, and the next one works.

The moment is told by how much lies on the disk by then, drawn from a seed, and a little more.
"""

import multiprocessing
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlmodel import delete

from app import clock
from app.attachments.models import EvidenceFile
from app.audit.verify import verify as walk_chains
from app.backup.making import LEFT_OUT, take
from app.backup.restoring import restore
from app.storage.database import Database
from app.storage.migrations import current
from app.storage.tables import METADATA
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.test_cut_off import wait_until
from tests.nothing_lost.senders import Sender
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.town import founded, school_of
from tests.nothing_lost.working import Work

FORKS = multiprocessing.get_context("forkserver")
KILLS, SEED, SENDERS, UPLOADS, LONGEST_PAUSE = 4, 4725, 3, 12, 0.3


def back_up(address: str, vault: Path, folder: Path) -> None:
    """In a process that may be killed."""
    with closing(Database(address)) as database:
        take(database, LocalStore(vault), folder, "0.1.0", clock.now())


def bring_back(address: str, vault: Path, folder: Path) -> None:
    """In a process that may be killed."""
    with closing(Database(address)) as database:
        restore(database, LocalStore(vault), folder)


def files_in(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def killed(work: Callable[..., None], words: tuple[object, ...], seen: Path, drawn: int) -> None:
    """Start it, and kill it once that many files are there, and a moment later."""
    process = FORKS.Process(target=work, args=words, daemon=True)
    process.start()
    wait_until(lambda: files_in(seen) >= drawn or not process.is_alive(), 60)
    threading.Event().wait(random.Random(drawn).uniform(0, LONGEST_PAUSE))  # noqa: S311 - a moment
    process.kill()
    process.join(60)


def address_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def furnished(database: Database) -> list[str]:
    """A town whose own files, which have no bytes, are forgotten; its dossiers."""
    dossiers = founded(database, SENDERS).drafting
    with database.writing() as session:
        session.execute(delete(EvidenceFile))
    return dossiers


def senders_of(work: Work, dossiers: list[str]) -> list[Sender]:
    return [
        Sender(work, one, f"editor-{school_of(one)}", number) for number, one in enumerate(dossiers)
    ]


def rows_in(database: Database) -> int:
    with database.reading() as session:
        found = session.connection()
        return sum(
            len(found.execute(select(*table.primary_key)).all())
            for table in METADATA.sorted_tables
            if table.name not in LEFT_OUT
        )


def is_whole(database: Database, vault: LocalStore) -> None:
    with database.reading() as session:
        assert [one for one in verify(session, vault).findings if one.fault.is_loss] == []
        assert walk_chains(session).findings == ()


@pytest.mark.timeout(300)  # half a minute on two quiet cores
def test_what_is_named_a_backup_is_one_whenever_it_is_killed(
    database: Database, servers: Servers, tmp_path: Path
) -> None:
    work, drawn = Work(servers), random.Random(SEED)  # noqa: S311 - moments
    senders = senders_of(work, furnished(database))
    vault = tmp_path / "evidence"
    servers.start()
    with ThreadPoolExecutor(SENDERS) as pool:
        running = [pool.submit(sender.send, UPLOADS) for sender in senders]
        work.wait_for(SENDERS)
        for number in range(KILLS):
            folder = tmp_path / f"backup{number}"
            growing = folder.with_name(f"{folder.name}.partial")
            words = (address_of(database.url), vault, folder)
            killed(back_up, words, growing, drawn.randint(1, 60))
            assert growing.exists() != folder.exists(), "half of it is named as whole"
        take(database, LocalStore(vault), tmp_path / "last", "0.1.0", clock.now())
        for one in running:
            one.result()
    finished = [path for path in tmp_path.glob("backup?") if path.is_dir()]
    for folder in (*finished, tmp_path / "last"):
        kept = LocalStore(tmp_path / f"vault of {folder.name}")
        url = URL.create("sqlite", database=str(tmp_path / f"{folder.name}.db"))
        with closing(Database(url)) as target:
            assert restore(target, kept, folder).manifest.damaged == []
            is_whole(target, kept)


@pytest.mark.timeout(300)  # half a minute on two quiet cores
def test_a_restore_that_is_killed_leaves_an_empty_database_or_a_whole_one(
    sqlite_database: Database, empty_url: URL, tmp_path: Path
) -> None:
    data, drawn = tmp_path / "data", random.Random(SEED)  # noqa: S311 - moments
    with Servers(sqlite_database.url, data) as servers, ThreadPoolExecutor(SENDERS) as pool:
        servers.start()
        senders = senders_of(Work(servers), furnished(sqlite_database))
        for one in [pool.submit(sender.send, UPLOADS) for sender in senders]:
            one.result()
    made = take(
        sqlite_database, LocalStore(data / "evidence"), tmp_path / "backup", "0.1.0", clock.now()
    )
    whole, place = sum(one.rows for one in made.tables), tmp_path / "restored"
    words = (address_of(empty_url), place, tmp_path / "backup")
    with closing(Database(empty_url)) as target:
        for _ in range(KILLS):
            killed(bring_back, words, place, drawn.randint(1, len(made.objects)))
            if current(target) is not None:
                assert rows_in(target) in {0, whole}
        if current(target) is None or rows_in(target) == 0:
            restore(target, LocalStore(place), tmp_path / "backup")
        assert rows_in(target) == whole
        is_whole(target, LocalStore(place))
