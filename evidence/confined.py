"""Work on a stranger's file in a child process of its own, with little memory and little time.

The child gets the file as its standard input, an empty environment and no other open file. It
limits itself before it loads the library that reads the file; what a hostile file can then bring
down is only the child. What it answers is bounded too.
"""

import os
import resource
import subprocess
import sys
from typing import BinaryIO, NamedTuple

MAX_ANSWER = 64 * 1024


class Bounds(NamedTuple):
    """Address space in bytes, processor time and waiting time in seconds."""

    memory: int
    cpu_seconds: int
    seconds: float


class ChildFailed(Exception):
    """The child was too slow, too large, or broke down on the file."""


def ask(module: str, arguments: tuple[str, ...], content: BinaryIO, bounds: Bounds) -> bytes:
    """What `python -m module` answers about the file. Raises ChildFailed."""
    content.seek(0)
    words = (sys.executable, "-I", "-m", module, str(bounds.memory), str(bounds.cpu_seconds))
    # Into a file in memory, because the limit of a file's size bounds it; nothing bounds a pipe.
    with os.fdopen(os.memfd_create(module), "w+b") as answer:
        try:
            subprocess.run(
                (*words, *arguments),
                stdin=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=bounds.seconds,
                check=True,
                start_new_session=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ChildFailed(module) from error
        answer.seek(0)
        return answer.read()


def confine(memory: int, cpu_seconds: int) -> None:
    """In the child: accept the bounds. No file can be written, no process started."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_ANSWER, MAX_ANSWER))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
