"""Disks that are really full: a small file system of the test's own, or a limit on the process.

Mounting needs the rights of root and ends in a skip without them; the limit needs no rights.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE = "8m"
LEFT_BYTES = 96 * 1024
BLOCK = 4096


@dataclass
class Disk:
    """Something that can be filled, and given room again."""

    fill: Callable[[], None]
    empty: Callable[[], None]


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A file system of 8 MB, mounted on that folder."""
    folder.mkdir(exist_ok=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    words = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if not (mount and umount) or subprocess.run([mount, *words], check=False).returncode:
        pytest.skip("this account may not mount a small file system")
    try:
        yield Disk(lambda: _fill(folder), (folder / "filler").unlink)
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)


def limited(pid: int, files: list[Path]) -> Disk:
    """No file of that process may grow much beyond the largest of these."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)

    def limit() -> None:
        largest = max(file.stat().st_size for file in files if file.exists())
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + LEFT_BYTES, hard))

    def lift() -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))

    return Disk(limit, lift)


def _fill(folder: Path) -> None:
    """Leave room for a little more, so that it ends in the middle of somebody's work."""
    with (folder / "filler").open("wb") as filler:
        while _free(folder) > LEFT_BYTES:
            filler.write(b"\0" * BLOCK)
            filler.flush()


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
