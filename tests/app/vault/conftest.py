"""A school's dossier with evidence in a vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.database import Database
from tests.app.attachments.school import Desk, furnish, settings_for


@pytest.fixture
def desk(database: Database, database_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """The editor of a school, with a dossier that is being written."""
    furnish(database)
    settings = settings_for(database_url, tmp_path / "data")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Desk(client, database, tmp_path / "data" / "evidence")
