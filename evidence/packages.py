"""Zip packages read by bounded code of our own: every byte is accounted for before any is unpacked.

A package is its members one behind the other, the directory, and the end; nothing before, between
or behind. The directory and the heads of the members must say the same. What readers of zips
disagree about (two members of one name, members in each other's bytes, names outside the folder,
sizes that are not true) is refused, so that everybody who opens the file later sees what was
inspected.
"""

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from evidence.errors import Refusal
from evidence.names import folded, safe_path
from evidence.refusals import refused

MAX_MEMBERS = 5_000
"""A workbook with a thousand pasted pictures has about 2,100."""
MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
"""What all members unpack to. A list of 300,000 rows has 200 MB."""
MAX_RATIO = 200
"""Sheets of empty styled cells reach about 100; a bomb 1,000."""
_RATIO_COUNTS_FROM = 16 * 1024 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENTRY = struct.Struct("<4s4xHHxxxxIIIHHHHHII")
_HEAD = struct.Struct("<4s2xHHxxxxIIIHH")
_DESCRIPTOR_SIZES = frozenset({12, 16, 20, 24})
"""With and without its mark, with sizes of four and of eight bytes."""
_ENCRYPTED = 0x2041
"""Encrypted, strongly encrypted, or with its directory encrypted."""
_DESCRIBED = 0x8
_UTF8 = 0x800
_STORED, _DEFLATED, _AES = 0, 8, 99
_IN_ZIP64 = 0xFFFFFFFF
_UNICODE_PATH = 0x7075
_PIECE = 256 * 1024


class Member(NamedTuple):
    """One member: its path, where its packed bytes are, and what they unpack to."""

    path: str
    start: int
    packed: int
    unpacked: int
    crc: int
    deflated: bool

    @property
    def folder(self) -> bool:
        """Whether it is a folder, which has no content."""
        return self.path.endswith("/")


class _Listed(NamedTuple):
    """An entry of the directory, not yet held against the head of its member."""

    member: Member
    raw_name: bytes
    flags: int
    method: int
    head_at: int
    mode: int
    other_name: str


def members(content: BinaryIO) -> tuple[Member, ...]:
    """All members, in the order of their bytes. Raises FileRefused."""
    directory, count, directory_at = _directory(content)
    listed = sorted(_entries(directory, count), key=lambda one: one.head_at)
    for one in listed:
        _judge(one)
    names = {folded(one.member.path) for one in listed}
    if len(names) != len(listed):
        raise refused(Refusal.UNSAFE_ENTRY)
    _bounded([one.member for one in listed])
    return tuple(_placed(content, listed, directory_at))


def unpack(content: BinaryIO, member: Member) -> Iterator[bytes]:
    """The member's bytes in pieces; size and checksum must be what was declared."""
    content.seek(member.start)
    left, made, crc = member.packed, 0, 0
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if member.deflated else None
    try:
        while True:
            packed = unpacker.unconsumed_tail if unpacker else b""
            if not packed and left:
                packed = content.read(min(_PIECE, left))
                left -= len(packed) or left  # a file that ends too early is told by its checksum
            piece = unpacker.decompress(packed, _PIECE) if unpacker else packed
            if not packed and not piece:
                break
            made += len(piece)
            if made > member.unpacked:
                raise refused(Refusal.UNPACKS_TOO_LARGE)
            crc = zlib.crc32(piece, crc)
            yield piece
    except zlib.error as error:
        raise refused(Refusal.DAMAGED) from error
    if unpacker and unpacker.unused_data:
        raise refused(Refusal.MIXED)
    if (unpacker and not unpacker.eof) or made != member.unpacked or crc != member.crc:
        raise refused(Refusal.DAMAGED)


def read(content: BinaryIO, member: Member, limit: int) -> bytes:
    """All of a member of at most `limit` bytes. Raises FileRefused."""
    if member.unpacked > limit:
        raise refused(Refusal.UNPACKS_TOO_LARGE)
    return b"".join(unpack(content, member))


def _directory(content: BinaryIO) -> tuple[bytes, int, int]:
    """The directory's bytes, how many entries it has, and where it is."""
    size = content.seek(0, 2)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    content.seek(start)
    tail = content.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise refused(Refusal.DAMAGED)
    disk, first, here, entries, length, offset, comment = struct.unpack_from("<4xHHHHIIH", tail, at)
    if entries > MAX_MEMBERS or length > MAX_DIRECTORY_BYTES:
        raise refused(Refusal.UNPACKS_TOO_LARGE)
    if disk or first or here != entries:
        raise refused(Refusal.DAMAGED)
    # Something before the zip, or behind it: another file in the same bytes.
    if offset + length != start + at or at + _END_SIZE != len(tail) or comment:
        raise refused(Refusal.MIXED)
    content.seek(offset)
    return content.read(length), entries, offset


