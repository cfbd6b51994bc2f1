"""A file read and its table recognised in a confined child, row by row.

    with read_apart(content, Asked(vocabulary)) as read:
        for line in read.lines: ...

What a file does to the child is the file's refusal; what keeps the child from being run is ours.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from app.errors import Reason
from app.imports.errors import ImportNotRead, ImportRefused
from app.imports.reading.answer import (
    AnswerBroken,
    Asked,
    head_in,
    question_of,
    rows_in,
)
from app.imports.reading.errors import SENTENCES, FileFault, FileRefused
from app.imports.reading.limits import MAX_FILE_BYTES
from app.imports.shapes import Fault, Layout, Line
from evidence.confined import Bounds, ChildFailed, ChildNotRun
from evidence.errors import VaultError
from evidence.streaming import ChildTalkedTooLong, ChildTooLarge, ChildTooSlow, lines_of

__all__ = ["BOUNDS", "Asked", "Read", "read_apart"]

BOUNDS = Bounds(
    memory=1536 * 1024 * 1024,
    cpu_seconds=60,
    seconds=120,
    written=256 * 1024 * 1024,
)
"""26,000 rows × 70 columns (.xlsx) took 3.5 s of processor time, 210 MB, an answer of 12 MB; the
largest table allowed took 23 s and 540 MB, on a machine so busy that these were 48 s of waiting."""
LONGEST_LINE = 8 * 1024 * 1024
"""1,000 cells of Vietnamese text fill this only past 2,700 letters each; the head of 400 layouts
of 150 columns has 5 MB."""
_CHILD = "app.imports.reading.child"
_log = logging.getLogger(__name__)
_FAILURES: tuple[tuple[type[Exception], FileFault], ...] = (
    (ChildTooSlow, FileFault.TOO_SLOW),
    (ChildTooLarge, FileFault.TOO_HEAVY),
    (ChildTalkedTooLong, FileFault.ANSWER_TOO_LONG),
    (Exception, FileFault.UNREADABLE),
)


class Read(NamedTuple):
    """What was found; `lines` can be gone through once, inside of the `with`."""

    format: str
    encoding: str
    layouts: tuple[Layout, ...]
    faults: tuple[Fault, ...]
    unsure: bool
    lines: Iterator[Line]


@contextmanager
def read_apart(content: BinaryIO, asked: Asked, bounds: Bounds = BOUNDS) -> Iterator[Read]:
    """Read a file. Raises ImportRefused, ImportNotRead; also while going through the lines.

    What lies in object storage is fetched into a temporary file first.
    """
    if content.seek(0, os.SEEK_END) > MAX_FILE_BYTES:
        raise _refused(FileFault.TOO_LARGE)
    question = question_of(asked)
    with (
        _translated(),
        _real(content) as file,
        lines_of(_CHILD, (), file, bounds, question, LONGEST_LINE) as said,
    ):
        head = head_in(next(said, b""))
        yield Read(*head, lines=_lines(rows_in(said, head)))


@contextmanager
def _real(content: BinaryIO) -> Iterator[BinaryIO]:
    """The content as a file that another process can read."""
    try:
        content.fileno()
    except OSError:
        with tempfile.TemporaryFile() as here:
            content.seek(0)
            try:
                shutil.copyfileobj(content, here)
                here.flush()
            except (VaultError, OSError) as error:
                _log.error("an import could not be fetched: %s", error)
                raise ImportNotRead from error
            yield here
    else:
        yield content


def _lines(lines: Iterator[Line]) -> Iterator[Line]:
    with _translated():
        yield from lines


@contextmanager
def _translated() -> Iterator[None]:
    """What goes wrong with the child, as the service says it."""
    try:
        yield
    except FileRefused as error:
        raise _told(error.code, error.message) from error
    except ChildNotRun as error:
        _log.error("an import could not be read: %s", error)
        raise ImportNotRead from error
    except (ChildFailed, AnswerBroken) as error:
        fault = next(one for kind, one in _FAILURES if isinstance(error, kind))
        _log.warning("an import broke its child: %s: %r", fault, str(error))
        raise _refused(fault) from error


def _refused(fault: FileFault) -> ImportRefused:
    return _told(fault, SENTENCES[fault])


def _told(code: str, message: str) -> ImportRefused:
    return ImportRefused(reasons=(Reason("", code, message),))
