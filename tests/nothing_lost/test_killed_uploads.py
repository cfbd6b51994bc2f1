"""Servers are killed again and again under five hundred uploads, plain and in parts.

Whatever the moment, what was acknowledged is there with its bytes, nothing stays half, and what
was left in the middle can be finished or expires.
"""

import random
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlmodel import Session, delete, select

from app import clock
from app.attachments.models import EvidenceFile
from app.audit.verify import verify as walk_chains
from app.storage.database import Database
from app.uploads.models import Upload, UploadState
from app.vault.pruning import prune
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.nothing_lost.senders import Acknowledged, Left, Sender
from tests.nothing_lost.sending import go_on
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.town import founded, school_of
from tests.nothing_lost.working import Work

SENDERS, UPLOADS = 8, 63
KILLS, SEED, MOST_UPLOADS, LONGEST_PAUSE = 18, 4725, 30, 0.3
NO_GRACE = timedelta(seconds=-5)


def killed_again_and_again(database: Database, servers: Servers, work: Work) -> None:
    """Two serve; one of them is killed, or both, and others take their place."""
    drawn = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    for _ in range(KILLS):
        while len(servers.processes) < 2:
            servers.start()
        work.wait_for(drawn.randint(1, MOST_UPLOADS))
        work.wait_for_question()
        threading.Event().wait(drawn.uniform(0, LONGEST_PAUSE))
        for process in drawn.sample(servers.processes, drawn.choice((1, 1, 2))):
            servers.kill(process)
        wait_out_the_leases(database)


def wait_out_the_leases(database: Database) -> None:
    """What a few minutes do for those whose worker is gone."""
    with database.writing() as session:
        for row in session.exec(select(Upload).where(Upload.lease != "")):
            row.lease_until = clock.now() - timedelta(seconds=1)
            session.add(row)


def all_there(session: Session, told: Iterable[Acknowledged]) -> None:
    """Every acknowledged file is a revision of its evidence, under the hash of its bytes."""
    rows = session.exec(
        select(EvidenceFile.evidence_id, EvidenceFile.file_name, EvidenceFile.object_sha256)
    ).all()
    assert set(told) <= {Acknowledged(*row) for row in rows}
    assert len(rows) == len(set(rows)), "sent once, kept twice"
    assert walk_chains(session).findings == ()


def is_coming(database: Database, left: Left) -> bool:
    """Whether it still waits for its sender."""
    with database.reading() as session:
        row = session.get(Upload, left.upload_id)
        return row is not None and row.state == UploadState.COMING


@pytest.mark.timeout(600)  # a minute and a half on two quiet cores
def test_nothing_that_was_acknowledged_is_missing(
    database: Database, servers: Servers, tmp_path: Path
) -> None:
    work, vault = Work(servers), LocalStore(tmp_path / "evidence")
    town = founded(database, SENDERS)
    with database.writing() as session:
        session.execute(delete(EvidenceFile))  # the town's own have no bytes
    senders = [
        Sender(work, one, f"editor-{school_of(one)}", number)
        for number, one in enumerate(town.drafting)
    ]
    with ThreadPoolExecutor(SENDERS) as pool:
        running = [pool.submit(sender.send, UPLOADS) for sender in senders]
        try:
            killed_again_and_again(database, servers, work)
        finally:
            work.over.set()
            servers.start()
        for one in running:
            one.result()
    told = list(chain.from_iterable(sender.acknowledged for sender in senders))
    assert len(told) > SENDERS * UPLOADS * 3 / 4
    with database.reading() as session:
        assert [one for one in verify(session, vault).findings if one.fault.is_loss] == []
        all_there(session, told)

    left = [one for sender in senders for one in sender.left if is_coming(database, one)]
    assert left, "no upload was ever cut off"
    go_on(left[0].line, left[0].path, left[0].content)
    assert not is_coming(database, left[0])
    while servers.processes:
        servers.kill(servers.processes[0])
    swept_and_pruned(database, vault)
    with database.reading() as session:
        assert verify(session, vault).findings == ()
        all_there(session, told)


def swept_and_pruned(database: Database, vault: LocalStore) -> None:
    """Uploads that nobody goes on with expire; then only objects with a row are on the disk."""
    vault.sweep(quiet_seconds=0)
    with database.writing() as session:
        for row in session.exec(select(Upload)):
            row.expires_at = clock.now() - timedelta(seconds=1)
            session.add(row)
    prune(database, vault, clock.now(), NO_GRACE)
    with database.reading() as session:
        assert session.exec(select(Upload)).all() == []
        wanted = set(session.exec(select(EvidenceFile.object_sha256)).all())
    (tenant,) = vault.tenants()
    assert list(vault.uploads(tenant)) == []
    assert {entry.sha256 for entry in vault.objects(tenant)} == wanted
    files = [path for path in (vault._root).rglob("*") if path.is_file()]  # noqa: SLF001
    assert {path.name for path in files} == wanted, "something else stays on the disk"
