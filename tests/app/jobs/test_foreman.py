"""The foreman starts a process only for work, and one more after one that was killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app import clock
from app.audit.chain import Who
from app.imports.running import DRY_RUN
from app.jobs import queue
from app.jobs.foreman import Foreman
from app.jobs.models import Job, JobState
from app.settings import Settings
from app.storage.database import Database

PATIENCE = 60.0


def until(look: Callable[[], object]) -> None:
    """A bounded wait."""
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def settings(sqlite_url: URL, tmp_path: Path) -> Settings:
    """Over a database of the test's own."""
    url = sqlite_url.render_as_string(hide_password=False)
    return Settings(data_dir=tmp_path, database_url=url)


@pytest.fixture
def foreman(settings: Settings, sqlite_database: Database) -> Iterator[Foreman]:
    """Looking every tenth of a second."""
    made = Foreman(settings, sqlite_database, 0.1)
    made.start()
    yield made
    made.close()


def wanted(database: Database) -> None:
    """A job whose import is not there any more: it is done as soon as it is taken."""
    with database.writing() as session:
        queue.enqueue(session, DRY_RUN, "gone", {}, Who(None, clock.now()))


def done(database: Database) -> int:
    """How many jobs are done."""
    with database.reading() as session:
        return len(session.exec(select(Job).where(Job.state == JobState.DONE)).all())


def test_no_process_is_started_for_nothing(foreman: Foreman) -> None:
    foreman.news()
    time.sleep(0.5)
    assert foreman.process_id is None


def test_work_left_by_a_killed_process_is_done_by_another(
    foreman: Foreman, sqlite_database: Database
) -> None:
    wanted(sqlite_database)
    until(lambda: done(sqlite_database) == 1)
    first = foreman.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wanted(sqlite_database)
    until(lambda: done(sqlite_database) == 2)
    assert foreman.process_id not in {None, first}


def test_the_process_ends_with_the_foreman(foreman: Foreman, sqlite_database: Database) -> None:
    wanted(sqlite_database)
    until(lambda: done(sqlite_database) == 1)
    process = foreman.process_id
    assert process is not None
    foreman.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_where_jobs_are_done_apart_nothing_is_started(
    settings: Settings, sqlite_database: Database
) -> None:
    idle = Foreman(settings.model_copy(update={"run_jobs": False}), sqlite_database, 0.1)
    idle.start()
    wanted(sqlite_database)
    idle.news()
    time.sleep(0.5)
    assert idle.process_id is None
    assert done(sqlite_database) == 0
    idle.close()
