"""Commands, services and their working processes are killed at drawn moments of an import."""

import os
import random
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.audit.models import AuditRow
from app.imports.models import ImportBatch
from app.jobs.models import Job, JobState
from app.storage.database import Database
from tests.app.cli.program import thangdo
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.tables import confirm, sent, settled, standing, table, undo, until, values
from tests.nothing_lost.town import untouched
from tests.nothing_lost.whole import all_whole
from tests.nothing_lost.workers import NEVER, command, killed_working, leases_end, workers_of

SCHOOLS, SEED = 60, 4725
CHIEF = (Role.SO_ADMINISTRATOR, "so")
BOTH = ("self", "external")
STAGES = (("reading", 0.3), ("ready", 0.02), ("ready", 0.1), ("ready", 0.2))
"""From which state of the import on a command is killed, and how many seconds later at most."""


@pytest.mark.timeout(200)  # a quarter of a minute on two quiet cores
def test_a_command_that_is_killed_has_written_nothing_or_all(
    database: Database, servers: Servers, database_url: URL, tmp_path: Path
) -> None:
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    drawn = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    path = tmp_path / "ket-qua.csv"
    path.write_bytes(table(dossiers, "0.5", BOTH))
    address = database_url.render_as_string(hide_password=False)
    with database.reading() as session:
        fresh = values(session)
    for stage, most in STAGES:
        with database.reading() as session:
            before, known = standing(session), len(session.exec(select(ImportBatch.id)).all())
        process = command(database_url, tmp_path, path)
        until(lambda: _states(database)[known:], lambda found: found not in ([], ["uploaded"]))  # noqa: B023
        if stage == "ready":
            until(lambda: _states(database)[-1], lambda found: found not in {"uploaded", "reading"})
        threading.Event().wait(drawn.uniform(0, most))
        process.kill()
        process.wait()
        with database.reading() as session:
            all_whole(session)
            last = _last(session)
            assert (standing(session) != before) == (last.state == "applied")
        if last.state == "applied":
            ended = thangdo(
                "import",
                "undo",
                last.id,
                THANGDO_DATABASE_URL=address,
                THANGDO_DATA_DIR=str(tmp_path),
            )
            assert ended.code == 0, ended
            with database.reading() as session:
                assert values(session) == fresh
    taken_up(database, servers, database_url, tmp_path)


def taken_up(database: Database, servers: Servers, url: URL, folder: Path) -> None:
    """What a killed command has left in its dry run goes on where anybody asks for it."""
    with database.reading() as session:
        left = select(ImportBatch.id).where(col(ImportBatch.state).in_(["reading", "ready"]))
        found = session.exec(left.order_by(col(ImportBatch.id))).first()
    assert found is not None
    servers.start(run_jobs=False)
    chief = servers.client("chief")
    assert chief.ask("POST", f"imports/{found}/dry-run").status == 202
    assert not killed_working(url, folder, NEVER)
    assert confirm(chief, found).status == 202
    assert not killed_working(url, folder, NEVER)
    told = settled(chief, found)
    assert (told["state"], told["counts"]["changed_now"]) == ("applied", SCHOOLS)
    with database.reading() as session:
        all_whole(session)


@pytest.mark.timeout(200)  # half a minute on two quiet cores
def test_what_services_and_their_workers_leave_is_done_once_by_the_next(
    database: Database, servers: Servers
) -> None:
    """The worker dies in the dry run, both die while it is written, the service in the undoing."""
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    drawn = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    chief = servers.client("chief")
    with database.reading() as session:
        before = values(session)
    servers.start()
    found = sent(chief, table(dossiers, "0.5", BOTH))
    cut_off(database, servers, drawn.uniform(0, 0.5), ("worker",))
    assert settled(chief, found)["state"] == "ready"
    with database.reading() as session:
        assert values(session) == before
    assert confirm(chief, found).status == 202
    cut_off(database, servers, drawn.uniform(0, 0.1), ("worker", "service"))
    assert settled(chief, found)["state"] == "applied"
    with database.reading() as session:
        assert values(session) != before
    assert undo(chief, found).status == 202
    cut_off(database, servers, drawn.uniform(0, 0.1), ("service",))
    assert settled(chief, found)["state"] == "undone"
    with database.reading() as session:
        all_whole(session)
        assert values(session) == before
        acts = session.exec(select(AuditRow.act).where(AuditRow.chain == "body:so")).all()
        assert (acts.count("import.applied"), acts.count("import.undone")) == (1, 1)
        assert session.exec(select(Job.state)).all() == [JobState.DONE] * 3


def cut_off(database: Database, servers: Servers, pause: float, who: Sequence[str]) -> None:
    """Once the job is begun, and a moment later, kill them; another service takes their place."""
    (service,) = servers.processes
    assert service.pid is not None
    until(lambda: _begun(database))
    threading.Event().wait(pause)
    with database.reading() as session:
        all_whole(session)
    workers = workers_of(service.pid)
    if "service" in who:
        servers.kill(service)
    for worker in workers if "worker" in who else ():
        os.kill(worker, signal.SIGKILL)
    if "service" in who:
        servers.start()
    if "worker" in who:
        leases_end(database)


def _begun(database: Database) -> bool:
    with database.reading() as session:
        last = select(Job.state).order_by(col(Job.id).desc())
        return session.exec(last).first() != JobState.WAITING


def _states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(ImportBatch.state).order_by(col(ImportBatch.id))).all())


def _last(session: Session) -> ImportBatch:
    newest = select(ImportBatch).order_by(col(ImportBatch.id).desc())
    found = session.exec(newest).first()
    assert found is not None
    return found
