"""What pyproject.toml cannot say: an installed copy carries the migrations inside `app.storage`.

They stay in alembic/ in the repository, where people look for them; a wheel has no such folder,
and in site-packages that name is the library's.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithMigrations(build_py):
    """Copies alembic/ to app/storage/alembic of what is built."""

    def run(self) -> None:
        """Build as usual, then add the folder; an editable install reads it where it is."""
        super().run()
        if not self.editable_mode:
            shutil.copytree(
                Path(__file__).parent / "alembic",
                Path(self.build_lib, "app", "storage", "alembic"),
                ignore=shutil.ignore_patterns("__pycache__", "*.md"),
                dirs_exist_ok=True,
            )


setup(cmdclass={"build_py": WithMigrations})
