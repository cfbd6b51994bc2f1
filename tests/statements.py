"""Counting SQL statements: what grows with the rows is found before it hurts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


@contextmanager
def counted(engine: Engine | Connection) -> Iterator[list[str]]:
    """The statements that run on the engine inside the block; many rows by one are one.

    The access log writes, and forgets once a day, in a thread of its own whenever its time comes:
    that belongs to no request.
    """
    ran: list[str] = []

    def note(*arguments: object) -> None:
        if threading.current_thread().name != "thangdo-access":
            ran.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)
