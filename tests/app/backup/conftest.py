"""A school with evidence, and an empty database of either kind to restore into."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.database import Database
from tests.app.attachments.school import Desk, furnish, settings_for
from tests.databases import KINDS, empty_databases


@pytest.fixture
def desk(database: Database, database_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """The editor of a school, with a dossier that is being written."""
    furnish(database)
    settings = settings_for(database_url, tmp_path / "data")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Desk(client, database, tmp_path / "data" / "evidence")


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database without any table."""
    with _empty(request, tmp_path) as url, closing(Database(url)) as opened:
        yield opened


@contextmanager
def _empty(request: pytest.FixtureRequest, folder: Path) -> Iterator[URL]:
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(folder / "restored.db"))
        return
    with empty_databases(request.getfixturevalue("postgresql_server")) as url:
        yield url
