"""What is written comes back as it was, on both databases, and what cannot be is refused."""

import unicodedata
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel.sql.sqltypes import AutoString

from app.storage.columns import Code, Points, UtcTime, Words, bytewise, one_of
from app.storage.database import Database
from app.storage.tables import METADATA

KIND = one_of("kind", ("good", "better"), "thing_kind")
THING = sa.Table(
    "thing",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("points", Points),
    sa.Column("at", UtcTime),
    sa.Column("words", Words(200)),
    sa.Column("kind", sa.String(10)),
    KIND,
)


@pytest.fixture
def things(database: Database) -> Database:
    with database.engine.begin() as connection:
        THING.create(connection)
    return database


def back(database: Database, column: str, value: object) -> object:
    with database.writing() as session:
        session.connection().execute(THING.insert().values({column: value}))
    with database.reading() as session:
        return session.connection().execute(sa.select(THING.c[column])).scalar_one()


@pytest.mark.parametrize(
    "text", ["0", "0.1", "4.50", "100", "0.30000000000000000001", "1E+2", "-7", "1e-30"]
)
def test_points_come_back_exactly(things: Database, text: str) -> None:
    assert back(things, "points", Decimal(text)) == Decimal(text)


def test_an_instant_comes_back_in_utc_whatever_its_zone(things: Database) -> None:
    there = timezone(timedelta(hours=7))
    moment = datetime(2026, 3, 2, 6, 30, 15, 123456, tzinfo=there)
    found = back(things, "at", moment)
    assert found == moment
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


def test_a_time_without_zone_is_refused(things: Database) -> None:
    with pytest.raises(StatementError, match="without zone"):
        back(things, "at", datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point


def test_words_are_composed(things: Database) -> None:
    typed = unicodedata.normalize("NFD", "Trường Tiểu học Nguyễn Huệ")
    assert back(things, "words", typed) == unicodedata.normalize("NFC", typed)


def test_words_are_found_however_they_are_typed(things: Database) -> None:
    back(things, "words", "Huệ")
    with things.reading() as session:
        wanted = THING.c.words == unicodedata.normalize("NFD", "Huệ")
        assert session.connection().execute(sa.select(THING).where(wanted)).first()


def test_a_value_that_is_none_of_the_listed_is_refused(things: Database) -> None:
    with pytest.raises(IntegrityError, match="thing_kind"):
        back(things, "kind", "bad")


@pytest.mark.parametrize("column", ["points", "at", "words"])
def test_nothing_stays_nothing(things: Database, column: str) -> None:
    assert back(things, column, None) is None


def test_codes_sort_by_their_bytes_on_both(database: Database) -> None:
    made = ["01b", "01B", "_1", "1-a", "10", "á", "z", "Z"]
    table = sa.Table("coded", sa.MetaData(), sa.Column("code", AutoString(10)))
    with database.writing() as session:
        connection = session.connection()
        table.create(connection)
        connection.execute(table.insert(), [{"code": one} for one in made])
        found = connection.execute(sa.select(table.c.code).order_by(table.c.code)).scalars().all()
    assert found == sorted(made)


def test_the_migrations_make_every_code_one_that_sorts_by_its_bytes(postgresql_url: URL) -> None:
    with closing(Database(postgresql_url)) as database, database.reading() as session:
        rows = session.execute(
            sa.text(
                "SELECT table_name, column_name, collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public'"
            )
        )
        found = {(table, column): collation for table, column, collation in rows}
    kinds = {
        (table.name, column.name): column.type
        for table in METADATA.sorted_tables
        for column in table.columns
    }
    codes = {place for place, kind in kinds.items() if isinstance(kind, Code)}
    assert {("answer", "dossier_id"), ("dossier", "chain_head"), ("body", "id")} <= codes
    assert not any(isinstance(kind, AutoString) for kind in kinds.values())
    assert {place for place, collation in found.items() if collation == "C"} == codes


def test_a_value_can_begin_a_walk_over_ids(database: Database) -> None:
    steps = sa.Table(
        "step", sa.MetaData(), sa.Column("here", AutoString(10)), sa.Column("there", AutoString(10))
    )
    start = sa.select(bytewise(sa.literal("a")).label("id"))
    walk = start.cte("walk", recursive=True)
    whole = walk.union(sa.select(steps.c.there).join(walk, steps.c.here == walk.c.id))
    with database.writing() as session:
        connection = session.connection()
        steps.create(connection)
        rows = [{"here": here, "there": there} for here, there in ("ab", "bc", "xy")]
        connection.execute(steps.insert(), rows)
        found = connection.execute(sa.select(whole.c.id).order_by(whole.c.id)).scalars().all()
    assert found == ["a", "b", "c"]
