"""The guard that keeps the tests off the network."""

import socket
import threading

import pytest

from tests.network import NetworkRefused

# From the block reserved for documentation: no machine has it.
ELSEWHERE = ("192.0.2.1", 80)


def answer_once(server: socket.socket) -> None:
    """Greet the first client."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"chao")


def test_refuses_a_connection_to_another_machine() -> None:
    with pytest.raises(NetworkRefused, match=r"192\.0\.2\.1"):
        socket.create_connection(ELSEWHERE, timeout=1)


def test_refuses_a_datagram_to_another_machine() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(NetworkRefused),
    ):
        sender.sendto(b"x", ELSEWHERE)


def test_refuses_to_look_up_a_name() -> None:
    with pytest.raises(NetworkRefused, match="sogddt"):
        socket.getaddrinfo("sogddt.example", 443)


def test_lets_this_machine_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=answer_once, args=(server,))
        answering.start()
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            assert client.recv(4) == b"chao"
        answering.join()
