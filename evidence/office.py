"""Packages told apart by what they declare: Office files, OpenDocument files, plain archives.

An Office file is a zip whose `[Content_Types].xml` says what its main part is; an OpenDocument file
begins with a part `mimetype`. Nothing else is unpacked here.
"""

from collections.abc import Mapping
from typing import BinaryIO

from evidence import markup, packages
from evidence.errors import Refusal
from evidence.packages import Member
from evidence.refusals import refused

_MAX_TYPES_BYTES = 1024 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    f"{_OPEN_XML}.wordprocessingml.document.main+xml": "docx",
    f"{_OPEN_XML}.spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OPEN_XML}.presentationml.presentation.main+xml": "pptx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_LONGEST_MIME = 200
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex")
_MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/customui/")


def kind_of_package(content: BinaryIO) -> str:
    """`docx`, `xlsx`, `pptx`, `odt`, `ods`, or `zip` for any other. Raises FileRefused."""
    found = packages.members(content)
    by_path = {member.path: member for member in found}
    if _CONTENT_TYPES in by_path:
        types = _types(content, by_path[_CONTENT_TYPES])
        return _open_xml_kind(set(by_path), types)
    if found and found[0].path == "mimetype":
        return _open_document_kind(content, found[0])
    return "zip"


def _types(content: BinaryIO, member: Member) -> frozenset[str]:
    """Every content type that the package declares, in lower case."""
    types: set[str] = set()

    def noted(_name: str, attributes: Mapping[str, str]) -> None:
        types.add(attributes.get("ContentType", "").strip().lower())

    markup.check([packages.read(content, member, _MAX_TYPES_BYTES)], noted)
    return frozenset(types)


def _open_xml_kind(names: set[str], types: frozenset[str]) -> str:
    low = [f"/{name.lower()}" for name in names]
    if any(word in one for one in types for word in _MACRO_TYPES) or any(
        word in name for name in low for word in _MACRO_PARTS
    ):
        raise refused(Refusal.MACROS)
    kinds = {kind for main, kind in _MAIN.items() if main in types}
    if len(kinds) != 1:
        raise refused(Refusal.UNKNOWN)
    return kinds.pop()


def _open_document_kind(content: BinaryIO, member: Member) -> str:
    declared = packages.read(content, member, _LONGEST_MIME)
    if member.deflated or declared not in _OPEN_DOCUMENT:
        raise refused(Refusal.UNKNOWN)
    return _OPEN_DOCUMENT[declared]
