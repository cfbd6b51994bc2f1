"""Desks on each kind of database in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.app.dossiers.desk import Desk, filled, furnished
from tests.app.house import House, opened


@pytest.fixture
def house(database_url: URL, tmp_path: Path) -> Iterator[House]:
    """The service on each kind of database in turn."""
    with opened(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def desk(house: House) -> Desk:
    """An empty dossier in `đang soạn`."""
    return furnished(house)


@pytest.fixture
def full(house: House) -> Desk:
    """A dossier that is ready to be closed."""
    return filled(house)
