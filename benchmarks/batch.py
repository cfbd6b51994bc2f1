"""A folder of forms on all cores: parallel efficiency beside that of a pure CPU loop.

Efficiency is T1 ÷ (n·Tn), warm (the workers have started and done a round), best of the rounds.
The loop goes through the same workers, so what the machine itself loses with n busy cores (shared
caches, lower clock, neighbours) is in both.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from app.batch.folder import forms_in
from app.batch.printing import FORMATS, Order
from app.batch.reporting import Job, Plan, Reported
from app.batch.run import report_all, reporters
from app.batch.workers import Workers
from app.batch.writing import staging
from benchmarks.figures import Figure
from benchmarks.rounds import best, resident_mb
from benchmarks.samples import write_forms

SECONDS = 120.0
SHARE_OF_LOOP = 0.9
GROWTH_MB = 25.0
"""The PDF compiler's cache comes and goes by 15 MB; keeping each form's files would add 220 MB per
1,000 forms."""
FIRST = 20
"""Forms that each worker does before anything is measured."""
Pools = tuple[Workers[Job, Reported], Workers[int, int]]
Work = Callable[[], None]
LOOP_STEPS = 1_500_000  # about as long as one form
PRINTED = date(2026, 1, 1)


def cpu_loop(_number: int) -> int:
    """Nothing but the interpreter: no memory, no files, no locks."""
    total = 0
    for number in range(LOOP_STEPS):
        total += number
    return total


def measure(count: int, rounds: int) -> Iterator[Figure]:
    """The efficiency over `count` forms, every output written to the disk; a worker's memory."""
    cores = len(os.sched_getaffinity(0))
    with TemporaryDirectory() as scratch, ExitStack() as opened:
        folder, out = Path(scratch, "forms"), Path(scratch, "out")
        write_forms(folder, count)
        place = opened.enter_context(staging(out))
        plan = Plan(Order(frozenset(FORMATS), PRINTED), place, out)
        jobs = [Job(one.path, one.name, one.stem) for one in forms_in(folder)]
        pools = {
            number: (
                opened.enter_context(reporters(plan, number, SECONDS)),
                opened.enter_context(Workers[int, int](cpu_loop, count=number, seconds=SECONDS)),
            )
            for number in (1, cores)
        }
        for number, (reporting, looping) in pools.items():
            _loop(looping, number)
            _report(reporting, jobs[: FIRST * number])
        memory = [_worker_mb(pools[1][0])]
        works = dict(_works(pools, jobs))
        works["memory"] = lambda: memory.append(_worker_mb(pools[1][0]))
        times = best(works, rounds)
    yield _efficiency(times, cores, count)
    yield _flatness(memory, count)


def _flatness(memory: list[float], count: int) -> Figure:
    """What a worker holds after its last round, beside what it held after its first.

    Within the first round it grows once: words seen for the first time are kept, up to a bound.
    """
    first, last = memory[1], memory[-1]
    return Figure(
        f"memory of one worker after {len(memory) - 1} × {count} forms",
        f"{last - first:+.1f} MB",
        f"{first:.0f} MB after {count}, {memory[0]:.0f} MB after {min(FIRST, count)}",
        f"at most {GROWTH_MB:.0f} MB more",
        last - first <= GROWTH_MB,
    )


def _works(pools: Mapping[int, Pools], jobs: list[Job]) -> Iterator[tuple[str, Work]]:
    for number, (reporting, looping) in pools.items():
        yield f"loop {number}", partial(_loop, looping, len(jobs))
        yield f"forms {number}", partial(_report, reporting, jobs)


def _efficiency(times: Mapping[str, float], cores: int, count: int) -> Figure:
    loop = times["loop 1"] / (cores * times[f"loop {cores}"])
    forms = times["forms 1"] / (cores * times[f"forms {cores}"])
    return Figure(
        f"{count} forms read, checked, scored, reported: efficiency on {cores} cores",
        f"{forms:.3f} ({count / times[f'forms {cores}']:.1f} forms a second)",
        f"{loop:.3f} of a pure CPU loop",
        f"at least {SHARE_OF_LOOP} × the loop's: {forms / loop:.2f}",
        forms / loop >= SHARE_OF_LOOP,
    )


def _worker_mb(workers: Workers[Job, Reported]) -> float:
    return max(resident_mb(process) for process in workers.process_ids)


def _report(workers: Workers[Job, Reported], jobs: list[Job]) -> None:
    for reported in report_all(workers, jobs):
        if reported.faults:
            raise RuntimeError(f"{reported.name}: {reported.faults}")


def _loop(workers: Workers[int, int], count: int) -> None:
    for _ in workers.run(range(count)):
        pass
