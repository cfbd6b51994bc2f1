"""Formulas and errors in the sheets of an .xlsx, found in the XML itself.

The library that reads the values gives what a program last worked out and drops errors. Nearly all
files are written in one of a few ways, so each sheet is first searched by pattern (55 MB in 0.4 s,
with 26,000 formulas 0.7 s); where the pattern does not account for every formula and error, the
sheet is read element by element (4.6 s).
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from app.imports.reading.errors import FileFault, refused
from app.imports.reading.marked import Marked
from app.imports.reading.members import MAX_SMALL_PART, Package, read_elements
from app.imports.reading.places import Place, column_of

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*><f[ />]')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="e"[^<>]*>'
    rb"(?:<f(?:\s[^<>]*)?/>|<f[^<>]*>[^<]*</f>)?<v>([^<]*)</v>"
)
_NAMED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA_OPENS = (b"<f>", b"<f ", b"<f/", b"<f\n", b"<f\t", b"<f\r")
_UNCOMMON: Mapping[int, Sequence[bytes]] = {
    ord("!"): (b"<!",),
    ord("'"): (b"='",),
    ord(":"): (b":c", b":f", b":t="),
    ord("\n"): (b"\nr", b"\nt", b"<f\n"),
    ord("\t"): (b"\tr", b"\tt", b"<f\t"),
    ord("\r"): (b"\rr", b"\rt", b"<f\r"),
}
"""Comments, single quotes, prefixes, attributes on lines of their own; by a letter that each holds.

Looking for a letter takes a tenth of the time that looking for two takes.
"""
_USUAL = bytes(set(range(256)) - set(_UNCOMMON))
_LONGEST_ERROR = 20


def sheet_parts(package: Package) -> Sequence[tuple[str, str]]:
    """The name of each sheet and the path of its part, in lower case. Raises FileRefused."""
    workbook = _workbook_path(package)
    folder = workbook.rpartition("/")[0]
    targets = _targets(package, f"{folder}/_rels/{workbook.rpartition('/')[2]}.rels", folder)
    sheets: list[tuple[str, str]] = []

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            key = next((one for at, one in attributes.items() if at.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), targets.get(key, ("", ""))[1]))

    read_elements(package.part(workbook, MAX_SMALL_PART), opened)
    return sheets


def _workbook_path(package: Package) -> str:
    roots = _targets(package, "_rels/.rels", "")
    return next((path for kind, path in roots.values() if kind == "officeDocument"), "")


def _targets(package: Package, path: str, folder: str) -> dict[str, tuple[str, str]]:
    """The kind and the path of every relation by its id."""
    found: dict[str, tuple[str, str]] = {}

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            inside = target[1:] if target.startswith("/") else f"{folder}/{target}"
            found[attributes.get("Id", "")] = (kind, inside.lstrip("/").lower())

    read_elements(package.part(path, MAX_SMALL_PART), opened)
    return found


def last_cell(xml: bytes | bytearray) -> tuple[str, int]:
    """The name and the row (from 1) of the last cell with a value; ("", 0) where none is seen.

    Looked for from the end, so that a cell far below the table is named before the library asks for
    the memory of all that lies between.
    """
    value = xml.rfind(b"</v>")
    found = _NAMED.match(xml, max(xml.rfind(b"<c ", 0, max(value, 0)), 0))
    return (f"{found[1].decode()}{int(found[2])}", int(found[2])) if found else ("", 0)


def marked_cells(xml: bytes | bytearray) -> Marked:
    """The formulas and errors of a sheet. Raises FileRefused."""
    formulas, errors = xml.count(b"<f"), xml.count(b't="e"')
    said = xml.count(b"<v>#")
    if _common(xml):
        if not formulas and not errors and not said:
            return Marked()
        places = frozenset(
            (int(row) - 1, column_of(letters)) for letters, row in _FORMULA.findall(xml)
        )
        told = {
            (int(row) - 1, column_of(letters)): _text(text)
            for letters, row, text in (_ERROR.findall(xml) if errors or said else ())
        }
        found = len(places)
        if len(told) == errors == said and (found == formulas or found == _formulas(xml)):
            return Marked(places, told)
    return _read_through(xml)


def _formulas(xml: bytes | bytearray) -> int:
    """How many elements are formulas; others begin with the same letter."""
    return sum(xml.count(one) for one in _FORMULA_OPENS)


def _common(xml: bytes | bytearray) -> bool:
    """Whether the sheet is written so plainly that a pattern sees all of its cells."""
    letters = set(xml.translate(None, delete=_USUAL))
    uncommon = (words for letter, words in _UNCOMMON.items() if letter in letters)
    return b"<worksheet" in xml[:4096] and not any(
        one in xml for words in uncommon for one in words
    )


def _text(said: bytes) -> str:
    return unescape(said.decode("utf-8", "replace")).strip()[:_LONGEST_ERROR] or "#N/A"


class _Cells:
    """Where the reading of a sheet is, and what it has found."""

    def __init__(self) -> None:
        self.row, self.column = -1, -1
        self.formulas: set[Place] = set()
        self.errors: dict[Place, str] = {}
        self._wrong = False
        self._said: list[str] | None = None

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "f":
            self.formulas.add((self.row, self.column))
        elif name == "v" and self._wrong:
            self._said = []
        elif name == "row":
            told = attributes.get("r", "")
            self.row = int(told) - 1 if told.isdecimal() else self.row + 1
            self.column = -1

    def _cell(self, attributes: Mapping[str, str]) -> None:
        place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
        if place:
            self.row, self.column = int(place[2]) - 1, column_of(place[1].encode())
        else:
            self.column += 1
        self._wrong = attributes.get("t") == "e"
        if self._wrong:
            self.errors[self.row, self.column] = "#N/A"

    def closed(self, name: str) -> None:
        if name == "v" and self._said is not None:
            self.errors[self.row, self.column] = _text("".join(self._said).encode())
            self._said = None

    def words(self, text: str) -> None:
        if self._said is not None:
            self._said.append(text)


def _read_through(xml: bytes | bytearray) -> Marked:
    cells = _Cells()
    try:
        read_elements(xml, cells.opened, cells.closed, cells.words)
    except ValueError as error:  # a row's number of thousands of digits
        raise refused(FileFault.DAMAGED) from error
    return Marked(frozenset(cells.formulas), cells.errors)
