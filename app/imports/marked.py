"""The file of an import, back to whoever sent it: faulty cells marked, a column that says why.

    asked = question(session, batch)      # within a transaction: rows into a file without a name
    made = answer(batch, asked, content)  # outside of it: a confined child marks the file

The question and the answer share one file: the child reads the marks from it and writes the
workbook over them, so the service never holds either.
"""

import itertools
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple, TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.edge.shares import Shares
from app.errors import Busy, Reason
from app.imports import staging
from app.imports.errors import ImportNotNow, ImportNotRead, ImportRefused
from app.imports.models import ImportBatch, ImportRow, ImportState
from evidence import confined
from evidence.confined import Bounds, ChildFailed, ChildNotRun

BOUNDS = Bounds(
    memory=1536 * 1024 * 1024,
    cpu_seconds=120,
    seconds=150,
    written=256 * 1024 * 1024,
)
"""As for reading the file; the workbook written may be larger than the one that came."""
MOST_MARKS = 400_000
"""Two for each row of the largest file; a mark takes 300 bytes in the child."""
ENDING = " - đã đánh dấu lỗi"
PIECE = 256 * 1024
OF_ONE_PERSON = 3
"""Files that are marked for one person at once, or wait for it."""
_CHILD = "app.imports.marked_child"
_ROWS = 2_000
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_UNREAD = frozenset({ImportState.UPLOADED, ImportState.READING})
_MACROS = ".xlsm"
T = TypeVar("T")


class Made(NamedTuple):
    """A workbook that is done; closing it is its end."""

    name: str
    content: BinaryIO
    size: int

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        with self.content:
            while piece := self.content.read(PIECE):
                yield piece


class Markers:
    """So many children that mark at once, so many who wait for one, then “busy”."""

    def __init__(self, places: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(places)
        self._places = threading.Semaphore(places + waiting)
        self._shares = Shares(OF_ONE_PERSON)

    async def do(self, job: Callable[[], T], person: str) -> T:
        """Run the job of that person in a thread. Raises Busy, and what the job raises."""
        with self._shares.of(person):
            if not self._places.acquire(blocking=False):
                raise Busy
            try:
                return await to_thread.run_sync(job, limiter=self._limiter)
            finally:
                self._places.release()


def question(session: Session, batch: ImportBatch) -> BinaryIO:
    """What is to be marked, in a file; whoever gets it closes it. Raises ImportNotNow.

    A line for each mark, `[table, row, column, sentence, warning]`, and one for the tables.
    """
    if batch.state in _UNREAD:
        raise ImportNotNow
    tables, marks = _of_file(batch)
    numbers = {one["sheet"]: number for number, one in enumerate(tables)}
    asked: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - whoever gets it closes it
    try:
        found = itertools.chain(marks, _of_rows(session, batch, numbers))
        kept = itertools.islice(found, MOST_MARKS)
        asked.writelines(json.dumps(mark).encode() + b"\n" for mark in kept)
        if next(found, None) is not None:
            tables[0]["notes"].append(_CUT)
        asked.write(json.dumps(tables).encode())
        asked.flush()
    except BaseException:
        asked.close()
        raise
    return asked


def answer(batch: ImportBatch, asked: BinaryIO, content: BinaryIO, bounds: Bounds = BOUNDS) -> Made:
    """The marked workbook, in the file of the question. Raises ImportRefused, ImportNotRead.

    The file is closed by whoever gets the workbook; after a refusal by whoever gave it.
    """
    asked.seek(0)
    try:
        told = json.loads(confined.ask(_CHILD, (), content, bounds, asked))
        refusal = told.get("refused")
    except ChildNotRun as error:
        raise ImportNotRead from error
    except (ChildFailed, ValueError, AttributeError) as error:
        raise ImportRefused(_NOT_MARKED) from error
    if refusal is not None:
        raise ImportRefused(_NOT_MARKED, (Reason("", str(refusal), str(told.get("message"))),))
    size = asked.seek(0, os.SEEK_END)
    asked.seek(0)
    return Made(name_of(batch.file_name), asked, size)


_CUT = f"Tệp có quá nhiều lỗi: chỉ {MOST_MARKS} lỗi đầu được đánh dấu."
_NOT_MARKED = (
    "Không đánh dấu lỗi vào tệp này được. Hãy xem danh sách lỗi ở lần nhập, sửa trong tệp gốc rồi "
    "gửi lại."
)


def name_of(file_name: str) -> str:
    """Under which the marked file is saved: a workbook with macros keeps its ending."""
    stem, dot, ending = file_name.rpartition(".")
    kept = _MACROS if f".{ending.lower()}" == _MACROS else ".xlsx"
    return f"{stem if dot and stem else file_name}{ENDING}{kept}"


def _of_file(batch: ImportBatch) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The tables with their notes, and the marks that are of no row of staging."""
    layouts: Sequence[Mapping[str, Any]] = batch.recognised.get("layouts", ())
    tables: list[dict[str, Any]] = [
        {"sheet": one["sheet"], "header": one["header"], "notes": []} for one in layouts
    ]
    if not tables:  # no table was found: said at the top of the first sheet
        tables = [{"sheet": "", "header": [1, 1], "notes": []}]
    numbers = {one["sheet"]: number for number, one in enumerate(tables)}
    marks: list[list[Any]] = []
    for warning, found in ((False, batch.faults), (True, batch.warnings)):
        for one in found:
            sheet, _, cell = one.get("where", "").rpartition("!")
            place = _place(cell)
            if place and sheet in numbers:
                marks.append([numbers[sheet], *place, one["message"], warning])
                if place[0] > tables[numbers[sheet]]["header"][1]:
                    continue
            table = tables[numbers.get(sheet or cell, 0)]
            where = f"{one['where']}: " if one.get("where") else ""
            table["notes"].append(where + one["message"])
    return tables, marks


def _of_rows(
    session: Session, batch: ImportBatch, numbers: Mapping[str, int]
) -> Iterator[list[Any]]:
    """The marks of the rows of the present run, in the order of the file."""
    position = -1
    while True:
        rows = (
            session.connection()
            .execute(
                select(
                    col(ImportRow.position),
                    col(ImportRow.sheet),
                    col(ImportRow.line),
                    col(ImportRow.faults),
                    col(ImportRow.warnings),
                )
                .where(
                    col(ImportRow.batch_id) == batch.id,
                    col(ImportRow.run) == batch.run,
                    col(ImportRow.position) > position,
                    or_(col(ImportRow.faults) != "", col(ImportRow.warnings) != ""),
                )
                .order_by(col(ImportRow.position))
                .limit(_ROWS)
            )
            .all()
        )
        for position, sheet, line, faults, warnings in rows:  # noqa: B007 - the last one is kept
            for warning, said in ((False, faults), (True, warnings)):
                for cell, _, message in staging.read(said) or ():
                    row, column = _place(cell) or (line, None)
                    yield [numbers.get(sheet, 0), row, column, message, warning]
        if len(rows) < _ROWS:
            return


def _place(cell: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of `D7`."""
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
