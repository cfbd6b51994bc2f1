"""Walking the migrations up, down and up on both databases."""

from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.storage.database import Database
from app.storage.migrations import current, differences, downgrade, newest, upgrade
from app.storage.tables import METADATA
from tests.databases import NotATestDatabase, given_server


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def test_up_down_and_up_again_agrees_with_the_models(empty_url: URL) -> None:
    with closing(Database(empty_url)) as database:
        upgrade(database)
        first = tables(database)
        assert current(database) == newest()
        assert differences(database) == []
        downgrade(database, "base")
        assert tables(database) == {"alembic_version"}
        assert current(database) is None
        upgrade(database)
        assert tables(database) == first
        assert set(METADATA.tables) <= first
        assert differences(database) == []


def test_the_comparison_sees_a_column_that_no_migration_made(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE body ADD COLUMN surprise VARCHAR(10)"))
    assert "surprise" in str(differences(database))


@pytest.mark.parametrize(
    "text", ["postgresql://localhost/thangdo", "postgresql://localhost/", "sqlite:///test.db"]
)
def test_refuses_to_run_on_a_database_that_is_not_for_tests(text: str) -> None:
    with pytest.raises(NotATestDatabase):
        given_server(text)
