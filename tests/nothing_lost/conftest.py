"""Servers over the test's own database, ended with the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.nothing_lost.servers import Servers


@pytest.fixture
def servers(database_url: URL, tmp_path: Path) -> Iterator[Servers]:
    """None started yet, on each kind of database in turn."""
    with Servers(database_url, tmp_path) as found:
        yield found
