"""Files in and out of a command; what goes wrong with them, told as the command's failure."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.batch.reading import FileTooLarge, read_regular, said
from app.batch.writing import write_file
from app.cli import streams
from app.cli.problems import FileTrouble, Problem, Refused

STANDARD = "-"
"""In place of a file: standard input or output."""


@contextmanager
def file_trouble(path: object) -> Iterator[None]:
    """Turn the system's errors on a file into the command's; a closed pipe is nobody's fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileTrouble(error.filename or path, said(error)) from error


def read_bytes(name: str, limit: int) -> bytes:
    """The content of a regular file, or of standard input for `-`; refuses more than `limit`."""
    try:
        with file_trouble(shown_name(name)):
            if name == STANDARD:
                return _read_standard(limit)
            return read_regular(Path(name), limit)
    except FileTooLarge as error:
        problem = Problem("file-too-large", str(error), file=shown_name(name))
        raise Refused([problem]) from error


def give_file(name: str, content: bytes) -> None:
    """Write the file so that it appears whole, or send it to standard output for `-`."""
    if name == STANDARD:
        streams.give_bytes(content)
        return
    with file_trouble(name):
        write_file(Path(name), content)
    streams.say(f"Đã ghi {name}")


def shown_name(name: str) -> str:
    """How messages name the file."""
    return "đầu vào chuẩn" if name == STANDARD else name


def _read_standard(limit: int) -> bytes:
    content = sys.stdin.buffer.read(limit + 1)
    if len(content) > limit:
        raise FileTooLarge(limit)
    return content
