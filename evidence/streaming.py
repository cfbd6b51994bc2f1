"""A confined child whose answer is longer than anybody wants to hold: read line by line.

    with lines_of("app.reading", (), content, BOUNDS, question) as lines:
        for line in lines: ...

The child is bounded as in `evidence.confined`; besides it gets a question of any length, in a file
whose descriptor is its last argument. Of its answer no more than `bounds.written` bytes are read,
and it is waited for no longer than `bounds.seconds`, not counting the time that the reader takes
for what was read. Whoever leaves the `with` ends the child.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from evidence.confined import NOT_THE_FILE, Bounds, ChildFailed, ChildNotRun

_PIECE = 256 * 1024
_SECONDS_TO_END = 5.0
# Libraries abort where memory is refused to them. The signal that abort sends itself is among the
# calls that a confined child may not make; then the C library stops by a forbidden instruction.
_ABORTED = {signal.SIGABRT, signal.SIGSEGV, signal.SIGILL, signal.SIGTRAP, signal.SIGBUS}


class ChildTooSlow(ChildFailed):
    """It used up its processor time, or was waited for too long."""


class ChildTooLarge(ChildFailed):
    """A library in it could not get the memory it asked for, and aborted; or it crashed."""


class ChildTalkedTooLong(ChildFailed):
    """Its answer, or a line of it, is longer than allowed."""


@contextmanager
def lines_of(  # noqa: PLR0913, PLR0917 - what is asked, about what, and how much it may cost
    module: str,
    arguments: tuple[str, ...],
    content: BinaryIO,
    bounds: Bounds,
    question: bytes,
    longest_line: int,
) -> Iterator[Iterator[bytes]]:
    """What `python -m module` says about a real file. Raises ChildFailed, also between lines."""
    # The file's own place, whatever of it a reader here may have in its buffer.
    os.lseek(content.fileno(), 0, os.SEEK_SET)
    limits = (str(bounds.memory), str(bounds.cpu_seconds), str(bounds.written))
    with os.fdopen(os.memfd_create(module), "w+b") as asked:
        asked.write(question)
        asked.flush()
        asked.seek(0)
        number = asked.fileno()
        try:
            child = subprocess.Popen(
                (sys.executable, "-I", "-m", module, *limits, *arguments, str(number)),
                stdin=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                bufsize=0,
                start_new_session=True,
                pass_fds=(number,),
            )
        except OSError as error:
            raise ChildNotRun(module) from error
    with child:
        try:
            yield _lines(child, bounds, longest_line)
        finally:
            child.kill()


def _lines(child: subprocess.Popen[bytes], bounds: Bounds, longest: int) -> Iterator[bytes]:
    """Whole lines without their ends; once there are no more, how the child ended is judged."""
    held = b""
    for piece in _pieces(child, bounds):
        *whole, held = (held + piece).split(b"\n")
        yield from whole
        if len(held) > longest:
            raise ChildTalkedTooLong(f"a line of more than {longest} bytes")
    try:
        code = child.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired as error:
        raise ChildTooSlow("did not end") from error
    if code == NOT_THE_FILE:
        raise ChildNotRun("a library or room is missing")
    if code in {-signal.SIGKILL, -signal.SIGXCPU}:
        raise ChildTooSlow("out of processor time")
    if -code in _ABORTED:
        raise ChildTooLarge("out of memory")
    if code or held:
        raise ChildFailed(f"ended with {code}")


def _pieces(child: subprocess.Popen[bytes], bounds: Bounds) -> Iterator[bytes]:
    assert child.stdout is not None
    number = child.stdout.fileno()
    waiting = select.poll()
    waiting.register(number, select.POLLIN)
    seconds, room = bounds.seconds, bounds.written
    while True:
        began = time.monotonic()
        ready = waiting.poll(max(seconds, 0) * 1000)
        seconds -= time.monotonic() - began
        if not ready:
            raise ChildTooSlow(f"no answer within {bounds.seconds} s")
        piece = os.read(number, _PIECE)
        room -= len(piece)
        if room < 0:
            raise ChildTalkedTooLong(f"more than {bounds.written} bytes")
        if not piece:
            return
        yield piece
