"""The service behind a port, in a thread of the tests."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from app.server import config, listening
from app.settings import Settings


@dataclass(frozen=True)
class Running:
    """Where a running service is found."""

    port: int

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A bare connection, with a time limit."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """A running service; stopped at the end."""
    # Port 0 is not for operators: the system picks a free one for the tests.
    free = settings.model_copy(update={"port": 0})
    with listening(free) as where:
        server = uvicorn.Server(config(free))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [where]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        try:
            yield Running(where.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(20)
