"""Who makes packages: a few at once, by printing processes of their own that let others go before.

Single prints have theirs (`Context.press`), so a package of a thousand reports keeps nobody waiting
who prints one; and theirs are niced, so that those who save come first on a busy machine.
"""

import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import NamedTuple

from anyio import CapacityLimiter

from app.edge.press import Press, Printers
from app.edge.shares import Shares
from app.packages.errors import PackagesBusy

AT_ONCE = 4
"""Each holds a connection, a thread that mostly waits, and about 5 MB."""
OF_ONE_PERSON = 2
"""Who reads slowly holds a place for hours: some stay for the others."""
NICENESS = 10


class Hands(NamedTuple):
    """Who does the work: threads, the printers they wait for, and how many dossiers ahead."""

    pool: Executor
    printers: Printers
    ahead: int


class Place:
    """The place of one package, until it is left."""

    def __init__(self, places: threading.Semaphore, shares: Shares) -> None:
        self._places, self._shares = places, shares
        self._person: str | None = None

    def of(self, person: str) -> None:
        """It is that person's. Raises PackagesBusy where they hold as many as they may."""
        if not self._shares.take(person):
            raise PackagesBusy
        self._person = person

    def leave(self) -> None:
        """Give it back."""
        if self._person is not None:
            self._shares.give(self._person)
        self._places.release()


class Packer:
    """The printing processes of all packages, and how many packages there may be."""

    def __init__(self, processes: int, at_once: int = AT_ONCE) -> None:
        self._press = Press(processes, niceness=NICENESS)
        self._pool = ThreadPoolExecutor(processes, thread_name_prefix="thangdo-package")
        self._places = threading.Semaphore(at_once)
        self._shares = Shares(OF_ONE_PERSON)
        self.waiting = CapacityLimiter(at_once)
        """Threads that wait for the next piece of a package."""
        printers = Printers(pdf=self._press.pdf, docx=self._press.docx)
        self.hands = Hands(self._pool, printers, 2 * processes)

    def enter(self) -> "Place":
        """Take the place of a package. Raises PackagesBusy."""
        if not self._places.acquire(blocking=False):
            raise PackagesBusy
        return Place(self._places, self._shares)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The printing processes that wait for work."""
        return self._press.process_ids

    def close(self) -> None:
        """End threads and processes; a package that is being fetched breaks off."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._press.close()
