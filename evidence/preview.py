"""A small picture of a file: the first page of a PDF, or a picture itself, as PNG.

Drawn in a child process (`evidence.confined`), since what it draws came from a stranger.
"""

from typing import BinaryIO

from evidence.confined import Bounds, ChildFailed, ChildNotRun, ask
from evidence.errors import InspectionUnavailable
from evidence.kinds import PICTURES, Kind

PREVIEWED = PICTURES | {Kind.PDF}
MAX_SIDE = 1_000
"""Points; what is drawn has at most three times their square in bytes, and a little."""
# The largest photograph takes 360 MB decoded; a page of A0 drawn at this size took 0.4 s.
BOUNDS = Bounds(
    memory=1536 * 1024 * 1024, cpu_seconds=20, seconds=30, written=4 * MAX_SIDE * MAX_SIDE
)
_HEAD = b"\x89PNG\r\n\x1a\n"


def preview(content: BinaryIO, kind: Kind) -> bytes | None:
    """The PNG; None where the file cannot be drawn within the bounds.

    `content` is a real file. Raises InspectionUnavailable.
    """
    if kind not in PREVIEWED:
        return None
    try:
        drawn = ask("evidence.preview_child", (kind,), content, BOUNDS, longest=BOUNDS.written)
    except ChildNotRun as error:
        raise InspectionUnavailable(str(error)) from error
    except ChildFailed:
        return None
    return drawn if drawn.startswith(_HEAD) else None
