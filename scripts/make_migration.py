"""Writes the next migration from what the models say and the last one does not.

    .venv/bin/python scripts/make_migration.py 0002 "What changes"

Read the result and mend it: a machine sees tables, not what their rows mean.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.config import Config

from alembic import command
from app.storage.database import Database
from app.storage.migrations import SCRIPTS, upgrade


def main(revision: str, message: str) -> None:
    """Compare on an empty SQLite database that has walked all migrations so far."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        upgrade(database)
        with database.engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS))
            config.attributes["connection"] = connection
            command.revision(config, message=message, rev_id=revision, autogenerate=True)
        database.close()
    ruff = Path(sys.executable).parent / "ruff"
    subprocess.run([ruff, "check", "-q", "--fix-only", SCRIPTS / "versions"], check=True)
    subprocess.run([ruff, "format", "-q", SCRIPTS / "versions"], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
