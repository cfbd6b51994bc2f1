"""Work on a stranger's file in a child process of its own, with little memory and little time.

The child gets the file as its standard input, an empty environment and no other open file but the
one that it may write. It limits itself before it loads the library that reads the file; what a
hostile file can then bring down is only the child. What it answers is bounded too.
"""

import os
import resource
import subprocess
import sys
from typing import BinaryIO, NamedTuple

from evidence.seccomp import refuse_calls

MAX_ANSWER = 64 * 1024
MAX_READ = 1024 * 1024
"""Of an answer that may be longer, because a copy is written too."""
NOT_THE_FILE = 3
"""The child's exit code where a library is missing or a disk is full: the file is not to blame."""


class Bounds(NamedTuple):
    """Address space in bytes, processor time and waiting time in seconds, bytes written."""

    memory: int
    cpu_seconds: int
    seconds: float
    written: int = MAX_ANSWER


class ChildFailed(Exception):
    """The child was too slow, too large, or broke down on the file."""


class ChildNotRun(ChildFailed):
    """No child could be started, or it lacked a library or room: nothing is said about the file."""


def ask(  # noqa: PLR0913, PLR0917 - what is asked, about what, and how much it may cost
    module: str,
    arguments: tuple[str, ...],
    content: BinaryIO,
    bounds: Bounds,
    copy: BinaryIO | None = None,
    longest: int = MAX_READ,
) -> bytes:
    """What `python -m module` answers about the file. Raises ChildFailed.

    `copy` is a file that the child may write; the number of its descriptor is the last argument.
    Of the answer no more than `longest` bytes are read.
    """
    content.seek(0)
    limits = (str(bounds.memory), str(bounds.cpu_seconds), str(bounds.written))
    words = (sys.executable, "-I", "-m", module, *limits, *arguments)
    kept_open = () if copy is None else (copy.fileno(),)
    # Into a file in memory, because the limit of a file's size bounds it; nothing bounds a pipe.
    with os.fdopen(os.memfd_create(module), "w+b") as answer:
        try:
            subprocess.run(
                (*words, *map(str, kept_open)),
                stdin=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=bounds.seconds,
                check=True,
                start_new_session=True,
                pass_fds=kept_open,
            )
        except OSError as error:
            raise ChildNotRun(module) from error
        except subprocess.CalledProcessError as error:
            missing = error.returncode == NOT_THE_FILE
            raise (ChildNotRun if missing else ChildFailed)(module) from error
        except subprocess.SubprocessError as error:
            raise ChildFailed(module) from error
        answer.seek(0)
        return answer.read(longest)


def confine(memory: str, cpu_seconds: str, written: str, *readable: str) -> bool:
    """In the child: accept the bounds. No file can be changed, no process started, nobody called.

    Where the kernel can tell, no file is opened but Python's own and `readable`.
    Whether the kernel itself refuses these (True), or only Python (False).
    """
    for limit, value in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(cpu_seconds)),
        (resource.RLIMIT_FSIZE, int(written)),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    os.nice(5)
    return refuse_calls(readable)
