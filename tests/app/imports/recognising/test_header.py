"""Where the header is found, and which sheets are tables."""

import pytest

from app.imports.recognising import recognise
from app.imports.shapes import CellValue
from tests.app.imports.recognising.books import RESULTS, SCHOOL, Rows, book, recognised, sheet, told

TITLES: list[CellValue] = ["TT", "Mã trường", "Tên trường", "1.1", "1.4"]
DATA: list[CellValue] = [1, *SCHOOL, "Đạt", 7.5]
READ = {"code": SCHOOL[0], "name": SCHOOL[1], "self:1.1": "met", "self:1.4": "7.5"}
BLOCK: list[list[CellValue]] = [
    ["SỞ GDĐT TỈNH MINH HỌA", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["PHÒNG GDĐT", None, None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["BẢNG TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ NĂM HỌC 2024-2025"],
    ["Đơn vị: 45 trường"],
]


def test_a_header_in_the_first_row_is_found() -> None:
    found = recognised([TITLES, DATA])
    assert told(found) == [READ]
    assert (found.faults, found.unsure) == ([], False)


def test_a_title_block_above_is_passed_over() -> None:
    found = recognised([*BLOCK, TITLES, DATA])
    assert found.layouts[0].header == (5, 5)
    assert told(found) == [READ]


def test_a_title_block_right_above_two_rows_of_titles_is_no_part_of_them() -> None:
    top: list[CellValue] = [None, None, None, "Tự đánh giá", None]
    found = recognised([*BLOCK, top, TITLES, DATA])
    assert found.layouts[0].header == (5, 6)
    assert told(found) == [READ]


def test_one_title_over_the_whole_table_is_no_part_of_the_header() -> None:
    rows: Rows = [["KẾT QUẢ TĐG"], TITLES, DATA]
    assert recognised(rows).layouts[0].header == (1, 1)


def test_a_header_below_the_fortieth_row_is_not_looked_for() -> None:
    found = recognised([*[["Lời dẫn"]] * 40, TITLES, DATA])
    assert not found.layouts
    assert [fault.code for fault in found.faults] == ["no-table"]
    assert "Mã trường" in found.faults[0].message


def test_a_header_in_the_fortieth_row_is_found() -> None:
    assert told(recognised([*[["Lời dẫn"]] * 39, TITLES, DATA])) == [READ]


@pytest.mark.parametrize(
    "numbers",
    [
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, 2, 3, 4, 5],
        [1.0, 2.0, 3.0, 4.0, 5.0],
        ["A", "B", "C", "1", "2"],
        ["1", "2", "3", "4", "5=3+4"],
    ],
)
def test_a_row_that_numbers_the_columns_is_no_line(numbers: list[CellValue]) -> None:
    assert told(recognised([TITLES, numbers, DATA])) == [READ]


def test_a_first_school_without_points_is_no_row_of_titles() -> None:
    found = recognised([TITLES, [1, *SCHOOL], [2, "79000002", None, "Đạt", 5]])
    assert found.layouts[0].header == (0, 0)
    assert [line.line for line in found.lines] == [2, 3]


def test_titles_merged_downwards_reach_the_data() -> None:
    rows: Rows = [
        ["TT", "Mã trường", "Tên trường", "Tiêu chí", None],
        [None, None, None, "1.1", "1.4"],
        DATA,
    ]
    found = recognised(rows)
    assert found.layouts[0].header == (0, 1)
    assert [column.title for column in found.layouts[0].columns][2:] == [
        "Tên trường", "Tiêu chí > 1.1", "Tiêu chí > 1.4",
    ]  # fmt: skip
    assert told(found) == [READ]


def test_a_header_that_stands_again_on_the_next_page_is_no_line() -> None:
    top: list[CellValue] = [None, None, None, "Tự đánh giá", None]
    numbers: list[CellValue] = ["(1)", "(2)", "(3)", "(4)", "(5)"]
    again: list[CellValue] = [2, "79000002", "Trường B", "Đạt", 5]
    rows: Rows = [top, TITLES, numbers, DATA, top, TITLES, numbers, again]
    assert [line.values[1] for line in recognised(rows).lines] == [SCHOOL[0], "79000002"]


def test_every_sheet_with_a_table_is_read() -> None:
    first = sheet([TITLES, DATA], "Xã A")
    second = sheet([["Mã trường", "1.4"], ["79000009", 3]], "Xã B")
    found = recognise(book(first, second), RESULTS, {}, "self")
    assert [(line.sheet, line.line) for line in found.lines] == [("Xã A", 2), ("Xã B", 2)]
    assert not found.faults


def test_a_sheet_without_a_table_is_named_beside_the_others() -> None:
    other = sheet([["Phân công"], ["Ai làm gì"]], "Phân công")
    found = recognise(book(other, sheet([TITLES, DATA])), RESULTS, {}, "self")
    assert [(fault.sheet, fault.code) for fault in found.faults] == [
        ("Phân công", "sheet-left-out")
    ]
    assert not found.unsure


def test_a_guide_beside_the_table_is_not_worth_a_word() -> None:
    guide = sheet([["Hướng dẫn điền"], ["Điền điểm vào bảng"]], "Hướng dẫn")
    assert not recognise(book(guide, sheet([TITLES, DATA])), RESULTS, {}, "self").faults
    assert recognise(book(guide), RESULTS, {}, "self").faults[0].code == "no-table"


def test_a_list_of_schools_without_results_is_left_out_beside_a_table() -> None:
    schools = sheet([["TT", "Mã trường", "Tên trường"], [1, *SCHOOL]], "Danh mục")
    found = recognise(book(schools, sheet([TITLES, DATA])), RESULTS, {}, "self")
    assert [layout.sheet for layout in found.layouts] == ["Kết quả"]
    assert [fault.code for fault in found.faults] == ["sheet-left-out"]


def test_a_hidden_sheet_is_not_read() -> None:
    hidden = sheet([TITLES, DATA], "Cũ", hidden=True)
    found = recognise(book(hidden, sheet([TITLES, DATA])), RESULTS, {}, "self")
    assert [layout.sheet for layout in found.layouts] == ["Kết quả"]


def test_a_file_with_nothing_in_it_says_so() -> None:
    found = recognise(book(sheet([])), RESULTS, {}, "self")
    assert not found.layouts
    assert [fault.code for fault in found.faults] == ["empty"]


def test_the_edition_is_taken_from_the_title_block() -> None:
    sha256 = "0123456789ABCDEF" * 4
    rows: Rows = [["Bộ chỉ số: thangdo.qd-4725@1.0 · SHA-256 " + sha256], TITLES, DATA]
    assert recognised(rows).layouts[0].edition == sha256.lower()


def test_a_hash_below_the_header_is_no_edition() -> None:
    rows: Rows = [TITLES, DATA, ["SHA-256 " + "ab" * 32]]
    assert recognised(rows).layouts[0].edition == ""


def test_a_letterhead_wider_than_the_table_is_no_part_of_the_header() -> None:
    letterhead: list[CellValue] = ["SỞ GDĐT", None, None, None, None, None, "CỘNG HÒA XÃ HỘI"]
    assert recognised([letterhead, TITLES, DATA]).layouts[0].header == (1, 1)


UNCODED: list[CellValue] = ["Ký hiệu riêng", "Tên trường", "1.1", "1.4"]


def test_results_without_codes_beside_a_table_are_asked_about() -> None:
    other = sheet([UNCODED, ["79000009", "Trường B", "x", 5]], "Xã B")
    found = recognise(book(sheet([TITLES, DATA], "Xã A"), other), RESULTS, {}, "self")
    assert [layout.sheet for layout in found.layouts] == ["Xã A", "Xã B"]
    assert found.unsure
    said = {found.layouts[1].layout: {"ky hieu rieng": "code"}}
    again = recognise(book(sheet([TITLES, DATA], "Xã A"), other), RESULTS, said, "self")
    assert not again.unsure
    assert [values["code"] for values in told(again)] == [SCHOOL[0], "79000009"]


def test_a_sheet_whose_columns_were_all_left_out_is_left_out() -> None:
    other = sheet([UNCODED, ["79000009", "Trường B", "x", 5]], "Xã B")
    asked = recognise(book(sheet([TITLES, DATA], "Xã A"), other), RESULTS, {}, "self")
    said = {
        asked.layouts[1].layout: dict.fromkeys(["ky hieu rieng", "ten truong", "1.1", "1.4"], "")
    }
    found = recognise(book(sheet([TITLES, DATA], "Xã A"), other), RESULTS, said, "self")
    assert [layout.sheet for layout in found.layouts] == ["Xã A"]
    assert [(fault.sheet, fault.code) for fault in found.faults] == [("Xã B", "sheet-left-out")]
    assert not found.unsure


def test_a_half_of_a_table_that_was_confirmed_is_read_beside_the_others() -> None:
    half = sheet([["Mã trường", "Phần A"], ["79000009", 5]], "Xã B")
    layout = recognise(book(half), RESULTS, {}, "self").layouts[0].layout
    said = {layout: {"phan a": "self:1.4"}}
    found = recognise(book(sheet([TITLES, DATA], "Xã A"), half), RESULTS, said, "self")
    assert [layout.sheet for layout in found.layouts] == ["Xã A", "Xã B"]


def test_a_title_of_one_word_that_stands_again_is_no_code() -> None:
    titles: list[CellValue] = ["Mã", "Tên trường", "1.4"]
    rows: Rows = [titles, ["01", "A", 5], titles, ["02", "B", 6]]
    assert [line.line for line in recognised(rows).lines] == [2, 4]


def test_titles_that_only_name_what_stands_beside_the_points_are_titles_too() -> None:
    rows: Rows = [["Mã trường", "1.4", None], [None, "Điểm", "Minh chứng"], ["01", 5, "sổ tay"]]
    found = recognised(rows)
    assert found.layouts[0].header == (0, 1)
    assert told(found) == [{"code": "01", "self:1.4": "5"}]
    assert not found.faults
