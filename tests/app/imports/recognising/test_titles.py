"""What the title of a column means, by itself and under others."""

import pytest

from app.imports.results.vocabulary import vocabulary_of
from app.imports.shapes import DATE, CellValue, Meaning, Vocabulary
from criteria import shipped
from tests.app.imports.recognising.books import SCHOOL, Rows, header, recognised, role_of, roles


@pytest.mark.parametrize(
    "title",
    [
        "1.3.1",
        "1.3.1.",
        " 1.3.1 ",
        "1,3,1",
        "1. 3. 1",
        "Tiêu chí 1.3.1",
        "TIÊU CHÍ 1.3.1:",
        "TC 1.3.1",
        "TC1.3.1",
        "Mục 1.3.1",
        "Điểm 1.3.1",
        "Điểm TC 1.3.1",
        "TC 1.3.1 - Hệ thống LMS",
        "TC 1.3.1 – Hệ thống LMS",
        "1.3.1. Có triển khai phần mềm dạy học trực tuyến trực tiếp (ghi tên)",
        "1.3.1. Có triển khai phần mềm … (10 điểm)",
        "1.3.1 (tối đa 6)",
        "1.3.1 tối đa 6 điểm",
        "Tiêu chí 1.3.1 (tối đa 6 điểm)",
        "1.3.1 - Điểm tối đa 6",
        "1.3.1\n(6đ)",
        "\uff11.\uff13.\uff11",
        "Có triển khai phần mềm dạy học trực tuyến trực tiếp (ghi tên)",
        "Có triển khai phần mềm dạy học trực tuyến trực tiếp",
        "co trien khai phan mem day hoc truc tuyen truc tiep",
        "TĐG 1.3.1",
        "1.3.1 (TĐG)",
        "Tự đánh giá 1.3.1",
        "Điểm tự chấm 1.3.1",
    ],
)
def test_a_title_that_names_the_item_means_it(title: str) -> None:
    assert role_of(title) == "self:1.3.1"


@pytest.mark.parametrize(
    "title",
    [
        "ĐGN 1.3.1",
        "1.3.1 - ĐGN",
        "Phòng chấm 1.3.1",
        "Điểm thẩm định 1.3.1",
        "1.3.1 đánh giá ngoài",
    ],
)
def test_the_side_within_the_title_counts_more_than_the_side_of_the_batch(title: str) -> None:
    assert role_of(title) == "external:1.3.1"


def test_without_a_word_of_it_the_side_is_that_of_the_batch() -> None:
    assert role_of("1.3.1", "external") == "external:1.3.1"


def test_without_any_side_a_column_is_unsure() -> None:
    found = recognised(header("1.3.1"), side="")
    assert found.unsure
    assert [fault.code for fault in found.faults][-1] == "side-unknown"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("TĐG nhóm 1", "group:self:1"),
        ("Nhóm 1", "group:self:1"),
        ("Điểm nhóm 2", "group:self:2"),
        ("Tổng điểm nhóm 1 (Chuyển đổi số trong dạy, học)", "group:self:1"),
        ("Nhóm 1: Chuyển đổi số trong dạy, học", "group:self:1"),
        ("Nhóm II", "group:self:2"),
        ("I. Chuyển đổi số trong dạy, học", "group:self:1"),
        ("1. Chuyển đổi số trong dạy, học", "group:self:1"),
        ("ĐGN nhóm 2", "group:external:2"),
        ("Mức", "level:self"),
        ("TĐG mức", "level:self"),
        ("Xếp mức", "level:self"),
        ("MỨC ĐỘ CĐS", "level:self"),
        ("ĐGN mức", "level:external"),
        ("Mức công nhận", "recognised"),
        ("Số QĐ công nhận", "decision"),
        ("Ngày QĐ", "decided_on"),
        ("Ghi chú", "note"),
        ("STT", ""),
        ("1.3", "criterion:self:1.3"),
        ("Tên trường", "name"),
        ("Cấp học", "levels"),
        ("Tổng số giáo viên", "fact:self:teachers_total"),
        ("ĐGN Tổng số giáo viên", "fact:external:teachers_total"),
        ("Tổng số giáo viên (giáo viên)", "fact:self:teachers_total"),
    ],
)
def test_other_titles_mean_what_people_call_so(title: str, role: str) -> None:
    assert role_of(title) == role


