"""Knowing that a transaction waits for another: what makes an interleaving certain."""

import threading
import time

from sqlalchemy import text

from app.storage.database import Database

LOOKS, PAUSE = 3000, 0.01
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def somebody_waits(database: Database, thread: threading.Thread) -> None:
    """Return once PostgreSQL says that a transaction waits for a lock.

    SQLite has one writer, so whoever comes while another writes waits, whenever that is.
    """
    if database.is_sqlite:
        return
    for _ in range(LOOKS):
        with database.engine.connect() as connection:
            if connection.execute(WAITING).scalar_one():
                return
        assert thread.is_alive(), "it did not wait for anybody"
        time.sleep(PAUSE)
    raise AssertionError("it neither waits nor ends")
