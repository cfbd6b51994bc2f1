"""Those who do jobs, in processes of their own that are killed before a statement of theirs."""

import multiprocessing
import os
import signal
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlmodel import select

from app import clock
from app.imports.registry import KINDS
from app.jobs.kinds import HANDLERS
from app.jobs.models import Job, JobState
from app.jobs.working import Shop, work_all
from app.settings import Settings
from app.storage.database import Database
from app.vault.choosing import vault_of
from tests.app.cli.program import PROGRAM, environment

SECONDS, NEVER = 60, 0
PRELOADED = tuple(KINDS)
_FORKS = multiprocessing.get_context("forkserver")


def killed_working(url: URL, folder: Path, moment: int) -> bool:
    """Do all jobs; whether the process was killed before its statement or commit of that number."""
    address = url.render_as_string(hide_password=False)
    process = _FORKS.Process(target=_work, args=(address, str(folder), moment), daemon=True)
    process.start()
    process.join(SECONDS)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode != 0


def command(url: URL, folder: Path, path: Path) -> "subprocess.Popen[bytes]":
    """`thangdo import results --yes`, begun."""
    variables = environment(
        THANGDO_DATABASE_URL=url.render_as_string(hide_password=False),
        THANGDO_DATA_DIR=str(folder),
    )
    words: list[str | Path] = [PROGRAM, "import", "results", path, "--campaign", "dot", "--yes"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, env=variables, stdin=quiet, stdout=quiet, stderr=quiet)


def leases_end(database: Database) -> None:
    """As half a minute later; and as if nobody had tried before."""
    with database.writing() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until, job.attempts = clock.now() - timedelta(seconds=1), 0
            session.add(job)


def workers_of(service: int) -> list[int]:
    """The processes that the service has do its jobs."""
    tasks = Path(f"/proc/{service}/task").glob("*/children")
    children = [one for task in tasks for one in task.read_text(encoding="ascii").split()]
    return [int(one) for one in children if b"app.jobs.worker" in _words_of(one)]


def _words_of(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


def _work(address: str, folder: str, moment: int) -> None:
    settings = Settings(database_url=address, data_dir=Path(folder))
    with closing(Database(address, pool_size=4)) as database:
        _kill_before(database.engine, moment)
        work_all(Shop(settings, database, vault_of(settings)), HANDLERS)


def _kill_before(engine: Engine, moment: int) -> None:
    met = 0

    def count(*_: Any) -> None:  # noqa: ANN401 - whatever the event tells
        nonlocal met
        met += 1
        if met == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, count)
