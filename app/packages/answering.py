"""A package as an answer: each piece waits in a thread until it is made, and until it is taken."""

from collections.abc import AsyncIterator, Callable, Generator

from anyio import CancelScope, CapacityLimiter, fail_after, to_thread
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.attachments.handing_out import SANDBOX
from app.edge.attachments import content_disposition

STALLED_SECONDS = 120
"""Who takes no piece for so long holds a place for nothing."""
HEADERS = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}


class PackageResponse(StreamingResponse):
    """The zip. However it ends, `ended` is told once whether it was taken whole."""

    def __init__(
        self,
        pieces: Generator[bytes],
        file_name: str,
        waiting: CapacityLimiter,
        ended: Callable[[bool], None],
    ) -> None:
        self._pieces, self._waiting, self._ended = pieces, waiting, ended
        self._whole = False
        headers = {**HEADERS, "Content-Disposition": content_disposition(file_name)}
        super().__init__(self._taken(), headers=headers, media_type="application/zip")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on, at the reader's pace."""

        async def patient(message: Message) -> None:
            with fail_after(STALLED_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, patient)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._end, limiter=self._waiting)

    async def _taken(self) -> AsyncIterator[bytes]:
        while (piece := await to_thread.run_sync(self._next, limiter=self._waiting)) is not None:
            yield piece
        self._whole = True

    def _next(self) -> bytes | None:
        return next(self._pieces, None)

    def _end(self) -> None:
        self._pieces.close()
        self._ended(self._whole)
