"""The workshop."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from app.edge.work import Workshop
from app.errors import Busy


@pytest.fixture
def shop() -> Iterator[Workshop]:
    made = Workshop(workers=1, waiting=1)
    yield made
    made.close()


def test_works_in_a_thread_of_its_own(shop: Workshop) -> None:
    name = asyncio.run(shop.do(lambda: threading.current_thread().name))
    assert name.startswith("thangdo-work")


def test_hands_the_error_of_a_job_to_whoever_waits(shop: Workshop) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(shop.do(lambda: 1 // 0))


def test_is_busy_at_once_when_the_queue_is_full(shop: Workshop) -> None:
    go = threading.Event()

    async def three() -> list[object]:
        waiting = [asyncio.create_task(shop.do(go.wait, 5)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy) as refused:
            await shop.do(go.wait)
        go.set()
        return [refused.value.headers["Retry-After"], *await asyncio.gather(*waiting)]

    assert asyncio.run(three()) == ["3", True, True]


def test_a_place_stays_taken_until_the_thread_ends_though_the_client_left(shop: Workshop) -> None:
    go, done = threading.Event(), threading.Event()

    def job() -> None:
        go.wait(5)
        done.set()

    async def leave() -> None:
        waiting = [asyncio.create_task(shop.do(job)) for _ in range(2)]
        await asyncio.sleep(0.05)
        waiting[0].cancel()
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await shop.do(job)
        go.set()
        await waiting[1]
        assert done.is_set()
        assert await shop.do(lambda: "free") == "free"

    asyncio.run(leave())