@pytest.mark.parametrize(
    "title",
    [
        "Minh chứng 1.3.1",
        "1.3.1 - Minh chứng",
        "1.3.1 (Minh chứng)",
        "1.3.1 ghi chú",
        "1.3.1 điểm tối đa",
        "Mức 1.3.1",
        "Mức độ 1.3",
        "Hiệu trưởng",
        "1. Thông tin chung",
        "2025",
        "Tổng điểm",
    ],
)
def test_what_only_stands_beside_the_points_is_left_out(title: str) -> None:
    assert role_of(title) == ""


def test_a_code_that_the_index_does_not_have_must_be_explained() -> None:
    found = recognised(header("1.3.9"))
    assert found.unsure
    assert [(fault.cell, fault.code) for fault in found.faults] == [("C1", "unknown-code")]


def test_a_code_with_a_zero_at_its_end_is_another_code() -> None:
    assert role_of("1.40") == "?"
    assert role_of("1.10") == "?"


@pytest.mark.parametrize("number", [1.1, 1.2])
def test_a_title_kept_as_a_number_means_the_only_code_of_that_value(number: float) -> None:
    assert role_of(number) == f"self:{number}"


def test_a_title_kept_as_a_number_that_two_codes_may_be_is_unsure() -> None:
    vocabulary = vocabulary_of([shipped("thangdo.truong-hoc-so")])
    found = recognised([["Mã trường", "3.2", 3.1], ["01", 1, 2]], vocabulary=vocabulary)
    assert found.unsure
    (fault,) = found.faults
    assert (fault.cell, fault.code) == ("C1", "ambiguous-title")
    assert "3.1 và 3.10" in fault.message


def test_a_title_that_became_a_date_must_be_explained() -> None:
    found = recognised(header(DATE + "2025-04-01"))
    assert found.unsure
    assert [(fault.cell, fault.code) for fault in found.faults] == [("C1", "date-title")]


def test_a_misspelt_title_is_only_a_guess() -> None:
    assert role_of("Tổng số giáo viênn") == "fact:self:teachers_total?"


def test_a_guess_gives_way_to_a_column_that_says_it_plainly() -> None:
    titles = header("Tổng số giáo viênn", "Tổng số giáo viên")
    assert roles(titles)[2:] == ["", "fact:self:teachers_total"]


def test_the_title_above_says_the_side() -> None:
    top: list[CellValue] = [None, None, "Tự đánh giá", None, "Đánh giá ngoài", None]
    rows: Rows = [
        top,
        ["Mã trường", "Tên trường", "1.1", "1.4", "1.1", "1.4"],
        [*SCHOOL, "Đạt", 5, "Có", 4],
    ]
    assert roles(rows) == ["code", "name", "self:1.1", "self:1.4", "external:1.1", "external:1.4"]


def test_the_side_may_stand_below_the_item() -> None:
    top: list[CellValue] = ["Mã trường", "1.4", None, "1.5.1", None]
    below: list[CellValue] = [None, "TĐG", "ĐGN", "Điểm tự chấm", "Phòng chấm"]
    rows: Rows = [top, below, ["01", 1, 2, 3, 4]]
    assert roles(rows) == ["code", "self:1.4", "external:1.4", "self:1.5.1", "external:1.5.1"]


def test_three_rows_of_titles_are_read_together() -> None:
    rows: Rows = [
        ["TT", "Mã trường", "TỰ ĐÁNH GIÁ", None, None, None, "ĐÁNH GIÁ NGOÀI", None],
        [None, None, "Nhóm 1", None, None, "Mức", "Nhóm 1", "Mức"],
        [None, None, "1.1", "1.4", "Tổng", None, "1.4", None],
        [1, "01", "Đạt", 5, 5, 1, 4, 1],
    ]
    assert roles(rows) == [
        "", "code", "self:1.1", "self:1.4", "group:self:1", "level:self", "external:1.4",
        "level:external",
    ]  # fmt: skip


def test_the_level_of_a_group_is_not_the_schools() -> None:
    rows: Rows = [
        ["Mã trường", "Nhóm 1", None, None],
        [None, "1.4", "Tổng điểm", "Mức"],
        ["01", 5, 5, 2],
    ]
    assert roles(rows) == ["code", "self:1.4", "group:self:1", ""]


def test_a_decision_may_be_split_below_its_title() -> None:
    rows: Rows = [["Mã trường", "1.4", "Quyết định công nhận", None, None],
            [None, None, "Số", "Ngày", "Mức"],
            ["01", 5, "12/QĐ", DATE + "2025-06-01", 2]]  # fmt: skip
    assert roles(rows) == ["code", "self:1.4", "decision", "decided_on", "recognised"]


