"""Telling a person how far a batch is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from app.cli import streams

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0  # seconds: what is over sooner needs no progress
_EVERY = 10.0  # seconds between two lines in a log


class Advance(Protocol):
    """Called once for each thing that is done."""

    def __call__(self) -> None:
        """One more."""


@contextmanager
def progress(total: int, what: str) -> Iterator[Advance]:
    """Show how many of `total` are done, from the first second on."""
    shown = _Bar(total, what) if sys.stderr.isatty() else _Lines(total, what)
    try:
        yield shown.one_more
    finally:
        shown.stop()


class _Lines:
    def __init__(self, total: int, what: str) -> None:
        self.total, self.what, self.done = total, what, 0
        self.next = time.monotonic() + _PATIENCE

    def one_more(self) -> None:
        self.done += 1
        if time.monotonic() >= self.next and self.done < self.total:
            streams.say(f"{self.what}: {self.done}/{self.total}")
            self.next = time.monotonic() + _EVERY

    def stop(self) -> None:
        """Nothing is left to clear away."""


class _Bar:
    def __init__(self, total: int, what: str) -> None:
        self.total, self.what, self.done = total, what, 0
        self.start = time.monotonic()
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def one_more(self) -> None:
        self.done += 1
        if self.bar is None and time.monotonic() - self.start > _PATIENCE:
            self._show()
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=self.done)

    def stop(self) -> None:
        if self.bar is not None:
            self.bar.stop()

    def _show(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
        self.bar = Progress(*columns, console=streams.console(stderr=True), transient=True)
        self.task = self.bar.add_task(self.what, total=self.total, completed=self.done)
        self.bar.start()
