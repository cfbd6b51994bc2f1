"""Timing that neighbours disturb least: rounds taken in turn, the best of each."""

import time
from collections.abc import Callable, Mapping


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


def resident_mb() -> float:
    """Memory of this process that is really in use, in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a file of ours
        pages = int(file.read().split()[1])
    return pages * 4096 / 1024**2
