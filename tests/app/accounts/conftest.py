"""A service over a database of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.app.house import House, opened


@pytest.fixture
def house(database_url: URL, tmp_path: Path) -> Iterator[House]:
    """The service on each kind of database in turn."""
    with opened(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def small_house(sqlite_url: URL, tmp_path: Path) -> Iterator[House]:
    """For what does not depend on the kind of database."""
    with opened(sqlite_url, tmp_path) as found:
        yield found
