"""What an installed copy carries, beside the editable install that the scripts make."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.storage.migrations import newest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["app", "criteria", "scoring", "evidence", "exports"]
NEEDED = [*PACKAGES, "alembic", "requirements"]
NEEDED += ["pyproject.toml", "setup.py", "README.md", "LICENSE"]
MIGRATES = """
import sys
from pathlib import Path
import app.storage.migrations as migrations
from app.storage.database import Database
assert Path(migrations.__file__).is_relative_to(sys.argv[1]), migrations.__file__
assert migrations.SCRIPTS.is_relative_to(sys.argv[1]), migrations.SCRIPTS
database = Database("sqlite:///new.db")
migrations.upgrade(database)
print(migrations.current(database), migrations.differences(database))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the project, built from a copy so that the checkout stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
        else:
            shutil.copy(ROOT / name, source / name)
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(made), str(source)]
    subprocess.run(command, check=True, timeout=100)
    return zipfile.ZipFile(next(made.glob("thangdo-*.whl")))


@pytest.mark.parametrize("package", PACKAGES)
def test_carries_every_file_of_the_package(wheel: zipfile.ZipFile, package: str) -> None:
    files = {
        str(path.relative_to(ROOT))
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - set(wheel.namelist()) == set()


def test_carries_nothing_but_the_packages(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_carries_the_migrations(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if name.startswith("app/storage/alembic/")}
    there = {
        f"app/storage/alembic/{path.relative_to(ROOT / 'alembic')}"
        for path in (ROOT / "alembic").rglob("*")
        if path.suffix in {".py", ".mako"}
    }
    assert packed == there
    assert len(packed) > 2


def test_an_installed_copy_migrates_an_empty_database(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    target = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", target, str(wheel.filename)], check=True, timeout=100)
    ended = subprocess.run(
        [sys.executable, "-c", MIGRATES, target],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, f"{newest()} []\n"), ended.stderr


def test_has_the_command(wheel: zipfile.ZipFile) -> None:
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "thangdo = app.cli:main" in wheel.read(entry).decode()


def test_asks_for_the_run_dependencies(wheel: zipfile.ZipFile) -> None:
    metadata = next(name for name in wheel.namelist() if name.endswith("METADATA"))
    asked = [
        line.removeprefix("Requires-Dist: ")
        for line in wheel.read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist: ")
    ]
    lines = (ROOT / "requirements" / "run.in").read_text().splitlines()
    assert asked == [line for line in lines if line and not line.startswith("#")]
