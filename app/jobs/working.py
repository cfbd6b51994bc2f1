"""Doing jobs: one after the other, the lease of the present one renewed by a thread.

What a handler raises is no fault of the job's cause: it is tried again, and given up after some
attempts, with a sentence. A handler tells refusals itself, by the state of what it works on.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app import clock
from app.errors import ServiceError
from app.jobs import queue
from app.jobs.errors import LeaseLost
from app.jobs.models import Job, JobState
from app.jobs.queue import LEASE, Taken
from app.settings import Settings
from app.storage.database import Database
from evidence.store import Store

OUR_FAULT = "Máy chủ gặp lỗi khi làm việc này. Hãy thử lại; nếu vẫn vậy, hãy báo người quản trị."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shop:
    """What jobs are done with."""

    settings: Settings
    database: Database
    vault: Store


class Handler(Protocol):
    """How jobs of a kind are done."""

    def do(self, shop: Shop, job: Taken) -> None:
        """Do it, and `queue.finish` it in the transaction that makes it count.

        It may have been begun before, by a process that was killed anywhere.
        """
        ...

    def failed(self, session: Session, job: Job) -> None:
        """It is given up: let what it worked on say so, with the sentence in `fault`."""
        ...


Handlers = Mapping[str, Handler]


def work_once(shop: Shop, handlers: Handlers, lease: timedelta = LEASE) -> bool:
    """Do the job that has waited longest; False where there is none."""
    job = _take(shop.database, handlers, lease)
    if job is None:
        return False
    if job.state == JobState.FAILED:
        return True  # given up: a job all the same, and there may be more
    _do(shop, handlers, queue.taken(job), lease)
    return True


def work_all(shop: Shop, handlers: Handlers) -> int:
    """Do all that is due; how many jobs that were."""
    done = 0
    while work_once(shop, handlers):
        done += 1
    return done


def _take(database: Database, handlers: Handlers, lease: timedelta) -> Job | None:
    with database.reading() as session:
        if not queue.is_due(session, clock.now()):
            return None  # looking needs no turn among those who write
    with database.writing() as session:
        job = queue.take(session, clock.now(), lease)
        if job is not None and job.state == JobState.FAILED:
            _tell(session, handlers, job)
        return job


def _do(shop: Shop, handlers: Handlers, job: Taken, lease: timedelta) -> None:
    try:
        with _kept(shop.database, job, lease):
            handlers[job.kind].do(shop, job)
    except LeaseLost:
        log.warning("job %s (%s) was taken up by another worker", job.id, job.kind)
    except Exception as error:
        log.exception("job %s (%s) failed", job.id, job.kind)
        said = error.detail if isinstance(error, ServiceError) else OUR_FAULT
        _give_back(shop.database, handlers, job, said)


def _give_back(database: Database, handlers: Handlers, job: Taken, said: str) -> None:
    try:
        with database.writing() as session:
            if not queue.give_back(session, job, clock.now(), said):
                _tell(session, handlers, session.get_one(Job, job.id))
    except (LeaseLost, SQLAlchemyError, ServiceError):
        log.exception("job %s could not be given back: its lease will end", job.id)


def _tell(session: Session, handlers: Handlers, job: Job) -> None:
    handler = handlers.get(job.kind)
    if handler is not None:
        handler.failed(session, job)


@contextmanager
def _kept(database: Database, job: Taken, lease: timedelta) -> Iterator[None]:
    """Renew the lease as long as the block runs."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.total_seconds() / 3):
            try:
                with database.writing() as session:
                    if over.is_set():
                        return
                    queue.keep(session, job, clock.now(), lease)
            except LeaseLost:
                return  # the handler learns it where it would finish
            except (SQLAlchemyError, ServiceError):
                log.exception("the lease of job %s could not be renewed yet", job.id)

    thread = threading.Thread(target=renew, name="thangdo-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
