"""How scripts/environment.py fills .venv."""

import fcntl
import importlib.util
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> ModuleType:
    """The script, set on an empty checkout of its own, where the calls of pip are only noted."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "scripts/environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/run.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    module.__dict__.update(
        ROOT=tmp_path,
        VENV=tmp_path / ".venv",
        PYTHON=tmp_path / ".venv" / "bin" / "python",
        STAMP=tmp_path / ".venv" / "thangdo-stamp.json",
        LOCK=tmp_path / ".venv.lock",
        calls=[],
        run=lambda *_, **__: None,
        pip=lambda *arguments: module.calls.append(arguments),
    )
    return module


def break_pip(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip fail as it does when the network goes away."""

    def fail(*arguments: str) -> None:
        raise subprocess.CalledProcessError(23, ["pip", *arguments])

    monkeypatch.setattr(environment, "pip", fail)


def test_installs_the_lock_by_hash_then_the_project(environment: ModuleType) -> None:
    environment.prepare("run")
    lock = str(environment.ROOT / "requirements" / "run.txt")
    locked, project = environment.calls
    assert locked == (
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        lock,
    )
    assert project[-2:] == ("--editable", str(environment.ROOT))


def test_does_nothing_where_all_is_installed(environment: ModuleType) -> None:
    environment.prepare("run")
    environment.calls.clear()
    environment.prepare("run")
    assert environment.calls == []


def test_keeps_the_test_tools_when_the_service_starts(environment: ModuleType) -> None:
    environment.prepare("dev")
    environment.calls.clear()
    environment.prepare("run")
    assert environment.calls == []


def test_updates_in_place_when_the_lock_changes(environment: ModuleType) -> None:
    environment.prepare("run")
    own = environment.VENV / "note"
    own.touch()
    environment.calls.clear()
    (environment.ROOT / "requirements" / "run.txt").write_text("pip==1 \\\n", encoding="utf-8")
    environment.prepare("run")
    assert (len(environment.calls), own.exists()) == (2, True)


def test_removes_what_the_lock_no_longer_names(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "installed_names", lambda: {"pip", "oldie", "segno"})
    (environment.ROOT / "requirements" / "run.txt").write_text("segno==1 \\\n", encoding="utf-8")
    environment.prepare("run")
    assert ("uninstall", "--yes", "oldie") in environment.calls


def test_starts_from_zero_after_an_interrupted_install(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        break_pip(environment, patch)
        with pytest.raises(subprocess.CalledProcessError):
            environment.prepare("run")
    half_installed = environment.VENV / "half-installed"
    half_installed.touch()
    environment.prepare("run")
    assert (len(environment.calls), half_installed.exists()) == (2, False)


def test_says_in_vietnamese_that_the_install_did_not_finish(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_pip(environment, monkeypatch)
    monkeypatch.setattr(sys, "argv", ["environment.py", "run"])
    assert environment.main() == 23
    assert "Hãy kiểm tra kết nối mạng rồi chạy lại lệnh này" in capsys.readouterr().err


def test_waits_for_another_run_to_finish(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["environment.py", "run"])
    second = threading.Thread(target=environment.main)
    with environment.LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive()
        assert not environment.VENV.exists()
    second.join(timeout=60)
    assert environment.STAMP.exists()


# What scripts/environment.py does while it installs, in a process that can be killed.
INSTALLING = """
import sys
sys.path.insert(0, sys.argv[1])
import environment
environment.LOCK = environment.Path(sys.argv[2])
with environment.alone():
    work = "import time; print('at work', flush=True); time.sleep(2)"
    environment.run(sys.executable, "-c", work)
"""


def test_waits_for_a_pip_whose_run_was_killed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", INSTALLING, str(ROOT / "scripts"), str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "at work\n"
        killed.kill()
        killed.wait()
        with lock.open("w") as second:
            with pytest.raises(BlockingIOError):
                fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(second, fcntl.LOCK_EX)
