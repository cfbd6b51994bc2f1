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

A content that comes over a bad line comes as numbered parts of an upload, each durable by itself
before it is acknowledged, whichever process takes it in; `whole` reads them as one.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol, Self

from evidence.errors import AddressRefused

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_PARTS = 100_000
PIECE = 256 * 1024
"""Bytes that are read at a time."""


class Stored(NamedTuple):
    """An object that is safe: its hash, and its size in bytes."""

    sha256: str
    size: int


class Entry(NamedTuple):
    """An object as the back end lists it; `at` is when it was written last, in UTC."""

    sha256: str
    size: int
    at: datetime


class Part(NamedTuple):
    """A part of an unfinished upload: its number, its size in bytes, when it was written."""

    number: int
    size: int
    at: datetime


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

    def objects(self, tenant: str) -> Iterable[Entry]:
        """All objects of a tenant, in no order. Raises AddressRefused, StoreUnavailable."""

    def tenants(self) -> Iterable[str]:
        """Who has anything here. Raises StoreUnavailable."""

    def remove(self, tenant: str, sha256: str) -> bool:
        """Delete the object, for pruning and erasure alone; whether it was there.

        Raises AddressRefused, StoreUnavailable.
        """

    def arriving_part(self, tenant: str, upload: str, number: int, limit: int) -> Arrival:
        """A place for a part, over what may stand there. Raises AddressRefused, StoreFull."""

    def parts(self, tenant: str, upload: str) -> list[Part]:
        """The parts of an upload by number. Raises AddressRefused, StoreUnavailable."""

    def open_part(self, tenant: str, upload: str, number: int) -> BinaryIO:
        """One part as a file. Raises AddressRefused, ObjectMissing, StoreUnavailable."""

    def drop_parts(self, tenant: str, upload: str) -> None:
        """Delete all parts of an upload. Raises AddressRefused, StoreUnavailable."""

    def uploads(self, tenant: str) -> Iterable[str]:
        """The uploads that have parts here. Raises AddressRefused, StoreUnavailable."""

    def sweep(self) -> int:
        """Delete what processes that have ended left half written; how many files that were."""


def receive(store: Store, tenant: str, chunks: Iterable[bytes], limit: int) -> Stored:
    """Store a content that comes in pieces. Raises what the store raises; then nothing is kept."""
    with store.arriving(tenant, limit) as arrival:
        for chunk in chunks:
            arrival.write(chunk)
        return arrival.keep()


def pieces(content: BinaryIO) -> Iterator[bytes]:
    """A file from where it stands to its end, closed afterwards."""
    with content:
        while piece := content.read(PIECE):
            yield piece


def whole(store: Store, tenant: str, upload: str, numbers: Iterable[int]) -> Iterator[bytes]:
    """These parts of an upload as one content. Raises ObjectMissing, StoreUnavailable."""
    for number in numbers:
        yield from pieces(store.open_part(tenant, upload, number))


def checked_tenant(tenant: str) -> str:
    """The tenant's id, which may become a folder's name. Raises AddressRefused."""
    if not _NAME.fullmatch(tenant):
        raise AddressRefused("a tenant is named by letters, digits, - and _")
    return tenant


def checked_hash(sha256: str) -> str:
    """The hash, which may become a file's name. Raises AddressRefused."""
    if not _SHA256.fullmatch(sha256):
        raise AddressRefused("an object is named by 64 hexadecimal digits in lower case")
    return sha256


def checked_upload(upload: str) -> str:
    """The upload's id, which may become a folder's name. Raises AddressRefused."""
    if not _NAME.fullmatch(upload):
        raise AddressRefused("an upload is named by letters, digits, - and _")
    return upload


def part_name(number: int) -> str:
    """The name of a part, in the order of the numbers. Raises AddressRefused."""
    if not 0 <= number < MAX_PARTS:
        raise AddressRefused(f"parts are numbered from 0 to {MAX_PARTS - 1}")
    return f"{number:05d}"
