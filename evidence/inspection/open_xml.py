"""Word, Excel and PowerPoint: every part read; what runs, what is fetched, what is hidden refused.

Parts are known by their extension. Other Office files inside (the table behind a chart) are
inspected like the file itself; a part that nobody needs to read a document is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urlsplit

from evidence import markup, packages
from evidence.errors import Refusal
from evidence.inspection.programs import refuse_program
from evidence.office import kind_of_package
from evidence.packages import Member
from evidence.refusals import refused

MAX_NESTED = 2
MAX_INNER_BYTES = 64 * 1024 * 1024
_XML = frozenset({"xml", "rels", "vml", "svg"})
_PACKAGES = frozenset({"docx", "xlsx", "pptx"})
_MEDIA = frozenset(
    {"png", "jpg", "jpeg", "jfif", "gif", "bmp", "dib", "tif", "tiff"}
    | {"emf", "wmf", "emz", "wmz", "wdp", "jxr", "webp", "heic", "ico"}
    | {"fntdata", "odttf", "ttf", "mp3", "mp4", "m4a", "m4v", "mov", "wav"}
    | {"wma", "wmv", "avi"}
)
_PRINTER = re.compile(r"(?:xl|ppt|word)/printersettings/[^/]+\.bin", re.IGNORECASE)
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_OWN_DISK = re.compile(r"file:///[a-z]:[\\/]|[^:/\\]+\.dot[xm]?$", re.IGNORECASE)
_NOWHERE = frozenset({"", "NULL"})
"""PowerPoint writes the second for a picture that is gone."""
_FOLLOWED = frozenset({"http", "https", "mailto", "tel", ""})
"""Ordinary links, which open only when a person follows them."""
_FIELD = re.compile(
    r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:TEXT|PICTURE)\b[^\\]{0,20}(?:HTTPS?:|FILE:|\\\\)"
)
_MAX_FIELD_TEXT = 1024 * 1024
_ACTIONS = ("ppaction://macro", "ppaction://program", "ppaction://ole")
_IN_SHEETS = {b"WEBSERVICE(": Refusal.OUTSIDE, b"<DDELINK": Refusal.OUTSIDE}
# What Excel writes of old drawings is often not sound.
_IN_OLD_DRAWINGS = {b"<!DOCTYPE": Refusal.DOCUMENT_TYPE, b"<!ENTITY": Refusal.DOCUMENT_TYPE}
_IN_DRAWINGS = {b"<SCRIPT": Refusal.SCRIPTS, b"<FOREIGNOBJECT": Refusal.SCRIPTS}


def inspect_open_xml(content: BinaryIO, nested: int = 0) -> None:
    """Read every part. Raises FileRefused; the kind was told before."""
    for member in packages.members(content):
        if not member.folder:
            _part(content, member, nested)


def _part(content: BinaryIO, member: Member, nested: int) -> None:
    path = member.path.lower()
    extension = path.rpartition(".")[2]
    pieces = packages.unpack(content, member)
    if extension in _XML:
        _xml(path, extension, pieces)
    elif extension in _PACKAGES and nested < MAX_NESTED:
        inner = BytesIO(packages.read(content, member, MAX_INNER_BYTES))
        if kind_of_package(inner) != extension:
            raise refused(Refusal.EMBEDDED)
        inspect_open_xml(inner, nested + 1)
    elif extension in _MEDIA or _PRINTER.fullmatch(path):
        head = next(pieces, b"")
        refuse_program(head[:16], path)
        for _ in pieces:
            """To the end: size and checksum are judged there."""
    else:
        refuse_program(next(pieces, b"")[:16], path)
        raise refused(Refusal.EMBEDDED, f"Phần “{path.rpartition('/')[2][:60]}” không nhận được.")


def _xml(path: str, extension: str, pieces: Iterator[bytes]) -> None:
    if extension == "rels":
        markup.check(pieces, _relation)
    elif extension == "svg":
        inspect_drawing(pieces)
    elif extension == "vml":
        markup.search(pieces, _IN_OLD_DRAWINGS)
    elif path.startswith("xl/"):
        if path.startswith(("xl/connections", "xl/externallinks/", "xl/querytables/")):
            raise refused(Refusal.OUTSIDE)
        markup.check(pieces, forbidden=_IN_SHEETS)
    elif path.startswith("word/"):
        fields = _Fields()
        markup.check(pieces, fields.element, fields.words)
        fields.judge()
    elif path.startswith("ppt/"):
        markup.check(pieces, _action)
    else:
        markup.check(pieces)


def _relation(name: str, attributes: Mapping[str, str]) -> None:
    if name != _RELATION or attributes.get("TargetMode", "").lower() != "external":
        return
    kind = attributes.get("Type", "").lower().rpartition("/")[2]
    target = attributes.get("Target", "")
    fine = target in _NOWHERE or (kind == "hyperlink" and followed_by_hand(target))
    # Word names the template that a document was begun with, on the disk of whoever began it.
    if not fine and not (kind == "attachedtemplate" and _OWN_DISK.match(target)):
        raise refused(Refusal.OUTSIDE)


def followed_by_hand(target: str) -> bool:
    """Whether a link is of the ordinary kind: to a page, to an address, to a place in the file."""
    plain = target.strip()
    if plain.startswith(("\\", "//")) or any(ord(one) < ord(" ") for one in plain):
        return False
    try:
        return urlsplit(plain).scheme.lower() in _FOLLOWED
    except ValueError:
        return False


def inspect_drawing(pieces: Iterable[bytes]) -> None:
    """Read an SVG: no scripts, no pictures from elsewhere. Raises FileRefused."""
    markup.check(pieces, _drawing, forbidden=_IN_DRAWINGS)


def _drawing(_name: str, attributes: Mapping[str, str]) -> None:
    for key, value in attributes.items():
        word = key.rpartition(" ")[2].lower()
        if word.startswith("on"):
            raise refused(Refusal.SCRIPTS)
        if word == "href" and not value.startswith(("#", "data:image/")):
            raise refused(Refusal.OUTSIDE)


def _action(_name: str, attributes: Mapping[str, str]) -> None:
    if attributes.get("action", "").lower().startswith(_ACTIONS):
        raise refused(Refusal.SCRIPTS)


class _Fields:
    """The instructions of a document's fields, put together as Word does."""

    def __init__(self) -> None:
        self._inside = False
        self._texts: list[str] = []
        self._length = 0

    def element(self, name: str, attributes: Mapping[str, str]) -> None:
        word = name.rpartition(" ")[2]
        self._inside = word == "instrText"
        if word == "fldSimple":
            self._texts += [f" {value}" for key, value in attributes.items() if "instr" in key]
        elif word == "fldChar":
            self._texts.append(" ")

    def words(self, text: str) -> None:
        if self._inside:
            self._length += len(text)
            if self._length > _MAX_FIELD_TEXT:
                raise refused(Refusal.UNPACKS_TOO_LARGE)
            self._texts.append(text)

    def judge(self) -> None:
        if _FIELD.search("".join(self._texts).upper()):
            raise refused(Refusal.OUTSIDE)
