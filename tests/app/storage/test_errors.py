"""What people are told when the database itself fails."""

from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from app.errors import Busy
from app.storage.database import Database
from app.storage.errors import StorageAway, StorageFull, WriterStuck, refusal_of


def failing(database: Database, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as failed, database.writing() as session:
        session.connection().execute(text(statement))
    return failed.value


def test_a_full_sqlite_file(sqlite_database: Database) -> None:
    with pytest.raises(OperationalError) as failed, sqlite_database.writing() as session:  # noqa: PT012
        pages = session.connection().execute(text("PRAGMA page_count")).scalar_one()
        session.connection().execute(text(f"PRAGMA max_page_count={pages}"))
        session.connection().execute(text("CREATE TABLE more AS SELECT zeroblob(1000000) AS it"))
    assert isinstance(refusal_of(failed.value), StorageFull)


def test_a_sqlite_file_that_is_not_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("away") / "no" / "thangdo.db"
    with (
        closing(Database(URL.create("sqlite", database=str(path)))) as database,
        pytest.raises(OperationalError) as failed,
        database.reading() as session,
    ):
        session.connection()
    assert isinstance(refusal_of(failed.value), StorageAway)


def test_a_writer_that_goes_round_the_turns(sqlite_database: Database, sqlite_url: URL) -> None:
    with (
        closing(Database(sqlite_url)) as other,
        sqlite_database.writing() as session,
        other.engine.connect() as connection,
    ):
        session.connection().execute(text("DELETE FROM body_kind"))
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(OperationalError) as failed:
            connection.exec_driver_sql("INSERT INTO chain_head VALUES ('x', 0, '')")
    assert isinstance(refusal_of(failed.value), Busy)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("53100", StorageFull),
        ("40P01", Busy),
        ("53300", Busy),
        ("57P01", StorageAway),
        ("08006", StorageAway),
        ("23505", type(None)),
        ("42601", type(None)),
    ],
)
def test_what_postgresql_says_by_its_code(
    postgresql_database: Database, state: str, wanted: type[object]
) -> None:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'minh họa' USING ERRCODE = '{state}'; END $$"
    assert type(refusal_of(failing(postgresql_database, raised))) is wanted


def test_a_postgresql_that_nobody_serves(tmp_path_factory: pytest.TempPathFactory) -> None:
    nowhere = tmp_path_factory.mktemp("away")
    with (
        closing(Database(f"postgresql://nobody@/nothing?host={nowhere}")) as database,
        pytest.raises(OperationalError) as failed,
        database.reading() as session,
    ):
        session.connection()
    assert isinstance(refusal_of(failed.value), StorageAway)


def test_our_own_mistakes_are_no_failing_database(database: Database) -> None:
    assert refusal_of(failing(database, "SELECT * FROM no_such_table")) is None
    assert refusal_of(LookupError()) is None


def test_who_waited_too_long_is_told_to_come_back() -> None:
    assert isinstance(refusal_of(WriterStuck()), Busy)
