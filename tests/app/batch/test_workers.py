"""Worker processes: every task ends in a result or a named failure."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.batch.workers import Crashed, TooSlow, Workers, WorkersUnavailable


def double(task: int) -> int:
    return task * 2


def die_on_three(task: int) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def sleep_on_three(task: int) -> int:
    if task == 3:
        time.sleep(60)
    return task


def process_id(_task: int) -> int:
    return os.getpid()


def meet_another(folder: Path) -> bool:
    """Whether a second process turns up while this one waits."""
    (folder / str(os.getpid())).touch()
    deadline = time.monotonic() + 30
    while len(list(folder.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(list(folder.iterdir())) == 2


def refuse_to_start() -> None:
    os._exit(7)


def ignores_interrupt(_task: int) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_every_task_gets_its_own_result() -> None:
    with Workers(double, count=2, seconds=30) as workers:
        assert sorted(workers.run(range(20))) == [(task, task * 2) for task in range(20)]


def test_one_crash_costs_one_task() -> None:
    with Workers(die_on_three, count=2, seconds=30) as workers:
        outcomes = dict(workers.run(range(6)))
    assert outcomes == {0: 0, 1: 1, 2: 2, 3: Crashed(-signal.SIGKILL), 4: 4, 5: 5}


def test_a_task_past_its_time_is_stopped_and_the_rest_goes_on() -> None:
    with Workers(sleep_on_three, count=1, seconds=0.5) as workers:
        outcomes = dict(workers.run(range(5)))
    assert outcomes == {0: 0, 1: 1, 2: 2, 3: TooSlow(0.5), 4: 4}


def test_two_workers_share_the_tasks(tmp_path: Path) -> None:
    with Workers(meet_another, count=2, seconds=60) as workers:
        assert [met for _, met in workers.run([tmp_path, tmp_path])] == [True, True]


def test_no_more_processes_than_tasks() -> None:
    with Workers(double, count=8, seconds=30) as workers:
        list(workers.run([1, 2]))
        assert len(workers.process_ids) == 2


def test_processes_are_kept_for_the_next_run() -> None:
    with Workers(process_id, count=1, seconds=30) as workers:
        first = list(workers.run([1]))
        assert list(workers.run([1])) == first


def test_a_worker_that_cannot_start_ends_the_run() -> None:
    with (
        Workers(double, count=1, seconds=30, start=refuse_to_start) as workers,
        pytest.raises(WorkersUnavailable),
    ):
        list(workers.run([1]))


def test_leaving_by_an_exception_kills_the_running_task() -> None:
    started = time.monotonic()

    def interrupted() -> Iterator[object]:
        with Workers(sleep_on_three, count=1, seconds=30) as workers:
            for outcome in workers.run([1, 3]):
                yield outcome
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(interrupted())
    assert time.monotonic() - started < 20


def test_workers_leave_the_interrupt_key_to_the_parent() -> None:
    with Workers(ignores_interrupt, count=1, seconds=30) as workers:
        assert list(workers.run([1])) == [(1, True)]
