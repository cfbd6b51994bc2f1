"""Videos of no pictures, quickly inspected and no two alike: what the tests send most of."""

import random

from tests.evidence.inspection.photographs import box


def film(size: int, seed: int) -> bytes:
    """A video of about that size."""
    drawn = random.Random(seed)  # noqa: S311 - of no secret
    head = box(b"ftyp", b"isom", bytes(4), b"isommp42") + box(b"moov", box(b"mvhd", bytes(100)))
    return head + box(b"mdat", drawn.randbytes(size))
