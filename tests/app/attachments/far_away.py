"""A machine on the web, on 127.0.0.1, and a fetcher that may ask nothing else."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.attachments.addresses import Address
from app.attachments.fetching import Fetcher

HERE = "127.0.0.1"
NAME = "trang.minh-hoa.example"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 2\r\n\r\nok"
Answering = Callable[[socket.socket, "Machine"], None]


@dataclass
class Machine:
    """What it hears and answers; `stopped` ends whoever drips."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    sni: list[str | None] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)


def says(answer: bytes) -> Answering:
    """One answer to everything."""
    return lambda line, _machine: line.sendall(answer)


def moves_to(target: str) -> Answering:
    """A redirect."""
    return says(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())


@contextmanager
def machine(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[Machine]:
    """The machine, until the block ends."""
    with socket.create_server((HERE, 0)) as server:
        found = Machine(server.getsockname()[1])
        server.settimeout(0.05)
        thread = threading.Thread(target=_serve, args=(server, found, answering, tls))
        thread.start()
        try:
            yield found
        finally:
            found.stopped.set()
            thread.join(10)


def _serve(
    server: socket.socket, found: Machine, answering: Answering, tls: ssl.SSLContext | None
) -> None:
    while not found.stopped.is_set():
        try:
            line, _ = server.accept()
        except TimeoutError:
            continue
        line.settimeout(5)
        with suppress(OSError):
            if tls is not None:
                line = tls.wrap_socket(line, server_side=True)
            with line:
                heard = b""
                while b"\r\n\r\n" not in heard and (piece := line.recv(65536)):
                    heard += piece
                found.heard.append(heard)
                answering(line, found)
        line.close()


@dataclass
class Names:
    """A resolver that knows only what it is given, and counts how often it is asked."""

    known: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """The next answer, the last one again and again."""
        self.asked.append(host)
        answers = self.known.get(host)
        if answers is None:
            raise socket.gaierror(port, "unknown")
        return answers.pop(0) if len(answers) > 1 else answers[0]


def fetcher(
    there: Machine,
    names: Names | None = None,
    seconds: float = 5,
    trust: ssl.SSLContext | None = None,
) -> Fetcher:
    """It may ask that one port of this machine."""

    def allowed(address: Address, port: int) -> bool:
        return (str(address), port) == (HERE, there.port)

    return Fetcher(names or Names({NAME: [[HERE]]}), allowed, seconds, trust)
