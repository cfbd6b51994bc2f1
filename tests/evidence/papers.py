"""Papers as they come back signed: a printed page with a code, scanned well or badly."""

from io import BytesIO

import segno
from PIL import Image, ImageFilter

A4_AT_200_DPI = (1654, 2339)
CODE_SIDE = 200
"""A code printed 25 mm wide, at 200 dpi."""


def page(text: str | None) -> Image.Image:
    """A page with the code in its lower left corner."""
    paper = Image.new("L", A4_AT_200_DPI, 255)
    if text is not None:
        drawn = BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8)
        code = Image.open(drawn).convert("L").resize((CODE_SIDE, CODE_SIDE))
        paper.paste(code, (120, 2000))
    return paper


def scan(text: str | None, form: str = "PDF", *, before: int = 0) -> bytes:
    """The page as a file, `before` blank pages ahead of it (PDF only)."""
    made = BytesIO()
    pages = [*(page(None) for _ in range(before)), page(text)]
    if form == "PDF":
        pages[0].save(made, form, save_all=True, append_images=pages[1:])
    else:
        pages[-1].save(made, form)
    return made.getvalue()


def photograph(text: str) -> bytes:
    """The page photographed by hand: turned a little, not sharp, strongly compressed."""
    made = BytesIO()
    turned = page(text).rotate(4, fillcolor=200).filter(ImageFilter.GaussianBlur(1))
    turned.save(made, "JPEG", quality=35)
    return made.getvalue()


def smeared(text: str) -> bytes:
    """The same, so badly that nobody can read the code."""
    made = BytesIO()
    page(text).filter(ImageFilter.GaussianBlur(12)).save(made, "JPEG", quality=20)
    return made.getvalue()
