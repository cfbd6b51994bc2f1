"""A school's desk whose vault lies in a folder or in a bucket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from tests.app.attachments.school import Desk, furnish, settings_for
from tests.evidence.storage import Storage, started


@pytest.fixture(scope="session")
def storage() -> Iterator[Storage]:
    """A server that speaks S3."""
    found = started()
    yield found
    found.server.stop()


@pytest.fixture(params=["folder", "bucket"])
def back_end(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Settings of the vault."""
    if request.param == "folder":
        return {}
    bucket = request.getfixturevalue("storage").bucket()
    return {
        "s3_bucket": bucket.name,
        "s3_endpoint": bucket.endpoint,
        "s3_access_key": bucket.access_key,
        "s3_secret_key": bucket.secret_key,
    }


@pytest.fixture
def settings(
    database: Database, database_url: URL, tmp_path: Path, back_end: dict[str, Any]
) -> Settings:
    """A furnished service."""
    furnish(database)
    more = {"max_file_bytes": 40 * 2**20, "max_dossier_bytes": 100 * 2**20}
    return settings_for(database_url, tmp_path / "data", **more, **back_end)


@pytest.fixture
def desk(settings: Settings, database: Database) -> Iterator[Desk]:
    """The editor of a school, with a dossier that is being written."""
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Desk(client, database, settings.data_dir / "evidence")
