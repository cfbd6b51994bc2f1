"""However a file is laid out and written, the same lines come out of it."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.shapes import CellValue
from tests.app.imports.recognising.books import recognised, told

TITLES: dict[str, Sequence[str]] = {
    "code": ("Mã trường", "Mã đơn vị", "Mã định danh"),
    "name": ("Tên trường", "Đơn vị", "Cơ sở giáo dục"),
    "self:1.1": ("TĐG 1.1", "1.1 (tự đánh giá)", "Điểm tự chấm 1.1"),
    "self:1.4": ("TĐG 1.4", "Tự đánh giá TC 1.4", "1.4 - TĐG"),
    "self:1.3.1": ("TĐG 1.3.1", "Tự chấm: tiêu chí 1.3.1 (6 điểm)"),
    "external:1.4": ("ĐGN 1.4", "Phòng chấm 1.4", "1.4 (điểm thẩm định)"),
    "group:self:1": ("TĐG nhóm 1", "Tổng điểm nhóm 1 (TĐG)"),
    "level:self": ("TĐG mức", "Mức tự đánh giá"),
    "note": ("Ghi chú",),
}
NUMBERS = {"self:1.4", "self:1.3.1", "external:1.4", "group:self:1"}
BLOCKS: Sequence[Sequence[CellValue]] = [
    ["SỞ GDĐT MINH HỌA", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["BẢNG TỔNG HỢP MỨC ĐỘ CHUYỂN ĐỔI SỐ CÁC TRƯỜNG"],
    [None, None, None],
    ["Năm học: 2024-2025", None, "Số trường: 12"],
]


class Writing(NamedTuple):
    """One way to write a file down."""

    order: Sequence[str]
    titles: dict[str, str]
    block: Sequence[Sequence[CellValue]]
    blank_columns: Sequence[int]
    blank_rows: Sequence[int]


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


WAYS: Sequence[Callable[[str], str]] = (
    str,
    str.upper,
    str.lower,
    bare,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text.replace(' ', '  ')}\u00a0",
    lambda text: text.replace(" ", "\n", 1),
    lambda text: f"{text}:",
)
tenths = st.integers(0, 100).map(lambda number: number / 10)
words = st.sampled_from(["Trường minh họa A", "TH minh họa B", "THCS minh họa C"])


@st.composite
def schools(draw: st.DrawFn) -> dict[str, str]:
    """What one row says, by role."""
    said = {"code": f"0{draw(st.integers(10_000, 99_999))}"}
    optional = {
        "name": words,
        "self:1.1": st.sampled_from(["met", "unmet"]),
        "level:self": st.sampled_from(["1", "2", "3"]),
        "note": st.sampled_from(["đã rà soát", "bổ sung sau"]),
        **dict.fromkeys(sorted(NUMBERS), tenths.map(lambda number: f"{number:g}")),
    }
    for role, values in optional.items():
        if draw(st.booleans()):
            said[role] = draw(values)
    return said


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    order = draw(st.permutations(sorted(TITLES)))
    titles = {
        role: draw(st.sampled_from(WAYS))(draw(st.sampled_from(TITLES[role]))) for role in order
    }
    places = st.lists(st.integers(0, len(order)), max_size=3)
    return Writing(
        order,
        titles,
        draw(st.lists(st.sampled_from(BLOCKS), max_size=5)),
        draw(places),
        draw(st.lists(st.integers(0, 12), max_size=4)),
    )


def written(draw: st.DataObject, role: str, value: str) -> CellValue:
    """One of the ways in which people type a value."""
    ways: list[CellValue] = [value]
    if role in NUMBERS:
        ways = [float(value), value, value.replace(".", ","), f" {value} ", f"{value} điểm"]
    elif role == "self:1.1":
        ways = ["Đạt", "ĐẠT", "x", 1, True] if value == "met" else ["Không đạt", "không", 0, False]
    elif role == "level:self":
        ways = [int(value), float(value), f"Mức {value}", "I" * int(value)]
    elif role != "code":
        ways = [value, unicodedata.normalize("NFD", value), f" {value}  "]
    return draw.draw(st.sampled_from(ways))


def laid_out(
    data: st.DataObject, how: Writing, rows: Sequence[dict[str, str]]
) -> list[list[CellValue]]:
    table: list[list[CellValue]] = [
        [how.titles[role] for role in how.order],
        *(
            [written(data, role, row[role]) if role in row else None for role in how.order]
            for row in rows
        ),
    ]
    for place in sorted(how.blank_columns, reverse=True):
        for cells in table:
            cells.insert(place, None)
    for place in sorted(how.blank_rows, reverse=True):
        if 0 < place <= len(table):
            table.insert(place, [None, "", " "])
    return [*map(list, how.block), *table]


@settings(deadline=None)
@given(st.data(), writings(), st.lists(schools(), min_size=1, max_size=6))
def test_the_same_lines_come_out(
    data: st.DataObject, how: Writing, rows: list[dict[str, str]]
) -> None:
    found = recognised(laid_out(data, how, rows))
    assert (found.unsure, found.faults) == (False, [])
    assert told(found) == rows


@settings(deadline=None)
@given(
    st.data(),
    st.permutations(["self", "external"]),
    st.permutations(["1.1", "1.4", "1.3.1", "mức"]),
)
def test_the_same_lines_come_out_from_under_merged_titles(
    data: st.DataObject, sides: list[str], columns: list[str]
) -> None:
    over: list[CellValue] = [None, "Mã trường"]
    titles: list[CellValue] = [None, None]
    expected = {"code": "079001"}
    row: list[CellValue] = [1, "079001"]
    for number, side in enumerate(sides):
        heading = "Tự đánh giá" if side == "self" else "Đánh giá ngoài"
        gap = data.draw(st.integers(0, 1))
        titles += [*columns, *[None] * gap]
        over += [data.draw(st.sampled_from(WAYS[:6]))(heading), *[None] * (3 + gap)]
        for title in columns:
            role, value = ("level:" + side, "2") if title == "mức" else (f"{side}:{title}", "5")
            value = "met" if title == "1.1" else f"{value}{number if role.startswith(side) else ''}"
            expected[role] = value
            row.append("Đạt" if value == "met" else int(value))
        row += [None] * gap
    found = recognised([over, titles, row])
    assert told(found) == [expected]
    assert not found.unsure
