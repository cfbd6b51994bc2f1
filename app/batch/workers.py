"""Worker processes that outlive a bad task: each task has a time limit, a crash costs one task.

The pools of the standard library break as a whole when one process dies, and cannot stop a task;
a folder from many schools holds files that do either. So each worker has its own pipe, takes one
task at a time, and is replaced when it dies or is killed. Sending one task costs about 0.1 ms, a
report over 100 ms, so tasks are not bundled.
"""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import TracebackType
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_READY = "ready"
_START_SECONDS = 60.0  # imports on a loaded machine; it took 1.5 s at most on a free one
_END_SECONDS = 5.0


class WorkersUnavailable(RuntimeError):
    """A worker could not even start: going on would only fail file after file."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The worker died over the task; `exit_code` is negative for a signal, as in subprocess."""

    exit_code: int | None


@dataclass(frozen=True, slots=True)
class TooSlow:
    """The task took longer than allowed and was stopped."""

    seconds: float


@dataclass(eq=False)
class _Worker(Generic[Task]):
    process: ForkServerProcess
    pipe: Connection
    ready: bool = False
    task: Task | None = None
    deadline: float = field(default_factory=lambda: time.monotonic() + _START_SECONDS)


class Workers(Generic[Task, Result]):
    """`count` processes that call `work(task)`; tasks and results are pickled.

    `start` runs once in each process before its first task. `preload` names modules that all
    processes share from the outset. Use as a context manager: leaving it ends the processes, at
    once when an exception passes through.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        *,
        count: int,
        seconds: float,
        start: Callable[[], None] | None = None,
        preload: tuple[str, ...] = (),
    ) -> None:
        self.count = max(1, count)
        self.seconds = seconds
        self._work = work
        self._start = start
        # Not fork: the parent may run threads, and a child would inherit its locks.
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([*preload])
        self._workers: list[_Worker[Task]] = []

    def __enter__(self) -> "Workers[Task, Result]":
        """Nothing starts before the first task is there."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.pipe.close()  # a worker that waits for a task ends when its pipe does
            if kind is not None:
                worker.process.terminate()
        for worker in self._workers:
            _end(worker.process)
        self._workers.clear()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The processes that are running now."""
        return tuple(one.process.pid for one in self._workers if one.process.pid is not None)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Crashed | TooSlow]]:
        """Each task with what became of it, in the order in which they end."""
        waiting = deque(tasks)
        while waiting or any(worker.task is not None for worker in self._workers):
            busy = sum(worker.task is not None for worker in self._workers)
            while len(self._workers) < min(self.count, busy + len(waiting)):
                self._workers.append(self._new_worker())
            for worker in self._workers:
                if waiting and worker.ready and worker.task is None:
                    self._hand_over(worker, waiting.popleft())
            yield from self._next_results()

    def _new_worker(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._start, self._work), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_over(self, worker: _Worker[Task], task: Task) -> None:
        worker.task = task
        worker.deadline = time.monotonic() + self.seconds
        try:
            worker.pipe.send(task)
        except OSError:  # it died while idle: the next look at its pipe tells
            return

    def _next_results(self) -> Iterator[tuple[Task, Result | Crashed | TooSlow]]:
        watched = [one for one in self._workers if not one.ready or one.task is not None]
        if not watched:
            return
        left = min(worker.deadline for worker in watched) - time.monotonic()
        spoken = wait([worker.pipe for worker in watched], timeout=max(0.0, left))
        for worker in watched:
            if worker.pipe in spoken:
                yield from self._heard(worker)
            elif time.monotonic() > worker.deadline:
                yield from self._gone(worker, TooSlow(self.seconds))

    def _heard(self, worker: _Worker[Task]) -> Iterator[tuple[Task, Result | Crashed | TooSlow]]:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(1.0)
            yield from self._gone(worker, Crashed(worker.process.exitcode))
            return
        if not worker.ready:
            worker.ready = True
            return
        task, worker.task = worker.task, None
        if task is not None:
            yield task, message

    def _gone(
        self, worker: _Worker[Task], why: Crashed | TooSlow
    ) -> Iterator[tuple[Task, Result | Crashed | TooSlow]]:
        worker.pipe.close()
        worker.process.terminate()
        _end(worker.process)
        self._workers.remove(worker)
        if not worker.ready:
            raise WorkersUnavailable(str(why))
        if worker.task is not None:
            yield worker.task, why


def _end(process: ForkServerProcess) -> None:
    """Wait for the end, which SIGTERM brings at once except in the moment that files get names."""
    process.join(_END_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _serve(
    pipe: Connection, start: Callable[[], None] | None, work: Callable[[object], object]
) -> None:
    """The life of one worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent decides
    if start is not None:
        start()
    try:
        pipe.send(_READY)
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, BrokenPipeError):  # the parent has closed the pipe, or is gone
        return