def _entries(directory: bytes, count: int) -> Iterator[_Listed]:
    at = 0
    for _ in range(count):
        if len(directory) - at < _ENTRY.size or directory[at : at + 4] != b"PK\x01\x02":
            raise refused(Refusal.DAMAGED)
        values = _ENTRY.unpack_from(directory, at)
        _, flags, method, crc, packed, unpacked, *lengths, _disk, _inner, outer, head_at = values
        at += _ENTRY.size
        raw_name = directory[at : at + lengths[0]]
        extra = directory[at + lengths[0] : at + lengths[0] + lengths[1]]
        at += sum(lengths)
        path = _decoded(raw_name, flags)
        member = Member(path, 0, packed, unpacked, crc, method == _DEFLATED)
        yield _Listed(
            member, raw_name, flags, method, head_at, outer >> 16, _unicode_path(extra) or path
        )
    if at != len(directory):
        raise refused(Refusal.MIXED)


def _decoded(raw: bytes, flags: int) -> str:
    """The name; macOS writes UTF-8 without saying so."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if flags & _UTF8:
            raise refused(Refusal.UNSAFE_ENTRY) from error
        return raw.decode("cp437")


def _unicode_path(extra: bytes) -> str:
    """The name that some writers put beside one which is not in UTF-8."""
    at = 0
    while len(extra) - at >= 4:  # noqa: PLR2004 - a field's number and length
        number, length = struct.unpack_from("<HH", extra, at)
        if number == _UNICODE_PATH:
            return extra[at + 9 : at + 4 + length].decode("utf-8", "replace")
        at += 4 + length
    return ""


def _judge(one: _Listed) -> None:
    if one.flags & _ENCRYPTED or one.method == _AES:
        raise refused(Refusal.PASSWORD)
    member = one.member
    if one.method not in {_STORED, _DEFLATED} or _IN_ZIP64 in {
        member.packed,
        member.unpacked,
        one.head_at,
    }:
        raise refused(Refusal.DAMAGED, "Gói nén theo cách không đọc được ở đây.")
    if not safe_path(member.path) or not safe_path(one.other_name):
        raise refused(Refusal.UNSAFE_ENTRY)
    kind = stat.S_IFMT(one.mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or (member.folder and member.unpacked):
        raise refused(Refusal.UNSAFE_ENTRY)
    if one.method == _STORED and member.packed != member.unpacked:
        raise refused(Refusal.DAMAGED)


def _bounded(found: Sequence[Member]) -> None:
    unpacked = sum(one.unpacked for one in found)
    packed = sum(one.packed for one in found)
    bomb = unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)
    single = any(
        one.unpacked > _RATIO_COUNTS_FROM and one.unpacked > MAX_RATIO * max(one.packed, 1)
        for one in found
    )
    if unpacked > MAX_UNPACKED_BYTES or bomb or single:
        raise refused(Refusal.UNPACKS_TOO_LARGE)


def _placed(content: BinaryIO, listed: Sequence[_Listed], directory_at: int) -> Iterator[Member]:
    """The members with their places: each begins where the one before it ends."""
    places = [*(one.head_at for one in listed), directory_at]
    if places[0] != 0:
        raise refused(Refusal.MIXED)
    for one, following in zip(listed, places[1:], strict=True):
        start = one.head_at + _length_of_head(content, one)
        behind = following - start - one.member.packed
        described = bool(one.flags & _DESCRIBED)
        if behind < 0:
            raise refused(Refusal.UNPACKS_TOO_LARGE)  # members in each other's bytes
        if behind and not (described and behind in _DESCRIPTOR_SIZES):
            raise refused(Refusal.MIXED)
        yield one.member._replace(start=start)


def _length_of_head(content: BinaryIO, one: _Listed) -> int:
    content.seek(one.head_at)
    head = content.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise refused(Refusal.DAMAGED)
    mark, flags, method, crc, packed, unpacked, name_length, extra = _HEAD.unpack(head)
    name = content.read(name_length)
    said = (crc, packed, unpacked)
    listed = (one.member.crc, one.member.packed, one.member.unpacked)
    same = said == listed or (flags & _DESCRIBED and not any(said[1:]))
    if mark != b"PK\x03\x04" or method != one.method or not same:
        raise refused(Refusal.DAMAGED)
    if name != one.raw_name or (flags ^ one.flags) & (_ENCRYPTED | _DESCRIBED):
        raise refused(Refusal.UNSAFE_ENTRY)
    return _HEAD.size + int(name_length) + int(extra)
