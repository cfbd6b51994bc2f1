"""The service in processes of its own, to be killed; and clients that speak plain HTTP to it."""

import http.client
import json
import multiprocessing
import socket
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, Self

import uvicorn
from sqlalchemy.engine import URL

from app.server import config
from app.settings import Settings

SECONDS = 60
# Forked from a process that has loaded the program and done nothing else: a start is quick.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["tests.nothing_lost.servers", "tests.nothing_lost.workers", "app.main"]
)


class ConnectionLost(Exception):
    """The server went away before it had answered; whether it did the work is not known."""


class Answer(NamedTuple):
    """What the service answered."""

    status: int
    json: Any
    headers: http.client.HTTPMessage


@dataclass
class Servers:
    """Processes that serve one database through one port, as behind a proxy.

    The port is held here, so that who connects while nobody serves is served by the next.
    """

    url: URL
    folder: Path
    listening: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=512)
    )
    processes: list[BaseProcess] = field(default_factory=list)
    clients: list["Client"] = field(default_factory=list)

    def client(self, token: str) -> "Client":
        """A program at work with somebody's token; closed at the end."""
        made = Client(self.port, token)
        self.clients.append(made)
        return made

    @property
    def port(self) -> int:
        """Where they are."""
        return int(self.listening.getsockname()[1])

    def start(self, *, run_jobs: bool = True) -> BaseProcess:
        """One process more."""
        address = self.url.render_as_string(hide_password=False)
        arguments = (self.listening, address, str(self.folder), run_jobs)
        process = _FORKS.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        self.processes.append(process)
        return process

    def kill(self, process: BaseProcess) -> None:
        """End it without a warning, as a power cut would."""
        process.kill()
        process.join(SECONDS)
        assert process.exitcode == -9
        self.processes.remove(process)

    def __enter__(self) -> Self:
        """Nothing serves yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """All of them end."""
        for client in self.clients:
            client.close()
        for process in self.processes:
            process.kill()
            process.join(SECONDS)
        self.listening.close()


@dataclass
class Client:
    """A program at work with one person's token, over one kept connection."""

    port: int
    token: str
    connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request. Raises ConnectionLost."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            self.connection.request(
                method, f"/api/v1/{path}", content, given | {"Host": "localhost"} | (headers or {})
            )
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ConnectionLost from error
        if answer.will_close:
            self.close()
        return Answer(answer.status, json.loads(text) if text else None, answer.headers)

    def insist(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """The same request again and again until somebody answers it."""
        while True:
            try:
                return self.ask(method, path, body, headers)
            except ConnectionLost:
                continue

    def close(self) -> None:
        """Let the connection go."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _serve(listening: socket.socket, address: str, folder: str, run_jobs: bool) -> None:  # noqa: FBT001 - of a process
    settings = Settings(database_url=address, data_dir=Path(folder), run_jobs=run_jobs)
    uvicorn.Server(config(settings)).run(sockets=[listening])
