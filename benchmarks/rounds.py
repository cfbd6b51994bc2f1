"""Timing that neighbours disturb least: rounds taken in turn, the best of each."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(works: Mapping[str, Callable[[], object]], rounds: int = 3) -> dict[str, float]:
    """The shortest time of each, the works taking turns so that all meet the same neighbours."""
    shortest = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            shortest[name] = min(shortest[name], seconds(work))
    return shortest


def resident_mb(process: int | str = "self") -> float:
    """Memory of a process that is really in use, in MB; of this one unless told otherwise."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
