"""A file as an answer: saved by the browser, never opened in our origin; a part of it on demand."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, BinaryIO, NamedTuple, Protocol

from fastapi import Depends, Header
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from app.attachments import files, queries
from app.attachments.errors import FileLost, RangeOutside
from app.attachments.models import Inspection, StoredObject
from app.dossiers.models import Dossier
from app.edge.attachments import content_disposition
from app.policy import is_of_school
from app.vault.erasing import require_not_erased
from app.visit import Visit, Work
from evidence.kinds import Kind, media_type
from evidence.store import PIECE

# A file that is opened all the same runs nothing, loads nothing and belongs to no origin.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Wanting(NamedTuple):
    """Which part of a file is asked for, and of which content."""

    part: str = ""
    of: str = ""


def _wanting(
    part: Annotated[
        str,
        Header(alias="Range", max_length=200, description="Một khoảng byte, ví dụ `bytes=0-1023`."),
    ] = "",
    of: Annotated[
        str,
        Header(alias="If-Range", max_length=200, description="ETag của nội dung đã tải một phần."),
    ] = "",
) -> Wanting:
    return Wanting(part, of)


Wants = Annotated[Wanting, Depends(_wanting)]


class Shown(NamedTuple):
    """What somebody gets for a file: the file itself, or what stands in for it."""

    sha256: str
    kind: Kind
    size: int
    name: str
    at: datetime | None = None


def shown(
    stored: StoredObject, inspection: Inspection | None, file_name: str, *, own: bool
) -> Shown:
    """The file as it came for the school's own people; for others without where it was made."""
    if own or inspection is None or inspection.object_sha256 is None:
        return Shown(stored.sha256, Kind(stored.kind), stored.size, file_name)
    kind = Kind(inspection.kind)
    name = file_name if kind == stored.kind else f"{PurePosixPath(file_name).stem}.{kind}"
    return Shown(inspection.object_sha256, kind, inspection.size, name, inspection.at)


class FileRow(Protocol):
    """A row that names a file: of evidence, of an objection, of a signed report."""

    tenant_id: str
    object_sha256: str
    inspection_id: str | None
    file_name: str
    at: datetime


def of_dossier(
    visit: Visit, work: Work, dossier: Dossier, file: FileRow, wants: Wanting
) -> Response:
    """A file of a dossier that the person may read.

    Raises FileErased, FileLost, VaultUnavailable, RangeOutside.
    """
    stored = queries.stored(work.session, file.tenant_id, file.object_sha256)
    if stored is None:
        raise FileLost
    require_not_erased(work.session, file.tenant_id, file.object_sha256, file.at)
    own = is_of_school(work.session, work.actor, dossier, work.today)
    inspection = queries.inspection(work.session, file.inspection_id)
    what = shown(stored, inspection, file.file_name, own=own)
    return given(visit, work.session, file.tenant_id, what, wants)


def given(visit: Visit, session: Session, tenant_id: str, what: Shown, wants: Wanting) -> Response:
    """The object as an answer. Raises as `of_dossier` does."""
    if what.at is not None:
        require_not_erased(session, tenant_id, what.sha256, what.at)
    wanted = part_of(what.size, what.sha256, wants)
    content = files.opened(visit.service.vault, tenant_id, what.sha256)
    return handed_out(content, what, wanted)


def part_of(size: int, sha256: str, wants: Wanting) -> range | None:
    """The bytes asked for; None is all of them, also for what cannot be understood.

    Raises RangeOutside.
    """
    found = _RANGE.fullmatch(wants.part.strip())
    if found is None or (wants.of and wants.of.strip() != f'"{sha256}"'):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        wanted = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        wanted = range(int(first), min(int(last), size - 1) + 1 if last else size)
    if not wanted:
        raise RangeOutside(size)
    return wanted


def handed_out(content: BinaryIO, what: Shown, wanted: range | None = None) -> Response:
    """The answer; it closes the file."""
    headers = {
        "Content-Disposition": content_disposition(what.name),
        "Content-Length": str(what.size if wanted is None else len(wanted)),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "ETag": f'"{what.sha256}"',
    }
    if wanted is not None:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{what.size}"
    return StreamingResponse(
        _pieces(content, wanted or range(what.size)),
        200 if wanted is None else 206,
        headers,
        media_type(what.kind),
    )


def _pieces(content: BinaryIO, wanted: range) -> Iterator[bytes]:
    left = len(wanted)
    with content:
        if wanted.start:
            content.seek(wanted.start)
        while left and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
