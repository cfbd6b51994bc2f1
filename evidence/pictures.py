"""JPEG, PNG and WebP measured by their headers, undecoded: no bomb of pixels is unfolded."""

import struct
from typing import BinaryIO

from evidence.errors import FileRefused, Refusal
from evidence.refusals import refused

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8\xff"
MAX_PIXELS = 120_000_000
"""Phones take up to 108 million; an A3 page at 600 dpi has 70 million."""
# A photograph has about thirty; PNG writers cut the data into pieces of 8 KB, 100 MB into 13,000.
_MAX_SEGMENTS = 2_000
_MAX_CHUNKS = 100_000
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN = 0xDA
_WEBP_HEAD = 30


def measure_png(content: BinaryIO) -> tuple[int, int]:
    """Width and height. Raises FileRefused; every chunk must be whole, and nothing follow them."""
    size = content.seek(0, 2)
    at = len(PNG_HEAD)
    measures = (0, 0)
    for number in range(_MAX_CHUNKS):
        content.seek(at)
        head = content.read(16)
        if len(head) < 12 or (number == 0) != (head[4:8] == b"IHDR"):  # noqa: PLR2004 - a chunk's frame
            raise _damaged()
        if number == 0:
            if len(head) < 16:  # noqa: PLR2004 - the first chunk begins with both measures
                raise _damaged()
            measures = struct.unpack(">II", head[8:16])
            bounded(*measures)
        at += 12 + int.from_bytes(head[:4], "big")
        if at > size:
            raise _damaged()
        if head[4:8] == b"IEND":
            if at != size:
                raise _mixed()
            return measures
    raise _damaged()


def measure_jpeg(content: BinaryIO) -> tuple[int, int]:
    """Width and height. Raises FileRefused; the frame must be told before the picture begins."""
    content.seek(2)
    for _ in range(_MAX_SEGMENTS):
        marker = content.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:  # noqa: PLR2004 - a marker
            raise _damaged()
        if marker[1] == marker[0]:  # filling before a marker
            content.seek(-1, 1)
            continue
        if marker[1] in _BARE:
            continue
        length = int.from_bytes(content.read(2), "big")
        if marker[1] == _SCAN or length < 2:  # noqa: PLR2004 - the length counts itself
            raise _damaged()
        if marker[1] in _FRAMES:
            frame = content.read(5)
            if len(frame) < 5:  # noqa: PLR2004 - depth, height, width
                raise _damaged()
            height, width = struct.unpack(">HH", frame[1:5])
            bounded(width, height)
            return width, height
        content.seek(length - 2, 1)
    raise _damaged()


def measure_webp(content: BinaryIO) -> tuple[int, int]:
    """Width and height, by the first chunk. Raises FileRefused; nothing follows the picture."""
    size = content.seek(0, 2)
    content.seek(0)
    head = content.read(_WEBP_HEAD)
    if len(head) < _WEBP_HEAD:
        raise _damaged()
    said = int.from_bytes(head[4:8], "little") + 8
    if said > size:
        raise _damaged()
    if said + said % 2 < size:
        raise _mixed()
    form = head[12:16]
    if form == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
    elif form == b"VP8L" and head[20] == 0x2F:  # noqa: PLR2004 - its signature
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = (one & 0x3FFF for one in struct.unpack_from("<HH", head, 26))
    else:
        raise _damaged()
    bounded(width, height)
    return width, height


def bounded(width: int, height: int) -> None:
    """Raise FileRefused where decoding would take too much memory."""
    if width == 0 or height == 0:
        raise _damaged()
    if width * height > MAX_PIXELS:
        raise FileRefused(
            Refusal.TOO_MANY_PIXELS,
            f"Ảnh có {width} × {height} điểm, quá lớn để mở an toàn. "
            "Hãy chụp hoặc quét lại ở độ phân giải thấp hơn (200–300 dpi là đủ).",
        )


def _damaged() -> FileRefused:
    return refused(Refusal.DAMAGED)


def _mixed() -> FileRefused:
    return refused(Refusal.MIXED)
