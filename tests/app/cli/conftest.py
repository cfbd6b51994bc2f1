"""What the commands that need a database work on."""

from pathlib import Path

import pytest

from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.province import Province


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A prepared folder with a Sở."""
    folder = tmp_path / "data"
    settings = Settings(data_dir=folder)
    make_ready(settings)
    database = Database(settings.database)
    with database.writing() as session:
        Province(session).body("so1", kind="so")
    database.close()
    return folder
