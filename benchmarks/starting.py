"""The first start: an empty database to serving, migrations included: `-m benchmarks.starting`.

From the start of the process to the first 200 of /healthz, beside the plainest service that makes
the same tables, taking turns; what a start costs is mostly reading modules, which both do. Both
have their bytecode ready, as an installed copy has: one start of each goes before.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, as_table, machine
from benchmarks.started import PROGRAM, free_port, started

TARGET_SECONDS = 3.0


def measure(rounds: int = 5) -> Iterator[Figure]:
    """First starts, and starts over a database that is there already."""
    first, again, plain = [], [], []
    with tempfile.TemporaryDirectory() as bytecode:
        for _ in range(rounds + 1):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                first.append(ours(folder, bytecode))
                plain.append(bare(folder / "plain.db", bytecode))
                again.append(ours(folder, bytecode))
    del first[0], plain[0], again[0]  # these have written the bytecode
    base = median(plain)
    yield _figure("first start, empty database to serving (median)", median(first), base)
    yield _figure("the slowest of these first starts", max(first), max(plain))
    yield _figure("a later start", median(again), base)


def ours(folder: Path, bytecode: str) -> float:
    """Seconds until `thangdo serve` answers."""
    port = free_port()
    command = [str(PROGRAM), "serve", "--port", str(port)]
    variables = {"THANGDO_DATA_DIR": str(folder / "data"), "PYTHONPYCACHEPREFIX": bytecode}
    with started(command, port, **variables) as found:
        return found.seconds


def bare(file: Path, bytecode: str) -> float:
    """Seconds until the plain service answers."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.plain_service", str(file), str(port)]
    with started(command, port, PYTHONPYCACHEPREFIX=bytecode) as found:
        return found.seconds


def _figure(name: str, seconds: float, plain: float) -> Figure:
    return Figure(
        name,
        f"{seconds:.2f} s",
        f"{plain:.2f} s for FastAPI, SQLModel and create_all: {seconds / plain:.2f} ×",
        f"under {TARGET_SECONDS:.0f} s",
        seconds < TARGET_SECONDS,
    )


if __name__ == "__main__":
    print(machine())
    print(as_table(measure()))
