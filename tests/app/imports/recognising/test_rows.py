"""Which rows of a sheet are rows of its table."""

import pytest

from app.imports.recognising import recognise
from app.imports.shapes import ERROR, CellValue, Meaning, Vocabulary
from tests.app.imports.recognising.books import (
    RESULTS,
    SCHOOL,
    Rows,
    book,
    complaints,
    only,
    recognised,
    sheet,
)

TITLES: list[CellValue] = ["TT", "Mã trường", "Tên trường", "1.1", "1.4", "TĐG nhóm 1", "Ghi chú"]
DATA: list[CellValue] = [1, *SCHOOL, "Đạt", 7.5, 7.5, None]


@pytest.mark.parametrize(
    "row",
    [
        ["Tổng cộng", None, None, None, 700, 700],
        [None, None, "Cộng:", None, 700, 700],
        ["TỔNG", None, None, None, 700],
        [None, None, "TB", None, 7.1],
        [None, "Tổng cộng", None, None, 700],
        [None, "Cộng", None, None, 700],
        [None, "Tổng: 45", None, None, 700],
        ["I", None, "Tổng cộng khối tiểu học", None, 700],
        ["Trung bình toàn huyện", None, None, None, 7.1],
        ["Tỷ lệ %", None, None, None, 98.5],
        ["I. Khối tiểu học"],
        ["I", None, "Khối tiểu học"],
        ["Ghi chú: các trường tự nhập"],
        [None, None, None, None, "Tây Ninh, ngày 20 tháng 5 năm 2025"],
        ["NGƯỜI LẬP BIỂU", None, None, None, "HIỆU TRƯỞNG"],
        ["(Ký, ghi rõ họ tên)", None, None, None, "(Ký, đóng dấu)"],
        [None, "Người lập biểu"],
        [None, "Tây Ninh, ngày 20 tháng 5 năm 2025"],
        [None, "", "  ", "-", "…"],
        [],
        [None] * 7,
    ],
)
def test_what_is_no_row_of_the_table_is_left_out(row: list[CellValue]) -> None:
    found = recognised([TITLES, row, DATA, row])
    assert only(found).line == 3


def test_a_row_with_a_code_is_never_left_out() -> None:
    row: list[CellValue] = ["Tổng", "79000007", "Trường Tổng Hợp", "Đạt", 5]
    assert only(recognised([TITLES, row])).values[1] == "79000007"


def test_a_row_with_a_code_alone_is_a_line() -> None:
    line = only(recognised([TITLES, [None, "79000007"]]))
    assert [value for value in line.values if value] == ["79000007"]


@pytest.mark.parametrize("code", [None, "", " ", "-"])
def test_a_row_of_points_without_a_code_lacks_it(code: CellValue) -> None:
    line = only(recognised([TITLES, [5, code, "Trường A", "Đạt", 7.5]]))
    assert complaints(line) == [("B2", "missing-code")]
    assert line.faults[0].message == (
        "thiếu mã trường; hãy ghi vào ô này, hoặc xóa cả dòng nếu không thuộc bảng."
    )


def test_a_sentence_for_a_code_beside_points_is_no_code() -> None:
    line = only(recognised([TITLES, [5, "chưa có mã", "Trường A", "Đạt", 7.5]]))
    assert complaints(line) == [("B2", "not-a-code")]
    assert line.values[1] is None
    assert "“chưa có mã” không phải là mã trường" in line.faults[0].message


def test_a_computed_point_is_a_fault() -> None:
    made = sheet([TITLES, DATA], formulas={(1, 4)})
    line = only(recognise(book(made), RESULTS, {}, "self"))
    assert complaints(line) == [("E2", "formula")]
    assert line.values[4] is None


def test_a_computed_point_without_a_kept_value_is_a_fault() -> None:
    made = sheet([TITLES, DATA[:4]], formulas={(1, 4)})
    assert complaints(only(recognise(book(made), RESULTS, {}, "self"))) == [("E2", "formula")]


def test_a_computed_total_is_only_not_checked() -> None:
    made = sheet([TITLES, DATA], formulas={(1, 5)})
    line = only(recognise(book(made), RESULTS, {}, "self"))
    assert not line.faults
    assert line.values[5] is None


def test_a_computed_total_is_a_fault_where_it_is_the_result() -> None:
    titles: list[CellValue] = ["Mã trường", "TĐG nhóm 1", "TĐG nhóm 2", "TĐG mức", "ĐGN 1.4"]
    made = sheet([titles, ["79000001", 80, 70, 2, 5]], formulas={(1, 1)})
    assert complaints(only(recognise(book(made), RESULTS, {}, "self"))) == [("B2", "formula")]


def test_a_computed_code_is_a_fault() -> None:
    made = sheet([TITLES, DATA], formulas={(1, 1)})
    assert complaints(only(recognise(book(made), RESULTS, {}, "self"))) == [("B2", "formula")]


