"""The process that makes one file: `python -m app.province.child FILE`, started by `apart`.

The order comes pickled on the standard input, from our own worker alone; the file goes to the
descriptor FILE, which the worker opened. The kernel ends it when it takes too long.
"""

import os
import pickle
import resource
import signal
import sys
from contextlib import closing

MEMORY = 4 * 1024**3
"""Address space, of which it uses a small part: the libraries map much that they never touch."""
SECONDS = 540


def main() -> None:
    """Make the file and end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the worker decides
    signal.alarm(SECONDS)
    os.nice(5)  # whoever saves goes first
    from app.province.making import make  # noqa: PLC0415 - limits first
    from app.province.orders import Order  # noqa: PLC0415
    from app.storage.database import Database  # noqa: PLC0415

    order = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own worker's
    assert isinstance(order, Order)
    with (
        os.fdopen(int(sys.argv[1]), "w+b") as target,
        closing(Database(order.database, pool_size=1)) as database,
        database.reading() as session,
    ):
        make(session, order, target)


if __name__ == "__main__":
    main()
