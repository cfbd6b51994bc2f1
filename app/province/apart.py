"""Files made by a process of their own, so that nobody who saves waits for them.

The process reads the database itself, in one transaction, and writes into an open file that has no
name: what is left of it when anything dies is nothing. The service holds a piece of it at a time.
"""

import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import IO, NamedTuple

from anyio import CapacityLimiter, to_thread

from app.edge.shares import Shares
from app.errors import Busy
from app.province.child import SECONDS
from app.province.errors import TableNotMade
from app.province.orders import Order

PIECE = 256 * 1024
OF_ONE_PERSON = 3
"""Orders of one person at once, made or waiting."""
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
_GRACE = 10
log = logging.getLogger(__name__)


class Made(NamedTuple):
    """A file that is done; closing it is its end."""

    content: IO[bytes]
    size: int

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        with self.content:
            while piece := self.content.read(PIECE):
                yield piece


class Makers:
    """So many processes at once, so many orders waiting for one, then “busy”."""

    def __init__(self, places: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(places)
        self._places = threading.Semaphore(places + waiting)
        self._shares = Shares(OF_ONE_PERSON)

    async def make(self, order: Order) -> Made:
        """The file. Raises Busy, TableNotMade."""
        with self._shares.of(order.actor.account_id):
            if not self._places.acquire(blocking=False):
                raise Busy
            try:
                return await to_thread.run_sync(made, order, limiter=self._limiter)
            finally:
                self._places.release()


def made(order: Order) -> Made:
    """The file, made by a child process. Raises TableNotMade."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        _run(order, content.fileno())
    except BaseException:
        content.close()
        raise
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return Made(content, size)


def _run(order: Order, target: int) -> None:
    try:
        done = subprocess.run(
            (sys.executable, "-I", "-m", "app.province.child", str(target)),
            input=pickle.dumps(order),
            stdout=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            pass_fds=(target,),
            start_new_session=True,
            timeout=SECONDS + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TableNotMade from error
    if done.returncode:
        log.warning("the process that makes %s ended with %d", order.what, done.returncode)
        raise TableNotMade
