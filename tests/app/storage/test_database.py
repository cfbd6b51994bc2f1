"""Transactions: what commits, what leaves nothing, what sees one state."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, func, select

from app.bodies.models import BodyKind
from app.settings import ROOT
from app.storage.database import Database, in_turn, is_duplicate, locked


def add(session: Session, code: str = "th") -> None:
    session.add(BodyKind(code=code, title=code, school_levels=[]))


def count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(BodyKind)).one()


def test_a_block_that_ends_is_committed(database: Database) -> None:
    with database.writing() as session:
        add(session)
    assert count(database) == 1


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.writing() as session:  # noqa: PT012
        add(session)
        session.flush()
        raise LookupError
    assert count(database) == 0


def test_what_only_reads_writes_nothing(database: Database) -> None:
    with database.reading() as session:
        add(session)
    assert count(database) == 0


def test_postgresql_refuses_to_write_where_only_reading_was_said(
    postgresql_database: Database,
) -> None:
    with (
        pytest.raises(DBAPIError, match="read-only transaction"),
        postgresql_database.reading() as session,
    ):
        session.connection().execute(sa.text("DELETE FROM body_kind"))


def test_what_was_read_stays_readable_afterwards(database: Database) -> None:
    with database.writing() as session:
        add(session)
    with database.reading() as session:
        kind = session.get_one(BodyKind, "th")
    assert kind.title == "th"


def test_a_reader_sees_one_state(
    database: Database, another_database: Callable[[], Database]
) -> None:
    with database.reading() as session:
        before = session.exec(select(func.count()).select_from(BodyKind)).one()
        with another_database().writing() as other:
            add(other)
        after = session.exec(select(func.count()).select_from(BodyKind)).one()
    assert (before, after) == (0, 0)
    assert count(database) == 1


def test_readers_go_on_while_somebody_writes(
    database: Database, another_database: Callable[[], Database]
) -> None:
    with another_database().writing() as writer:
        add(writer)
        writer.flush()
        assert count(database) == 0


def test_a_held_row_makes_the_next_writer_wait_for_its_new_value(
    database: Database, another_database: Callable[[], Database]
) -> None:
    """Fifty times one more, from several openings: none is lost."""
    with database.writing() as session:
        add(session)
    openings = [another_database() for _ in range(5)]

    def one_more(number: int) -> None:
        with openings[number % 5].writing() as session:
            kind = locked(session, select(BodyKind).where(BodyKind.code == "th"))
            assert kind is not None
            kind.position += 1

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(one_more, range(50)))
    with database.reading() as session:
        assert session.get_one(BodyKind, "th").position == 50


def test_transactions_that_say_one_name_pass_one_by_one(
    another_database: Callable[[], Database],
) -> None:
    inside, most = [0], [0]
    guard = threading.Lock()

    def enter(opened: Database) -> None:
        with opened.writing() as session:
            in_turn(session, "name")
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.02)
            with guard:
                inside[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(enter, [another_database() for _ in range(4)]))
    assert most == [1]


def test_a_duplicate_is_told_from_other_refusals(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused, database.writing() as session:  # noqa: PT012
        add(session)
        session.flush()
        session.connection().execute(
            sa.insert(BodyKind).values(
                code="th", title="", school_levels=[], manages=False, issues_codes=False
            )
        )
    assert is_duplicate(refused.value)
    with pytest.raises(IntegrityError) as other, database.writing() as session:
        session.connection().execute(
            sa.insert(BodyKind).values(code="x", title=None, school_levels=[])
        )
    assert not is_duplicate(other.value)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 60_000)],
)
def test_sqlite_is_durable_and_checks_its_keys(
    sqlite_database: Database, pragma: str, value: object
) -> None:
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_postgresql_answers_after_the_disk_has_it(postgresql_database: Database) -> None:
    with postgresql_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


KILLED = """
import os, signal, sys
from app.storage.database import Database
from app.bodies.models import BodyKind
with Database(sys.argv[1]).writing() as session:
    session.add(BodyKind(code="half", title="half", school_levels=[]))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_in_the_middle_leaves_nothing_and_blocks_nobody(
    database: Database, database_url: URL
) -> None:
    address = database_url.render_as_string(hide_password=False)
    ended = subprocess.run([sys.executable, "-c", KILLED, address], cwd=ROOT, check=False)
    assert ended.returncode == -9
    with database.writing() as session:
        add(session, "whole")
    with database.reading() as session:
        assert session.exec(select(BodyKind.code)).all() == ["whole"]
