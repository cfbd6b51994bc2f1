"""A zip written from its beginning to its end: every piece can be handed on as it comes.

Stored, not squeezed: what goes into it is squeezed already. Past 4 GiB or 65,535 members the
format's wide fields come by themselves. What grows with the members is the list at the end alone.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from unicodedata import normalize

from app import clock


class Zipping:
    """A zip that is being written."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_STORED)

    def add(self, path: str, content: bytes, at: datetime) -> bytes:
        """One member whole; what is to be handed on for it."""
        with self._zip.open(_entry(path, len(content), at), "w") as out:
            out.write(content)
        return self._sink.taken()

    def copied(
        self, path: str, content: BinaryIO, size: int, at: datetime, piece: int
    ) -> Iterator[bytes]:
        """One member of that size in pieces."""
        with self._zip.open(_entry(path, size, at), "w") as out:
            while read := content.read(piece):
                out.write(read)
                yield self._sink.taken()
        yield self._sink.taken()

    def end(self) -> bytes:
        """The list of the members; nothing comes after it."""
        self._zip.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """What was written and has not been handed on yet; nobody can go back in it."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._held += view
        return view.nbytes

    def taken(self) -> bytes:
        found = bytes(self._held)
        self._held.clear()
        return found


def _entry(path: str, size: int, at: datetime) -> zipfile.ZipInfo:
    local = at.astimezone(clock.VIETNAM)
    entry = zipfile.ZipInfo(path, (max(local.year, 1980), *local.timetuple()[1:6]))
    entry.file_size = size
    entry.external_attr = 0o644 << 16
    # Two letters that are one on paper sort and compare as one everywhere.
    entry.filename = normalize("NFC", path)
    return entry
