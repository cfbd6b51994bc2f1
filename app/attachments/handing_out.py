"""A file as an answer: saved by the browser, never opened in our origin."""

from collections.abc import Iterator
from typing import BinaryIO

from starlette.responses import Response, StreamingResponse

from app.edge.attachments import content_disposition
from evidence.kinds import Kind, media_type

PIECE = 256 * 1024
# A file that is opened all the same runs nothing, loads nothing and belongs to no origin.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def handed_out(content: BinaryIO, name: str, kind: Kind, size: int) -> Response:
    """The answer; it closes the file."""
    return StreamingResponse(
        _pieces(content),
        media_type=media_type(kind),
        headers={
            "Content-Disposition": content_disposition(name),
            "Content-Length": str(size),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(PIECE):
            yield piece
