"""The gate for bodies: bounded in bytes, in time, and in what all of them hold together.

A body is received whole, in memory, before the application starts: nothing is ever spooled to a
disk, and a slow client costs a few kilobytes of bookkeeping instead of a worker. Only files for the
vault (`Streams`) pass piece by piece, counted and timed on their way to the route that wants them.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BodyTooLarge, BodyTooSlow, BodyUnreadable, Busy, ServiceError

Answer = Callable[[Scope, ServiceError], Response]

# A browser shows our 413 only if it may finish sending, or nearly: let it go on for a while.
DRAIN_BYTES = 64 * 1024 * 1024
DRAIN_SECONDS = 5.0


class BodyLimits(NamedTuple):
    """How much one body may weigh, all of them together, and how long one may take (seconds)."""

    one: int
    together: int
    seconds: float


class Streams(NamedTuple):
    """Which requests bring files, and their bounds.

    One body weighs at most `one` bytes, takes at most `seconds`, and is never silent for longer
    than `silent` seconds; `together` of them run at once.
    """

    is_one: Callable[[Scope], bool]
    one: int
    together: int
    seconds: float
    silent: float


STREAMED = "thangdo.streamed"
"""Key of a scope whose body passes piece by piece: nobody may ask for it whole."""


class ClientGone(Exception):
    """The client left before its body was complete; there is nobody to answer."""


class BodyGate:
    """ASGI middleware: the application behind it finds the whole body in one message."""

    def __init__(
        self, app: ASGIApp, *, limits: BodyLimits, answer: Answer, streams: Streams | None = None
    ) -> None:
        self.app = app
        self.limits = limits
        self.answer = answer
        self.streams = streams
        self.held = 0
        self.streaming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive the body, then hand the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.streams is not None and self.streams.is_one(scope):
            await self._stream(self.streams, scope, receive, send)
            return
        chunks: list[bytes] = []
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._collect(scope, receive, chunks)
            body = b"".join(chunks)
            await self.app(scope, _replaying(body, receive), send)
        except ClientGone:
            return
        except TimeoutError:
            await self._refuse(BodyTooSlow(), scope, receive, send)
        except (BodyTooLarge, BodyUnreadable, Busy) as error:
            await self._refuse(error, scope, receive, send)
        finally:
            self.held -= sum(map(len, chunks))

    async def _collect(self, scope: Scope, receive: Receive, chunks: list[bytes]) -> None:
        if declared_length(scope) > self.limits.one:
            raise too_large(self.limits.one)
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.limits.one:
                raise too_large(self.limits.one)
            if self.held + len(chunk) > self.limits.together:
                raise Busy
            self.held += len(chunk)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return

    async def _stream(self, streams: Streams, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the pieces on as they come; refuse at once what is too large or too much."""
        try:
            if declared_length(scope) > streams.one:
                await self._refuse(too_large(streams.one, ""), scope, receive, send)
                return
        except BodyUnreadable as error:
            await self._refuse(error, scope, receive, send)
            return
        if self.streaming >= streams.together:
            await self._refuse(Busy(), scope, receive, send)
            return
        self.streaming += 1
        try:
            watched = Watched(streams, receive)
            scope = {**scope, STREAMED: True}
            await self.app(scope, watched.receive, watched.finishing(send))
        finally:
            self.streaming -= 1

    async def _refuse(
        self, error: ServiceError, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer at once, then let the client finish sending for a while, then hang up."""
        response = self.answer(scope, error)
        response.headers["Connection"] = "close"
        await response(scope, receive, _holding_open(receive, send))


class Watched:
    """A body on its way through: counted and timed. An answer before its end hangs up after it."""

    def __init__(self, streams: Streams, receive: Receive) -> None:
        self._streams = streams
        self._receive = receive
        self._size = 0
        self._ends_at = asyncio.get_running_loop().time() + streams.seconds
        self._complete = False

    async def receive(self) -> Message:
        """The next piece. Raises BodyTooLarge, BodyTooSlow, ClientGone."""
        if self._complete:
            return await self._receive()
        left = self._ends_at - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(left, self._streams.silent)):
                message = await self._receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        if message["type"] != "http.request":
            raise ClientGone
        self._size += len(message.get("body", b""))
        if self._size > self._streams.one:
            raise too_large(self._streams.one, "")
        self._complete = not message.get("more_body", False)
        return message

    def finishing(self, send: Send) -> Send:
        """`send` that lets the client finish sending for a while where it was answered before."""
        hold_open = _holding_open(self._receive, send)

        async def finish(message: Message) -> None:
            if self._complete:
                await send(message)
                return
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"connection", b"close")]
                message = {**message, "headers": headers}
            await (send if message.get("more_body", False) else hold_open)(message)

        return finish


def _holding_open(receive: Receive, send: Send) -> Send:
    async def hold_open(message: Message) -> None:
        if message["type"] == "http.response.body":
            await send({**message, "more_body": True})
            await _drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await send(message)

    return hold_open


def declared_length(scope: Scope) -> int:
    """The Content-Length of a request in bytes, 0 where none is given."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit() or len(value) > 19:  # noqa: PLR2004 - digits of 2**63
                raise BodyUnreadable
            return int(value)
    return 0


_OF_FORMS = " Một phiếu đã điền thường nhỏ hơn 0,1 MB: hãy kiểm tra xem có chọn nhầm tệp không."


def too_large(limit: int, hint: str = _OF_FORMS) -> BodyTooLarge:
    """The refusal that names the limit in megabytes."""
    return BodyTooLarge(f"Mỗi lần gửi lên không quá {megabytes(limit)} MB.{hint}")


def megabytes(size: int) -> str:
    """A size in megabytes as people read it here: `12,5`."""
    return f"{size / 1_048_576:.1f}".replace(".", ",").removesuffix(",0")


def _replaying(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay


async def _drain(receive: Receive) -> None:
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
