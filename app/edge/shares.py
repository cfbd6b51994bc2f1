"""How many of the few places for heavy work one person may hold: some stay for the others."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Busy


class Shares:
    """At most `most` places for each person; who holds none is not remembered."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, person: str) -> bool:
        """Take a place; False where the person holds as many as they may."""
        with self._lock:
            if self._held[person] >= self._most:
                return False
            self._held[person] += 1
            return True

    def give(self, person: str) -> None:
        """Give one back."""
        with self._lock:
            self._held[person] -= 1
            if not self._held[person]:
                del self._held[person]

    @contextmanager
    def of(self, person: str) -> Iterator[None]:
        """Hold a place of that person's. Raises Busy."""
        if not self.take(person):
            raise Busy
        try:
            yield
        finally:
            self.give(person)
