"""What the columns of a table are together: doubts, and what a person says of them."""

from app.imports.recognising import Recognised
from app.imports.shapes import CellValue, Fault
from exports.forms.values import folded
from tests.app.imports.recognising.books import Rows, recognised, roles, told

TWICE: Rows = [["Mã trường", "Điểm 1.4", "TC 1.4", "Cột lạ"], ["79000001", 5, 6, 7]]


def by_title(found: Recognised, **said: str) -> dict[str, dict[str, str]]:
    """A person's answer: roles by the places of columns (c0, c1, …)."""
    (layout,) = found.layouts
    named = {folded(column.title): said.get(f"c{column.place}") for column in layout.columns}
    return {layout.layout: {title: role for title, role in named.items() if role is not None}}


def test_two_columns_of_one_role_are_both_unsure() -> None:
    found = recognised(TWICE)
    assert found.unsure
    assert roles(TWICE) == ["code", "self:1.4?", "self:1.4?", ""]
    message = "cột B và C đều được hiểu là “TĐG 1.4”; hãy chọn một cột và bỏ qua cột còn lại."
    assert found.faults == [Fault("Kết quả", "B1", "two-columns", message)]


def test_what_a_person_confirmed_leaves_nothing_unsure() -> None:
    asked = recognised(TWICE)
    found = recognised(TWICE, confirmed=by_title(asked, c1="self:1.4", c2=""))
    assert (found.unsure, found.faults) == (False, [])
    assert told(found) == [{"code": "79000001", "self:1.4": "5"}]


def test_what_a_person_confirmed_overrides_what_is_sure() -> None:
    asked = recognised(TWICE)
    said = by_title(asked, c1="external:1.4", c2="ignore", c3="self:1.5.1")
    assert told(recognised(TWICE, confirmed=said)) == [
        {"code": "79000001", "external:1.4": "5", "self:1.5.1": "7"}
    ]


def test_an_answer_that_names_one_role_twice_is_asked_again() -> None:
    asked = recognised(TWICE)
    found = recognised(TWICE, confirmed=by_title(asked, c1="self:1.4", c2="self:1.4"))
    assert found.unsure


def test_an_answer_of_another_layout_says_nothing() -> None:
    said = by_title(recognised(TWICE), c1="self:1.4", c2="")
    other: Rows = [["Mã trường", "Điểm 1.4", "TC 1.4"], ["79000001", 5, 6]]
    assert recognised(other, confirmed=said).unsure


def test_a_layout_is_known_again_in_another_order_and_writing() -> None:
    first = recognised(TWICE).layouts[0].layout
    turned: Rows = [["CỘT LẠ", "TC  1.4", "điểm 1.4", "ma truong"], [7, 6, 5, "79000001"]]
    assert recognised(turned).layouts[0].layout == first


def test_one_title_more_is_another_layout() -> None:
    more: Rows = [["Mã trường", "Điểm 1.4", "TC 1.4", "Cột lạ", "Nữa"], ["79000001", 5, 6, 7]]
    assert recognised(more).layouts[0].layout != recognised(TWICE).layouts[0].layout


def test_the_same_title_twice_can_be_told_apart() -> None:
    rows: Rows = [["Mã trường", "1.4", "1.4"], ["79000001", 5, 6]]
    asked = recognised(rows)
    assert [column.title for column in asked.layouts[0].columns] == ["Mã trường", "1.4", "1.4 (2)"]
    said = by_title(asked, c1="", c2="self:1.4")
    assert told(recognised(rows, confirmed=said)) == [{"code": "79000001", "self:1.4": "6"}]


def test_without_a_column_of_codes_a_person_may_name_it() -> None:
    rows: Rows = [["Ký hiệu riêng", "Tên trường", "1.1", "1.4"], ["79000001", "Trường A", "Đạt", 5]]
    asked = recognised(rows)
    assert asked.unsure
    assert [(fault.cell, fault.code) for fault in asked.faults] == [("", "missing-column")]
    found = recognised(rows, confirmed=by_title(asked, c0="code"))
    assert (found.unsure, found.faults) == (False, [])
    assert told(found)[0]["code"] == "79000001"


def test_without_any_result_a_person_may_name_some() -> None:
    rows: Rows = [["Mã trường", "Tên trường", "Phần A", "Phần B"], ["79000001", "Trường A", 5, 6]]
    asked = recognised(rows)
    assert asked.unsure
    assert asked.faults[0].code == "missing-column"
    found = recognised(rows, confirmed=by_title(asked, c2="self:1.4"))
    assert not found.unsure
    assert told(found) == [{"code": "79000001", "name": "Trường A", "self:1.4": "5"}]


def test_a_role_that_no_table_has_is_left_out_and_said() -> None:
    found = recognised(TWICE, confirmed=by_title(recognised(TWICE), c1="self:9.9", c2="self:1.4"))
    assert [fault.code for fault in found.faults] == ["unknown-role"]
    assert found.unsure


def test_a_caption_of_the_other_side_is_asked_about() -> None:
    caption: list[CellValue] = ["TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ NGOÀI CỦA CÁC TRƯỜNG TIỂU HỌC"]
    rows: Rows = [caption, ["Mã trường", "1.4", "ĐGN mức"], ["79000001", 5, 2]]
    found = recognised(rows, side="self")
    assert [(fault.cell, fault.code) for fault in found.faults] == [("B2", "side-differs")]
    assert not recognised(rows, side="external").unsure


def test_an_unknown_column_is_listed_without_a_role() -> None:
    found = recognised([["Mã trường", "1.4", "Điện thoại"], ["79000001", 5, "0900"]])
    assert [(column.title, column.role) for column in found.layouts[0].columns][2] == (
        "Điện thoại",
        "",
    )
    assert not found.unsure


def test_a_column_without_a_title_that_holds_something_is_named() -> None:
    found = recognised([["Mã trường", None, None, "1.4"], ["79000001", 3, None, 5]])
    message = "cột B không có tiêu đề nên không được đọc."
    assert found.faults == [Fault("Kết quả", "B1", "untitled-column", message)]
    assert not found.unsure
