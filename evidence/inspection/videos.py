"""MP4: its boxes walked, and the places where a phone writes down where it was.

Nothing is decoded: what is found is only ever played by a browser. The copy for others has the same
size and the same layout; each box with a location is renamed `free` and its content made zeros.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from evidence.errors import Refusal
from evidence.inspection.boxes import Box, boxes
from evidence.refusals import refused

_DEEPEST = 10
_MAX_FOUND = 1_000
_CONTAINERS = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"udta", b"ilst", b"edts", b"mvex"}
    | {b"moof", b"traf"}
)
_LOCATIONS = frozenset({b"\xa9xyz", b"loci", b"uuid", b"XMP_", b"GPMF", b"\xa9gps", b"gps "})
"""With a location, or with XMP, which may hold one."""
_ENCRYPTED = frozenset({b"encv", b"enca", b"pssh", b"sinf"})
_MOVING = frozenset({b"gpmd", b"camm", b"mebx", b"djmd", b"rtmd", b"fdsc", b"mett"})
"""Tracks in which cameras write their place for each moment."""
_META = b"meta"
_LONGEST_TABLE = 1024 * 1024
_COPIED = 1024 * 1024
_SELF_CONTAINED = 1


class Blank(NamedTuple):
    """A box to be blanked: where it begins, where its content begins, where it ends."""

    start: int
    content: int
    end: int


def inspect_mp4(content: BinaryIO) -> tuple[Blank, ...]:
    """The boxes that hold a location. Raises FileRefused."""
    size = content.seek(0, 2)
    found = list(_walk(content, 0, size, 0))
    top = {box.name for box in boxes(content, 0, size)}
    if b"moov" not in top or not top & {b"mdat", b"moof"}:
        raise refused(Refusal.DAMAGED)
    if len(found) > _MAX_FOUND:
        raise refused(Refusal.TOO_HEAVY)
    return tuple(found)


def copy_without(content: BinaryIO, blanks: tuple[Blank, ...], out: BinaryIO) -> None:
    """Write the video with the boxes blanked."""
    content.seek(0)
    at = 0
    for blank in sorted(blanks):
        _copy(content, out, blank.start + 4 - at)
        out.write(b"free")
        _copy(content, out, blank.content - blank.start - 8)
        left = blank.end - blank.content
        while left:
            out.write(bytes(min(_COPIED, left)))
            left -= min(_COPIED, left)
        at = content.seek(blank.end)
    _copy(content, out, content.seek(0, 2) - content.seek(at))


def _copy(content: BinaryIO, out: BinaryIO, length: int) -> None:
    at = content.tell()
    end = at + length
    while at < end:
        content.seek(at)
        at += out.write(content.read(min(_COPIED, end - at)))
    content.seek(end)


def _walk(content: BinaryIO, start: int, end: int, depth: int) -> Iterator[Blank]:
    if depth > _DEEPEST:
        raise refused(Refusal.DAMAGED)
    for box in boxes(content, start, end):
        if box.name in _ENCRYPTED:
            raise refused(Refusal.PASSWORD)
        if box.name in _LOCATIONS:
            yield Blank(box.start, box.content, box.end)
        elif box.name == b"dref":
            _only_itself(content, box)
        elif box.name == b"stsd":
            _no_moving_places(content, box)
        elif box.name == _META:
            yield from _metadata(content, box, depth)
        elif box.name in _CONTAINERS:
            yield from _walk(content, box.content, _without_zeros(content, box), depth + 1)


def _without_zeros(content: BinaryIO, box: Box) -> int:
    """The end of what a container holds: QuickTime ends user data with four zeros."""
    content.seek(box.end - 4)
    ends = box.name == b"udta" and box.end - box.content >= 4 and content.read(4) == bytes(4)  # noqa: PLR2004
    return box.end - 4 if ends else box.end


def _metadata(content: BinaryIO, box: Box, depth: int) -> Iterator[Blank]:
    """Names in `keys`, values in `ilst`, numbered from one."""
    content.seek(box.content)
    # A full box in MP4, a plain one in QuickTime.
    inside = box.content if content.read(8)[4:] in {b"hdlr", b"keys"} else box.content + 4
    places: set[int] = set()
    for inner in boxes(content, inside, box.end):
        if inner.name == b"keys":
            places = set(_keys_of_places(content, inner))
        elif inner.name == b"ilst":
            for item in boxes(content, inner.content, inner.end):
                if item.name in _LOCATIONS or int.from_bytes(item.name, "big") in places:
                    yield Blank(item.start, item.content, item.end)
        elif inner.name in _LOCATIONS:
            yield Blank(inner.start, inner.content, inner.end)
        elif inner.name in _CONTAINERS:
            yield from _walk(content, inner.content, inner.end, depth + 1)


def _keys_of_places(content: BinaryIO, box: Box) -> Iterator[int]:
    table = _table(content, box)
    at = 8
    for number in range(1, int.from_bytes(table[4:8], "big") + 1):
        length = int.from_bytes(table[at : at + 4], "big")
        if length < 8 or at + length > len(table):  # noqa: PLR2004 - the head of an entry
            raise refused(Refusal.DAMAGED)
        name = table[at + 8 : at + length].lower()
        if b"location" in name or b"gps" in name:
            yield number
        at += length


def _only_itself(content: BinaryIO, box: Box) -> None:
    """Sound and pictures must be in this file."""
    for entry in boxes(content, box.content + 8, box.end):
        content.seek(entry.content)
        if not int.from_bytes(content.read(4), "big") & _SELF_CONTAINED:
            raise refused(Refusal.OUTSIDE)


def _no_moving_places(content: BinaryIO, box: Box) -> None:
    for entry in boxes(content, box.content + 8, box.end):
        if entry.name in _ENCRYPTED:
            raise refused(Refusal.PASSWORD)
        if entry.name in _MOVING:
            raise refused(Refusal.LOCATION_INSIDE, "Video ghi cả vị trí theo từng thời điểm.")


def _table(content: BinaryIO, box: Box) -> bytes:
    if box.end - box.content > _LONGEST_TABLE:
        raise refused(Refusal.TOO_HEAVY)
    content.seek(box.content)
    return content.read(box.end - box.content)
