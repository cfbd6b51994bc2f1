"""The commands of the README, before they have installed anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELL = ["scripts/serve", "scripts/test", "scripts/lock", "scripts/find-python.sh"]
BASH = [".ci/run", "scripts/prove-clean-root"]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the checkout, with these variables and nothing else."""
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("script", SHELL)
@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_is_read_by_every_shell(shell: str, script: str) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"thiếu {shell}")
    assert run(path, "-n", script).stderr == ""


@pytest.mark.parametrize("script", BASH)
def test_is_read_by_bash(script: str) -> None:
    assert run("/bin/bash", "-n", script).stderr == ""


@pytest.mark.parametrize("script", ["scripts/serve", "scripts/test", "scripts/lock", *BASH])
def test_is_executable(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize(
    "command", ["sh scripts/serve --demo", "sh scripts/serve", "sh scripts/test"]
)
def test_readme_gives_the_command(command: str) -> None:
    assert f"\n{command}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def programs(folder: Path, **pythons: str) -> str:
    """A folder for PATH with the two programs the scripts call, and pythons with these bodies."""
    folder.mkdir()
    for name in ("dirname", "sh"):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, body in pythons.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
    return str(folder)


# The scripts ask a Python for its version and for ensurepip by -c, silently.
TOO_OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac'
GOOD = 'case "$1" in -c) exit 0;; esac; echo "chosen: $2" >&2; exit 7'


@pytest.mark.parametrize("script", ["scripts/serve", "scripts/test"])
def test_says_what_to_install_without_python(script: str, tmp_path: Path) -> None:
    result = run("/bin/sh", script, PATH=programs(tmp_path / "bin"))
    assert result.returncode == 2
    assert "sudo apt-get install python3 python3-venv python3-pip" in result.stderr


def test_refuses_a_python_that_is_too_old(tmp_path: Path) -> None:
    result = run("/bin/sh", "scripts/serve", PATH=programs(tmp_path / "bin", python3=TOO_OLD))
    assert result.returncode == 2
    assert "Không tìm thấy Python 3.11 trở lên" in result.stderr


def test_names_the_package_that_debian_split_off(tmp_path: Path) -> None:
    result = run("/bin/sh", "scripts/serve", PATH=programs(tmp_path / "bin", python3=WITHOUT_VENV))
    assert result.returncode == 2
    assert "sudo apt-get install python3.11-venv python3-pip" in result.stderr


def test_takes_a_newer_python_beside_an_old_one(tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", python3=TOO_OLD, python3_13=GOOD)
    result = run("/bin/sh", "scripts/serve", PATH=path)
    assert (result.returncode, result.stderr) == (7, "chosen: run\n")
