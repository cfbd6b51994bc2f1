"""Object storage in a bad mood: a server between the service and a real one, on this machine."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>later</Message></Error>"
DROP, DROPS_APART = 16, 0.1
_LEFT_OUT = frozenset({"connection", "transfer-encoding", "content-length", "server", "date"})


class Mood(StrEnum):
    """What it does with a request."""

    FINE = "fine"
    SILENT = "silent"
    HANGS_UP = "hangs up"
    BROKEN = "broken"
    SLOW_DOWN = "slow down"
    DRIPS = "drips"
    """It reads the request, and answers a few bytes at a time."""
    KEEPS_AND_HANGS_UP = "keeps and hangs up"
    """It does what was asked, and nobody hears of it."""


class Moody(ThreadingHTTPServer):
    """Passes on what it is asked, when it is in the mood."""

    daemon_threads = True
    mood = Mood.FINE

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind).netloc
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Asked)

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    """One connection of the service."""

    protocol_version = "HTTP/1.1"
    server: Moody
    _headers_buffer: list[bytes]

    def handle_any(self) -> None:
        """Whatever the method."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mood = self.server.mood
        self.close_connection = mood is not Mood.FINE
        if mood in {Mood.FINE, Mood.DRIPS, Mood.KEEPS_AND_HANGS_UP}:
            answer = self._passed_on(body)
            if mood is not Mood.KEEPS_AND_HANGS_UP:
                self._answer(*answer, drips=mood is Mood.DRIPS)
        elif mood is Mood.SILENT:
            self._wait(60)
        elif mood is Mood.BROKEN:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, b"")
        elif mood is Mood.SLOW_DOWN:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, SLOW_DOWN)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815 - names of http.server

    def _passed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.server.behind, timeout=20)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
            length = answer.getheader("Content-Length") or str(len(content))
            kept = [one for one in answer.getheaders() if one[0].lower() not in _LEFT_OUT]
            return answer.status, [*kept, ("Content-Length", length)], content
        finally:
            connection.close()

    def _refuse(self, status: int, content: bytes) -> None:
        self._answer(status, [("Content-Length", str(len(content)))], content, drips=False)

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, *, drips: bool
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if not drips:
            self.end_headers()
            self.wfile.write(content)
            return
        self._headers_slowly()
        for start in range(0, len(content), DROP):
            self._drip(content[start : start + DROP])

    def _headers_slowly(self) -> None:
        """Headers too come drop by drop."""
        held = b"".join(self._headers_buffer) + b"\r\n"
        self._headers_buffer.clear()
        for start in range(0, len(held), DROP):
            self._drip(held[start : start + DROP])

    def _drip(self, some: bytes) -> None:
        self._wait(DROPS_APART)
        self.wfile.write(some)

    def _wait(self, seconds: float) -> None:
        self.server.over.wait(seconds)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name
        """Nothing is printed."""


@contextmanager
def moody(behind: str) -> Iterator[Moody]:
    """A server that stands between, in a good mood at first."""
    server = Moody(behind)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that has left
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
