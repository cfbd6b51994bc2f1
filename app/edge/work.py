"""The workshop: heavy jobs in a few threads, a short queue, and an honest "busy" beyond it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from app.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")


class Workshop:
    """Threads of our own rather than the loop's: typst keeps a warm compiler in each of them."""

    def __init__(self, workers: int, waiting: int) -> None:
        self._places = threading.Semaphore(workers + waiting)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="thangdo-work")

    async def do(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the job in a thread and wait for it. Raises Busy at once when the queue is full."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            future = self._pool.submit(job, *args, **kwargs)
        except BaseException:
            self._places.release()
            raise
        # A client that leaves cancels our waiting, not the thread: its place is free at its end.
        future.add_done_callback(self._leave)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Wait for what runs, drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _leave(self, _future: Future[T]) -> None:
        self._places.release()
