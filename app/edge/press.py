"""The press: documents are made by processes of their own, which outlive one and are replaced.

What typst remembers of the last documents stays out of the worker's memory, and a crash of its
compiled code costs one print. Each process takes one content at a time over a pair of sockets; it
starts at the first print, limits itself (`app.edge.printer`), is replaced after `MOST` prints, and
is killed when a print takes too long. It ends with its worker, whose end of the pair it reads.
"""

import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

from app.edge.printer import DOCX, DONE, PDF, REFUSED
from exports.documents.content import Content
from exports.documents.errors import PrintingFailed

SECONDS = 30.0
"""A print takes 0.05 s, the first one of a process 1 s; past this it is a knot, not work."""
MOST = 500
MEMORY = 2 * 1024**3
"""Address space of a process, of which it uses a twentieth."""
_END_SECONDS = 5.0
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")
log = logging.getLogger(__name__)


class Printers(NamedTuple):
    """Who makes files of contents: this process, or others."""

    pdf: Callable[[Content], bytes]
    docx: Callable[[Content], bytes]


class Press:
    """`places` processes at most. Threads may print at the same time; who finds none free waits.

    `niceness` above 0 lets whatever else the machine does go before.
    """

    def __init__(
        self,
        places: int,
        *,
        seconds: float = SECONDS,
        most: int = MOST,
        memory: int = MEMORY,
        niceness: int = 0,
    ) -> None:
        self.seconds = seconds
        self._niceness = niceness
        self._most = most
        self._memory = memory
        self._free = threading.Semaphore(places)
        self._lock = threading.Lock()
        self._idle: list[_Printer] = []

    def pdf(self, content: Content) -> bytes:
        """The printed content. Raises PrintingFailed."""
        return self._made(PDF, content)

    def docx(self, content: Content) -> bytes:
        """The content as a .docx in the standard layout. Raises PrintingFailed."""
        return self._made(DOCX, content)

    def _made(self, kind: str, content: Content) -> bytes:
        until = time.monotonic() + self.seconds
        if not self._free.acquire(timeout=self.seconds):
            raise PrintingFailed("Máy in văn bản đang bận. Hãy thử lại sau ít phút.")
        try:
            return self._printed(kind, content, until)
        finally:
            self._free.release()

    def close(self) -> None:
        """End the processes; the next print starts one again."""
        with self._lock:
            ended, self._idle = self._idle, []
        for one in ended:
            one.end()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The processes that wait for work."""
        with self._lock:
            return tuple(one.process.pid for one in self._idle)

    def _printed(self, kind: str, content: Content, until: float) -> bytes:
        printer = self._taken()
        try:
            answer, made = printer.ask(kind, content, max(0.0, until - time.monotonic()))
        except (EOFError, OSError, TimeoutError) as error:
            printer.end(kill=True)
            log.warning("a printing process was lost: %s", printer.fate(error))
            # One that had printed before may have been killed before this print came to it.
            if printer.prints > 1 and not isinstance(error, TimeoutError):
                return self._printed(kind, content, until)
            title = content.metadata.title
            what = f"bản {kind.upper()} «{title}»"
            message = f"Không tạo được {what}: chương trình in bị dừng giữa chừng."
            raise PrintingFailed(message) from error
        except BaseException:
            printer.end(kill=True)  # what it would answer belongs to nobody
            raise
        self._give_back(printer)
        if answer == REFUSED:
            raise PrintingFailed(made.decode())
        return made

    def _taken(self) -> "_Printer":
        """One that lives: one that was killed while it waited is not even asked."""
        while True:
            with self._lock:
                found = self._idle.pop() if self._idle else None
            if found is None:
                return _Printer(self.seconds, self._memory, self._niceness)
            if found.process.poll() is None:
                return found
            found.end()

    def _give_back(self, printer: "_Printer") -> None:
        if printer.prints >= self._most:
            printer.end()
            return
        with self._lock:
            self._idle.append(printer)


class _Printer:
    """A process that prints, and our end of the sockets."""

    def __init__(self, seconds: float, memory: int, niceness: int) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            words = ("-I", "-m", "app.edge.printer", str(theirs.fileno()), str(memory))
            self.process = subprocess.Popen(
                (sys.executable, *words, str(int(seconds) + 1), str(niceness)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ}
                | {"RAYON_NUM_THREADS": "1"},  # one print at a time is one core's work
                cwd="/",
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
            self._wire = Connection(ours.detach())
        self.prints = 0

    def ask(self, kind: str, content: Content, seconds: float) -> tuple[bytes, bytes]:
        """What became of it, and the bytes. Raises EOFError, OSError, TimeoutError."""
        self.prints += 1
        self._wire.send_bytes(pickle.dumps((kind, content)))
        if not self._wire.poll(seconds):
            raise TimeoutError
        answer = self._wire.recv_bytes()
        if answer[:1] not in {DONE, REFUSED}:
            raise EOFError
        return answer[:1], answer[1:]

    def end(self, *, kill: bool = False) -> None:
        """Let it end, or end it; it is never left behind."""
        self._wire.close()
        if kill:
            self.process.kill()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_END_SECONDS)
            return
        self.process.kill()
        self.process.wait()

    def fate(self, error: BaseException) -> str:
        """For the log: never what was printed."""
        return f"{type(error).__name__}, exit code {self.process.returncode}"