@pytest.mark.parametrize("heading", ["Năm học 2024-2025", "Kết quả chấm"])
def test_a_title_above_that_says_no_side_changes_nothing(heading: str) -> None:
    rows: Rows = [[None, heading, None], ["Mã trường", "1.4", "1.1"], ["01", 5, "Đạt"]]
    assert roles(rows) == ["code", "self:1.4", "self:1.1"]


@pytest.mark.parametrize("title", ["1.6.1 Tỷ lệ giáo viên (%)", "1.6.1 (%)"])
def test_a_percentage_under_the_code_of_an_item_is_only_a_guess(title: str) -> None:
    assert role_of(title) == "self:1.6.1?"


def test_titles_above_that_alone_tell_columns_apart_are_shown() -> None:
    rows: Rows = [[None, "2023-2024", "2024-2025"], ["Mã trường", "1.4", "1.4"], ["01", 5, 6]]
    (layout,) = recognised(rows).layouts
    assert [column.title for column in layout.columns][1:] == ["2023-2024 > 1.4", "2024-2025 > 1.4"]
    assert [column.sure for column in layout.columns] == [True, False, False]


def test_a_title_that_names_both_sides_is_unsure() -> None:
    found = recognised(header("Tự đánh giá/Đánh giá ngoài 1.5.1"))
    assert found.unsure
    assert [(fault.cell, fault.code) for fault in found.faults] == [("C1", "side-unknown")]


def test_a_verdict_split_into_two_columns_must_be_confirmed() -> None:
    rows: Rows = [
        ["Mã trường", "Nhóm 1", None, None],
        [None, "1.1", None, "1.4"],
        [None, "Đạt", "Không đạt", None],
        ["01", "x", None, 5],
        ["02", None, "x", 6],
    ]
    found = recognised(rows)
    (layout,) = found.layouts
    assert [column.role for column in layout.columns] == ["code", "self:1.1", "", "self:1.4"]
    assert [(fault.cell, fault.code) for fault in found.faults] == [("B3", "split-verdict")]
    assert found.unsure


def test_a_title_that_reaches_down_does_not_stand_over_its_neighbours() -> None:
    rows: Rows = [
        ["Mã trường", "Ghi chú", None, None],
        [None, None, "1.4", "Mức"],
        ["01", "", 5, 2],
    ]
    assert roles(rows) == ["code", "note", "self:1.4", "level:self"]


def test_a_title_ends_where_the_one_above_it_ends() -> None:
    rows: Rows = [
        ["Mã trường", "Tự đánh giá", None, "Đánh giá ngoài", None],
        [None, "Nhóm 1", None, None, None],
        [None, "1.4", "1.1", "1.4", "Mức"],
        ["01", 5, "x", 5, 2],
    ]
    assert roles(rows)[3:] == ["external:1.4", "level:external"]


def test_a_sum_below_the_full_name_of_a_group_is_the_groups() -> None:
    rows: Rows = [
        ["Mã trường", "Nhóm 1: Chuyển đổi số trong dạy, học", None],
        [None, "1.4", "Cộng"],
        ["01", 5, 5],
    ]
    assert roles(rows) == ["code", "self:1.4", "group:self:1"]


def test_the_name_of_the_report_above_says_no_side_of_columns() -> None:
    report = "BẢNG TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ CÁC TRƯỜNG NĂM HỌC 2024-2025"
    rows: Rows = [["SỞ GDĐT", report, None], ["Mã trường", "1.4", "1.1"], ["01", 5, "x"]]
    assert roles(rows, "external") == ["code", "external:1.4?", "external:1.1?"]


def test_a_numbered_heading_is_no_item_of_that_number() -> None:
    meanings = (
        Meaning("code", "Mã trường", (), "code"),
        Meaning("self:1", "Điểm 1", ("1", "Kế hoạch"), "points"),
        Meaning("self:2", "Điểm 2", ("2", "Học liệu"), "points"),
    )
    vocabulary = Vocabulary(meanings)
    rows: Rows = [["Mã trường", "1. Thông tin chung", "2. Học liệu", "TC 1"], ["01", "", 5, 6]]
    (layout,) = recognised(rows, vocabulary=vocabulary).layouts
    assert [column.role for column in layout.columns] == ["code", "", "self:2", "self:1"]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("1.5.1 Có ban hành quy chế tổ chức dạy học trực tuyến", "self:1.5.1?"),
        ("Số QĐ - Ngày QĐ", "decision?"),
    ],
)
def test_a_title_that_says_two_things_is_only_a_guess(title: str, role: str) -> None:
    assert role_of(title) == role
