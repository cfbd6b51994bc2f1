"""A working process: `python -m app.jobs.worker SOCKET`, started by `Foreman`.

It reads its settings, pickled by its own service, then does whatever is due. A word over the socket
says that there may be more; the end of the socket, that the service is gone. After some idle
minutes it ends by itself.
"""

import logging
import pickle
import resource
import signal
import sys
import time
from contextlib import closing
from multiprocessing.connection import Connection
from types import FrameType
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_once
from app.storage.database import Database
from app.vault.choosing import vault_of

IDLE_SECONDS = 300.0
"""A start takes 2 s: somebody who mends a file and sends it again should not wait for it."""
LOOK_SECONDS = 2.0
"""Between two looks of its own: jobs of other services, and what a killed worker left."""
log = logging.getLogger(__name__)


def main() -> None:
    """Work until the other end is closed, or nothing was to be done for a while."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the service decides
    signal.signal(signal.SIGTERM, _leave)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    with Connection(int(sys.argv[1])) as wire:
        settings = pickle.loads(wire.recv_bytes())  # noqa: S301 - our own service's
        with closing(Database(settings.database, pool_size=4)) as database:
            _work(Shop(settings, database, vault_of(settings)), wire)


def _work(shop: Shop, wire: Connection) -> None:
    until = time.monotonic() + IDLE_SECONDS
    while time.monotonic() < until:
        worked = _worked(shop)
        if worked:
            until = time.monotonic() + IDLE_SECONDS
        if not _is_there(wire, 0.0 if worked else LOOK_SECONDS):
            return


def _worked(shop: Shop) -> bool:
    try:
        return work_once(shop, HANDLERS)
    except SQLAlchemyError:
        log.exception("the queue could not be read; looking again")
        return False


def _is_there(wire: Connection, seconds: float) -> bool:
    """Wait so long for a word at most; False once the service is gone."""
    try:
        if not wire.poll(seconds):
            return True
        while wire.poll(0):
            wire.recv_bytes()
    except (EOFError, OSError):
        return False
    return True


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main()
