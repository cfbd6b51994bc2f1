"""What is written comes back as it was, on both databases, and what cannot be is refused."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from app.storage.columns import Points, UtcTime, Words, one_of
from app.storage.database import Database

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
