"""A process to walk through, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.storage.database import Database
from tests.app.bodies.signed_in import serving
from tests.app.external.process import Process


@pytest.fixture
def process(database: Database) -> Iterator[Process]:
    with database.writing() as session:
        yield Process(session)


@pytest.fixture
def client(database_url: URL, tmp_path: Path) -> Iterator[TestClient]:
    with serving(database_url, tmp_path / "data") as opened:
        yield opened
