"""The columns of a list of bodies, and by which words a real file may call them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.forms.values import folded

HEADER_WITHIN = 30
"""Rows in which the header is looked for: lists carry a title block of a few lines above it."""


class Column(NamedTuple):
    """A column: its key here, the title we give it, other words for it."""

    key: str
    title: str
    others: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "code",
        "Mã đơn vị",
        ("mã", "mã trường", "mã ngành", "mã cơ sở", "mã cơ sở giáo dục", "mã định danh"),
    ),
    Column(
        "name", "Tên đơn vị", ("tên", "tên trường", "đơn vị", "tên cơ sở", "tên cơ sở giáo dục")
    ),
    Column("kind", "Loại đơn vị", ("loại", "loại hình", "loại trường", "loại cơ sở")),
    Column("levels", "Cấp học", ("các cấp học",)),
    Column(
        "parent",
        "Mã đơn vị cha",
        ("mã đơn vị quản lý", "mã đơn vị cấp trên", "mã cha", "mã đơn vị chủ quản"),
    ),
    Column(
        "assessing",
        "Mã đơn vị đánh giá",
        ("mã đơn vị đánh giá ngoài", "mã cơ quan đánh giá"),
    ),
    Column(
        "head",
        "Thủ trưởng",
        ("hiệu trưởng", "thủ trưởng đơn vị", "người đứng đầu", "giám đốc", "họ tên hiệu trưởng"),
    ),
    Column(
        "focal",
        "Đầu mối",
        ("cán bộ đầu mối", "đầu mối phụ trách", "cán bộ phụ trách", "người phụ trách"),
    ),
    Column("phone", "Điện thoại", ("số điện thoại", "sđt", "đt", "điện thoại đầu mối")),
    Column("email", "Email", ("e-mail", "thư điện tử", "mail", "email đầu mối")),
)
REQUIRED = ("code", "name")
TITLES: Mapping[str, str] = {column.key: column.title for column in COLUMNS}
_WORDS: Mapping[str, str] = {
    folded(word): column.key for column in COLUMNS for word in (column.title, *column.others)
}


class Header(NamedTuple):
    """A header found: its row, the place of each column by key, the titles nobody reads."""

    row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...]
    twice: tuple[str, ...]


def find_header(rows: Sequence[tuple[int, Sequence[tuple[int, str]]]]) -> Header | None:
    """The first row that names code and name; rows are (number, [(place, text)])."""
    for number, cells in rows:
        if number >= HEADER_WITHIN:
            return None
        places: dict[str, int] = {}
        ignored: list[str] = []
        twice: list[str] = []
        for place, text in cells:
            key = _WORDS.get(folded(text).rstrip("*: "))
            if key is None:
                ignored.append(" ".join(text.split()))
            elif key in places:
                twice.append(" ".join(text.split()))
            else:
                places[key] = place
        if all(key in places for key in REQUIRED):
            return Header(number, places, tuple(one for one in ignored if one), tuple(twice))
    return None
