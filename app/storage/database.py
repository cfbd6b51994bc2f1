"""Opening the database, and the one place where transactions begin and end.

SQLite runs in WAL mode with `synchronous=FULL`: what was answered is on the disk. Writers take
turns before `BEGIN IMMEDIATE` (`app.storage.turns`); other processes, the command line among them,
may write beside the service. PostgreSQL runs at READ
COMMITTED; what must not move is locked by row (`locked`). What only reads sees one state.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from app.storage.turns import Turn

BUSY_MILLISECONDS = 60_000
"""Longer than any write here takes, an import of 26,000 schools (17 to 20 s) on a busy machine
included; past it a stuck writer is the operator's business."""
ONE_STATE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
Row = TypeVar("Row")


class Database:
    """One database and its transactions."""

    def __init__(self, url: str | URL, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turn = _turn(self.url) if self.is_sqlite else nullcontext()
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url, pool_size)
        # Said with BEGIN, so it costs nothing; WAL gives SQLite's readers the same by itself.
        self._writer = self.engine.execution_options(writing=True)
        self._reader = self.engine.execution_options(**({} if self.is_sqlite else ONE_STATE))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state and changes nothing; rolled back at its end."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session  # closing rolls back, and leaves what was read readable

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and leaves nothing when it raises."""
        with self._turn, Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()
        if isinstance(self._turn, Turn):
            self._turn.close()


def locked(session: Session, statement: SelectOfScalar[Row]) -> Row | None:
    """The row, held until the transaction ends, as it is now. SQLite has one writer anyway."""
    # What this session read before the row was held may be older than it is.
    again = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(again).one_or_none()


def in_turn(session: Session, name: str) -> None:
    """Let transactions that say this name pass one by one; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
        session.connection().execute(select(key))


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique key refused the row, in either database's words."""
    text = str(error.orig)
    return "UNIQUE constraint" in text or "duplicate key" in text


def _turn(url: URL) -> Turn:
    named = url.database if url.database not in {None, "", ":memory:"} else None
    return Turn(named, BUSY_MILLISECONDS / 1000)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own class
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(url: URL, pool_size: int) -> Engine:
    if url.get_driver_name() != "psycopg":
        url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
