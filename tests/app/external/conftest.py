"""A process to walk through, on each kind of database."""

from collections.abc import Iterator

import pytest

from app.storage.database import Database
from tests.app.external.process import Process


@pytest.fixture
def process(database: Database) -> Iterator[Process]:
    with database.writing() as session:
        yield Process(session)
