"""The gate for bodies: bounded in bytes, in time, and in what all of them hold together.

A body is received whole, in memory, before the application starts: nothing is ever spooled to a
disk, and a slow client costs a few kilobytes of bookkeeping instead of a worker.
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


class ClientGone(Exception):
    """The client left before its body was complete; there is nobody to answer."""


class BodyGate:
    """ASGI middleware: the application behind it finds the whole body in one message."""

    def __init__(self, app: ASGIApp, *, limits: BodyLimits, answer: Answer) -> None:
        self.app = app
        self.limits = limits
        self.answer = answer
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive the body, then hand the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
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

    async def _refuse(
        self, error: ServiceError, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer at once, then let the client finish sending for a while, then hang up."""
        response = self.answer(scope, error)
        response.headers["Connection"] = "close"

        async def hold_open(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send({**message, "more_body": True})
                await _drain(receive)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                await send(message)

        await response(scope, receive, hold_open)


def declared_length(scope: Scope) -> int:
    """The Content-Length of a request in bytes, 0 where none is given."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit() or len(value) > 19:  # noqa: PLR2004 - digits of 2**63
                raise BodyUnreadable
            return int(value)
    return 0


def too_large(limit: int) -> BodyTooLarge:
    """The refusal that names the limit in megabytes."""
    shown = f"{limit / 1_048_576:.1f}".replace(".", ",").removesuffix(",0")
    return BodyTooLarge(
        f"Mỗi lần gửi lên không quá {shown} MB. Một phiếu đã điền thường nhỏ hơn 0,1 MB: "
        "hãy kiểm tra xem có chọn nhầm tệp không."
    )


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
