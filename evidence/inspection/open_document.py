"""OpenDocument texts and sheets: scripts, passwords, objects and outside references refused."""

from collections.abc import Mapping
from typing import BinaryIO
from urllib.parse import urlsplit

from evidence import markup, packages
from evidence.errors import Refusal
from evidence.inspection.open_xml import followed_by_hand, inspect_drawing
from evidence.inspection.programs import refuse_program
from evidence.packages import Member
from evidence.refusals import refused

_XML = frozenset({"xml", "rdf", "xcu"})
_HREF = "http://www.w3.org/1999/xlink href"
_LINKS = frozenset({"a", "form", "button", "image-frame"})
_PACKAGE = b"PK\x03\x04"
_FORMULAS = {b"WEBSERVICE(": Refusal.OUTSIDE}
_FROM_ELSEWHERE = frozenset(
    {"dde-link", "dde-source", "dde-connection-decl", "table-source", "cell-range-source"}
    | {"database-source-sql", "database-source-table", "database-source-query"}
    | {"connection-resource"}
)
_RUNNING = frozenset({"script", "event-listener", "applet", "plugin"})
_FETCHED = frozenset(
    {"http", "https", "ftp", "file", "smb", "dav", "webdav", "vnd.sun.star.webdav"}
)


def inspect_open_document(content: BinaryIO) -> None:
    """Read every part. Raises FileRefused; the kind was told before."""
    for member in packages.members(content):
        if member.folder:
            continue
        if member.path.startswith(("Basic/", "Scripts/", "Dialogs/")):
            raise refused(Refusal.MACROS)
        _part(content, member)


def _part(content: BinaryIO, member: Member) -> None:
    pieces = packages.unpack(content, member)
    extension = member.path.lower().rpartition(".")[2]
    if extension == "svg":
        inspect_drawing(pieces)
        return
    if extension in _XML:
        looked = _manifest if member.path == "META-INF/manifest.xml" else _element
        markup.check(pieces, looked, forbidden=_FORMULAS)
        return
    head = next(pieces, b"")
    refuse_program(head[:16], member.path)
    if head.startswith(_PACKAGE):
        raise refused(Refusal.EMBEDDED)
    for _ in pieces:
        """To the end: size and checksum are judged there."""


def _manifest(name: str, _attributes: Mapping[str, str]) -> None:
    if name.rpartition(" ")[2] in {"encryption-data", "encrypted-key"}:
        raise refused(Refusal.PASSWORD)


def _element(name: str, attributes: Mapping[str, str]) -> None:
    word = name.rpartition(" ")[2]
    if word in _RUNNING:
        raise refused(Refusal.MACROS)
    if word in _FROM_ELSEWHERE:
        raise refused(Refusal.OUTSIDE)
    target = attributes.get(_HREF)
    if target is None:
        return
    if word == "template":  # where the document's template once was; not fetched unless remote
        fine = urlsplit(target).scheme.lower() not in _FETCHED and not target.startswith("//")
    elif word in _LINKS:
        fine = followed_by_hand(target)
    else:
        fine = _inside(target)
    if not fine:
        raise refused(Refusal.OUTSIDE)


def _inside(target: str) -> bool:
    """Whether the target is a part of the same package."""
    plain = target.strip().removeprefix("./")
    leaves = plain.startswith(("/", "\\", "..")) or "/../" in plain
    return not leaves and ":" not in plain
