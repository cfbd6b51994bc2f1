"""The few XML parts of a workbook that a form is read from.

Expat is driven directly, without building a tree: a part is walked once and only cells that hold
something are kept. A document type declaration ends the reading, so no entity is ever expanded.
Prefixes are dropped: some programs write `x:c` for `c`, and the strict variant of the format
differs only in its namespaces.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from exports.forms.guard import damaged, too_big

MAX_CELLS = 30_000
"""Cells of one sheet that hold anything; 1,000 pieces of evidence take 10,000."""
MAX_STRINGS = 100_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_BUILT_IN_PERCENTS = frozenset([9, 10])
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_LETTERS = re.compile(r"[dmyhsDMYHS]")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class RawCell(NamedTuple):
    """One cell as written; `type` and `style` are the attributes t and s."""

    type: str
    style: str
    value: str
    formula: bool


class Relation(NamedTuple):
    """Where a part leads: the last word of the relation's type, and its target."""

    kind: str
    target: str


def _parse(content: bytes, start: Start, end: End, data: Callable[[str], None]) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def begun(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def ended(name: str) -> None:
        end(name.rpartition(":")[2] if ":" in name else name)

    def declared(*_: object) -> None:
        raise damaged()

    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


class _Cells:
    """Walks a sheet; `found` grows by one entry per cell that holds anything.

    Most cells of a form are empty, so where a cell stands is worked out only once it holds
    something, or once a cell without a reference follows it.
    """

    def __init__(self) -> None:
        self.found: list[tuple[tuple[int, int], RawCell]] = []
        self.row = -1
        self.column = -1
        self.reference = self.type = self.style = ""
        self.formula = self.taking = self.skipping = False
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r", "")
            if not reference:
                self._settle()
                self.column += 1
            self.reference = reference
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self.formula = False
            self.pieces = []
        elif name in {"v", "t"}:
            self.taking = not self.skipping
        elif name == "f":
            self.formula = True
        elif name == "row":
            row = attributes.get("r", "")
            self._settle()
            self.row = int(row) - 1 if row.isdecimal() and len(row) < 8 else self.row + 1  # noqa: PLR2004
            self.column = -1
        elif name == "rPh":
            self.skipping = True

    def data(self, text: str) -> None:
        if self.taking:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.taking = False
        elif name == "c" and (self.pieces or self.formula):
            self._settle()
            if len(self.found) >= MAX_CELLS:
                raise too_big()
            raw = RawCell(self.type, self.style, _unescaped("".join(self.pieces)), self.formula)
            self.found.append(((self.row, self.column), raw))
        elif name == "rPh":
            self.skipping = False

    def _settle(self) -> None:
        """Take the last reference for the present place."""
        if not self.reference:
            return
        match = _REFERENCE.fullmatch(self.reference)
        self.reference = ""
        if match is None:
            self.column += 1
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        self.column, self.row = column - 1, int(match[2]) - 1


def read_cells(content: bytes) -> list[tuple[tuple[int, int], RawCell]]:
    """The cells of a sheet that hold anything, with (row, column) from 0."""
    walk = _Cells()
    _parse(content, walk.start, walk.end, walk.data)
    return walk.found


class _Strings:
    """Walks the shared texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.taking = self.skipping = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "t":
            self.taking = not self.skipping
        elif name == "rPh":
            self.skipping = True

    def data(self, text: str) -> None:
        if self.taking:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self.taking = False
        elif name == "rPh":
            self.skipping = False
        elif name == "si":
            if len(self.texts) >= MAX_STRINGS:
                raise too_big()
            self.texts.append(_unescaped("".join(self.pieces)))


def read_shared_strings(content: bytes) -> list[str]:
    """The texts that cells refer to by number; furigana are left out."""
    walk = _Strings()
    _parse(content, walk.start, walk.end, walk.data)
    return walk.texts


def read_number_formats(content: bytes) -> list[str]:
    """For each cell style: "date", "percent" or ""."""
    custom: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside.append(name)
        elif name == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside.clear()

    _parse(content, start, end, lambda _: None)
    kinds = {identifier: _format_kind(identifier, custom) for identifier in set(styles)}
    return [kinds[identifier] for identifier in styles]


def _format_kind(identifier: str, custom: dict[str, str]) -> str:
    if identifier in custom:
        code = _NOT_CODE.sub("", custom[identifier][:255])
        if "%" in code:
            return "percent"
        return "date" if _DATE_LETTERS.search(code.replace("General", "")) else ""
    number = int(identifier) if identifier.isdecimal() and len(identifier) < 6 else 0  # noqa: PLR2004
    if number in _BUILT_IN_PERCENTS:
        return "percent"
    return "date" if number in _BUILT_IN_DATES else ""


def read_relations(content: bytes) -> dict[str, Relation]:
    """Relations by their id; those that lead out of the file are left out."""
    found: dict[str, Relation] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relation(kind, attributes.get("Target", ""))

    _parse(content, start, lambda _: None, lambda _: None)
    return found


def read_sheet_list(content: bytes) -> tuple[list[tuple[str, str]], bool]:
    """(name, relation id) of each sheet, and whether days are counted from 1904."""
    sheets: list[tuple[str, str]] = []
    epochs: list[bool] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), key))
        elif name == "workbookPr":
            epochs.append(attributes.get("date1904", "") in {"1", "true"})

    _parse(content, start, lambda _: None, lambda _: None)
    return sheets, any(epochs)


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
