"""The child of `evidence.qr`: `python -m evidence.qr_reading MEMORY CPU WRITTEN KIND < file`.

Answers with a JSON list of the texts of the QR codes.
"""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evidence.confined import confine

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

FIRST_PAGES = 4
MAX_CODES = 20
MAX_TEXT = 500
# A code of 25 mm has 57 modules: at 200 dpi each is 3.5 points wide, enough for a clean scan. The
# second look is for poor ones; no side of what is rendered grows past 4,000 points.
DPI = (200, 320)
_POINTS_PER_INCH = 72
MAX_SIDE = 4_000


def main(memory: str, cpu_seconds: str, written: str, kind: str) -> None:
    """Look at standard input and answer."""
    confine(memory, cpu_seconds, written)
    found: list[str] = []
    for look in _looks_at_pages() if kind == "pdf" else _looks_at_picture():
        for picture in look:
            found += [text for text in _codes(picture) if text not in found]
        if found:
            break
    sys.stdout.write(json.dumps(found[:MAX_CODES]))


def _looks_at_pages() -> "Iterator[Iterator[Image]]":
    """The first pages and the last one; where that gives nothing, more clearly."""
    import pypdfium2  # noqa: PLC0415 - only once the bounds hold

    document = pypdfium2.PdfDocument(sys.stdin.buffer)
    wanted = sorted({*range(min(FIRST_PAGES, len(document))), len(document) - 1})
    for dpi in DPI:
        yield (_rendered(document[number], dpi) for number in wanted)


def _rendered(page: "PdfPage", dpi: int) -> "Image":
    longest = max(page.get_width(), page.get_height(), 1.0)
    scale = min(dpi / _POINTS_PER_INCH, MAX_SIDE / longest)
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _looks_at_picture() -> "Iterator[Iterator[Image]]":
    """The picture at half the size that is still useful, then at that size."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    from evidence.pictures import MAX_PIXELS  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(sys.stdin.buffer, formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            return
        picture.draft("L", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("L")
    for side in (MAX_SIDE // 2, MAX_SIDE):
        smaller = upright.copy()
        smaller.thumbnail((side, side))
        yield iter((smaller,))


def _codes(picture: "Image") -> Iterator[str]:
    import zxingcpp  # noqa: PLC0415

    kinds = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for code in zxingcpp.read_barcodes(picture, formats=kinds):
        if len(code.text) <= MAX_TEXT:
            yield code.text


if __name__ == "__main__":
    main(*sys.argv[1:5])
