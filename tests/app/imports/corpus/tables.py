"""The plain table of which most files of the corpus are a spoilt copy. Its results are invented."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "DS"
TITLES = ("TT", "Mã trường", "Tên trường", "1.1", "1.3.1", "1.4")
FIRST = (1, "79000001", "Trường minh họa th1", "Đạt", 4.5, 7.5)
SECOND = (2, "79000002", "Trường minh họa th2", "Không đạt", 6, 10)
PLAIN: Sequence[Sequence[object]] = (TITLES, FIRST, SECOND)
"""A header and the first two schools."""


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook's file."""
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def filled(rows: Sequence[Sequence[object]] = PLAIN) -> tuple[openpyxl.Workbook, Worksheet]:
    """A workbook of one sheet, to be spoilt further."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def plain(*rows: Sequence[object]) -> bytes:
    """A file of these rows, by openpyxl."""
    return saved(filled(rows)[0])


Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


@contextmanager
def _book(options: dict[str, object]) -> Iterator[tuple[xlsxwriter.Workbook, io.BytesIO]]:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        yield book, made


def drawn(write: Write, **options: object) -> bytes:
    """A file of one sheet, by XlsxWriter."""
    with _book(options) as (book, made):
        write(book, book.add_worksheet(SHEET))
    return made.getvalue()


def put(
    sheet: xlsxwriter.worksheet.Worksheet, rows: Sequence[Sequence[object]], at: int = 0
) -> None:
    """Rows from a row on; texts stay texts."""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at + number, column, value)
            elif value is not None:
                sheet.write(at + number, column, value)
