"""The vault in object storage that speaks S3: `<tenant>/<first two digits>/<SHA-256>`.

Parts of unfinished uploads are objects too: `<tenant>/uploads/<upload>/<number>`. An object's name
is its hash, so nothing can be sent before all of it has arrived: it waits in a nameless file on the
worker's own disk, which is gone with its process. The storage acknowledges a write once it is
durable; the client sends the SHA-256 of every piece along, which the storage checks.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, NamedTuple, Self, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from evidence.errors import ObjectMissing, ObjectTooLarge, StoreFull, StoreUnavailable
from evidence.store import (
    PIECE,
    Entry,
    Part,
    Stored,
    checked_hash,
    checked_tenant,
    checked_upload,
    part_name,
)

_UPLOADS = "uploads"
_SENT_AT_ONCE = 8 * 1024 * 1024
"""Bytes of a piece on its way; two go side by side, so a worker holds 16 MB for an upload."""
_READ_AT_ONCE = 4 * 1024 * 1024
"""Bytes asked for at most: what comes within the time of one request also on a slow network."""


class Bucket(NamedTuple):
    """Where the objects are, and how long the storage may take to answer."""

    name: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str
    virtual_hosted: bool = False
    seconds: float = 30
    patience: float = 60
    """Seconds that one call may take with all its retries."""


class RemoteStore:
    """A store in a bucket, which any number of machines may share."""

    def __init__(self, bucket: Bucket, spool: Path) -> None:
        self._spool = spool
        self._store = S3Store(
            bucket.name,
            endpoint=bucket.endpoint,
            region=bucket.region,
            access_key_id=bucket.access_key,
            secret_access_key=bucket.secret_key,
            virtual_hosted_style_request=bucket.virtual_hosted,
            checksum_algorithm="SHA256",
            client_options={
                "allow_http": bucket.endpoint.startswith("http://"),
                "timeout": timedelta(seconds=bucket.seconds),
                "connect_timeout": timedelta(seconds=min(bucket.seconds, 5)),
            },
            retry_config={
                "max_retries": 3,
                "retry_timeout": timedelta(seconds=bucket.patience),
            },
        )

    def arriving(self, tenant: str, limit: int) -> "RemoteArrival":
        """A place for a content of at most `limit` bytes. Raises AddressRefused, StoreFull."""
        home = checked_tenant(tenant)
        return self._arrival(limit, lambda digest: _place(home, digest))

    def open(self, tenant: str, sha256: str) -> BinaryIO:
        """The object as a file. Raises AddressRefused, ObjectMissing, StoreUnavailable."""
        return self._opened(_object(tenant, sha256))

    def exists(self, tenant: str, sha256: str) -> bool:
        """Whether the object is there. Raises AddressRefused, StoreUnavailable."""
        try:
            self.size(tenant, sha256)
        except ObjectMissing:
            return False
        return True

    def size(self, tenant: str, sha256: str) -> int:
        """Its size in bytes. Raises AddressRefused, ObjectMissing, StoreUnavailable."""
        with _failing(sha256):
            return int(obstore.head(self._store, _object(tenant, sha256))["size"])

    def objects(self, tenant: str) -> Iterator[Entry]:
        """All objects of a tenant. Raises AddressRefused, StoreUnavailable."""
        for one in self._listed(f"{checked_tenant(tenant)}/"):
            folder, _, name = one["path"].partition("/")[2].partition("/")
            if len(folder) == 2 and name.startswith(folder):  # noqa: PLR2004 - digits
                yield Entry(name, one["size"], one["last_modified"].astimezone(UTC))

    def tenants(self) -> list[str]:
        """Who has anything here. Raises StoreUnavailable."""
        return sorted(self._folders(None))

    def remove(self, tenant: str, sha256: str) -> bool:
        """Delete the object; whether it was there. Raises AddressRefused, StoreUnavailable."""
        there = self.exists(tenant, sha256)
        with _failing(sha256):
            obstore.delete(self._store, _object(tenant, sha256))
        return there

    def arriving_part(self, tenant: str, upload: str, number: int, limit: int) -> "RemoteArrival":
        """A place for a part of an upload. Raises AddressRefused, StoreFull."""
        target = _upload(tenant, upload) + part_name(number)
        return self._arrival(limit, lambda _digest: target)

    def parts(self, tenant: str, upload: str) -> list[Part]:
        """The parts of an upload by number. Raises AddressRefused, StoreUnavailable."""
        found = [
            Part(
                int(one["path"].rpartition("/")[2]),
                one["size"],
                one["last_modified"].astimezone(UTC),
            )
            for one in self._listed(_upload(tenant, upload))
        ]
        return sorted(found)

    def open_part(self, tenant: str, upload: str, number: int) -> BinaryIO:
        """One part as a file. Raises AddressRefused, ObjectMissing, StoreUnavailable."""
        return self._opened(_upload(tenant, upload) + part_name(number))

    def drop_parts(self, tenant: str, upload: str) -> None:
        """Delete all parts of an upload. Raises AddressRefused, StoreUnavailable."""
        paths = [one["path"] for one in self._listed(_upload(tenant, upload))]
        if paths:
            with _failing(upload):
                obstore.delete(self._store, paths)

    def uploads(self, tenant: str) -> list[str]:
        """The uploads that have parts here. Raises AddressRefused, StoreUnavailable."""
        return sorted(self._folders(f"{checked_tenant(tenant)}/{_UPLOADS}/"))

    def sweep(self) -> int:
        """Nothing: what arrives has no name yet, and is gone with its process."""
        return 0

    def _arrival(self, limit: int, place: Callable[[str], str]) -> "RemoteArrival":
        with _failing(""):
            self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            return RemoteArrival(self._store, self._spool, limit, place)

    def _opened(self, path: str) -> BinaryIO:
        return io.BufferedReader(_Reading(self._store, path), PIECE)

    def _listed(self, prefix: str) -> Iterator[Any]:
        with _failing(prefix):
            for page in obstore.list(self._store, prefix=prefix):
                yield from page

    def _folders(self, prefix: str | None) -> Iterator[str]:
        with _failing(prefix or ""):
            found = obstore.list_with_delimiter(self._store, prefix=prefix)
        for path in found["common_prefixes"]:
            yield path.rstrip("/").rpartition("/")[2]


class RemoteArrival:
    """A content on its way into a bucket; `place` says where, by its hash."""

    def __init__(
        self, store: S3Store, spool: Path, limit: int, place: Callable[[str], str]
    ) -> None:
        self._store = store
        self._limit = limit
        self._place = place
        self._hash = hashlib.sha256()
        self._size = 0
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=spool, buffering=0)  # noqa: SIM115

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Take more bytes in. Raises ObjectTooLarge, StoreFull."""
        if self._size + len(chunk) > self._limit:
            raise ObjectTooLarge(self._limit)
        self._hash.update(chunk)
        self._size += len(chunk)
        left = memoryview(chunk)
        with _failing(""):
            while left:
                left = left[self._file.write(left) :]

    def content(self) -> BinaryIO:
        """What has arrived, to look at."""
        with _failing(""):
            # By the descriptor's own name, so that it has a place of its own in the file.
            return open(f"/proc/self/fd/{self._file.fileno()}", "rb")  # noqa: PTH123

    def keep(self) -> Stored:
        """Make it durable and an object. Raises StoreFull, StoreUnavailable."""
        digest = self._hash.hexdigest()
        self._file.seek(0)
        with _failing(digest):
            obstore.put(
                self._store,
                self._place(digest),
                cast("BinaryIO", self._file),
                chunk_size=_SENT_AT_ONCE,
                max_concurrency=2,
            )
        return Stored(digest, self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


class _Reading(io.RawIOBase):
    """An object in a bucket as Python reads files, by requests for parts of it.

    Each is answered before it is read from: however slowly a person takes a large file home, no
    request is open for longer than the storage needs. What is read in a row comes in larger parts.
    """

    def __init__(self, store: S3Store, path: str) -> None:
        self._store = store
        self._path = path
        with _failing(path):
            self._size = int(obstore.head(store, path)["size"])
        self._position = 0
        self._here = memoryview(b"")
        self._ahead = PIECE

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        if not self._here and self._position < self._size:
            self._here = self._asked()
        found = self._here[: len(buffer)]
        buffer[: len(found)] = found
        self._here = self._here[len(found) :]
        self._position += len(found)
        return len(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if origin + offset != self._position:
            self._position = max(0, origin + offset)
            self._here, self._ahead = memoryview(b""), PIECE
        return self._position

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        self._here = memoryview(b"")
        super().close()

    def _asked(self) -> memoryview:
        wanted = min(self._ahead, self._size - self._position)
        with _failing(self._path):
            found = obstore.get_range(self._store, self._path, start=self._position, length=wanted)
        if len(found) != wanted:
            raise StoreUnavailable("an object ended too early")
        self._ahead = min(2 * self._ahead, _READ_AT_ONCE)
        return memoryview(found)


def _object(tenant: str, sha256: str) -> str:
    return _place(checked_tenant(tenant), checked_hash(sha256))


def _place(tenant: str, digest: str) -> str:
    return f"{tenant}/{digest[:2]}/{digest}"


def _upload(tenant: str, upload: str) -> str:
    return f"{checked_tenant(tenant)}/{_UPLOADS}/{checked_upload(upload)}/"


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """What the client raises, in the vault's words; addresses and keys stay out of them."""
    try:
        yield
    except FileNotFoundError as error:
        raise ObjectMissing(what) from error
    except BaseError as error:
        raise StoreUnavailable(type(error).__name__) from error
    except OSError as error:
        raise StoreFull(str(error)) from error
