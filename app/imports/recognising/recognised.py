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


_HALF, _ASKED, _WHOLE = range(3)


class _Table(NamedTuple):
    """A sheet that is a table, or may be one."""

    sheet: Sheet
    laid: Laid
    worth: int


def recognise(
    book: Book,
    vocabulary: Vocabulary,
    confirmed: Mapping[str, Mapping[str, str]],
    side: str,
) -> Recognised:
    """Find the tables of a file.

    `confirmed` holds, by the hash of a layout, what a person said of its columns: folded title path
    to role; a sheet of whose columns none has a role is left out. `side` is whose ("self",
    "external") columns are that never say it; "" where none is.
    """
    titles = Titles(vocabulary, side)
    tables: list[_Table] = []
    faults: list[Fault] = []
    others: list[Sheet] = []
    for sheet in book.sheets:
        if sheet.hidden or not any(sheet.rows):
            continue
        header = find_header(sheet, titles, vocabulary)
        if header is None:
            others.append(sheet)
            continue
        laid = lay_out(sheet, header, titles, vocabulary, confirmed)
        if laid.layout.layout in confirmed and not any(one.role for one in laid.layout.columns):
            message = "trang này được bỏ qua như đã chọn."
            faults.append(Fault(sheet.name, "", "sheet-left-out", message))
        else:
            tables.append(_Table(sheet, laid, _worth(laid, header, vocabulary, confirmed)))
    least = _ASKED if any(one.worth == _WHOLE for one in tables) else _HALF
    taken = [one for one in tables if one.worth >= least]
    others += [one.sheet for one in tables if one.worth < least]
    faults = [fault for one in taken for fault in one.laid.faults] + faults
    faults += [
        _left_out(sheet, vocabulary, alone=not taken)
        for sheet in others
        if not taken or folded(sheet.name) != _GUIDE
    ]
    if not taken and not faults:
        faults.append(Fault("", "", "empty", "tệp không có trang nào có dữ liệu."))
    return Recognised(
        [one.laid.layout for one in taken],
        _lines(taken, vocabulary),
        faults,
        any(one.laid.unsure for one in taken),
    )


def _worth(
    laid: Laid, header: Header, vocabulary: Vocabulary, confirmed: Mapping[str, object]
) -> int:
    """Whether a sheet is a table, should be asked about, or is one only if no other is."""
    if header.fits or (laid.layout.layout in confirmed and not laid.unsure):
        return _WHOLE
    # Results whose schools nobody can tell: a sheet of one commune with a misspelt title, perhaps.
    return _ASKED if vocabulary.any_of and header.any_of else _HALF


def _lines(taken: Sequence[_Table], vocabulary: Vocabulary) -> Iterator[Line]:
    for one in taken:
        yield from read_lines(one.sheet, one.laid.layout, vocabulary)


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
