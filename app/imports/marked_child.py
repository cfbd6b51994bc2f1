"""The child of `app.imports.marked`: `python -m … MEMORY CPU WRITTEN SHARED < file`.

SHARED is the number of a descriptor: of a file that holds what is to be marked, and in the end the
marked workbook. Answers with a line of JSON: what was changed, or why the file is refused.
"""

import io
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from app.imports.reading.errors import FileFault, FileRefused, refused
from app.imports.reading.limits import MAX_FILE_BYTES
from app.imports.shapes import DATE, ERROR, CellValue
from evidence.confined import NOT_THE_FILE, confine

if TYPE_CHECKING:
    from exports.marking.fresh import Value
    from exports.marking.marks import Table

_OWN = str(Path(__file__).parents[2])
"""The package itself, which need not lie among Python's own files."""


def main(memory: str, cpu_seconds: str, written: str, shared: str) -> None:
    """Mark standard input and answer."""
    confine(memory, cpu_seconds, written, _OWN)
    try:
        with os.fdopen(int(shared), "r+b", closefd=False) as file:
            told = _marked(sys.stdin.buffer.read(MAX_FILE_BYTES + 1), file)
    except FileRefused as error:
        told = {"refused": error.code, "message": error.message}
    except MemoryError:
        told = _why(FileFault.TOO_HEAVY)
    except ImportError:
        sys.exit(NOT_THE_FILE)
    sys.stdout.write(json.dumps(told))


def _marked(content: bytes, file: BinaryIO) -> dict[str, object]:
    # Loaded only once the bounds hold.
    from app.imports.reading.formats import container_of  # noqa: PLC0415
    from app.imports.reading.members import Package  # noqa: PLC0415
    from exports.marking import fresh, workbook  # noqa: PLC0415
    from exports.marking.errors import MarkingRefused  # noqa: PLC0415

    tables = _tables(file)
    file.seek(0)
    file.truncate()
    try:
        if container_of(content) == "zip" and "[content_types].xml" in Package(content):
            made = workbook.mark(io.BytesIO(content), tables, file)
        else:
            made = fresh.write(_sheets(content), tables, file)
    except MarkingRefused as error:
        return {"refused": error.code, "message": str(error)}
    file.flush()
    return {"changed": made.changed, "added": made.added, "comments": made.comments}


def _tables(file: BinaryIO) -> "Sequence[Table]":
    from exports.marking.marks import Mark, Table  # noqa: PLC0415

    file.seek(0)
    marks: dict[int, list[Mark]] = {}
    told: list[Any] = []
    for line in file:
        told = json.loads(line)
        if line.endswith(b"\n"):  # the last line is that of the tables
            number, *mark = told
            marks.setdefault(number, []).append(Mark(*mark))
    return [
        Table(
            one["sheet"], (one["header"][0], one["header"][1]), marks.get(number, []), one["notes"]
        )
        for number, one in enumerate(told)
    ]


def _sheets(content: bytes) -> "list[fresh.FreshSheet]":  # type: ignore[name-defined]  # noqa: F821
    from app.imports.reading.books import read_book  # noqa: PLC0415
    from exports.marking.fresh import FreshSheet  # noqa: PLC0415

    return [
        FreshSheet(one.name, [[_value(cell) for cell in row] for row in one.rows])
        for one in read_book(content).sheets
    ]


def _value(cell: CellValue) -> "Value":
    """A cell as the file had it: a day is a day again, an error its text."""
    if not isinstance(cell, str):
        return cell
    if cell.startswith(ERROR):
        return cell.removeprefix(ERROR)
    if cell.startswith(DATE):
        said = cell.removeprefix(DATE)
        return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    return cell


def _why(fault: FileFault) -> dict[str, object]:
    error = refused(fault)
    return {"refused": error.code, "message": error.message}


if __name__ == "__main__":
    main(*sys.argv[1:])
