"""Photographs and videos as phones make them, with where they were taken."""

import struct
from functools import cache
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw

MAKE, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825
TURNED_RIGHT = 6
PLACE = b"+21.0285+105.8542/"
"""Invented for the tests: the middle of a lake."""
PHONE = "May anh minh hoa"


def drawn(size: tuple[int, int] = (320, 200)) -> Image.Image:
    """Red on the left, blue on the right, with a line."""
    made = Image.new("RGB", size, "red")
    draw = ImageDraw.Draw(made)
    draw.rectangle((size[0] // 2, 0, size[0], size[1]), fill="blue")
    draw.line((0, 0, size[0], size[1]), fill="white", width=5)
    return made


def notes(orientation: int = 1) -> Image.Exif:
    """What a phone writes beside a picture."""
    exif = Image.Exif()
    exif[MAKE] = PHONE
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (21.0, 1.0, 42.6), 3: "E", 4: (105.0, 51.0, 15.1)}
    return exif


def xmp(place: str = 'exif:GPSLatitude="21,1.71N"') -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r {place}/></x:xmpmeta>'.encode()


@cache
def phone_photograph(orientation: int = TURNED_RIGHT) -> bytes:
    made = BytesIO()
    drawn().save(made, "JPEG", quality=92, exif=notes(orientation), xmp=xmp())
    return made.getvalue()


@cache
def png_photograph() -> bytes:
    made = BytesIO()
    drawn().save(made, "PNG", exif=notes())
    return made.getvalue()


@cache
def webp_photograph() -> bytes:
    made = BytesIO()
    drawn().save(made, "WEBP", exif=notes(), xmp=xmp())
    return made.getvalue()


@cache
def heic() -> bytes:
    made = BytesIO()
    pillow_heif.from_pillow(drawn()).save(made, exif=notes().tobytes(), quality=80)
    return made.getvalue()


def box(name: bytes, *content: bytes) -> bytes:
    """A box of MP4."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def full(name: bytes, *content: bytes) -> bytes:
    """A box with a version and flags, all zero."""
    return box(name, bytes(4), *content)


@cache
def video(*told: bytes) -> bytes:
    """A video of no pictures, made by hand; `told` are the boxes of what a phone tells of it."""
    sample = box(b"mp4v", bytes(6), b"\0\1", bytes(70))
    itself = box(b"url ", b"\0\0\0\1")
    table = box(
        b"stbl",
        full(b"stsd", b"\0\0\0\1", sample),
        full(b"stts", bytes(4)),
        full(b"stsc", bytes(4)),
        full(b"stsz", bytes(8)),
        full(b"stco", bytes(4)),
    )
    media = box(
        b"mdia",
        full(b"mdhd", bytes(20)),
        full(b"hdlr", bytes(4), b"vide", bytes(13)),
        box(
            b"minf",
            full(b"vmhd", bytes(8)),
            box(b"dinf", full(b"dref", b"\0\0\0\1", itself)),
            table,
        ),
    )
    track = box(b"trak", full(b"tkhd", bytes(80)), media)
    head = box(b"ftyp", b"isom", bytes(4), b"isommp42")
    return head + box(b"moov", full(b"mvhd", bytes(96)), track, *told) + box(b"mdat", bytes(64))


def place_in_user_data() -> bytes:
    """As Android writes it."""
    text = struct.pack(">HH", len(PLACE), 0x15C7) + PLACE
    return box(b"udta", box(b"\xa9xyz", text), full(b"loci", PLACE))


def place_by_key() -> bytes:
    """As iPhones write it: names, then numbered values."""
    names = (b"com.apple.quicktime.make", b"com.apple.quicktime.location.ISO6709")
    keys = b"".join(struct.pack(">I", len(name) + 8) + b"mdta" + name for name in names)
    values = (PHONE.encode(), PLACE)
    items = b"".join(
        box(struct.pack(">I", number), box(b"data", bytes(8), value))
        for number, value in enumerate(values, 1)
    )
    return box(
        b"meta",
        full(b"hdlr", bytes(4), b"mdta", bytes(13)),
        full(b"keys", b"\0\0\0\2", keys),
        box(b"ilst", items),
    )
