"""The parts of an .xlsx or .ods: every byte accounted for before another library sees the file."""

import io
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from app.imports.reading.errors import FileFault, refused
from app.imports.reading.limits import MAX_UNPACKED_BYTES
from evidence import packages
from evidence.errors import FileRefused as PackageRefused
from evidence.errors import Refusal
from evidence.packages import Member

_FAULTS = {
    Refusal.PASSWORD: FileFault.PASSWORD,
    Refusal.DAMAGED: FileFault.DAMAGED,
    Refusal.UNPACKS_TOO_LARGE: FileFault.UNPACKS_TOO_LARGE,
}
MAX_SMALL_PART = 4 * 1024 * 1024
"""Of the parts that only list others: 400 sheets take 60 KB."""
_PLAIN = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"']|us-ascii[\"'])", re.IGNORECASE)
_XML_ENDINGS = (".xml", ".rels", ".vml", ".rdf")


class Package:
    """A zip whose members fit, each to be unpacked on its own."""

    def __init__(self, content: bytes) -> None:
        """Read the directory. Raises FileRefused."""
        self._content = io.BytesIO(content)
        try:
            found = packages.members(self._content)
        except PackageRefused as error:
            raise refused(_FAULTS.get(error.reason, FileFault.UNSAFE)) from error
        if sum(one.unpacked for one in found) > MAX_UNPACKED_BYTES:
            raise refused(FileFault.UNPACKS_TOO_LARGE)
        self.members: Mapping[str, Member] = {one.path.lower(): one for one in found}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self.members

    def check(self, *, but: frozenset[str] = frozenset()) -> None:
        """Unpack everything once, and keep nothing: sizes, checksums, no document types.

        `but` are paths, in lower case, that the caller reads by `part` itself.
        """
        for path in self.members:
            if path not in but and not path.endswith("/"):
                self.part(path, MAX_UNPACKED_BYTES)

    def part(self, path: str, limit: int = MAX_UNPACKED_BYTES) -> bytearray:
        """All of a part. Raises FileRefused, also for XML with a document type."""
        member = self.members.get(path.lower())
        if member is None:
            raise refused(FileFault.DAMAGED)
        if member.unpacked > limit:
            raise refused(FileFault.UNPACKS_TOO_LARGE)
        made = bytearray()
        try:
            for piece in packages.unpack(self._content, member):
                made += piece
        except PackageRefused as error:
            raise refused(_FAULTS.get(error.reason, FileFault.DAMAGED)) from error
        if path.lower().endswith(_XML_ENDINGS):
            _plain_xml(made)
        return made


def _plain_xml(xml: bytearray) -> None:
    """Only UTF-8, and no document type, hence no entities of its own."""
    head = bytes(xml[:200])
    if b"\0" in head[:4] or head[:2] in {b"\xff\xfe", b"\xfe\xff"} or _PLAIN.search(head):
        raise refused(FileFault.DOCUMENT_TYPE)
    # In sound XML these letters can only be the declaration itself, or stand in a comment.
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused(FileFault.DOCUMENT_TYPE)


Opened = Callable[[str, Mapping[str, str]], None]


def read_elements(
    xml: bytes | bytearray,
    opened: Opened,
    closed: Callable[[str], None] | None = None,
    words: Callable[[str], None] | None = None,
) -> None:
    """Read a part element by element, names without their prefixes. Raises FileRefused."""
    reader = expat.ParserCreate()
    reader.buffer_text = True

    def on_opened(name: str, attributes: dict[str, str]) -> None:
        opened(name.rpartition(":")[2], attributes)

    reader.StartElementHandler = on_opened
    if closed:
        reader.EndElementHandler = lambda name: closed(name.rpartition(":")[2])
    if words:
        reader.CharacterDataHandler = words
    try:
        reader.Parse(xml, True)  # noqa: FBT003 - expat's own interface
    except expat.ExpatError as error:
        raise refused(FileFault.DAMAGED) from error
