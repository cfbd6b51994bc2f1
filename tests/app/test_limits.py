"""The service behind a port: what is too large, too slow, cut off or too much at once."""

import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.cli import forms
from tests.app.running import Running, running

HEAD = (
    "POST /api/v1/score HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n"
)
MEGABYTE = 1024 * 1024


def received(connection: socket.socket) -> bytes:
    chunks = []
    with suppress(ConnectionResetError):  # hung up on while talking: what came before counts
        while chunk := connection.recv(65536):
            chunks.append(chunk)
    return b"".join(chunks)


def is_alive(service: Running) -> bool:
    with service.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return received(connection).startswith(b"HTTP/1.1 200")


def test_200_mb_are_refused_by_their_declared_length_at_once(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(f"{HEAD}Content-Length: {200 * MEGABYTE}\r\n\r\n".encode())
        # Not one byte of the body is sent.
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert "Tệp quá lớn" in answer.decode()
    assert is_alive(service)


def test_200_mb_in_chunks_are_refused_without_reading_them_all(
    service: Running, temporary: Path
) -> None:
    sent, chunk = 0, b"%x\r\n%s\r\n" % (MEGABYTE, bytes(MEGABYTE))
    with service.connect() as connection:
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        with suppress(ConnectionResetError, BrokenPipeError):  # the service hangs up
            while sent < 200:
                connection.sendall(chunk)
                sent += 1
        answer = received(connection)
    assert sent < 120
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    assert list(temporary.iterdir()) == []
    assert is_alive(service)


def test_a_little_too_much_is_answered_in_words(service: Running) -> None:
    body = bytes(5 * MEGABYTE)
    with service.connect() as connection:
        connection.sendall(f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 413")
    assert "Mỗi lần gửi lên không quá 2 MB" in answer.decode()


def test_a_client_that_leaves_half_way_leaves_nothing(service: Running, temporary: Path) -> None:
    form = forms.filled()
    for _ in range(20):
        with service.connect() as connection:
            connection.sendall(f"{HEAD}Content-Length: {len(form)}\r\n\r\n".encode())
            connection.sendall(form[: len(form) // 2])
    assert list(temporary.iterdir()) == []
    assert is_alive(service)


def test_a_slow_body_is_answered_408(settings: Settings) -> None:
    with (
        running(settings.model_copy(update={"body_seconds": 0.3})) as service,
        service.connect() as connection,
    ):
        connection.sendall(f"{HEAD}Content-Length: 1000\r\n\r\nx".encode())
        began = time.monotonic()
        answer = connection.recv(65536)
        assert time.monotonic() - began < 5
    assert answer.startswith(b"HTTP/1.1 408")
    assert "Gửi lên quá chậm" in answer.decode()


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nHost: loc"])
def test_a_silent_connection_is_hung_up_on(service: Running, head: bytes) -> None:
    with service.connect() as connection:
        connection.sendall(head)
        began = time.monotonic()
        assert connection.recv(65536) == b""
        assert time.monotonic() - began < 10


def test_an_endless_request_head_is_refused(service: Running) -> None:
    with service.connect() as connection:
        with suppress(ConnectionResetError, BrokenPipeError):  # hung up on in the middle
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * MEGABYTE)
        answer = received(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert is_alive(service)


def test_a_large_head_is_refused_though_it_arrives_in_one_piece(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 20_000 + b"\r\n\r\n"
        )
        answer = received(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert is_alive(service)


def test_a_long_head_within_the_bound_is_answered(service: Running) -> None:
    with service.connect() as connection:
        head = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: "
        for piece in (head, b"y" * 8_000, b"\r\n\r\n"):
            connection.sendall(piece)
        assert received(connection).startswith(b"HTTP/1.1 200")


def test_says_nothing_of_the_program_behind(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        head = received(connection).split(b"\r\n\r\n")[0].lower()
    assert b"\r\nserver:" not in head
    assert b"set-cookie" not in head


def test_another_machines_name_is_refused(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert received(connection).startswith(b"HTTP/1.1 421")
