"""Bringing a database to the shape this program needs, on SQLite and PostgreSQL by one path."""

from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from alembic import command
from app.storage.database import Database
from app.storage.tables import METADATA

_ONE_AT_A_TIME = 4725
_HERE = Path(__file__).resolve().parent
_PACKED = _HERE / "alembic"
SCRIPTS = _PACKED if _PACKED.is_dir() else _HERE.parent.parent / "alembic"
"""An installed copy carries the migrations beside this module (setup.py puts them there)."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Walk up to `revision`. All steps are one transaction: half a migration never stays."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Walk down to `revision` (`base`: nothing is left)."""
    _run(database, lambda config: command.downgrade(config, revision))


def current(database: Database) -> str | None:
    """The revision the database is at, None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this program needs."""
    return _scripts().get_current_head()


def is_known(revision: str) -> bool:
    """Whether this program knows the revision; it does not know those of newer programs."""
    return any(one.revision == revision for one in _scripts().walk_revisions())


def differences(database: Database) -> list[object]:
    """What tables and models do not agree on; empty when the migrations tell the whole story."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def _run(database: Database, walk: Callable[[Config], None]) -> None:
    engine = database.engine.execution_options(writing=True)
    with engine.begin() as connection:
        if not database.is_sqlite:  # two workers starting at once: the second finds all done
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        walk(config)
