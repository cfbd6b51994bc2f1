"""The package in pieces: documents are made while it is handed on, a few ahead of the reader.

    chunks of dossiers, read one ahead → parcels in flight in a few threads → the zip, in order

A reader who is slow leaves everything standing; one who is gone closes the generator, which drops
what waits. Memory holds two chunks, the parcels in flight, and the list of the zip's members.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar

from app.attachments.packing import free
from app.dossiers.documents import Document
from app.edge.zipping import Zipping
from app.packages.making import Made, make
from app.packages.packer import Hands
from app.packages.reading import Parcel

ABOUT_NAME = "Gói này có gì.txt"
MISSING_NAME = "Không có trong gói.txt"
CHUNK = 50
"""Dossiers read at once: their snapshots take a few megabytes, their statements 20 ms."""
NOTHING_MISSING = "Gói có đủ mọi văn bản đã chọn."
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be packed, and by whom."""

    dossier_ids: Sequence[str]
    documents: Sequence[Document]
    read: Callable[[Sequence[str]], list[Parcel]]
    """The parcels of one chunk, in its order."""
    about: Sequence[str]
    """The lines that say what this package is."""
    at: datetime


def pieces(order: Order, hands: Hands, saw: Callable[[Made, int], None]) -> Generator[bytes]:
    """The zip. `saw` is told of every dossier once its documents are handed on, with their size."""
    package = Zipping()
    taken = {name.casefold() for name in (ABOUT_NAME, MISSING_NAME)}
    faults: list[str] = []
    # First, so that the reader has something before the first document is printed.
    yield package.add(ABOUT_NAME, _text(order.about), order.at)
    with closing(_made(order, hands)) as parcels:
        for made in parcels:
            size = 0
            for file in made.files:
                piece = package.add(free(file.path, taken), file.content, order.at)
                size += len(piece)
                yield piece
            faults += made.faults
            saw(made, size)
    if faults:
        yield package.add(MISSING_NAME, _text(faults), order.at)
    yield package.end()


def _made(order: Order, hands: Hands) -> Generator[Made]:
    chunks = [
        order.dossier_ids[start : start + CHUNK]
        for start in range(0, len(order.dossier_ids), CHUNK)
    ]
    read = in_flight(order.read, chunks, hands.pool, 1)
    with closing(read):
        parcels = chain.from_iterable(read)
        work = in_flight(
            lambda one: make(one, order.documents, hands.printers), parcels, hands.pool, hands.ahead
        )
        with closing(work):
            yield from work


def in_flight(do: Callable[[T], R], tasks: Iterable[T], pool: Executor, ahead: int) -> Generator[R]:
    """What `do` makes of the tasks, in their order; at most `ahead` beyond the one that is taken.

    Closing it drops what has not begun.
    """
    waiting: deque[Future[R]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(do, task))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for one in waiting:
            one.cancel()


def _text(lines: Iterable[str]) -> bytes:
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
