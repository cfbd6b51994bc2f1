"""Pictures decoded to the last point and written anew, upright and without where they were taken.

The copy holds the points and the colour profile; EXIF, XMP, comments, thumbnails and whatever stood
behind the picture stay with the original, which nobody is shown.
"""

import errno
import re
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from evidence.errors import FileRefused, Refusal
from evidence.inspection.boxes import boxes
from evidence.kinds import Kind
from evidence.pictures import MAX_PIXELS, bounded
from evidence.refusals import refused

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 256 * 1024 * 1024
QUALITY = 90
_FORMATS = {Kind.JPG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
COPIES = {Kind.JPG: Kind.JPG, Kind.PNG: Kind.PNG, Kind.WEBP: Kind.WEBP, Kind.HEIC: Kind.JPG}
"""What kind the copy is; browsers do not show HEIC."""
_LONGEST_PROFILE = 1024 * 1024
_GPS = 0x8825
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_FRAMED = frozenset(range(0xC0, 0xFF)) - {0xD8, 0xD9, *range(0xD0, 0xD8)}
_END, _START = 0xD9, b"\xff\xd8\xff"
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""All that Pillow and its decoders were seen to raise on bytes that are no sound picture."""


class CopyNotWritten(Exception):
    """The disk took no copy: nothing is said about the file."""


class Picture(NamedTuple):
    """A picture that was decoded."""

    width: int
    height: int
    located: bool


def inspect_picture(content: BinaryIO, kind: Kind, out: BinaryIO | None) -> Picture:
    """Decode it and write its copy to `out`. Raises FileRefused."""
    from PIL import Image  # noqa: PLC0415 - only once the bounds hold

    size = content.seek(0, 2)
    if size > MAX_BYTES:
        raise refused(Refusal.TOO_MANY_PIXELS)
    if kind is Kind.HEIC:
        for _ in boxes(content, 0, size):
            """They fill the file."""
        _register_heic()
    elif kind is Kind.JPG:
        _whole_jpeg(content)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    content.seek(0)
    try:
        with Image.open(content, formats=(_FORMATS[kind],)) as picture:
            bounded(picture.width, picture.height)
            located = _located(picture)
            picture.load()
            seen = Picture(picture.width, picture.height, located)
            copy = _written(picture, COPIES[kind]) if out else b""
    except FileRefused:
        raise
    except Image.DecompressionBombError as error:
        raise refused(Refusal.TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise refused(Refusal.DAMAGED) from error
    if out:
        _put(copy, out)
    return seen


def _put(copy: bytes, out: BinaryIO) -> None:
    """Apart from the drawing, so that a full disk is not taken for a damaged picture."""
    try:
        out.write(copy)
        out.flush()
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise refused(Refusal.TOO_HEAVY) from error
        raise CopyNotWritten from error


def _register_heic() -> None:
    import pi_heif  # noqa: PLC0415

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _located(picture: "Image") -> bool:
    """Whether it says where it was taken: in EXIF, or anywhere in XMP."""
    with suppress(*_BROKEN):
        if picture.getexif().get_ifd(_GPS):
            return True
    return any(b"GPS" in _bytes(picture.info.get(key)) for key in ("xmp", "XML:com.adobe.xmp"))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _written(picture: "Image", kind: Kind) -> bytes:
    out = BytesIO()
    from PIL import ImageOps  # noqa: PLC0415

    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    upright.info.clear()
    if kind is Kind.JPG and upright.mode not in {"L", "RGB", "CMYK"}:
        upright = upright.convert("RGB")
    keep = isinstance(profile, bytes) and len(profile) <= _LONGEST_PROFILE
    profile = profile if keep else None
    if kind is Kind.PNG:
        upright.save(out, "PNG", icc_profile=profile, compress_level=3)
    else:
        upright.save(out, _FORMATS[kind], quality=QUALITY, icc_profile=profile, exif=b"")
    return out.getvalue()


def _whole_jpeg(content: BinaryIO) -> None:
    """Read to the end of the picture. Phones put more pictures behind it, or their own notes."""
    content.seek(0)
    data = content.read()
    at = _end_of_jpeg(data, 0)
    while data.startswith(_START, after := _after_zeros(data, at)):
        at = _end_of_jpeg(data, after)
    # A film begins with its length, which begins with zeros.
    behind = data[at:]
    if behind.strip(b"\0") and not _phone_s_own(content, behind, at):
        raise refused(Refusal.MIXED)


def _after_zeros(data: bytes, at: int) -> int:
    return len(data) - len(data[at:].lstrip(b"\0"))


def _phone_s_own(content: BinaryIO, behind: bytes, at: int) -> bool:
    """Whether it is the notes of a Samsung phone, or the moment of a moving photograph."""
    if b"PK\x05\x06" in behind:
        return False
    if behind.endswith(b"SEFT") and b"SEFH" in behind:
        return True
    if behind[4:8] != b"ftyp":
        return False
    with suppress(FileRefused):
        return sum(1 for _ in boxes(content, at, at + len(behind))) > 1
    return False


def _end_of_jpeg(data: bytes, start: int) -> int:
    """The place behind the picture that begins there. Raises FileRefused."""
    at = start + 2
    while found := _MARKER.search(data, at):
        marker = data[found.end() - 1]
        if marker == _END:
            return found.end()
        if marker not in _FRAMED:
            at = found.end()
            continue
        length = int.from_bytes(data[found.end() : found.end() + 2], "big")
        if length < 2:  # noqa: PLR2004 - the length counts itself
            break
        at = found.end() + length
    raise refused(Refusal.DAMAGED)
