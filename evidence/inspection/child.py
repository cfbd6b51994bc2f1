"""The child of `evidence.inspection`: `python -m evidence.inspection.child BOUNDS… < file`.

Answers with a line of JSON: what was found, or why the file is refused.
"""

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from evidence.confined import NOT_THE_FILE, confine
from evidence.errors import FileRefused, Refusal
from evidence.inspection.archives import inspect_archive
from evidence.inspection.findings import Findings
from evidence.inspection.open_document import inspect_open_document
from evidence.inspection.open_xml import inspect_open_xml
from evidence.inspection.papers import inspect_pdf
from evidence.inspection.photographs import COPIES, CopyNotWritten, inspect_picture
from evidence.inspection.second_kind import refuse_second_kind
from evidence.inspection.videos import inspect_mp4
from evidence.kinds import PICTURES, Kind, kind_of
from evidence.refusals import refused
from evidence.signatures import signatures_in


def main(  # noqa: PLR0913, PLR0917 - the words of a command
    memory: str,
    cpu_seconds: str,
    written: str,
    file_name: str,
    declared: str,
    allowed: str,
    roots: str,
    copy: str = "",
) -> None:
    """Inspect standard input and answer."""
    guarded = confine(memory, cpu_seconds, written, *filter(None, [roots]))
    content = sys.stdin.buffer
    kinds = frozenset(Kind(one) for one in allowed.split())
    try:
        kind = kind_of(content, file_name, declared, kinds)
        out = os.fdopen(int(copy), "wb", closefd=False) if copy else None
        found = inspect_inside(content, kind, out, Path(roots) if roots else None)
        if out:
            out.flush()
        answer: dict[str, object] = dataclasses.asdict(dataclasses.replace(found, guarded=guarded))
    except FileRefused as error:
        answer = _why(error)
    except MemoryError:
        answer = _why(refused(Refusal.TOO_HEAVY))
    except (ImportError, CopyNotWritten):
        sys.exit(NOT_THE_FILE)
    sys.stdout.write(json.dumps(answer))


def _why(error: FileRefused) -> dict[str, object]:
    return {"reason": error.reason, "message": str(error)}


def inspect_inside(
    content: BinaryIO, kind: Kind, out: BinaryIO | None, roots: Path | None
) -> Findings:
    """What is inside a file of a known kind. Raises FileRefused."""
    refuse_second_kind(content, kind)
    if kind is Kind.PDF:
        return _paper(content, roots)
    if kind in PICTURES:
        seen = inspect_picture(content, kind, out)
        return Findings(kind, COPIES[kind], seen.located, 0, seen.width, seen.height)
    if kind is Kind.MP4:
        blanks = inspect_mp4(content)
        return Findings(kind, Kind.MP4 if blanks else None, bool(blanks), blanks=blanks)
    if kind is Kind.ZIP:
        return Findings(kind, files=inspect_archive(content, _inner))
    if kind in {Kind.ODT, Kind.ODS}:
        inspect_open_document(content)
    else:
        inspect_open_xml(content)
    return Findings(kind)


def _inner(content: BinaryIO, kind: Kind) -> bool:
    return inspect_inside(content, kind, None, None).located


def _paper(content: BinaryIO, roots: Path | None) -> Findings:
    pages = inspect_pdf(content)
    try:
        return Findings(Kind.PDF, pages=pages, signatures=signatures_in(content, roots))
    except ValueError:
        return Findings(Kind.PDF, pages=pages, signatures_unreadable=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
