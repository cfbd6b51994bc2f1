"""The service of the tests, in this process and behind a real port."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.house import House, opened
from tests.app.running import Running, running


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The defaults, whatever the environment of the tests says; a small limit for bodies."""
    return Settings(max_upload_bytes=2 * 1024 * 1024, waiting=64, run_jobs=False)


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    """The service, put together once."""
    return create_app(settings)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the service in this process."""
    with TestClient(app, base_url="http://localhost") as found:
        yield found


@pytest.fixture(scope="session")
def service(settings: Settings) -> Iterator[Running]:
    """The service behind a port of this machine, as `thangdo serve` runs it."""
    with running(settings.model_copy(update={"header_seconds": 0.5})) as found:
        yield found


@pytest.fixture
def house(database_url: URL, tmp_path: Path) -> Iterator[House]:
    """The service over a database of the test's own, on each kind of database in turn."""
    with opened(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def small_house(sqlite_url: URL, tmp_path: Path) -> Iterator[House]:
    """The same for what does not depend on the kind of database."""
    with opened(sqlite_url, tmp_path) as found:
        yield found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the system's one for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder
