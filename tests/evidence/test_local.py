"""What only the store in a folder promises."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.errors import StoreFull, StoreUnavailable
from evidence.local import LocalStore
from evidence.store import receive

TENANT = "so"


def files_under(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_an_object_is_a_private_file_named_by_its_hash(tmp_path: Path) -> None:
    stored = receive(LocalStore(tmp_path), TENANT, [b"minh ", b"hoa"], 100)
    (path,) = files_under(tmp_path)
    assert path == tmp_path / TENANT / stored.sha256[:2] / stored.sha256
    assert path.read_bytes() == b"minh hoa"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_name_comes_after_the_bytes_are_synced_and_before_its_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        done.append("folder" if path.is_dir() else "file")
        fsync(handle)

    def replaced(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    receive(LocalStore(tmp_path / "vault"), TENANT, [b"x"], 100)
    assert done[:3] == ["file", "name", "folder"]
    assert set(done[3:]) == {"folder"}


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull):
        receive(LocalStore(tmp_path), TENANT, [b"x"], 100)
    assert files_under(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / TENANT).write_text("in the way")
    with pytest.raises(StoreUnavailable):
        receive(LocalStore(tmp_path), TENANT, [b"x"], 100)


def test_the_same_bytes_again_heal_a_damaged_object(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    stored = receive(store, TENANT, [b"whole"], 100)
    (path,) = files_under(tmp_path)
    path.write_bytes(b"who")
    assert receive(store, TENANT, [b"whole"], 100) == stored
    assert path.read_bytes() == b"whole"


KILLED = """
import os, sys
from pathlib import Path
from evidence.local import LocalStore
with LocalStore(Path(sys.argv[1])).arriving("so", 1000) as arrival:
    arrival.write(b"half")
    print("written", flush=True)
    sys.stdin.read()
"""


def test_sweeps_what_a_killed_process_left_but_not_what_still_arrives(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child, store.arriving(TENANT, 1000) as arrival:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        arrival.write(b"mine")
        assert store.sweep(quiet_seconds=0) == 0
        child.kill()
        child.wait()
        assert store.sweep(quiet_seconds=3600) == 0
        assert store.sweep(quiet_seconds=0) == 1
        kept = arrival.keep()
    assert [path.name for path in files_under(tmp_path)] == [kept.sha256]


def test_memory_stays_flat_while_a_large_content_passes(tmp_path: Path) -> None:
    watched = """
import resource, sys
from pathlib import Path
from evidence.local import LocalStore
from evidence.store import receive
store = LocalStore(Path(sys.argv[1]))
receive(store, "so", [b"warm"], 1 << 30)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stored = receive(store, "so", (bytes(262144) for _ in range(512)), 1 << 30)
assert stored.size == 134217728
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    started = time.monotonic()
    grown = subprocess.run(
        [sys.executable, "-c", watched, str(tmp_path)], capture_output=True, check=True
    )
    assert int(grown.stdout) < 8 * 1024, "KiB"
    assert time.monotonic() - started < 60
