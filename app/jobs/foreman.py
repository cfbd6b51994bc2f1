"""The foreman: starts a working process when there is something to do, and another if it dies.

Jobs are never done in the service's own process: what they compute would make those wait who save.
The process is started at the first job, stays warm for some minutes, and ends with the service.
"""

import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.jobs import queue
from app.settings import Settings
from app.storage.database import Database

LOOK_SECONDS = 5.0
"""Between two looks for what a killed process left behind."""
_END_SECONDS = 5.0
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
log = logging.getLogger(__name__)


class Foreman:
    """One working process at most. Does nothing where the operator runs `thangdo work` apart."""

    def __init__(
        self, settings: Settings, database: Database, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._settings = settings
        self._database = database
        self._look_seconds = look_seconds
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look after the queue."""
        if not self._settings.run_jobs:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="thangdo-foreman", daemon=True)
        self._thread.start()

    def news(self) -> None:
        """Something was written into the queue, and committed."""
        self._news.set()

    def close(self) -> None:
        """End the process; what it was at is taken up again by the next one."""
        self._stopping.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._lock:
            if self._worker is not None:
                self._worker.end()
                self._worker = None

    @property
    def process_id(self) -> int | None:
        """The working process, if one lives."""
        with self._lock:
            alive = self._worker is not None and self._worker.is_alive
            return self._worker.process.pid if self._worker is not None and alive else None

    def _run(self) -> None:
        well = True
        while not self._stopping.is_set():
            told = self._news.wait(self._look_seconds)
            self._news.clear()
            if self._stopping.is_set():
                return
            try:
                self._look(told=told)
            except (SQLAlchemyError, OSError):
                if well:  # said once: a database that is away for an hour fills no log
                    log.exception("the queue could not be looked after; looking again")
                well = False
            else:
                well = True

    def _look(self, *, told: bool) -> None:
        with self._lock:
            if self._worker is not None:
                if self._worker.is_alive and (not told or self._worker.tell()):
                    return  # it looks by itself
                self._worker.end()
                self._worker = None
        with self._database.reading() as session:
            due = queue.is_due(session, clock.now())
        if due:
            with self._lock:
                self._worker = _Worker(self._settings)


class _Worker:
    """A process that works, and our end of the sockets."""

    def __init__(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self.process = subprocess.Popen(
                (sys.executable, "-I", "-m", "app.jobs.worker", str(theirs.fileno())),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                cwd="/",
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
            self._wire = Connection(ours.detach())
        self._wire.send_bytes(pickle.dumps(settings))

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def tell(self) -> bool:
        """Say that there may be more; False if nobody listens."""
        try:
            self._wire.send_bytes(b"")
        except OSError:
            return False
        return True

    def end(self) -> None:
        self._wire.close()
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
