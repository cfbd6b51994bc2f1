"""Services started as processes of their own, until they answer; every one is ended again."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ORIGIN = "127.0.0.1"
PROGRAM = Path(sys.executable).with_name("thangdo")
PATIENCE = 60.0
_LOOK = 0.005


class DidNotStart(Exception):
    """It ended, or did not answer in time."""


@dataclass(frozen=True)
class Started:
    """A service that answers."""

    process: int
    port: int
    seconds: float
    """From the start of the process to its first answer."""

    def connection(self) -> http.client.HTTPConnection:
        """A connection to keep."""
        return http.client.HTTPConnection(ORIGIN, self.port, timeout=PATIENCE)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind((ORIGIN, 0))
        return int(found.getsockname()[1])


@contextmanager
def started(command: Sequence[str], port: int, **variables: str) -> Iterator[Started]:
    """Run the command until /healthz answers 200. Raises DidNotStart."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**_environment(), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise DidNotStart(" ".join(command))
            time.sleep(_LOOK)
        yield Started(process.pid, port, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def pss_mb(process: int) -> float:
    """Memory of a process in MB, shared pages counted by their share."""
    rows = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    told: Mapping[str, str] = dict(row.split(":", 1) for row in rows[1:])
    return int(told["Pss"].split()[0]) / 1024


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ORIGIN, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _environment() -> dict[str, str]:
    """Nothing of a real installation; the checkout's own modules."""
    root = str(Path(__file__).resolve().parents[1])
    dropped = ("THANGDO_", "PYTHONDONTWRITEBYTECODE")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {**kept, "PYTHONPATH": root}
