"""Bodies that pass the gate piece by piece, and the file in them on its way to a store."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from app.edge import bodies
from app.edge.bodies import BodyGate, BodyLimits, Streams
from app.edge.last_resort import LastResort
from app.edge.problems import problem_response
from app.edge.uploads import PIECE, Disk, Received, receive_file
from app.errors import ServiceError
from tests.app.edge.asgi import chunks, drive, scope_of

BOUNDARY = "tach"
HEADERS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
LIMITS = BodyLimits(one=100, together=100, seconds=0.2)
STREAMS = Streams(lambda scope: scope["path"] == "/file", 4_000_000, 2, 1.0, 0.2)


def answer(_scope: Scope, error: ServiceError) -> Response:
    return problem_response(error)


class Sink:
    """Remembers what was written, and in which sizes."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, chunk: bytes) -> None:
        """One piece more."""
        self.pieces.append(chunk)


class Taker:
    """An application that takes one file in."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.received: Received | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the file of the request."""
        request = Request(scope, receive)
        try:
            self.received = await receive_file(request, self.sink, frozenset({"note"}), Disk())
            response: Response = PlainTextResponse("taken")
        except ServiceError as error:
            response = problem_response(error)
        await response(scope, receive, send)


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def gate(taker: Taker) -> BodyGate:
    inner = LastResort(taker, answer=answer)
    return BodyGate(inner, limits=LIMITS, answer=answer, streams=STREAMS)


def part(name: str, content: bytes, file_name: str = "") -> bytes:
    named = f'; filename="{file_name}"' if file_name else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def file_scope(**headers: str) -> Scope:
    return scope_of(path="/file", headers=HEADERS | headers)


def test_a_file_passes_in_pieces_and_the_texts_beside_it(gate: BodyGate, taker: Taker) -> None:
    content = bytes(range(256)) * 8000
    body = part("note", b"xin ch\xc3\xa0o") + part("file", content, "a.pdf") + END
    cut = [body[start : start + 60_000] for start in range(0, len(body), 60_000)]
    assert drive(gate, file_scope(), chunks(*cut)).status == 200
    assert b"".join(taker.sink.pieces) == content
    assert max(map(len, taker.sink.pieces)) < 2 * PIECE
    assert taker.received is not None
    assert (taker.received.file_name, taker.received.text("note")) == ("a.pdf", "xin chào")


def test_a_boundary_cut_anywhere_is_still_a_boundary(gate: BodyGate, taker: Taker) -> None:
    content = b"\r\n--tac\r\n--tach\n--" * 5
    body = part("file", content, "a.pdf") + END
    assert drive(gate, file_scope(), chunks(*(bytes([one]) for one in body))).status == 200
    assert b"".join(taker.sink.pieces) == content


def test_other_addresses_keep_their_smaller_limit(gate: BodyGate) -> None:
    assert drive(gate, scope_of(path="/other"), chunks(b"x" * 101)).status == 413


def test_refuses_by_the_declared_length_without_reading(gate: BodyGate, taker: Taker) -> None:
    answered = drive(gate, file_scope(**{"Content-Length": "4000001"}), chunks(b""))
    assert (answered.status, answered.headers["connection"]) == (413, "close")
    assert taker.sink.pieces == []


def test_refuses_a_stream_at_the_first_byte_too_many(gate: BodyGate) -> None:
    def endless() -> Iterator[Message]:
        yield {"type": "http.request", "body": part("file", b"", "a.pdf")[:-2], "more_body": True}
        while True:
            yield {"type": "http.request", "body": b"x" * 60_000, "more_body": True}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "DRAIN_BYTES", 600)
        answered = drive(gate, file_scope(), endless())
    assert (answered.status, answered.headers["connection"]) == (413, "close")


def test_a_client_that_leaves_is_not_answered_and_its_place_is_free(gate: BodyGate) -> None:
    def leaving() -> Iterator[Message]:
        yield {"type": "http.request", "body": part("file", b"x", "a.pdf"), "more_body": True}
        yield {"type": "http.disconnect"}

    assert drive(gate, file_scope(), leaving()).messages == []
    assert gate.streaming == 0


def test_one_upload_too_many_at_once_is_told_to_wait(gate: BodyGate) -> None:
    gate.streaming = 2
    answered = drive(gate, file_scope(), chunks(b""))
    assert (answered.status, answered.headers["retry-after"]) == (503, "3")


def test_a_silent_line_is_given_up(gate: BodyGate) -> None:
    sent: list[Message] = []

    async def silent() -> Message:
        await asyncio.sleep(5)
        raise AssertionError("was waited for too long")

    async def send(message: Message) -> None:
        sent.append(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "DRAIN_SECONDS", 0.1)
        asyncio.run(gate(file_scope(), silent, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize(
    "body",
    [
        part("file", b"x"),
        part("file", b"x", "a.pdf") + part("file", b"y", "b.pdf"),
        part("other", b"x") + part("file", b"x", "a.pdf"),
        part("note", b"x" * 2001) + part("file", b"x", "a.pdf"),
        part("note", b"x"),
        part("file", b"x", "a" * 201),
        part("file", b"x", " "),
    ],
    ids=["no name", "two files", "unknown", "long text", "no file", "long name", "blank name"],
)
def test_refuses_another_shape(gate: BodyGate, body: bytes) -> None:
    answered = drive(gate, file_scope(), chunks(body + END))
    assert answered.status == 422


def test_sixty_five_parts_are_too_many(gate: BodyGate) -> None:
    body = part("note", b"") * 65 + part("file", b"x", "a.pdf") + END
    assert drive(gate, file_scope(), chunks(body)).status == 400


@pytest.mark.parametrize("body", [b"", b"nothing", part("file", b"x", "a.pdf"), END[:5]])
def test_refuses_what_is_no_multipart_or_only_half(gate: BodyGate, body: bytes) -> None:
    assert drive(gate, file_scope(), chunks(body)).status == 400
