"""The QR codes on a signed paper: a PDF, or a scan or photograph of it.

Read in a child process (`evidence.confined`): PDFium is not safe in threads, and what it reads came
from a stranger.
"""

import json
from typing import BinaryIO

from evidence.confined import Bounds, ChildFailed, ask
from evidence.kinds import PAPERS, Kind

# 5 pages of A4 at 300 dpi take 3 s; decoded, one page takes 9 MB, the largest photograph 360 MB.
BOUNDS = Bounds(memory=1024 * 1024 * 1024, cpu_seconds=20, seconds=30)


def codes_on(content: BinaryIO, kind: Kind) -> tuple[str, ...] | None:
    """The texts of all QR codes found on the first and last pages.

    None where the file could not be looked at within the bounds.
    """
    if kind not in PAPERS:
        return None
    try:
        found = json.loads(ask("evidence.qr_reading", (kind,), content, BOUNDS))
    except (ChildFailed, ValueError):
        return None
    return tuple(str(one) for one in found)
