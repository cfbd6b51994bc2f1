"""Driving an ASGI application by hand: messages in, messages out."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Answered:
    """What an application sent."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int | None:
        """The status, None if nothing was answered."""
        return next((one["status"] for one in self.messages if "status" in one), None)

    @property
    def headers(self) -> dict[str, str]:
        """Header names in lower case."""
        start = next(one for one in self.messages if "status" in one)
        return {name.decode().lower(): value.decode() for name, value in start["headers"]}

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(one.get("body", b"") for one in self.messages)


def scope_of(
    method: str = "POST", path: str = "/api/v1/score", headers: dict[str, str] | None = None
) -> Scope:
    """An HTTP scope."""
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": raw,
        "http_version": "1.1",
        "scheme": "http",
    }


def chunks(*bodies: bytes, open_end: bool = False) -> list[Message]:
    """Request messages; with an open end the client has more to say."""
    return [
        {
            "type": "http.request",
            "body": body,
            "more_body": open_end or index < len(bodies) - 1,
        }
        for index, body in enumerate(bodies)
    ]


def drive(app: ASGIApp, scope: Scope, messages: Iterable[Message]) -> Answered:
    """Run the application once; after the last message the client waits in silence."""
    return asyncio.run(exchange(app, scope, messages))


async def exchange(app: ASGIApp, scope: Scope, messages: Iterable[Message]) -> Answered:
    """The same inside a running loop."""
    source = iter(messages)
    answered = Answered()

    async def receive() -> Message:
        for message in source:
            await asyncio.sleep(0)
            return message
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        answered.messages.append(message)

    await app(scope, receive, send)
    return answered


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with the body it got, in one message."""
    assert scope["type"] == "http"
    message = await receive()
    assert not message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})
