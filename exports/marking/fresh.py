"""A new .xlsx of rows that came in another format, to be marked like a workbook of somebody's own.

XlsxWriter makes the package; the rows are written into its empty sheets here, each text in its own
cell: two million cells take seconds and no memory to speak of, and no text becomes a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO, NamedTuple

import xlsxwriter

from exports.marking.archive import Archive
from exports.marking.errors import MarkingRefused
from exports.marking.marks import MAX_COLUMNS, MAX_ROWS, Table
from exports.marking.markup import cell_text
from exports.marking.places import letters_of
from exports.marking.workbook import MarkedFile, mark

Value = str | int | float | bool | date | None
"""A datetime is a date. Texts that begin with `=` stay texts."""
LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_DAY = date(1899, 12, 30)
_FROM = date(1900, 3, 1)
"""Before this day the format counts one day wrong; such days are written as text."""
_ROWS_OF_A_PIECE = 500
_NARROWEST, _WIDEST, _MEASURED = 8, 40, 200


class FreshSheet(NamedTuple):
    """A sheet: its name, and its rows from the first, cells from the first column."""

    name: str
    rows: Sequence[Sequence[Value]]


def write(sheets: Sequence[FreshSheet], tables: Sequence[Table], out: BinaryIO) -> MarkedFile:
    """Write a workbook of the sheets with the marks of the tables. Raises MarkingRefused.

    Names that no workbook may have are changed; tables name sheets as they were given.
    """
    names = {"": ""} | dict(zip((one.name for one in sheets), _names(sheets), strict=True))
    plain = BytesIO()
    _package(sheets, _names(sheets), plain)
    try:
        named = [one._replace(sheet=names[one.sheet]) for one in tables]
    except KeyError as error:
        raise MarkingRefused("no-sheet", f"Không thấy trang “{error.args[0]}” trong tệp.") from None
    return mark(plain, named, out)


def _package(sheets: Sequence[FreshSheet], names: Sequence[str], out: BinaryIO) -> None:
    empty = BytesIO()
    with xlsxwriter.Workbook(empty, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no zone in the format
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for one, name in zip(sheets, names, strict=True):
            page = book.add_worksheet(name)
            for column, width in enumerate(_widths(one.rows)):
                page.set_column(column, column, width)
            if one is sheets[0]:  # a format gets its number, 1 and 2, once it is used
                page.write_blank(0, 0, None, day)
                page.write_blank(0, 1, None, moment)
    archive = Archive(empty)
    parts = [f"xl/worksheets/sheet{number + 1}.xml" for number in range(len(sheets))]
    archive.copy(
        out,
        {
            part: _sheet(archive.read(part), one.rows)
            for part, one in zip(parts, sheets, strict=True)
        },
        {},
    )


def _sheet(content: bytes, rows: Sequence[Sequence[Value]]) -> Iterator[bytes]:
    """The empty sheet with rows."""
    head, _, rest = content.partition(b"<sheetData")
    tail = (
        rest.partition(b"</sheetData>")[2] if b"</sheetData>" in rest else rest.partition(b"/>")[2]
    )
    width = min(max(map(len, rows), default=1) or 1, MAX_COLUMNS)
    extent = b'<dimension ref="A1:%s%d"/>' % (letters_of(width - 1).encode(), len(rows) or 1)
    yield re.sub(rb"<dimension[^>]*/>", extent, head)
    yield b"<sheetData>"
    letters = [letters_of(column) for column in range(width)]
    piece: list[str] = []
    for number, cells in enumerate(rows[:MAX_ROWS], 1):
        inner = _cells(cells, letters, str(number))
        if inner:
            piece.append(f'<row r="{number}">{inner}</row>')
        if len(piece) >= _ROWS_OF_A_PIECE:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()
    yield b"</sheetData>"
    yield tail


def _cells(cells: Iterable[Value], letters: Sequence[str], row: str) -> str:
    return "".join(
        f'<c r="{letter}{row}"{_content(value)}</c>'
        for letter, value in zip(letters, cells, strict=False)
        if value is not None
    )


def _content(value: Value) -> str:
    """The end of a cell's tag, and what is in it."""
    if isinstance(value, str):
        text = cell_text(value[:LONGEST_TEXT]).decode()
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>'
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v>'
    if isinstance(value, date):
        return _day(value)
    return f"><v>{value!r}</v>"


def _day(value: date) -> str:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - no zone in the format
    if moment.date() < _FROM:
        return _content(value.isoformat())
    days = (moment.date() - _FIRST_DAY).days
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    if not seconds:
        return f' s="1"><v>{days}</v>'
    return f' s="2"><v>{days + seconds / 86_400!r}</v>'


def _names(sheets: Sequence[FreshSheet]) -> list[str]:
    """Names that a workbook may have, each once."""
    taken: set[str] = set()
    names = []
    for number, one in enumerate(sheets, 1):
        clean = _NOT_IN_NAMES.sub(" ", one.name).strip().strip("'").strip()
        name = base = clean[:_LONGEST_NAME].rstrip() or f"Trang {number}"
        again = 1
        while name.casefold() in taken:
            again += 1
            name = f"{base[: _LONGEST_NAME - 5]} ({again})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    """How wide columns are: as their first texts, within bounds."""
    widths: list[int] = []
    for cells in rows[:_MEASURED]:
        for column, value in enumerate(cells[:MAX_COLUMNS]):
            if column == len(widths):
                widths.append(_NARROWEST)
            if value is not None:
                widths[column] = max(widths[column], min(len(str(value)) + 2, _WIDEST))
    return widths
