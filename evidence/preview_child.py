"""The child of `evidence.preview`: `python -m evidence.preview_child MEMORY CPU WRITTEN KIND`.

Draws standard input and writes a PNG without anything but its points.
"""

import io
import sys
from typing import TYPE_CHECKING

from evidence.confined import NOT_THE_FILE, confine
from evidence.kinds import Kind
from evidence.preview import MAX_SIDE

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {Kind.JPG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}


def main(memory: str, cpu_seconds: str, written: str, kind: str) -> None:
    """Look at standard input and answer."""
    confine(memory, cpu_seconds, written)
    try:
        picture = _page() if kind == Kind.PDF else _picture(Kind(kind))
    except ImportError:
        sys.exit(NOT_THE_FILE)
    made = io.BytesIO()
    picture.save(made, "PNG")
    sys.stdout.buffer.write(made.getvalue())


def _page() -> "Image":
    import pypdfium2  # noqa: PLC0415 - only once the bounds hold

    page = pypdfium2.PdfDocument(sys.stdin.buffer)[0]
    longest = max(page.get_width(), page.get_height(), 1.0)
    drawn: Image = page.render(scale=MAX_SIDE / longest, may_draw_forms=False).to_pil()
    return drawn


def _picture(kind: Kind) -> "Image":
    from PIL import Image, ImageOps  # noqa: PLC0415

    from evidence.pictures import MAX_PIXELS  # noqa: PLC0415

    if kind is Kind.HEIC:
        import pi_heif  # noqa: PLC0415

        pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(sys.stdin.buffer, formats=(_FORMATS[kind],)) as picture:
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    upright.info.clear()
    return upright


if __name__ == "__main__":
    main(*sys.argv[1:5])
