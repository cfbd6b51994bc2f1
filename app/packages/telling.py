"""How far a fetching is: counted as dossiers are handed on, written at most once a second.

A thread of its own writes, so that a database that makes writers wait never holds the reader.
"""

import logging
import threading
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.packages import queries
from app.packages.making import Made
from app.packages.models import PackageState
from app.storage.database import Database

EVERY_SECONDS = 1.0
STILL_SECONDS = 20
"""A reader who takes nothing for so long is told of all the same: the fetching lives."""
SILENT = timedelta(seconds=3 * STILL_SECONDS)
"""After it nobody tells any more: the process was killed."""
MOST_FAULTS = 200
log = logging.getLogger(__name__)


class Telling:
    """The progress of one fetching."""

    def __init__(self, database: Database, package_id: str, attempt: int) -> None:
        self._database, self._package_id, self._attempt = database, package_id, attempt
        self._lock = threading.Lock()
        self._done, self._missing, self._size = 0, 0, 0
        self._faults: list[str] = []
        self._changed = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="thangdo-package", daemon=True)
        self._thread.start()

    def saw(self, made: Made, size: int) -> None:
        """A dossier was handed on."""
        with self._lock:
            self._done += len(made.files)
            self._missing += len(made.faults)
            self._size += size
            self._faults += made.faults[: MOST_FAULTS - len(self._faults)]
            self._changed = True

    def end(self, *, whole: bool) -> None:
        """The last word."""
        self._stopping.set()
        self._thread.join()
        state = PackageState.DONE if whole else PackageState.STOPPED
        self._write(state=state, ended_at=clock.now())

    def _run(self) -> None:
        still = 0.0
        while not self._stopping.wait(EVERY_SECONDS):
            still += EVERY_SECONDS
            if self._changed or still >= STILL_SECONDS:
                self._write()
                still = 0.0

    def _write(self, **more: object) -> None:
        with self._lock:
            values = {
                "done": self._done,
                "missing": self._missing,
                "size": self._size,
                "faults": list(self._faults),
                "told_at": clock.now(),
            }
            self._changed = False
        try:
            with self._database.writing() as session:
                queries.tell(session, self._package_id, self._attempt, **values, **more)
        except SQLAlchemyError:
            log.exception("the progress of a package could not be written")
