"""A person's own .xlsx with its marks: which members change, and how they hang together."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from exports.marking import comments, drawing, styles
from exports.marking.archive import Archive
from exports.marking.errors import MarkingRefused
from exports.marking.extent import old_drawing_of, point_to_drawing
from exports.marking.marker import Marker
from exports.marking.marks import MAX_COMMENTS, Table
from exports.marking.markup import MAIN, STRICT, Finder, root_of, sound, unescaped
from exports.marking.relations import TYPES, Book, Relations, Types, free_name
from exports.marking.sentences import by_row, cells_of, note_of
from exports.marking.sheet import Sheet, survey

_STYLES = "spreadsheetml.styles+xml"
_COMMENTS = "spreadsheetml.comments+xml"
_DRAWING = "vmlDrawing"
_TITLE_NFC, _TITLE_NFD = "Lỗi".encode(), unicodedata.normalize("NFD", "Lỗi").encode()


class MarkedFile(NamedTuple):
    """What was done: members that changed, members that are new, comments written."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    comments: int


class _Package:
    """The package being marked: what it holds, what is replaced, what comes new."""

    def __init__(self, content: BinaryIO) -> None:
        self.archive = Archive(content)
        self.book = Book(self.archive)
        self.types = Types(self.archive)
        self.replaced: dict[str, Iterable[bytes]] = {}
        self.added: dict[str, Iterable[bytes]] = {}
        self._taken: set[str] = set()
        self._styles = self.book.relations.of_kind("styles")
        space = STRICT if self.book.strict else MAIN
        has = bool(self._styles) and self._styles in self.archive
        self.styles = styles.Styles(self.archive.read(self._styles) if has else styles.empty(space))

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Let a part have this content, be it there or new."""
        if name in self.archive:
            self.replaced[self.archive.entry(name).name] = pieces
        else:
            self.added[name] = pieces

    def free(self, pattern: str, first: str = "") -> str:
        """The name of a new part; `first` is the one that other programs look for."""
        if first and first not in self.archive:
            return first
        return free_name(self.archive, self._taken, pattern)

    def part_of(self, sheet: str) -> str:
        """The part of a sheet by its name; "" is the first sheet."""
        sheet = sheet or next((one.name for one in self.book.sheets), "")
        wanted = _folded(sheet)
        found = [one.part for one in self.book.sheets if one.name == sheet]
        found += [one.part for one in self.book.sheets if _folded(one.name) == wanted]
        if not found or found[0] not in self.archive:
            raise MarkingRefused("no-sheet", f"Không thấy trang “{sheet}” trong tệp.")
        return found[0]

    def strings(self, numbers: Collection[int]) -> Mapping[int, str]:
        """Shared texts by their numbers, as far as our title may be among them."""
        part = self.book.relations.of_kind("sharedStrings")
        if not numbers or part not in self.archive:
            return {}
        content = self.archive.read(part)
        if _TITLE_NFC not in content and _TITLE_NFD not in content:
            return {}
        plain = sound(content)
        root = root_of(plain)
        words, found = Finder(root.prefix + b"t"), {}
        texts = Finder(root.prefix + b"si").all(plain, root.span.inner, len(plain))
        for number, one in enumerate(texts):
            if number in numbers:
                parts = words.all(plain, one.inner, one.inner_end)
                found[number] = "".join(unescaped(plain[t.inner : t.inner_end]) for t in parts)
        return found

    def finish(self, out: BinaryIO) -> MarkedFile:
        """Write what was made."""
        if not self._styles or self._styles not in self.archive:
            name = self.free("xl/styles{}.xml", first="xl/styles.xml")
            self.book.relations.add("styles", name, strict=self.book.strict)
            self.types.part(name, _STYLES)
            self.put(self.book.relations.name, [self.book.relations.content()])
            self.put(name, self.styles.pieces())
        else:
            self.put(self._styles, self.styles.pieces())
        if self.types.changed:
            self.put(TYPES, [self.types.content()])
        self.archive.copy(out, self.replaced, self.added)
        return MarkedFile(tuple(self.replaced), tuple(self.added), 0)


def mark(content: BinaryIO, tables: Sequence[Table], out: BinaryIO) -> MarkedFile:
    """Write the workbook with its marks to `out`; one table to a sheet.

    Raises MarkingRefused.
    """
    package = _Package(content)
    parts = [package.part_of(one.sheet) for one in tables]
    if len(set(parts)) < len(parts):
        raise ValueError("two tables of one sheet")
    left = MAX_COMMENTS
    written = 0
    for table, part in zip(tables, parts, strict=True):
        made = _sheet(package, table, part, left)
        left -= made
        written += made
    return package.finish(out)._replace(comments=written)


def _sheet(package: _Package, table: Table, part: str, room: int) -> int:
    """Mark one sheet; the number of its comments."""
    sheet = Sheet(package.archive.read(part))
    found = survey(sheet, table, package.strings)
    Marker(sheet, table, found, package.styles).mark()
    texts = _comments(table, found.column, room)
    relations = Relations(package.archive, part)
    strict = package.book.strict
    was = relations.of_kind("comments")
    commented = was if was in package.archive else package.free("xl/comments{}.xml")
    if commented != was:
        relations.add("comments", commented, strict=strict)
        package.types.part(commented, _COMMENTS)
    there = commented in package.archive
    space = STRICT if strict else MAIN
    made = comments.comment(
        package.archive.read(commented) if there else comments.empty(space), texts
    )
    package.put(commented, made.pieces)
    _boxes(package, sheet, relations, made)
    if relations.changed:
        package.put(relations.name, [relations.content()])
    package.put(part, sheet.edits.pieces())
    return len(texts)


def _boxes(package: _Package, sheet: Sheet, relations: Relations, made: comments.Commented) -> None:
    """Boxes for the new comments, in the sheet's old drawing or in a new one."""
    key = old_drawing_of(sheet)
    drawn = relations.by_id[key].target if key in relations.by_id else ""
    if drawn in package.archive:
        content = package.archive.read(drawn)
    elif key:
        raise MarkingRefused("damaged", "Tệp bị hỏng: thiếu hình vẽ của ghi chú.")
    else:
        drawn, content = package.free("xl/drawings/vmlDrawing{}.vml"), b""
        key = relations.add("vmlDrawing", drawn, strict=package.book.strict)
        package.types.extension("vml", _DRAWING)
        point_to_drawing(sheet, key)
    package.put(drawn, [drawing.draw(content, made.added, made.gone)])


def _comments(table: Table, column: int, room: int) -> dict[tuple[int, int], str]:
    """The comments by their places, in the order of the rows; the first is the title's note."""
    found: dict[tuple[int, int], str] = {}
    marks = by_row(table)
    places = [
        (row, place, one.comment)
        for row in sorted(marks)
        for place, one in cells_of(marks[row]).items()
        if place != column
    ]
    taken = places[: max(room - 1, 0)]
    found[table.header[1], column] = note_of(table, len(taken), len(places))
    found.update({(row, place): text for row, place, text in taken})
    return found


def _folded(name: str) -> str:
    """As a reader may have cleaned it: composed, without what is not seen."""
    clean = unicodedata.normalize("NFC", name)
    seen = (one for one in clean if unicodedata.category(one) not in {"Cc", "Cf"})
    return " ".join("".join(seen).split()).casefold()
