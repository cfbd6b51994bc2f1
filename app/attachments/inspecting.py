"""Asking what is inside a file, before it counts: an antivirus where one is named, then inspection.

Fails closed: where either cannot answer, nothing is kept and the sender is told to come again. What
others may see in place of the file (pictures written anew, videos without their location) waits in
a nameless file on the worker's disk, which is gone with its process.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from app.attachments.errors import AntivirusSilent, NotInspected, VaultFull
from app.context import Context
from evidence.antivirus import scan
from evidence.errors import AntivirusUnavailable, InspectionUnavailable, StoreFull
from evidence.inspection import BOUNDS, Findings, inspect
from evidence.kinds import Kind
from evidence.store import PIECE, Store, Stored

_NEARLY_FULL = 16 * 1024 * 1024
"""Bytes of the worker's disk below which a copy that could not be made is no fault of the file."""


class Examined(NamedTuple):
    """What was found, whether an antivirus was asked, and what others may see in its place."""

    findings: Findings
    scanned: bool
    inspector: str
    copy: Stored | None = None


class Question(NamedTuple):
    """A file as its sender calls it, and the kinds that are taken."""

    file_name: str
    declared: str
    kinds: frozenset[Kind]


@contextmanager
def examining(
    service: Context, content: BinaryIO, question: Question
) -> Iterator[tuple[Findings, IO[bytes]]]:
    """Ask about the file; the second is what others may see, if the findings name its kind.

    Raises FileRefused, NotInspected, AntivirusSilent, VaultFull.
    """
    roots = _roots(service.settings.signature_roots)
    spool = service.settings.data_dir / "spool"
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    if service.antivirus is not None:
        try:
            scan(content, service.antivirus)
        except AntivirusUnavailable as error:
            raise AntivirusSilent from error
    with tempfile.TemporaryFile(dir=spool) as copy:
        with _told(spool):
            found = inspect(content, *question, copy=cast("BinaryIO", copy), roots=roots)
        yield found, copy


def kept_copy(vault: Store, tenant_id: str, copy: IO[bytes]) -> Stored:
    """The copy as an object of its own. Raises StoreFull, StoreUnavailable."""
    size = copy.seek(0, os.SEEK_END)
    copy.seek(0)
    with vault.arriving(tenant_id, max(size, BOUNDS.written)) as arrival:
        while piece := copy.read(PIECE):
            arrival.write(piece)
        return arrival.keep()


def _roots(path: str) -> Path | None:
    """The file of trusted certificates; one that is named and not there is an operator's fault."""
    if not path:
        return None
    if not os.access(path, os.R_OK):
        raise NotInspected
    return Path(path)


@contextmanager
def _told(spool: Path) -> Iterator[None]:
    try:
        yield
    except InspectionUnavailable as error:
        if shutil.disk_usage(spool).free < _NEARLY_FULL:
            raise VaultFull from error
        raise NotInspected from error
    except OSError as error:
        raise StoreFull(str(error)) from error
