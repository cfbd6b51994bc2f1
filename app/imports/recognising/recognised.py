"""A whole file: which of its sheets are tables of the vocabulary, and their rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.imports.recognising.columns import Laid, lay_out, title_of
from app.imports.recognising.header import FIRST_ROWS, Header, find_header
from app.imports.recognising.lines import read_lines
from app.imports.recognising.titles import Titles
from app.imports.shapes import Book, Fault, Layout, Line, Sheet, Vocabulary
from exports.forms.values import folded

_GUIDE = "huong dan"
"""The sheet of our own workbooks, and of most others, that only tells how to fill the table."""


class Recognised(NamedTuple):
    """The tables of a file. `lines` are read as they are taken, once.

    `unsure`: a person must say what some columns are; `faults` say which and why. Besides, they
    name the sheets that were left out. Without any layout, the file has no such table.
    """

    layouts: Sequence[Layout]
    lines: Iterator[Line]
    faults: Sequence[Fault]
    unsure: bool


def recognise(
    book: Book,
    vocabulary: Vocabulary,
    confirmed: Mapping[str, Mapping[str, str]],
    side: str,
) -> Recognised:
    """Find the tables of a file.

    `confirmed` holds, by the hash of a layout, what a person said of its columns: folded title path
    to role. `side` is whose ("self", "external") columns are that never say it; "" where none is.
    """
    titles = Titles(vocabulary, side)
    tables: list[tuple[Sheet, Laid, Header]] = []
    others: list[Sheet] = []
    for sheet in book.sheets:
        if sheet.hidden or not any(sheet.rows):
            continue
        header = find_header(sheet, titles, vocabulary)
        if header is None:
            others.append(sheet)
        else:
            tables.append((sheet, lay_out(sheet, header, titles, vocabulary, confirmed), header))
    whole = [(sheet, laid) for sheet, laid, header in tables if _fits(laid, header, confirmed)]
    taken = whole or [(sheet, laid) for sheet, laid, _ in tables]
    if whole:
        others += [sheet for sheet, laid, _ in tables if (sheet, laid) not in whole]
    faults = [fault for _, laid in taken for fault in laid.faults]
    faults += [
        _left_out(sheet, vocabulary, alone=not taken)
        for sheet in others
        if not taken or folded(sheet.name) != _GUIDE
    ]
    if not taken and not others:
        faults.append(Fault("", "", "empty", "tệp không có trang nào có dữ liệu."))
    return Recognised(
        [laid.layout for _, laid in taken],
        _lines(taken, vocabulary),
        faults,
        any(laid.unsure for _, laid in taken),
    )


def _fits(laid: Laid, header: Header, confirmed: Mapping[str, object]) -> bool:
    return header.fits or (laid.layout.layout in confirmed and not laid.unsure)


def _lines(taken: Sequence[tuple[Sheet, Laid]], vocabulary: Vocabulary) -> Iterator[Line]:
    for sheet, laid in taken:
        yield from read_lines(sheet, laid.layout, vocabulary)


def _left_out(sheet: Sheet, vocabulary: Vocabulary, *, alone: bool) -> Fault:
    needed = ", ".join(f"“{title_of(vocabulary, role)}”" for role in vocabulary.required)
    if alone:
        message = (
            f"không thấy dòng tiêu đề có cột {needed} trong {FIRST_ROWS} dòng đầu; "
            "hãy dùng tệp mẫu, hoặc sửa tiêu đề cột rồi gửi lại."
        )
        return Fault(sheet.name, "", "no-table", message)
    message = f"trang này không có bảng với cột {needed} nên được bỏ qua."
    return Fault(sheet.name, "", "sheet-left-out", message)
