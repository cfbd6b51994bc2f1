"""A line of a table by the roles of its columns: for the kinds that are not results."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.imports.shapes import NUMBERED, Layout, Line
from exports.forms.table import cell_name

LOST_ZEROS = 6
"""How many zeros in front a code may have lost by being kept as a number."""
Told = tuple[str, str, str]
"""Cell, code, sentence: a fault or a warning of a staged row."""


class Given(NamedTuple):
    """One line: what stands under a role, and in which cell; empty cells have a place only."""

    line: Line
    texts: Mapping[str, str]
    cells: Mapping[str, str]

    def text(self, role: str) -> str:
        """What stands there, "" where nothing does; of a code kept as a number, its digits."""
        return self.texts.get(role, "").removeprefix(NUMBERED)

    def is_number(self, role: str) -> bool:
        """Whether a code was kept as a number, so that zeros in front may be lost."""
        return self.texts.get(role, "").startswith(NUMBERED)

    def cell(self, role: str) -> str:
        """Where it stands; where it would, if the table has the column; else the code's cell."""
        return self.cells.get(role) or self.cells.get("code", "")

    @property
    def faults(self) -> list[Told]:
        """What the reader found wrong."""
        return [(one.cell, one.code, one.message) for one in self.line.faults]


def by_role(layouts: Sequence[Layout]) -> Callable[[Line], Given]:
    """How lines of these layouts are read. Of two columns of one role the first that is filled."""
    known = {one.sheet: one.columns for one in layouts}

    def given(line: Line) -> Given:
        texts: dict[str, str] = {}
        cells: dict[str, str] = {}
        for column, value in zip(known[line.sheet], line.values, strict=True):
            role = column.role
            if not role or role == "ignore" or role in texts:
                continue
            if value:
                texts[role] = value
            if value or role not in cells:
                cells[role] = cell_name(line.line - 1, column.place)
        return Given(line, texts, cells)

    return given


def codes_meant(given: Given, role: str = "code") -> list[str]:
    """The codes that a cell may stand for: several where a number may have lost its zeros."""
    text = given.text(role)
    if not text or not given.is_number(role):
        return [text] if text else []
    return [text.zfill(len(text) + zeros) for zeros in range(LOST_ZEROS + 1)]


def day_given(text: str) -> date | None:
    """The day of an ISO text, None of an empty one."""
    return date.fromisoformat(text) if text else None


def shown_day(day: date | None) -> str:
    """A day as people write it, "" for none."""
    return day.strftime("%d/%m/%Y") if day else ""


class Found(NamedTuple):
    """Which thing of several a cell means: it, what is wrong, what should be looked at."""

    thing: str | None
    fault: Told | None = None
    warning: Told | None = None


def the_one(given: Given, known: Mapping[str, Mapping[str, str]], where: str) -> Found:
    """The thing whose code stands in the row; `known` is code to (id to name).

    `where` says in which set it was looked for: “trong đợt này”.
    """
    cell, text = given.cell("code"), given.text("code")
    if not text:
        message = "Thiếu mã trường. Hãy ghi mã, hoặc xóa cả dòng."
        return Found(None, (cell, "missing", message))
    fitting = [code for code in codes_meant(given) if code in known]
    if not fitting:
        message = f"Không có đơn vị mang mã “{text}” {where}. Hãy kiểm tra lại mã."
        return Found(None, (cell, "unknown-code", message))
    things = {one: name for code in fitting for one, name in known[code].items()}
    if len(things) > 1:
        listed = "; ".join(sorted(things.values()))
        message = f"Mã “{text}” chỉ {len(things)} đơn vị: {listed}. Hãy ghi rõ mã của một đơn vị."
        return Found(None, (cell, "ambiguous", message))
    thing = next(iter(things))
    if fitting[0] == text:
        return Found(thing)
    message = (
        f"Mã {text} được lưu thành số nên đã mất số 0 ở đầu; được hiểu là {fitting[0]} "
        f"({things[thing]}). Hãy định dạng cột mã là Văn bản (Text)."
    )
    return Found(thing, None, (cell, "zeros-lost", message))


SCHOOL_CODE = (
    "mã trường",
    "mã đơn vị",
    "mã",
    "mã ngành",
    "mã số trường",
    "mã cơ sở",
    "mã cơ sở gd",
    "mã csgd",
    "mã cơ sở giáo dục",
    "mã định danh",
    "mã định danh trường",
    "mã đv",
    "mã csdl",
)
SCHOOL_NAME = (
    "tên trường",
    "tên đơn vị",
    "trường",
    "đơn vị",
    "tên",
    "nhà trường",
    "cơ sở giáo dục",
    "tên cơ sở giáo dục",
    "tên csgd",
    "tên đv",
)
ORDINAL = ("tt", "stt", "số tt", "số thứ tự")
"""How real lists call these columns."""
