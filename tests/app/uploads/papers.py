"""Real PDF files of about any size, no two alike."""

import io
import random

import pikepdf


def paper(size: int, seed: int = 0) -> bytes:
    """A PDF of one empty page that carries about `size` bytes nobody looks at."""
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    filling = random.Random(seed).randbytes(max(0, size - 700))  # noqa: S311 - of no secret
    made.Root["/Filling"] = made.make_indirect(pikepdf.Stream(made, filling))
    held = io.BytesIO()
    made.save(held, compress_streams=False, static_id=True)
    return held.getvalue()
