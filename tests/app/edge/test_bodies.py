"""The gate for bodies."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.edge import bodies
from app.edge.bodies import BodyGate, BodyLimits
from app.edge.problems import problem_response
from app.errors import ServiceError
from tests.app.edge.asgi import chunks, drive, echo, exchange, scope_of

LIMITS = BodyLimits(one=1000, together=1500, seconds=0.2)


def answer(_scope: Scope, error: ServiceError) -> Response:
    return problem_response(error)


@pytest.fixture
def gate() -> BodyGate:
    return BodyGate(echo, limits=LIMITS, answer=answer)


def test_hands_the_whole_body_on_in_one_message(gate: BodyGate) -> None:
    answered = drive(gate, scope_of(), chunks(b"a" * 400, b"b" * 600))
    assert (answered.status, answered.body) == (200, b"a" * 400 + b"b" * 600)


def test_refuses_by_the_declared_length_without_reading(gate: BodyGate) -> None:
    read: list[int] = []

    def messages() -> Iterator[Message]:
        for number in range(3):
            read.append(number)
            yield {"type": "http.request", "body": b"x", "more_body": number < 2}

    answered = drive(gate, scope_of(headers={"Content-Length": "1001"}), messages())
    assert answered.status == 413
    # The refusal went out before the first message was asked for.
    assert answered.messages[1]["body"]
    assert answered.headers["connection"] == "close"


def test_refuses_a_stream_at_the_first_byte_too_many(gate: BodyGate) -> None:
    sent = 0

    def endless() -> Iterator[Message]:
        nonlocal sent
        while True:
            sent += 300
            yield {"type": "http.request", "body": b"x" * 300, "more_body": sent < 200_000_000}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "DRAIN_BYTES", 600)
        answered = drive(gate, scope_of(), endless())
    assert answered.status == 413
    assert "0 MB" in answered.body.decode()
    assert sent == 1200 + 600


def test_refuses_a_body_that_does_not_arrive_in_time(gate: BodyGate) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "DRAIN_SECONDS", 0.01)
        answered = drive(gate, scope_of(), chunks(b"x", open_end=True))
    assert answered.status == 408


def test_answers_nobody_when_the_client_has_gone(gate: BodyGate) -> None:
    answered = drive(gate, scope_of(), [*chunks(b"x", open_end=True), {"type": "http.disconnect"}])
    assert answered.messages == []
    assert gate.held == 0


def test_is_busy_when_all_bodies_together_weigh_too_much() -> None:
    reached, release = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        reached.set()
        await release.wait()
        await echo(scope, receive, send)

    async def two() -> tuple[int | None, int | None, int]:
        gate = BodyGate(slow, limits=LIMITS, answer=answer)
        first = asyncio.create_task(exchange(gate, scope_of(), chunks(b"x" * 900)))
        await reached.wait()
        second = await exchange(gate, scope_of(), chunks(b"x" * 900))
        release.set()
        return (await first).status, second.status, gate.held

    assert asyncio.run(two()) == (200, 503, 0)


@pytest.mark.parametrize("length", ["-1", "1e3", "1 000", "9" * 30, "٣"])
def test_refuses_a_length_that_is_no_number(gate: BodyGate, length: str) -> None:
    scope = scope_of()
    scope["headers"] = [(b"content-length", length.encode())]
    assert drive(gate, scope, chunks(b"")).status == 400
