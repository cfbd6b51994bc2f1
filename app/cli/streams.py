"""Where words go: data to stdout, messages to stderr, in UTF-8, colour only on a terminal."""

import json
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from rich.console import Console

_OBEYED = frozenset({"Cc", "Cf", "Cs"})
_PIPED_WIDTH = 100


def speak_utf8() -> None:
    """UTF-8 whatever the locale says; a stray byte in the name of a file stays visible."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def plain(text: str) -> str:
    """The text without what a terminal would obey: control characters and turns of direction.

    A school's name comes from a file that anybody may have made.
    """
    return "".join(
        one for one in text.replace("\t", " ") if one == "\n" or category(one) not in _OBEYED
    )


def say(message: str) -> None:
    """A line for the person, on stderr."""
    sys.stderr.write(f"{plain(message)}\n")
    sys.stderr.flush()


def give(text: str) -> None:
    """A line of data, on stdout."""
    sys.stdout.write(f"{text}\n")


def give_json(data: object) -> None:
    """Data for a program: one JSON document on stdout, decimals as strings."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def give_bytes(content: bytes) -> None:
    """A file on stdout."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def close_quietly() -> None:
    """After the reader of a pipe has gone: nothing more to say, and no complaint at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def console(*, stderr: bool = False) -> "Console":
    """A console of rich: no markup, no guessing of styles; NO_COLOR and pipes get plain text."""
    from rich.console import Console

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to the edge of the process, like every other write."""
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Quiet(file=stream, highlight=False, markup=False, emoji=False, width=width)