def test_a_row_of_totals_that_counts_by_formula_is_left_out() -> None:
    rows: Rows = [TITLES, DATA, ["Tổng cộng", 1, None, None, 7.5, 7.5]]
    made = sheet(rows, formulas={(2, 1), (2, 4), (2, 5)})
    assert only(recognise(book(made), RESULTS, {}, "self")).line == 2


def test_an_error_in_a_checking_column_is_only_not_checked() -> None:
    line = only(recognised([TITLES, [1, *SCHOOL, "Đạt", 7.5, ERROR + "#REF!", None]]))
    assert not line.faults


def test_an_error_in_a_value_is_a_fault() -> None:
    line = only(recognised([TITLES, [1, *SCHOOL, "Đạt", ERROR + "#DIV/0!"]]))
    assert complaints(line) == [("E2", "error-value")]
    assert "#DIV/0!" in line.faults[0].message


def test_every_wrong_cell_of_a_row_is_named() -> None:
    line = only(recognised([TITLES, [1, "79000001", None, "có lẽ", "x"]]))
    assert complaints(line) == [("D2", "not-in-list"), ("E2", "not-a-number")]


def test_one_and_true_are_not_taken_for_one_another() -> None:
    rows: Rows = [
        TITLES,
        [1, "01", None, True, 1],
        [2, "02", None, 1, True],
        [3, "03", None, 0, 1.0],
    ]
    lines = list(recognised(rows).lines)
    assert [(line.values[3], line.values[4]) for line in lines] == [
        ("met", "1"), ("met", None), ("unmet", "1"),
    ]  # fmt: skip
    assert [complaints(line) for line in lines] == [[], [("E3", "boolean")], []]


def test_a_short_row_has_empty_cells_at_its_end() -> None:
    line = only(recognised([TITLES, [1, "79000001"]]))
    assert len(line.values) == len(TITLES)


def test_lines_are_read_only_when_taken() -> None:
    row: list[CellValue] = ["79000001", 7.5]
    table: Rows = [["Mã trường", "1.4"], row]
    found = recognised(table)
    row[1] = 6.0
    assert next(found.lines).values[1] == "6"


def test_a_name_that_cannot_be_read_is_no_fault_beside_results() -> None:
    line = only(recognised([TITLES, [1, "79000001", ERROR + "#N/A", "Đạt", 5]]))
    assert not line.faults


def test_a_computed_name_is_a_fault_in_a_list_of_schools() -> None:
    listed = Vocabulary(
        [
            Meaning("code", "Mã trường", (), "code"),
            Meaning("name", "Tên trường", (), "text"),
            Meaning("phone", "Điện thoại", (), "code"),
        ],
        required=("code", "name"),
    )
    rows: Rows = [["Mã trường", "Tên trường", "Điện thoại"], [*SCHOOL, "0912345678"]]
    made = sheet(rows, formulas={(1, 1)})
    assert complaints(only(recognise(book(made), listed, {}, ""))) == [("B2", "formula")]


def test_a_list_without_points_misses_the_key_of_a_row_that_is_mostly_filled() -> None:
    listed = Vocabulary(
        [
            Meaning("email", "Thư điện tử", ("email",), "text"),
            Meaning("name", "Họ và tên", ("họ tên",), "text"),
            Meaning("role", "Vai trò", (), "text"),
        ],
        required=("email",),
    )
    rows: Rows = [
        ["Email", "Họ tên", "Vai trò"],
        ["a@truong.vn", "Người A", "Cán bộ"],
        [None, "Người B", "Cán bộ"],
        [None, "Người lập biểu"],
    ]
    found = recognise(book(sheet(rows)), listed, {}, "")
    assert [(line.line, complaints(line)) for line in found.lines] == [
        (2, []),
        (3, [("A3", "missing-code")]),
    ]


@pytest.mark.parametrize("maxima", [[None, None, None, None, 10, 100], ["", None, "", None, "10đ"]])
def test_maxima_right_under_the_titles_are_no_school(maxima: list[CellValue]) -> None:
    assert only(recognised([TITLES, maxima, DATA])).line == 3


def test_points_alone_further_down_lack_their_code() -> None:
    lines = list(recognised([TITLES, DATA, [None, None, None, None, 10]]).lines)
    assert complaints(lines[1]) == [("B3", "missing-code")]


def test_maxima_after_a_blank_row_are_no_school_either() -> None:
    assert only(recognised([TITLES, [], [None] * 4 + [10], DATA])).line == 4


def test_a_first_row_of_whole_numbers_is_a_line() -> None:
    rows: Rows = [["Mã trường", "1.4", "1.5.1"], [79000001, 5, 10]]
    assert list(only(recognised(rows)).values) == ["#79000001", "5", "10"]
