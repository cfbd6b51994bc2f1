"""Where parts lead: relationships, and the announcement of new parts."""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from exports.marking.archive import Archive
from exports.marking.errors import MarkingRefused, damaged
from exports.marking.markup import (
    MAIN,
    RELATIONS,
    STRICT,
    STRICT_RELATIONS,
    Edits,
    escaped,
    joined,
    root_of,
    sound,
)

TYPES = "[Content_Types].xml"
MOST = 16 * 1024 * 1024
"""Bytes of a small part; a book of a thousand sheets has 200 KB of relations."""
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"</Relationships>"
)
_WRITTEN = "application/vnd.openxmlformats-officedocument."


class Relation(NamedTuple):
    """A relation: the last word of its type, and the part it leads to inside the package."""

    kind: str
    target: str


class Relations:
    """The relations of a part, which may have none yet."""

    def __init__(self, archive: Archive, part: str) -> None:
        folder, _, name = part.rpartition("/")
        self.name = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        self._folder = folder
        self.new = self.name not in archive
        self._content = _EMPTY if self.new else archive.read(self.name, MOST)
        if not self.new:
            self.name = archive.entry(self.name).name
        self.by_id: dict[str, Relation] = {}
        self._plain = sound(self._content, self._element)
        self._added: list[bytes] = []

    def _element(self, name: str, said: Mapping[str, str]) -> None:
        if name.endswith(" Relationship") and said.get("TargetMode", "") != "External":
            kind = said.get("Type", "").rpartition("/")[2]
            self.by_id[said.get("Id", "")] = Relation(kind, self._inside(said.get("Target", "")))
        elif name.endswith(" Relationship"):
            self.by_id[said.get("Id", "")] = Relation("", "")

    def _inside(self, target: str) -> str:
        """The path in the package."""
        whole = target if target.startswith("/") else f"/{self._folder}/{target}"
        return posixpath.normpath(whole.replace("\\", "/")).lstrip("/")

    def of_kind(self, kind: str) -> str:
        """The part that the first relation of a kind leads to; "" where there is none."""
        found = (one.target for one in self.by_id.values() if one.kind == kind)
        return next(found, "")

    def add(self, kind: str, part: str, *, strict: bool) -> str:
        """Lead to a part of the package; the relation's id."""
        number = 1
        while f"rId{number}" in self.by_id:
            number += 1
        key = f"rId{number}"
        self.by_id[key] = Relation(kind, part)
        prefix = root_of(self._plain).prefix
        space = STRICT_RELATIONS if strict else RELATIONS
        text = b'<%sRelationship Id="%s" Type="%s/%s" Target="/%s"/>'
        said = (escaped(one) for one in (key, space, kind, part))
        self._added.append(text % (prefix, *said))
        return key

    @property
    def changed(self) -> bool:
        """Whether a relation was added."""
        return bool(self._added)

    def content(self) -> bytes:
        """The part with what was added."""
        return with_elements(self._content, self._plain, self._added)


def with_elements(content: bytes, plain: bytes, elements: list[bytes]) -> bytes:
    """A part with more elements at the end of its outermost one."""
    root = root_of(plain)
    edits = Edits(content)
    new = b"".join(elements)
    if root.span.empty:
        name = root.prefix + root.local
        whole = b"<%s%s>%s</%s>" % (name, root.span.attributes, new, name)
        edits.replace(root.span.start, root.span.end, whole)
    else:
        edits.replace(root.span.inner_end, root.span.inner_end, new)
    return joined(edits.pieces())


class Types:
    """The announcement of parts."""

    def __init__(self, archive: Archive) -> None:
        self._content = archive.read(TYPES, MOST)
        self._known: set[str] = set()
        self._plain = sound(self._content, self._element)
        self._added: list[bytes] = []

    def _element(self, name: str, said: Mapping[str, str]) -> None:
        if name.endswith(" Default"):
            self._known.add("." + said.get("Extension", "").lower())
        elif name.endswith(" Override"):
            self._known.add(said.get("PartName", "").lower())

    def extension(self, extension: str, kind: str) -> None:
        """Announce what parts of an extension are."""
        if "." + extension not in self._known:
            text = b'<%sDefault Extension="%s" ContentType="%s"/>'
            self._add(text, extension, _WRITTEN + kind)
            self._known.add("." + extension)

    def part(self, part: str, kind: str) -> None:
        """Announce what a part is."""
        text = b'<%sOverride PartName="%s" ContentType="%s"/>'
        self._add(text, "/" + part, _WRITTEN + kind)

    def _add(self, text: bytes, *said: str) -> None:
        prefix = root_of(self._plain).prefix
        self._added.append(text % (prefix, *map(escaped, said)))

    @property
    def changed(self) -> bool:
        """Whether anything was announced."""
        return bool(self._added)

    def content(self) -> bytes:
        """The part with what was announced."""
        return with_elements(self._content, self._plain, self._added)


class SheetPart(NamedTuple):
    """A sheet of the workbook: its name, and its part."""

    name: str
    part: str


class Book:
    """The workbook: its sheets, and the parts that all of them share."""

    def __init__(self, archive: Archive) -> None:
        self.part = Relations(archive, "").of_kind("officeDocument")
        if not self.part:
            raise MarkingRefused("not-a-workbook", "Tệp này không phải bảng tính .xlsx.")
        self.relations = Relations(archive, self.part)
        self._named: list[tuple[str, str]] = []
        self._roots: list[str] = []
        sound(archive.read(self.part, MOST), self._element)
        self.strict = self._roots[0].startswith(STRICT)
        if not self._roots[0].startswith((STRICT, MAIN)):
            raise damaged()
        self.sheets = [
            SheetPart(name, self.relations.by_id[key].target)
            for name, key in self._named
            if key in self.relations.by_id
        ]

    def _element(self, name: str, said: Mapping[str, str]) -> None:
        self._roots.append(name) if not self._roots else None
        if name.endswith(" sheet"):
            key = next((value for key, value in said.items() if key.endswith(" id")), "")
            self._named.append((said.get("name", ""), key))


def free_name(archive: Archive, taken: set[str], pattern: str) -> str:
    """A name that no part has; `pattern` holds `{}` for a number."""
    number = 1
    while pattern.format(number) in archive or pattern.format(number) in taken:
        number += 1
    taken.add(pattern.format(number))
    return pattern.format(number)
