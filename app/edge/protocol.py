"""The HTTP protocol under the service: uvicorn's fast one, with a clock and a bound for heads.

Uvicorn alone waits forever for a head, so a few hundred silent connections would fill the service,
and its fast protocol keeps a head of any size. Its other protocol bounds heads, but takes as long
for them as all else that happens to a request before it reaches a route (0.15 ms).
"""

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Our longest request head measures 1.5 KB; a form's body is not counted here.
MAX_HEAD_BYTES = 16 * 1024


class HeadTooLarge(Exception):
    """A request head beyond the bound; the parser turns it into a refusal."""


class Impatient(HttpToolsProtocol):
    """Hangs up on a client whose request head does not arrive in time, refuses an endless one."""

    seconds: ClassVar[float] = 10.0
    _watch: asyncio.TimerHandle | None = None
    _seen: object = None
    _heading = False
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(self.seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what arrives while a head is not complete."""
        if self._heading:
            self._head += len(data)
            if self._head > MAX_HEAD_BYTES:
                self.send_400_response("Request head too large.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._heading, self._head = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """It is complete; it may have come in one piece. Raises HeadTooLarge."""
        self._heading = False
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > (
            MAX_HEAD_BYTES
        ):
            raise HeadTooLarge
        super().on_headers_complete()

    def _look(self) -> None:
        """Hang up if no request began since the last look and none is being answered."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if (cycle is None or cycle.response_complete) and self._seen is cycle:
            self.transport.close()
            return
        self._seen = cycle
        self._watch = self.loop.call_later(self.seconds, self._look)


def impatient(seconds: float) -> type[Impatient]:
    """The protocol with that much patience."""
    return type("Impatient", (Impatient,), {"seconds": seconds})
