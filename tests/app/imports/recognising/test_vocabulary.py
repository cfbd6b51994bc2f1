"""What columns of results may mean, by the editions of a campaign."""

from itertools import chain

import pytest

from app.imports.recognising import recognise
from app.imports.results.vocabulary import vocabulary_of
from criteria import Edition, shipped
from exports.province.layout import Column, columns_of, edition_line
from tests.app.imports.recognising.books import (
    EDITION,
    Rows,
    book,
    complaints,
    only,
    recognised,
    roles,
    sheet,
    told,
)

OTHER = shipped("thangdo.truong-hoc-so")
BOTH = vocabulary_of([EDITION, OTHER])
ROLES = {"fact": "fact:{side}:{key}", "item": "{side}:{key}", "group": "group:{side}:{key}",
         "level": "level:{side}", "number": ""}  # fmt: skip


def standard(edition: Edition) -> Rows:
    """The table that is handed out, without rows."""
    over: list[str | None] = []
    for column in columns_of(edition):
        heading = column.side.heading if column.side else None
        over.append(None if heading in over else heading)
    return [
        ["BẢNG NHẬP KẾT QUẢ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ, NĂM HỌC 2024-2025"],
        ["Đợt minh họa · Sở minh họa"],
        [edition_line(edition)],
        ["Lập lúc 1/6/2025. Điền vào các ô nền vàng."],
        [None],
        over,
        [column.title for column in columns_of(edition)],
    ]


def role(column: Column) -> str:
    pattern = ROLES.get(column.holds.value, column.holds.value)
    return pattern.format(side=column.side, key=column.key)


@pytest.mark.parametrize("edition", [EDITION, OTHER], ids=str)
def test_the_table_that_is_handed_out_is_wholly_recognised(edition: Edition) -> None:
    found = recognise(book(sheet(standard(edition))), vocabulary_of([edition]), {}, "external")
    (layout,) = found.layouts
    assert [column.role for column in layout.columns] == [
        role(column) for column in columns_of(edition)
    ]
    assert (found.unsure, found.faults) == (False, [])
    assert (layout.header, layout.edition) == ((5, 6), edition.ref.sha256)


def test_tables_of_two_editions_are_recognised_by_one_vocabulary() -> None:
    sheets = [sheet(standard(edition), str(edition.ref)) for edition in (EDITION, OTHER)]
    found = recognise(book(*sheets), BOTH, {}, "self")
    assert (found.unsure, found.faults) == (False, [])
    items = {role(one) for edition in (EDITION, OTHER) for one in columns_of(edition) if one.item}
    given = chain.from_iterable(layout.columns for layout in found.layouts)
    assert items <= {column.role for column in given}


def test_a_code_that_is_an_item_anywhere_is_that_item() -> None:
    rows: Rows = [["Mã trường", "1.3"], ["79000001", "Đạt"]]
    assert roles(rows) == ["code", "criterion:self:1.3"]
    found = recognised(rows, vocabulary=BOTH)
    assert told(found) == [{"code": "79000001", "self:1.3": "met"}]


def test_a_code_may_hold_points_and_verdicts() -> None:
    rows: Rows = [["Mã trường", "1.4"], ["01", "7,5"], ["02", "Đạt"], ["03", "khá"]]
    lines = list(recognised(rows, vocabulary=BOTH).lines)
    assert [line.values[1] for line in lines] == ["7.5", "met", None]
    assert complaints(lines[2]) == [("B4", "not-a-number")]


def test_the_layout_that_provinces_use_is_recognised() -> None:
    layout = (
        "TT | Mã trường | Tên trường | Cấp học | 1.1 | 1.2 | 2.1 | 2.2 | 1.3.1 | 1.4 | TĐG nhóm 1 |"
        " TĐG nhóm 2 | TĐG mức | ĐGN nhóm 1 | ĐGN nhóm 2 | ĐGN mức | Số QĐ công nhận | Ghi chú"
    )
    titles = layout.split(" | ")
    assert roles([titles, [1, "79000001"]]) == [
        "", "code", "name", "levels", "self:1.1", "self:1.2", "self:2.1", "self:2.2", "self:1.3.1",
        "self:1.4", "group:self:1", "group:self:2", "level:self", "group:external:1",
        "group:external:2", "level:external", "decision", "note",
    ]  # fmt: skip


def test_every_kind_of_fact_is_read_as_what_it_is() -> None:
    titles = ["Mã trường", "1.4", "Tổng số giáo viên", "Tên giải pháp LMS/LCMS",
              "Hình thức có LMS/LCMS",
              "Có hệ thống quản lý học tập, quản lý nội dung học tập (LMS/LCMS)"]  # fmt: skip
    line = only(recognised([titles, ["01", 5, 40.0, "LMS minh họa", "Thuê", "x"]]))
    assert list(line.values) == ["01", "5", "40", "LMS minh họa", "Thuê", "true"]
