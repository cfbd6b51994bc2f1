"""The vault in a folder: `<root>/<tenant>/<first two digits>/<SHA-256>`.

Parts of unfinished uploads lie in `<root>/<tenant>/uploads/<upload>/<number>`.

What arrives is written beside the objects, in `<root>/<tenant>/arriving/`, under a lock that ends
with the process, so that `sweep` can tell an abandoned file from one that is still growing. Keeping
a content always writes, syncs and renames, also when the object is there already: it takes as long
either way, and a damaged object is healed by the next upload of its bytes.
"""

import errno
import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from evidence.errors import ObjectMissing, ObjectTooLarge, StoreFull, StoreUnavailable
from evidence.store import (
    Entry,
    Part,
    Stored,
    checked_hash,
    checked_tenant,
    checked_upload,
    part_name,
)

_ARRIVING, _UPLOADS = "arriving", "uploads"
QUIET_SECONDS = 60.0
"""A file is locked right after it was made: one this old without a lock has lost its process."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class LocalStore:
    """A store in one folder, which several processes of one machine may share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def arriving(self, tenant: str, limit: int) -> "LocalArrival":
        """A place for a content of at most `limit` bytes. Raises AddressRefused, StoreFull."""
        home = self._root / checked_tenant(tenant)
        return LocalArrival(self._root, home, limit, lambda digest: _place(home, digest))

    def open(self, tenant: str, sha256: str) -> BinaryIO:
        """The object as a file. Raises AddressRefused, ObjectMissing."""
        return _opened(self._path(tenant, sha256))

    def exists(self, tenant: str, sha256: str) -> bool:
        """Whether the object is there. Raises AddressRefused."""
        return self._path(tenant, sha256).is_file()

    def size(self, tenant: str, sha256: str) -> int:
        """Its size in bytes. Raises AddressRefused, ObjectMissing."""
        try:
            return self._path(tenant, sha256).stat().st_size
        except FileNotFoundError as error:
            raise ObjectMissing(sha256) from error

    def objects(self, tenant: str) -> Iterator[Entry]:
        """All objects of a tenant. Raises AddressRefused."""
        home = self._root / checked_tenant(tenant)
        for path in home.glob("??/*"):
            if path.is_file() and path.name.startswith(path.parent.name):
                found = path.stat()
                yield Entry(path.name, found.st_size, _moment(found.st_mtime))

    def tenants(self) -> list[str]:
        """Who has anything here."""
        return sorted(path.name for path in self._root.glob("*") if path.is_dir())

    def remove(self, tenant: str, sha256: str) -> bool:
        """Delete the object; whether it was there. Raises AddressRefused, StoreUnavailable."""
        path = self._path(tenant, sha256)
        with _failing():
            try:
                path.unlink()
            except FileNotFoundError:
                return False
            _sync(path.parent)
        return True

    def arriving_part(self, tenant: str, upload: str, number: int, limit: int) -> "LocalArrival":
        """A place for a part of an upload. Raises AddressRefused, StoreFull."""
        target = self._upload(tenant, upload) / part_name(number)
        return LocalArrival(self._root, self._root / tenant, limit, lambda _digest: target)

    def parts(self, tenant: str, upload: str) -> list[Part]:
        """The parts of an upload by number. Raises AddressRefused."""
        found = []
        for path in sorted(self._upload(tenant, upload).glob("*")):
            stat = path.stat()
            found.append(Part(int(path.name), stat.st_size, _moment(stat.st_mtime)))
        return found

    def open_part(self, tenant: str, upload: str, number: int) -> BinaryIO:
        """One part as a file. Raises AddressRefused, ObjectMissing, StoreUnavailable."""
        return _opened(self._upload(tenant, upload) / part_name(number))

    def drop_parts(self, tenant: str, upload: str) -> None:
        """Delete all parts of an upload. Raises AddressRefused, StoreUnavailable."""
        home = self._upload(tenant, upload)
        with _failing():
            for path in home.glob("*"):
                path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                home.rmdir()

    def uploads(self, tenant: str) -> list[str]:
        """The uploads that have parts here. Raises AddressRefused."""
        home = self._root / checked_tenant(tenant) / _UPLOADS
        return sorted(path.name for path in home.glob("*"))

    def sweep(self, quiet_seconds: float = QUIET_SECONDS) -> int:
        """Delete what processes that have ended left half written; how many files that were."""
        before = time.time() - quiet_seconds
        return sum(_abandoned(path, before) for path in self._root.glob(f"*/{_ARRIVING}/*"))

    def _path(self, tenant: str, sha256: str) -> Path:
        return _place(self._root / checked_tenant(tenant), checked_hash(sha256))

    def _upload(self, tenant: str, upload: str) -> Path:
        return self._root / checked_tenant(tenant) / _UPLOADS / checked_upload(upload)


class LocalArrival:
    """A content on its way into a folder; `place` says where, by its hash."""

    def __init__(self, root: Path, home: Path, limit: int, place: Callable[[str], Path]) -> None:
        self._root = root
        self._place = place
        self._limit = limit
        self._hash = hashlib.sha256()
        self._size = 0
        self._path = home / _ARRIVING / secrets.token_hex(16)
        with _failing():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = open(self._path, "xb", buffering=0, opener=_private)  # noqa: SIM115
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Take more bytes in. Raises ObjectTooLarge, StoreFull, StoreUnavailable."""
        if self._size + len(chunk) > self._limit:
            raise ObjectTooLarge(self._limit)
        self._hash.update(chunk)
        self._size += len(chunk)
        left = memoryview(chunk)
        with _failing():
            while left:
                left = left[self._file.write(left) :]

    def content(self) -> BinaryIO:
        """What has arrived, to look at."""
        with _failing():
            return self._path.open("rb")

    def keep(self) -> Stored:
        """Make it durable and an object. Raises StoreFull, StoreUnavailable."""
        digest = self._hash.hexdigest()
        target = self._place(digest)
        with _failing():
            os.fsync(self._file.fileno())
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.replace(target)
            # A name is durable once its folder is, and another process may have made that folder
            # a moment ago: all of them, and only then is anything acknowledged.
            for folder in target.parents:
                _sync(folder)
                if folder == self._root.parent:
                    break
        return Stored(digest, self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Gone by its own name only: what was kept has another one by now.
        with suppress(FileNotFoundError):
            self._path.unlink()
        self._file.close()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ObjectMissing(path.name) from error
    except OSError as error:
        raise StoreUnavailable(str(error)) from error


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _place(home: Path, digest: str) -> Path:
    return home / digest[:2] / digest


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _abandoned(path: Path, before: float) -> bool:
    """Delete the file if nobody has written to it of late, and nobody holds it."""
    try:
        with path.open("rb") as file:
            if path.stat().st_mtime > before:
                return False
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except OSError:
        return False
    return True


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreFull(str(error)) from error
        raise StoreUnavailable(str(error)) from error
