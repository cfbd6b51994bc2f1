"""The child of `app.imports.reading.apart`: `python -m … MEMORY CPU WRITTEN QUESTION < file`.

Reads the file, recognises its table, and says what it found line by line. QUESTION is the number of
a descriptor.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from app.imports.reading.answer import (
    asked_in,
    breakdown_of,
    head_of,
    lines_of_rows,
    refusal_of,
)
from app.imports.reading.books import read_book
from app.imports.reading.errors import FileFault, FileRefused, refused
from app.imports.reading.limits import MAX_FILE_BYTES
from app.imports.recognising import recognise
from evidence.confined import NOT_THE_FILE, confine


def main(memory: str, cpu_seconds: str, written: str, question: str) -> None:
    """Read standard input and answer."""
    confine(memory, cpu_seconds, written)
    out = sys.stdout
    out.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        with os.fdopen(int(question), "rb") as asked:
            for line in _answer(asked.read()):
                out.write(line + "\n")
    except FileRefused as error:
        out.write(refusal_of(error) + "\n")
    except MemoryError:
        out.write(refusal_of(refused(FileFault.TOO_HEAVY)) + "\n")
    except ImportError:
        sys.exit(NOT_THE_FILE)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except BaseException as error:  # noqa: BLE001 - a panic of the library is no Exception
        out.write(breakdown_of(_place(error)) + "\n")


def _answer(question: bytes) -> Iterator[str]:
    asked = asked_in(question)
    book = read_book(sys.stdin.buffer.read(MAX_FILE_BYTES + 1))
    found = recognise(book, asked.vocabulary, asked.confirmed, asked.side)
    yield head_of(book, found.layouts, found.faults, unsure=found.unsure)
    yield from lines_of_rows(found.lines)


def _place(error: BaseException) -> str:
    """What broke and where, without anything of the file's content."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = [f"{Path(one.filename).name}:{one.lineno}" for one in last]
    return " ".join([type(error).__name__, *where])


if __name__ == "__main__":
    main(*sys.argv[1:5])
