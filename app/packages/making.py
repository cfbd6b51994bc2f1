"""One dossier's documents: made, or each that could not be with the reason. It never raises."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from app.dossiers.documents import Document, Source, printed
from app.dossiers.unpacking import SnapshotUnreadable
from app.edge.attachments import safe_name
from app.edge.press import Printers
from app.errors import DocumentNotPrinted, ServiceError
from app.packages.reading import Parcel

UNEXPECTED = "chương trình gặp lỗi. Hãy báo cho người vận hành."
UNREADABLE = "bản chốt không đọc được. Hãy báo cho người vận hành."
_LONGEST_FOLDER = 100
log = logging.getLogger(__name__)


class File(NamedTuple):
    """A document and its place in the package."""

    path: str
    content: bytes


class Made(NamedTuple):
    """What became of a parcel."""

    dossier_id: str
    files: tuple[File, ...]
    faults: tuple[str, ...]
    """A line for each document that is not there."""


def make(parcel: Parcel, documents: Sequence[Document], by: Printers) -> Made:
    """All documents of a dossier."""
    files: list[File] = []
    faults: list[str] = []
    sources: dict[str, Source | str] = {}
    for document in documents:
        if document.side not in sources:
            sources[document.side] = _source(parcel, document)
        source = sources[document.side]
        made = source if isinstance(source, str) else _printed(parcel, document, source, by)
        if isinstance(made, str):
            faults.append(f"{called(parcel)}: {document.title} (.{document.extension}): {made}")
        else:
            assert not isinstance(source, str), "what was printed had a source"
            files.append(File(_path(parcel, document, source, len(documents)), made))
    return Made(parcel.dossier_id, tuple(files), tuple(faults))


def called(parcel: Parcel) -> str:
    """The school in the names of folders and in the list of what is missing."""
    again = f" (lần {parcel.revision})" if parcel.revision > 1 else ""
    return f"{parcel.code} {parcel.name}{again}".strip()


def _source(parcel: Parcel, document: Document) -> Source | str:
    found = parcel.sides[document.side]
    if isinstance(found, str):
        return found
    try:
        return found()
    except SnapshotUnreadable:
        log.exception("a snapshot of dossier %s cannot be printed from", parcel.dossier_id)
        return UNREADABLE
    except Exception:  # one dossier's trouble is a line in the package, never its end
        log.exception("dossier %s could not be read for a package", parcel.dossier_id)
        return UNEXPECTED


def _printed(parcel: Parcel, document: Document, source: Source, by: Printers) -> bytes | str:
    try:
        return printed(document, source, by)
    except DocumentNotPrinted as error:
        return str(error.__cause__ or error.detail)
    except ServiceError as error:
        return error.detail
    except Exception:  # as above
        log.exception("a document of dossier %s could not be made", parcel.dossier_id)
        return UNEXPECTED


def _path(parcel: Parcel, document: Document, source: Source, of: int) -> str:
    """A folder per school; a package of one document each needs none."""
    name = called(parcel)
    if of == 1:
        draft = "" if source.seal else " - bản nháp"
        return safe_name(f"{name} - {document.title}{draft}.{document.extension}")
    folder = safe_name(f"{name}.")[:_LONGEST_FOLDER].strip(". ")
    return f"{folder}/{safe_name(document.file_name(source))}"
