"""A file taken apart into rows of text with their places; nothing is judged here but the file."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.bodies.errors import LoadRefused
from app.bodies.load.columns import REQUIRED, TITLES, Header, find_header
from app.errors import Reason
from exports.forms.errors import FormRefused
from exports.forms.spreadsheet import Cell, Kind, Workbook
from exports.forms.table import cell_name
from exports.forms.values import NotMeant, as_text, cleaned, folded

MAX_ROWS = 9_000
"""Ten columns of so many rows is what the reader of workbooks takes; a province has up to 4,500."""
MAX_TEXT = 500
_TOTALS = ("tong cong", "tong so", "tong:", "cong:")


class Entry(NamedTuple):
    """One cell: its text, where it is, and whether the file holds it as a number."""

    text: str
    where: str
    number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list."""

    where: str
    entries: Mapping[str, Entry]

    def text(self, key: str) -> str:
        """The text of a column, "" where the cell is empty or the column is missing."""
        entry = self.entries.get(key)
        return entry.text if entry else ""

    def place(self, key: str) -> str:
        """Where the column's cell is."""
        entry = self.entries.get(key)
        return entry.where if entry else self.where


@dataclass(slots=True)
class Listing:
    """What a file holds: rows, faults of single cells, and what was passed over."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_listing(content: bytes) -> Listing:
    """The rows of a workbook (each sheet that has a header) or of a CSV file.

    Raises LoadRefused for a file that cannot be read at all or that holds no list.
    """
    if content.startswith(b"PK") or not _is_text(content):
        return _workbook(content)
    return _csv(content)


def _workbook(content: bytes) -> Listing:
    found = Listing()
    headers = 0
    try:
        workbook = Workbook(content)
        for name in workbook.sheet_names:
            grid = workbook.grid(name, MAX_ROWS)
            header = find_header(_texts(grid.cells))
            if header is None:
                if grid.cells:
                    found.ignored.append(f"Trang “{name}” không có dòng tiêu đề của danh sách.")
                continue
            headers += 1
            _tell_header(found, header, f"{name}!{cell_name(header.row, 0)}")
            if grid.outside is not None and grid.outside[0] >= MAX_ROWS:
                where = f"{name}!{cell_name(*grid.outside)}"
                found.problems.append(Reason(where, "too-far", f"Danh sách quá {MAX_ROWS} dòng."))
            _take_grid(found, name, header, grid.cells)
    except FormRefused as error:
        raise LoadRefused(
            reasons=tuple(Reason("", one.code, one.message) for one in error.problems)
        ) from error
    if not headers:
        raise _no_header()
    return found


def _texts(cells: Mapping[tuple[int, int], Cell]) -> list[tuple[int, list[tuple[int, str]]]]:
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in cells.items():
        if cell.kind is Kind.TEXT:
            by_row.setdefault(row, []).append((column, cell.text))
    return [(row, sorted(by_row[row])) for row in sorted(by_row)]


def _take_grid(
    found: Listing, sheet: str, header: Header, cells: Mapping[tuple[int, int], Cell]
) -> None:
    keys = {place: key for key, place in header.places.items()}
    rows: dict[int, dict[str, Entry]] = {}
    for (row, column), cell in cells.items():
        if row <= header.row or column not in keys:
            continue
        key, where = keys[column], f"{sheet}!{cell_name(row, column)}"
        try:
            text = as_text(cell, MAX_TEXT, one_line=True)
        except NotMeant as error:
            found.problems.append(Reason(where, error.code, f"{TITLES[key]}: {error.message}"))
            rows.setdefault(row, {})[key] = Entry("", where, number=False)
            continue
        if text:
            number = cell.kind in {Kind.NUMBER, Kind.PERCENT}
            rows.setdefault(row, {})[key] = Entry(text, where, number)
    for row in sorted(rows):
        _take(found, Row(f"{sheet}!{cell_name(row, header.places['code'])}", rows[row]))


def _csv(content: bytes) -> Listing:
    text = _decoded(content)
    found = Listing()
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise LoadRefused(
            reasons=(Reason("", "csv", "Tệp CSV sai cấu trúc. Hãy lưu lại từ bảng tính."),)
        ) from error
    numbered = [
        (number, [(place, one) for place, one in enumerate(cells) if one.strip()])
        for number, (_, cells) in enumerate(lines)
    ]
    header = find_header(numbered)
    if header is None:
        raise _no_header()
    _tell_header(found, header, f"dòng {lines[header.row][0]}")
    if len(lines) - header.row > MAX_ROWS:
        found.problems.append(Reason("", "too-far", f"Danh sách quá {MAX_ROWS} dòng."))
    for line, cells in lines[header.row + 1 : header.row + 1 + MAX_ROWS]:
        _take_line(found, header, line, cells)
    return found


def _take_line(found: Listing, header: Header, line: int, cells: list[str]) -> None:
    entries: dict[str, Entry] = {}
    for key, place in header.places.items():
        text = " ".join(cleaned(cells[place]).split()) if place < len(cells) else ""
        where = f"dòng {line}, cột “{TITLES[key]}”"
        if len(text) > MAX_TEXT:
            message = f"{TITLES[key]}: dài {len(text)} ký tự; tối đa {MAX_TEXT} ký tự."
            found.problems.append(Reason(where, "too-long", message))
            text = ""
        if text:
            entries[key] = Entry(text, where, number=False)
    if entries:
        _take(found, Row(f"dòng {line}", entries))


def _take(found: Listing, row: Row) -> None:
    texts = [folded(entry.text) for entry in row.entries.values()]
    if "code" not in row.entries and any(text.startswith(_TOTALS) for text in texts):
        return
    found.rows.append(row)


def _tell_header(found: Listing, header: Header, where: str) -> None:
    for title in header.twice:
        message = f"Có hai cột cùng là “{title}”. Hãy bỏ một cột."
        found.problems.append(Reason(where, "column-twice", message))
    if header.ignored:
        found.ignored.append(f"Cột không dùng: {', '.join(header.ignored)}.")


def _no_header() -> LoadRefused:
    wanted = ", ".join(f"“{TITLES[key]}”" for key in REQUIRED)
    message = f"Không tìm thấy dòng tiêu đề có các cột {wanted} trong 30 dòng đầu."
    return LoadRefused(reasons=(Reason("", "no-header", message),))


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:4096] and not content.startswith(b"%PDF")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "Tệp CSV không phải UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8” hoặc .xlsx."
        raise LoadRefused(reasons=(Reason("", "encoding", message),)) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    head = "\n".join(text.splitlines()[:30])
    # Excel in Vietnamese separates by semicolons, since the comma is the decimal sign.
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num
