"""The boxes of MP4 and HEIC: length, four letters, content. They fill a file without a gap."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from evidence.errors import Refusal
from evidence.refusals import refused

MAX_BOXES = 20_000
"""An hour recorded in pieces of a second has 7,200 at the top."""
_HEAD = 8
_LONG_HEAD = 16


class Box(NamedTuple):
    """A box: its four letters, where it begins, where its content begins, where it ends."""

    name: bytes
    start: int
    content: int
    end: int


def boxes(content: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places. Raises FileRefused where they do not fill it."""
    at = start
    for _ in range(MAX_BOXES):
        if at == end:
            return
        content.seek(at)
        head = content.read(_LONG_HEAD)
        if at + _HEAD > end or len(head) < _HEAD:
            raise refused(Refusal.MIXED)
        length, begins = int.from_bytes(head[:4], "big"), at + _HEAD
        if length == 1:
            length, begins = int.from_bytes(head[8:16], "big"), at + _LONG_HEAD
        elif length == 0:
            length = end - at
        if length < begins - at or at + length > end:
            raise refused(Refusal.DAMAGED)
        yield Box(head[4:8], at, begins, at + length)
        at += length
    raise refused(Refusal.TOO_HEAVY)
