"""Files that appear whole or not at all.

Everything is written in a hidden folder beside its target, forced to the disk, then renamed: a
reader never sees half a file, whatever kills the program. What a killed run left behind is removed
by the next run into the same folder.
"""

import errno
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_PREFIX = ".thangdo-"
_LOCK = "lock"
_ABANDONED_SECONDS = 10.0  # far more than lies between making a folder and locking it
_numbers = count()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A hidden folder in `folder` (made if missing) for files on their way; gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(folder)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    lock = os.open(place / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def publish(place: Path, files: Mapping[Path, bytes]) -> None:
    """Write a set of files by way of the folder `place`: all are on disk before one gets its name.

    Existing files of those names are replaced. Raises OSError, then with none of them written,
    unless a rename itself fails.
    """
    for target in files:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        for content in files.values():
            written.append(place / f"{os.getpid()}-{next(_numbers)}")
            _write(written[-1], content)
        with _undisturbed():
            for one, target in zip(written, files, strict=True):
                one.replace(target)
    finally:
        for one in written:
            one.unlink(missing_ok=True)
    for parent in {target.parent for target in files}:
        _sync_folder(parent)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and a request to end for a moment: half a set of documents is no set."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write_file(target: Path, content: bytes) -> None:
    """Write one file so that it appears whole."""
    with staging(target.parent) as place:
        publish(place, {target: content})


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed runs left: folders whose lock nobody holds."""
    for place in folder.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(place / _LOCK, os.O_RDWR)
        except OSError:
            continue  # not ours, or just being made
        if time.time() - os.fstat(lock).st_mtime < _ABANDONED_SECONDS:
            os.close(lock)
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            shutil.rmtree(place, ignore_errors=True)
        finally:
            os.close(lock)
