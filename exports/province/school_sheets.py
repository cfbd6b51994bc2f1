"""Sheets of schools in the province workbook: all of them, and those of one body."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from exports.province.counting import KINDS, counted
from exports.province.shapes import ProvinceRow
from exports.province.sheet_names import quoted
from exports.province.styles import LEVEL_TINTS, Looks

_A4 = 9
_TITLES = {"own": "Tự đánh giá", "external": "Đánh giá ngoài", "recognised": "Công nhận"}
NONE_YET = "Chưa có"
"""What the column of schools without a level is called."""


class Column(NamedTuple):
    """A column of a school: the field it shows, its title, width and look."""

    field: str
    title: str
    width: int
    look: str


COLUMNS = (
    Column("code", "Mã trường", 13, "cell_text"),
    Column("name", "Tên trường", 44, "cell_shrunk"),
    Column("levels", "Cấp học", 30, "cell_shrunk"),
    Column("state", "Tình trạng hồ sơ", 20, "cell"),
    Column("own", "TĐG mức", 9, "cell_level"),
    Column("external", "ĐGN mức", 9, "cell_level"),
    Column("recognised", "Mức công nhận", 10, "cell_level"),
    Column("decision", "Số QĐ công nhận", 18, "cell_text"),
    Column("decided_on", "Ngày QĐ", 12, "cell_day"),
    Column("note", "Ghi chú", 34, "cell_wrapped"),
)
BODY = Column("body", "Đơn vị", 44, "cell_shrunk")


class Spot(NamedTuple):
    """Where the schools of a sheet stand: first and last row, and the place of each field."""

    sheet: str
    first: int
    last: int
    fields: tuple[str, ...]

    def range(self, field: str) -> str:
        """The cells of a field, as a formula on any sheet says them."""
        place = self.fields.index(field) + 1  # TT is first
        return f"{quoted(self.sheet)}!{xl_range_abs(self.first, place, self.last, place)}"


def write_all(page: Any, looks: Looks, sheet: str, rows: Sequence[ProvinceRow]) -> Spot:  # noqa: ANN401
    """Every school, one table without a title block, so that people can pivot it."""
    return _table(page, looks, Spot(sheet, 1, len(rows), ("body", *_fields())), rows)


class Whose(NamedTuple):
    """The body of a sheet: its name, the campaign, the levels there are, where to go back to."""

    body: str
    campaign: str
    levels: Sequence[int]
    back: str


def write_body(
    page: Any,  # noqa: ANN401 - XlsxWriter carries no types
    looks: Looks,
    sheet: str,
    whose: Whose,
    rows: Sequence[ProvinceRow],
) -> Spot:
    """The schools of one body, below a count of their levels."""
    first = 7 + len(KINDS)
    spot = Spot(sheet, first, first + len(rows) - 1, _fields())
    page.write_string(0, 0, whose.body, looks["title"])
    page.set_row(0, 24)
    page.write_string(1, 0, f"{whose.campaign} · {len(rows)} trường", looks["quiet"])
    page.write_url(2, 0, f"internal:{quoted(whose.back)}!A1", looks["back"], "« Về trang tổng hợp")
    _levels(page, looks, spot, whose.levels, rows)
    return _table(page, looks, spot, rows)


def _levels(
    page: Any,  # noqa: ANN401 - XlsxWriter's
    looks: Looks,
    spot: Spot,
    levels: Sequence[int],
    rows: Sequence[ProvinceRow],
) -> None:
    """A line per result: at each level so many schools."""
    own = counted("", rows, levels).levels
    head = looks["head"]
    page.merge_range(4, 0, 4, 2, "Số trường theo mức", head)
    for place, level in enumerate(levels, 3):
        page.write_string(4, place, f"Mức {level}", head)
    page.write_string(4, 3 + len(levels), NONE_YET, head)
    for line, kind in enumerate(KINDS, 5):
        page.merge_range(line, 0, line, 2, _TITLES[kind], looks["cell"])
        cells = spot.range(kind).partition("!")[2]
        for place, level in enumerate(levels):
            page.write_formula(
                line, 3 + place, f"=COUNTIF({cells},{level})", looks["count"], own[kind][place]
            )
        place = 3 + len(levels)
        page.write_formula(line, place, f"=COUNTBLANK({cells})", looks["count"], own[kind][-1])


def _table(page: Any, looks: Looks, spot: Spot, rows: Sequence[ProvinceRow]) -> Spot:  # noqa: ANN401
    columns = [BODY, *COLUMNS] if "body" in spot.fields else list(COLUMNS)
    page.set_column(0, 0, 6)
    head = spot.first - 1
    page.set_row(head, 32)
    page.write_string(head, 0, "TT", looks["head"])
    for place, column in enumerate(columns, 1):
        page.set_column(place, place, column.width)
        page.write_string(head, place, column.title, looks["head"])
    middle = looks["cell_middle"]
    for number, row in enumerate(rows):
        line = spot.first + number
        page.write_number(line, 0, number + 1, middle)
        for place, column in enumerate(columns, 1):
            _put(page, line, place, getattr(row, column.field), looks[column.look])
    width = len(columns)
    page.autofilter(head, 0, spot.last, width)
    page.freeze_panes(spot.first, 3 if "body" not in spot.fields else 4)
    for level, tint in enumerate(LEVEL_TINTS, 1):
        places = [spot.fields.index(kind) + 1 for kind in KINDS]
        page.conditional_format(
            spot.first, places[0], spot.last, places[-1],
            {"type": "cell", "criteria": "==", "value": level, "format": looks[tint]},
        )  # fmt: skip
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer("&L&8&A&R&8Trang &P/&N")
    return spot


def _put(page: Any, line: int, place: int, value: Any, look: Any) -> None:  # noqa: ANN401
    if value is None or value == "":
        page.write_blank(line, place, None, look)
    elif isinstance(value, str):
        page.write_string(line, place, value, look)
    elif isinstance(value, int):
        page.write_number(line, place, value, look)
    else:
        page.write_datetime(line, place, value, look)


def _fields() -> tuple[str, ...]:
    return tuple(column.field for column in COLUMNS)


def cell(line: int, place: int) -> str:
    """A cell as a formula on the same sheet says it."""
    found: str = xl_rowcol_to_cell(line, place)
    return found
