"""Who read what: kept apart from the chains, written in batches, forgotten after a time.

A reading request does not wait for its line. A worker that is killed loses the lines of the last
seconds: this log serves questions about people, not the proof of what was changed.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app import clock
from app.audit.models import AccessRow
from app.storage.database import Database
from app.storage.ids import new_id

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
# 200 bytes a line: what a worker holds while the database is away stays under 20 MB.
MOST_WAITING = 100_000
BATCH = 1_000
# Deleting in small portions lets writers in between.
PORTION = 5_000
ONCE_A_DAY = timedelta(days=1)


class Sight(NamedTuple):
    """One line: somebody (None: nobody signed in) at an address did `act` with `thing`."""

    at: datetime
    account_id: str | None
    address: str
    thing: str
    act: str


class AccessLog:
    """Lines waiting to be written, and the thread that writes them."""

    def __init__(
        self,
        database: Database,
        kept: timedelta,
        every_seconds: float = EVERY_SECONDS,
        once_a_day: Callable[[Session, datetime], None] | None = None,
    ) -> None:
        """`once_a_day` sweeps what else is to be forgotten, in a transaction of its own."""
        self._database = database
        self._kept = kept
        self._once_a_day = once_a_day
        self._every_seconds = every_seconds
        self._waiting: deque[Sight] = deque(maxlen=MOST_WAITING)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._forgotten_at: datetime | None = None

    def note(self, sight: Sight) -> None:
        """Keep a line; it is written within seconds."""
        self._waiting.append(sight)

    def start(self) -> None:
        """Begin to write."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="thangdo-access", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def write(self) -> int:
        """Write all that waits; how many lines that were."""
        written = 0
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            rows = [{"id": new_id(), **sight._asdict()} for sight in batch]
            try:
                with self._database.writing() as session:
                    session.connection().execute(insert(AccessRow), rows)
            except SQLAlchemyError:
                self._waiting.extendleft(reversed(batch))
                raise
            written += len(rows)
        return written

    def _run(self) -> None:
        stopping = False
        while not stopping:
            stopping = self._stopping.wait(self._every_seconds)
            try:
                if self.write():
                    self._forget_sometimes()
            except SQLAlchemyError:
                log.exception("lines of the access log could not be written")

    def _forget_sometimes(self) -> None:
        at = clock.now()
        if self._forgotten_at is None or at - self._forgotten_at > ONCE_A_DAY:
            forget(self._database, at - self._kept)
            if self._once_a_day is not None:
                with self._database.writing() as session:
                    self._once_a_day(session, at)
            self._forgotten_at = at


def forget(database: Database, before: datetime) -> int:
    """Delete the lines that are older; how many that were."""
    deleted = 0
    while True:
        with database.writing() as session:
            portion = _forget_some(session, before)
        deleted += portion
        if portion < PORTION:
            return deleted


def _forget_some(session: Session, before: datetime) -> int:
    old = select(AccessRow.id).where(col(AccessRow.at) < before).limit(PORTION)
    ids = session.exec(old).all()
    session.connection().execute(delete(AccessRow).where(col(AccessRow.id).in_(ids)))
    return len(ids)
