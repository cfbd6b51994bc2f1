"""A list of assessors (.xlsx, .csv): mã trường | e-mail đánh giá viên | trưởng đoàn | đoàn.

One row per assessor and school. All faults are named at once, with their cells; a dry run tells
what would change and changes nothing.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.errors import Reason, ServiceError
from exports.forms.errors import FormRefused
from exports.forms.spreadsheet import Cell, Kind, Workbook
from exports.forms.table import cell_name
from exports.forms.values import NotMeant, as_text, cleaned, folded

MAX_ROWS = 9_000
"""Four columns of so many rows; a province has up to 4,500 schools."""
MAX_TEXT = 200
_HEADER_WITHIN = 30
_YES = frozenset({"x", "co", "1", "true", "truong doan", "✓", "yes"})
_NO = frozenset({"", "khong", "0", "false", "no", "thanh vien"})
TITLES: Mapping[str, str] = {
    "code": "Mã trường",
    "email": "E-mail đánh giá viên",
    "lead": "Trưởng đoàn",
    "team": "Đoàn",
}
_WORDS: Mapping[str, str] = {
    folded(word): key
    for key, words in {
        "code": ("mã trường", "mã đơn vị", "mã", "mã ngành", "mã cơ sở giáo dục"),
        "email": ("e-mail đánh giá viên", "email đánh giá viên", "email", "e-mail", "thư điện tử"),
        "lead": ("trưởng đoàn", "là trưởng đoàn"),
        "team": ("đoàn", "tên đoàn", "đoàn đánh giá"),
    }.items()
    for word in words
}


class AssignmentListRefused(ServiceError):
    """The list of assessors cannot be taken as it is; every fault has its place."""

    code = "assignment-list-refused"
    status = 400
    title = "Danh sách phân công chưa dùng được"
    said = "Chưa phân công ai. Hãy sửa các chỗ nêu dưới đây rồi nạp lại cả tệp."


class Line(NamedTuple):
    """One row: an assessor of a school; `where` is its cell."""

    where: str
    code: str
    email: str
    lead: bool
    team: str


def read_list(content: bytes) -> tuple[list[Line], list[Reason]]:
    """The rows of the first sheet that has the header, and the faults of single cells.

    Raises AssignmentListRefused for a file that cannot be read or holds no such list.
    """
    for sheet, rows in _sheets(content):
        header = _header(rows)
        if header is None:
            continue
        number, places = header
        found = _lines(sheet, rows, number, places)
        if not found[0] and not found[1]:
            raise _refused("empty", "Danh sách không có dòng nào dưới dòng tiêu đề.")
        return found
    titles = ", ".join(f"“{TITLES[key]}”" for key in ("code", "email"))
    raise _refused("no-header", f"Không tìm thấy dòng tiêu đề có các cột {titles}.")


Row = Mapping[int, str | NotMeant]


def _sheets(content: bytes) -> Iterator[tuple[str, list[Row]]]:
    if not content.startswith(b"PK"):
        yield "", _csv(content)
        return
    try:
        workbook = Workbook(content)
        for name in workbook.sheet_names:
            grid = workbook.grid(name, MAX_ROWS)
            if grid.outside is not None and grid.outside[0] >= MAX_ROWS:
                raise _refused("too-far", f"Danh sách quá {MAX_ROWS} dòng.")
            rows: list[dict[int, str | NotMeant]] = []
            for (row, column), cell in sorted(grid.cells.items()):
                while len(rows) <= row:
                    rows.append({})
                rows[row][column] = _text(cell)
            yield name, list(rows)
    except FormRefused as error:
        reasons = tuple(Reason("", one.code, one.message) for one in error.problems)
        raise AssignmentListRefused(reasons=reasons) from error


def _text(cell: Cell) -> str | NotMeant:
    try:
        if cell.kind is Kind.BOOLEAN:
            return "x" if cell.text == "1" else ""
        return as_text(cell, MAX_TEXT, one_line=True)
    except NotMeant as error:
        return error


def _csv(content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
        head = "\n".join(text.splitlines()[:_HEADER_WITHIN])
        delimiter = max(",;\t", key=head.count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        message = "Không đọc được tệp. Hãy lưu dạng .xlsx hoặc “CSV UTF-8”."
        raise _refused("unreadable", message) from error
    if len(lines) > MAX_ROWS:
        raise _refused("too-far", f"Danh sách quá {MAX_ROWS} dòng.")
    return [
        {
            place: " ".join(cleaned(one).split())
            if len(one) <= MAX_TEXT
            else NotMeant("too-long", f"dài quá {MAX_TEXT} ký tự.")
            for place, one in enumerate(line)
        }
        for line in lines
    ]


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, text in sorted(row.items()):
            key = _WORDS.get(folded(text).rstrip("*: ")) if isinstance(text, str) else None
            if key is not None:
                places.setdefault(key, place)
        if "code" in places and "email" in places:
            return number, places
    return None


def _lines(
    sheet: str, rows: Sequence[Row], header: int, places: Mapping[str, int]
) -> tuple[list[Line], list[Reason]]:
    lines: list[Line] = []
    faults: list[Reason] = []
    for number, row in enumerate(rows[header + 1 :], header + 1):
        values: dict[str, str] = {}
        wrong: list[Reason] = []
        for key, place in places.items():
            where = f"{sheet}!{cell_name(number, place)}" if sheet else f"dòng {number + 1}"
            text = row.get(place, "")
            if isinstance(text, NotMeant):
                wrong.append(Reason(where, text.code, f"{TITLES[key]}: {text.message}"))
                text = ""
            elif key == "lead" and folded(text) not in _YES | _NO:
                wrong.append(Reason(where, "not-yes-no", "Trưởng đoàn: ghi x hoặc để trống."))
            values[key] = text
        if not wrong and not any(values.values()):
            continue
        where = f"{sheet}!{cell_name(number, places['code'])}" if sheet else f"dòng {number + 1}"
        wrong += [
            Reason(where, f"{key}-missing", f"Thiếu {TITLES[key].lower()}.")
            for key in ("code", "email")
            if not wrong and not values[key]
        ]
        faults += wrong
        if not wrong:
            lead = folded(values.get("lead", "")) in _YES
            email = values["email"].casefold()
            lines.append(Line(where, values["code"], email, lead, values.get("team", "")))
    return lines, faults


def _refused(code: str, message: str) -> AssignmentListRefused:
    return AssignmentListRefused(reasons=(Reason("", code, message),))
