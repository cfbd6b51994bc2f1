"""A file on its way from the network into the vault, never whole in memory.

The request's body is read piece by piece, taken apart as multipart, and the one file part goes to
the store in threads of its own, so that a slow disk holds up no transaction.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError

from app.edge.multipart import (
    MAX_TEXT_BYTES,
    Collector,
    Part,
    Parts,
    boundary_of,
    broken,
    parser_into,
    utf8,
    wrong_field,
)

FILE = "file"
MAX_FILE_NAME = 200
# Fewer, larger writes: a thread is asked 4 times per MB instead of 16; 32 uploads hold 8 MB.
PIECE = 256 * 1024
# Writing waits for the disk, hashing lets go of the interpreter's lock: more threads win nothing.
DISK_THREADS = 4

T = TypeVar("T")


class Sink(Protocol):
    """Where the bytes go."""

    def write(self, chunk: bytes) -> None:
        """Take more bytes in."""


class Received(Parts):
    """The texts beside a file; what the file is called, and what its sender says it is."""

    file_name: str
    declared: str


class Disk:
    """The threads in which files are written and looked at."""

    def __init__(self, threads: int = DISK_THREADS) -> None:
        self._limiter = CapacityLimiter(threads)

    async def do(self, job: Callable[..., T], *args: object) -> T:
        """Run the job in one of the threads. One that has begun is not abandoned."""
        return await to_thread.run_sync(job, *args, limiter=self._limiter)


async def receive_file(request: Request, sink: Sink, known: frozenset[str], disk: Disk) -> Received:
    """Read the body to its end; the part `file` goes to `sink`, others are texts among `known`.

    Raises KindNotAccepted, BodyUnreadable, ShapeWrong, what the gate raises of a body on its way
    (BodyTooLarge, BodyTooSlow, ClientGone), and what the sink raises.
    """
    collector = _Streaming(known)
    request.state.texts = collector.parts  # a form that is refused is shown with them again
    parser = parser_into(collector, boundary_of(request.headers.get("content-type", "")))
    try:
        async for chunk in request.stream():
            parser.write(chunk)
            if collector.held >= PIECE:
                await disk.do(sink.write, collector.taken())
        parser.finalize()
    except FormParserError as error:
        raise broken() from error
    if not collector.complete:
        raise broken()
    if collector.file_name is None:
        raise wrong_field(FILE, "chưa có tệp: hãy chọn một tệp để gửi")
    if collector.held:
        await disk.do(sink.write, collector.taken())
    received = Received(collector.parts)
    received.file_name, received.declared = collector.file_name, collector.declared
    return received


class _Streaming(Collector):
    """Keeps texts, and of the file only what has not gone to the sink yet."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__()
        self.file_name: str | None = None
        self.declared = ""
        self.held = 0
        self._pieces: list[bytes] = []
        self._known = known
        self._text_bytes = 0
        self._in_file = False

    def taken(self) -> bytes:
        """The bytes held of the file, to be written now."""
        content = b"".join(self._pieces)
        self._pieces, self.held = [], 0
        return content

    def headers_finished(self) -> None:
        super().headers_finished()
        name = self.part_name()
        self._in_file = name == FILE
        if not self._in_file:
            if name not in self._known:
                raise wrong_field(name, "không thuộc yêu cầu này")
            return
        given = self._options.get(b"filename")
        if given is None:
            raise wrong_field(FILE, "phải là một tệp, có tên tệp")
        if self.file_name is not None:
            raise wrong_field(FILE, "được gửi hai lần")
        self.file_name = utf8(given)
        if not self.file_name.strip():
            raise wrong_field(FILE, "chưa có tệp: hãy chọn một tệp để gửi")
        if len(self.file_name) > MAX_FILE_NAME:
            raise wrong_field(FILE, f"có tên tệp dài quá {MAX_FILE_NAME} ký tự")
        self.declared = self._headers.get(b"content-type", b"").decode("latin-1")

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._pieces.append(data[start:end])
            self.held += end - start
            return
        self._text_bytes += end - start
        if self._text_bytes > MAX_TEXT_BYTES:
            raise wrong_field(self.part_name(), f"dài quá {MAX_TEXT_BYTES} byte")
        super().data(data, start, end)

    def end(self) -> None:
        if not self._in_file:
            self.parts.append(Part(self.part_name(), b"".join(self._chunks)))
