"""A folder of forms on all cores: parallel efficiency beside that of a pure CPU loop.

Efficiency is T1 ÷ (n·Tn), warm (the workers have started and done a round), best of the rounds.
The loop goes through the same workers, so what the machine itself loses with n busy cores (shared
caches, lower clock, neighbours) is in both.
"""

import os
import shutil
from collections.abc import Iterator
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
from benchmarks.rounds import best
from benchmarks.samples import write_forms

SECONDS = 120.0
SHARE_OF_LOOP = 0.9
LOOP_STEPS = 1_500_000  # about as long as one form
PRINTED = date(2026, 1, 1)


def cpu_loop(_number: int) -> int:
    """Nothing but the interpreter: no memory, no files, no locks."""
    total = 0
    for number in range(LOOP_STEPS):
        total += number
    return total


def measure(count: int, rounds: int) -> Iterator[Figure]:
    """The efficiency over `count` forms, every output written to the disk."""
    cores = len(os.sched_getaffinity(0))
    with TemporaryDirectory() as scratch, ExitStack() as opened:
        folder, out = Path(scratch, "forms"), Path(scratch, "out")
        write_forms(folder, count)
        place = opened.enter_context(staging(out))
        plan = Plan(Order(frozenset(FORMATS), PRINTED), place, out)
        jobs = [Job(one.path, one.name, one.stem) for one in forms_in(folder)]
        works = {}
        for number in (1, cores):
            reporting = opened.enter_context(reporters(plan, number, SECONDS))
            looping = opened.enter_context(
                Workers[int, int](cpu_loop, count=number, seconds=SECONDS)
            )
            works[f"loop {number}"] = partial(_loop, looping, count)
            works[f"forms {number}"] = partial(_report, reporting, jobs)
            _loop(looping, number)
            _report(reporting, jobs[: 4 * number])
        times = best(works, rounds)
        shutil.rmtree(out, ignore_errors=True)
    loop = times["loop 1"] / (cores * times[f"loop {cores}"])
    forms = times["forms 1"] / (cores * times[f"forms {cores}"])
    yield Figure(
        f"{count} forms read, checked, scored, reported: efficiency on {cores} cores",
        f"{forms:.3f} ({count / times[f'forms {cores}']:.1f} forms a second)",
        f"{loop:.3f} of a pure CPU loop",
        f"at least {SHARE_OF_LOOP} × the loop's: {forms / loop:.2f}",
        forms / loop >= SHARE_OF_LOOP,
    )


def _report(workers: Workers[Job, Reported], jobs: list[Job]) -> None:
    for reported in report_all(workers, jobs):
        if reported.faults:
            raise RuntimeError(f"{reported.name}: {reported.faults}")


def _loop(workers: Workers[int, int], count: int) -> None:
    for _ in workers.run(range(count)):
        pass
