"""What every store of the vault can do, whatever lies behind it.

An object is the bytes of one content, named by its tenant and its SHA-256. It is written once,
durable before it is acknowledged, and never modified; the same bytes of one tenant are one object,
and no answer tells whether they were there before.

    with store.arriving(tenant, limit) as arrival:
        for chunk in chunks:
            arrival.write(chunk)
        look_at(arrival.content())
        stored = arrival.keep()

What was not kept when the block ends leaves nothing behind.
"""

import re
from collections.abc import Iterable
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol, Self

from evidence.errors import AddressRefused

_TENANT = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Stored(NamedTuple):
    """An object that is safe: its hash, and its size in bytes."""

    sha256: str
    size: int


class Arrival(Protocol):
    """A content on its way in. One thread at a time."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    def write(self, chunk: bytes) -> None:
        """Take more bytes in. Raises ObjectTooLarge, StoreFull, StoreUnavailable."""

    def content(self) -> BinaryIO:
        """What has arrived, to look at: a file at its beginning, for the caller to close."""

    def keep(self) -> Stored:
        """Make it durable and an object. Raises StoreFull, StoreUnavailable."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Store(Protocol):
    """A back end of the vault."""

    def arriving(self, tenant: str, limit: int) -> Arrival:
        """A place for a content of at most `limit` bytes. Raises AddressRefused, StoreFull."""

    def open(self, tenant: str, sha256: str) -> BinaryIO:
        """The object as a file that can be sought in. Raises AddressRefused, ObjectMissing."""

    def exists(self, tenant: str, sha256: str) -> bool:
        """Whether the object is there. Raises AddressRefused."""

    def size(self, tenant: str, sha256: str) -> int:
        """Its size in bytes. Raises AddressRefused, ObjectMissing."""

    def objects(self, tenant: str) -> Iterable[str]:
        """The hashes of all objects of a tenant, in no order. Raises AddressRefused."""


def receive(store: Store, tenant: str, chunks: Iterable[bytes], limit: int) -> Stored:
    """Store a content that comes in pieces. Raises what the store raises; then nothing is kept."""
    with store.arriving(tenant, limit) as arrival:
        for chunk in chunks:
            arrival.write(chunk)
        return arrival.keep()


def checked_tenant(tenant: str) -> str:
    """The tenant's id, which may become a folder's name. Raises AddressRefused."""
    if not _TENANT.fullmatch(tenant):
        raise AddressRefused("a tenant is named by letters, digits, - and _")
    return tenant


def checked_hash(sha256: str) -> str:
    """The hash, which may become a file's name. Raises AddressRefused."""
    if not _SHA256.fullmatch(sha256):
        raise AddressRefused("an object is named by 64 hexadecimal digits in lower case")
    return sha256
