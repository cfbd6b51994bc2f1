"""All evidence of a dossier in one .zip: folders by criterion, each file with its code before it.

Stored, not squeezed: nearly everything in it is squeezed already, and so its length is known before
the first byte goes out. What is read is handed on piece by piece.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from app.edge.attachments import safe_name
from app.edge.zipping import Zipping
from criteria.edition import Edition
from evidence.store import PIECE, Store

LIST_NAME = "Danh mục minh chứng.xlsx"
MISSING_NAME = "Tệp không có trong gói.txt"
UNLINKED = "Chưa gắn tiêu chí"
MOST = 2_000
"""Pieces of a dossier; no more can be made."""
_LONGEST_FOLDER = 80
_PLAIN_ZIP = 2**31 - 1
"""Past this the format has wider fields, and the length is not told beforehand."""
_LOCAL, _AFTER, _CENTRAL, _END = 30, 16, 46, 22


class Packed(NamedTuple):
    """A file of the vault and its place in the package."""

    path: str
    sha256: str
    size: int
    at: datetime


class Text(NamedTuple):
    """What is written for the package itself."""

    path: str
    content: bytes


class Named(NamedTuple):
    """A piece of evidence with its file: what it is called and where it belongs."""

    code: str
    links: tuple[str, ...]
    file_name: str
    sha256: str
    size: int
    at: datetime


def missing(lines: Sequence[str]) -> Text:
    """What is not in the package, and why."""
    return Text(MISSING_NAME, ("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


def packed(edition: Edition, found: Iterable[Named]) -> list[Packed]:
    """Every file with its place; no two places are one on any file system."""
    taken: set[str] = set()
    return [Packed(free(_path(edition, one), taken), one.sha256, one.size, one.at) for one in found]


def length(texts: Sequence[Text], files: Sequence[Packed]) -> int | None:
    """Bytes of the whole package, if its format needs no wide fields."""
    sizes = [(one.path, len(one.content)) for one in texts] + [
        (one.path, one.size) for one in files
    ]
    total = _END
    for path, size in sizes:
        total += _LOCAL + _AFTER + _CENTRAL + 2 * len(path.encode()) + size
    return total if total * 1.05 < _PLAIN_ZIP and len(sizes) < zipfile.ZIP_FILECOUNT_LIMIT else None


def streamed(
    vault: Store, tenant_id: str, texts: Sequence[Text], files: Sequence[Packed], at: datetime
) -> Iterator[bytes]:
    """The package in pieces. Raises ObjectMissing, StoreUnavailable, which break it off."""
    package = Zipping()
    for text in texts:
        yield package.add(text.path, text.content, at)
    for file in files:
        with vault.open(tenant_id, file.sha256) as content:
            yield from package.copied(file.path, content, file.size, file.at, PIECE)
    yield package.end()


def _path(edition: Edition, one: Named) -> str:
    order = list(edition.criteria)
    owners = {_criterion(edition, link) for link in one.links} - {""}
    first = min(owners, key=order.index, default="")
    folder = f"{first} {edition.criteria[first].title.value}" if first else UNLINKED
    short = safe_name(folder + ".")[:_LONGEST_FOLDER].strip(". ")
    return f"{short}/{safe_name(f'{one.code} {one.file_name}')}"


def _criterion(edition: Edition, link: str) -> str:
    if link in edition.items:
        return edition.items[link].criterion
    return link if link in edition.criteria else ""


def free(path: str, taken: set[str]) -> str:
    """The path, or the next one like it that nobody has."""
    stem, _, extension = path.rpartition(".")
    wanted, number = path, 2
    while wanted.casefold() in taken:
        wanted = f"{stem} ({number}).{extension}"
        number += 1
    taken.add(wanted.casefold())
    return wanted
