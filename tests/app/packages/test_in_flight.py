"""Work ahead of a reader: bounded, in order, dropped when the reader goes."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.packages.streaming import in_flight

AHEAD = 4


def test_what_comes_is_in_order_whatever_ends_first() -> None:
    first = threading.Event()

    def do(number: int) -> int:
        if number == 0:
            first.wait(5)
        else:
            first.set()
        return number

    with ThreadPoolExecutor(3) as pool:
        assert list(in_flight(do, range(50), pool, AHEAD)) == list(range(50))


def test_a_reader_who_rests_is_never_far_behind() -> None:
    begun: list[int] = []
    with ThreadPoolExecutor(3) as pool:
        work = in_flight(begun.append, range(1_000), pool, AHEAD)
        for taken in range(1, 20):
            next(work)
            assert len(begun) <= taken + AHEAD
        work.close()
    assert len(begun) <= 19 + AHEAD


def test_a_reader_who_goes_leaves_nothing_waiting() -> None:
    held, begun = threading.Event(), []

    def do(number: int) -> None:
        begun.append(number)
        if number:
            held.wait(5)

    with ThreadPoolExecutor(1) as pool:
        work = in_flight(do, range(1_000), pool, AHEAD)
        next(work)
        work.close()
        held.set()
    assert len(begun) <= 2


def test_tasks_are_asked_for_only_as_they_are_needed() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1_000):
            asked.append(number)
            yield number

    with ThreadPoolExecutor(2) as pool:
        work = in_flight(str, tasks(), pool, AHEAD)
        next(work)
        assert len(asked) == AHEAD + 1
        work.close()


def test_what_goes_wrong_reaches_the_reader() -> None:
    def do(number: int) -> float:
        return 1 / number

    with ThreadPoolExecutor(2) as pool, pytest.raises(ZeroDivisionError):
        list(in_flight(do, [1, 0], pool, AHEAD))
