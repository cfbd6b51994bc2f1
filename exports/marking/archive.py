"""A zip whose members are copied as they are packed; a few are replaced, new ones come behind.

The directory is read by bounded code of our own: `zipfile` can copy no member unread.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from exports.marking.errors import damaged, too_large

MAX_PART = 512 * 1024 * 1024
"""A sheet of 26,000 rows and 80 columns has 80 MB."""
MAX_MEMBERS = 5_000
_END = struct.Struct("<4sHHHHIIH")
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_HEAD = struct.Struct("<4sHHHHHIIIHH")
_LONGEST_COMMENT = 65_535
_UTF8, _ENCRYPTED = 0x800, 0x1
_DEFLATED, _STORED = 8, 0
_VERSION = 20
_PIECE = 256 * 1024


class Entry(NamedTuple):
    """A line of the directory: its own bytes, and what of them is needed."""

    name: str
    raw: bytes
    raw_name: bytes
    flags: int
    method: int
    time: int
    crc: int
    packed: int
    unpacked: int
    at: int
    until: int
    """Where the next member, or the directory, begins."""
    number: int
    """Its line in the directory, which may have an order of its own."""


class Archive:
    """The members of a package by name. Raises MarkingRefused on opening or reading."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self.entries = _directory(content)
        self._names = {one.name.lower(): one for one in self.entries}
        if len(self._names) != len(self.entries):
            raise damaged()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def entry(self, name: str) -> Entry:
        """The member of the name; parts of a package have no case."""
        found = self._names.get(name.lower())
        if found is None:
            raise damaged()
        return found

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """The unpacked bytes of a member of at most `limit` bytes."""
        entry = self.entry(name)
        if entry.unpacked > limit:
            raise too_large()
        packed = self._packed(entry)
        if entry.method == _STORED:
            plain = packed
        else:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                plain = unpacker.decompress(packed, entry.unpacked + 1)
            except zlib.error as error:
                raise damaged() from error
        if len(plain) != entry.unpacked or zlib.crc32(plain) != entry.crc:
            raise damaged()
        return plain

    def _packed(self, entry: Entry) -> bytes:
        self._content.seek(entry.at)
        head = self._content.read(_HEAD.size)
        if len(head) < _HEAD.size or head[:4] != b"PK\x03\x04":
            raise damaged()
        *_, names, extra = _HEAD.unpack(head)
        self._content.seek(entry.at + _HEAD.size + names + extra)
        return self._content.read(entry.packed)

    def copy(
        self,
        out: BinaryIO,
        replaced: Mapping[str, Iterable[bytes]],
        added: Mapping[str, Iterable[bytes]],
    ) -> None:
        """Write the package: `replaced` in their places, `added` behind, all else as it is.

        The names of `replaced` are those of entries, to the letter.
        """
        lines: dict[int, bytes] = {}
        at = 0
        for entry in self.entries:
            if entry.name in replaced:
                packed = _pack(replaced[entry.name])
                line, head = _described(entry.raw_name, entry.flags, entry.time, packed, at)
                line = line[:36] + entry.raw[36:42] + line[42:]  # the attributes stay
                out.write(head + packed.content)
                at += len(head) + len(packed.content)
            else:
                line = entry.raw[:42] + struct.pack("<I", at) + entry.raw[46:]
                at += self._copy_raw(entry, out)
            lines[entry.number] = line
        for name, pieces in added.items():
            packed = _pack(pieces)
            line, head = _described(name.encode(), _UTF8, self.entries[0].time, packed, at)
            out.write(head + packed.content)
            at += len(head) + len(packed.content)
            lines[len(lines)] = line
        directory = b"".join(lines[number] for number in sorted(lines))
        out.write(directory)
        out.write(_END.pack(b"PK\x05\x06", 0, 0, len(lines), len(lines), len(directory), at, 0))

    def _copy_raw(self, entry: Entry, out: BinaryIO) -> int:
        self._content.seek(entry.at)
        left = entry.until - entry.at
        while left:
            piece = self._content.read(min(left, _PIECE))
            if not piece:
                raise damaged()
            out.write(piece)
            left -= len(piece)
        return entry.until - entry.at


class _Packed(NamedTuple):
    content: bytes
    crc: int
    unpacked: int


def _pack(pieces: Iterable[bytes]) -> _Packed:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = length = 0
    packed = []
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
        length += len(piece)
        packed.append(packer.compress(piece))
    packed.append(packer.flush())
    return _Packed(b"".join(packed), crc, length)


def _described(
    raw_name: bytes, flags: int, time: int, packed: _Packed, at: int
) -> tuple[bytes, bytes]:
    """The directory's line and the head of a packed member."""
    said = (packed.crc, len(packed.content), packed.unpacked, len(raw_name), 0)
    flags &= _UTF8
    day, clock = time >> 16, time & 0xFFFF
    head = _HEAD.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, clock, day, *said)
    line = _ENTRY.pack(
        *(b"PK\x01\x02", _VERSION, _VERSION, flags, _DEFLATED, clock, day),
        *(*said, 0, 0, 0, 0, at),
    )
    return line + raw_name, head + raw_name


def _directory(content: BinaryIO) -> list[Entry]:
    size = content.seek(0, 2)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    content.seek(start)
    tail = content.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise damaged()
    _, disk, first, here, count, length, offset, _ = _END.unpack_from(tail, found)
    if disk or first or here != count or offset + length != start + found:
        raise damaged()
    if count > MAX_MEMBERS:
        raise too_large()
    content.seek(offset)
    entries = sorted(_entries(content.read(length), count), key=lambda one: one.at)
    places = [*(one.at for one in entries), offset]
    if not entries or places[0] != 0:
        raise damaged()
    placed = [one._replace(until=until) for one, until in zip(entries, places[1:], strict=True)]
    if any(one.until - one.at < one.packed for one in placed):
        raise damaged()
    return placed


def _entries(directory: bytes, count: int) -> Iterator[Entry]:
    at = 0
    for number in range(count):
        if len(directory) - at < _ENTRY.size or directory[at : at + 4] != b"PK\x01\x02":
            raise damaged()
        values = _ENTRY.unpack_from(directory, at)
        _, _, _, flags, method, clock, day, crc, packed, unpacked, *lengths, _, _, _, place = values
        until = at + _ENTRY.size + sum(lengths)
        raw_name = directory[at + _ENTRY.size : at + _ENTRY.size + lengths[0]]
        if flags & _ENCRYPTED or method not in {_STORED, _DEFLATED}:
            raise damaged()
        yield Entry(
            raw_name.decode("utf-8", "surrogateescape"),
            directory[at:until],
            raw_name,
            *(flags, method, day << 16 | clock, crc, packed, unpacked, place, 0, number),
        )
        at = until
