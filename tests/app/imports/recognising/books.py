"""Small files to be recognised, built from rows; what was recognised, told by role."""

from collections.abc import Iterable, Mapping, Sequence

from app.imports.recognising import Recognised, recognise
from app.imports.results.vocabulary import vocabulary_of
from app.imports.shapes import Book, CellValue, Line, Sheet, Vocabulary
from criteria import shipped

EDITION = shipped("thangdo.qd-4725")
RESULTS = vocabulary_of([EDITION])
Rows = Sequence[Sequence[CellValue]]
SCHOOL = ("79000001", "Trường minh họa A")


def book(*sheets: Sheet) -> Book:
    return Book("xlsx", "", sheets)


def sheet(
    rows: Rows,
    name: str = "Kết quả",
    formulas: Iterable[tuple[int, int]] = (),
    *,
    hidden: bool = False,
) -> Sheet:
    return Sheet(name, rows, frozenset(formulas), hidden)


def recognised(
    rows: Rows,
    side: str = "self",
    confirmed: Mapping[str, Mapping[str, str]] | None = None,
    vocabulary: Vocabulary = RESULTS,
) -> Recognised:
    return recognise(book(sheet(rows)), vocabulary, confirmed or {}, side)


def roles(rows: Rows, side: str = "self") -> list[str]:
    """The roles of the only table's columns; "?" behind those that are unsure."""
    (layout,) = recognised(rows, side).layouts
    return [column.role + ("" if column.sure else "?") for column in layout.columns]


def header(*titles: CellValue) -> Rows:
    """A file with the code, one sure column of points, and these columns."""
    return [["Mã trường", "1.4", *titles], ["79000001", 7.5, *[None] * len(titles)]]


def role_of(title: CellValue, side: str = "self") -> str:
    """What a title means by itself."""
    return roles(header(title), side)[2]


def told(found: Recognised) -> list[dict[str, str]]:
    """Each line's values by role, empty cells left out."""
    columns = {layout.sheet: layout.columns for layout in found.layouts}
    return [
        {
            column.role: value
            for column, value in zip(columns[line.sheet], line.values, strict=True)
            if value is not None
        }
        for line in found.lines
    ]


def only(found: Recognised) -> Line:
    (line,) = found.lines
    return line


def complaints(line: Line) -> list[tuple[str, str]]:
    return [(fault.cell, fault.code) for fault in line.faults]
