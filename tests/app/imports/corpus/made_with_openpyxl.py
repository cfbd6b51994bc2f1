"""Workbooks as offices lay them out, made with openpyxl."""

import unicodedata
from datetime import date, datetime

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.app.imports.corpus.tables import (
    FIRST,
    PLAIN,
    SECOND,
    SHEET,
    TITLES,
    filled,
    plain,
    saved,
)

_BLOCK = (
    ("UBND XÃ MINH HỌA", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("PHÒNG VĂN HÓA - XÃ HỘI", None, None, None, "Độc lập - Tự do - Hạnh phúc"),
    (),
    ("BẢNG TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ NĂM HỌC 2025-2026",),
    ("(Kèm theo Công văn số 12/VHXH ngày 05/01/2026 của Phòng Văn hóa - Xã hội)",),
    (),
)


def as_it_should_be() -> bytes:
    return plain(*PLAIN)


def columns_renamed_and_moved() -> bytes:
    return plain(
        ("Ghi chú", "TC 1.4 (tối đa 10đ)", "ĐƠN VỊ", "tieu chi 1.1", "Mã định danh CSDL", "1.3.1."),
        ("nộp muộn", 7.5, "Trường minh họa th1", "đạt", "79000001", 4.5),
        (None, 10, "Trường minh họa th2", "KHÔNG ĐẠT", "79000002", 6),
    )


def a_title_block_above() -> bytes:
    book, sheet = filled((*_BLOCK, *PLAIN))
    sheet.merge_cells("A4:F4")
    sheet.merge_cells("A5:F5")
    return saved(book)


def two_header_rows_merged() -> bytes:
    book, sheet = filled(
        (
            ("TT", "Mã trường", "Tên trường", "Tự đánh giá", None, None, "Đánh giá ngoài"),
            (None, None, None, "1.1", "1.3.1", "1.4", "1.1", "1.3.1", "1.4"),
            (*FIRST, "Đạt", 4, 7),
            (*SECOND, "Đạt", 5.5, 9.5),
        )
    )
    for place in ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:I1"):
        sheet.merge_cells(place)
    return saved(book)


def codes_that_lost_their_zero() -> bytes:
    return plain(TITLES, (1, 9000003, "Trường minh họa th3", "Đạt", 6, 5),
                 (2, 777, None, "Đạt", 6, 5), (3, "9000003", None, "Đạt", 6, 5))  # fmt: skip


def letters_taken_apart() -> bytes:
    rows = [[unicodedata.normalize("NFD", one) if isinstance(one, str) else one for one in row]
            for row in PLAIN]  # fmt: skip
    return plain(*rows)


def stray_spaces() -> bytes:
    return plain(
        ("TT ", "  Mã\u00a0 trường", "Tên\ntrường", "\u200b1.1 ", " 1.3.1\t", "1.4\u00a0"),
        (1, " 79000001 ", "Trường  minh họa\u00a0th1", " Đạt", " 4,5 ", "7.5\u00a0"),
        (2, "79 000 002", "Trường minh họa th2 ", "Không\u00a0đạt", 6, "10 "),
    )


def totals_and_signatures_below() -> bytes:
    return plain(
        *PLAIN,
        (None, "Tổng cộng", None, None, 10.5, 17.5),
        ("Trung bình", None, None, None, 5.25, 8.63),
        (),
        ("Tổng số trường: 2; số trường đạt mức 2 trở lên: 1",),
        (None, None, None, "Phường Minh Họa, ngày 15 tháng 01 năm 2026"),
        ("NGƯỜI LẬP BIỂU", None, None, "TRƯỞNG PHÒNG"),
        ("(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)"),
    )


def formulas_as_points() -> bytes:
    return plain(TITLES, (1, "79000001", "Trường minh họa th1", "Đạt", "=3+1.5", 7.5), SECOND)


def formulas_that_only_check() -> bytes:
    titles = (*TITLES, "TĐG nhóm 1", "TĐG mức")
    return plain(titles, (*FIRST, "=SUM(E2:F2)", '=IF(G2>1,"Mức 2","")'), SECOND)


def a_formula_as_code() -> bytes:
    return plain(TITLES, (1, '="7900"&"0001"', None, "Đạt", 6, 5), SECOND)


def error_cells() -> bytes:
    return plain(TITLES, (*FIRST[:5], "#REF!"), (*SECOND[:3], "#N/A", 6, 10))


def dates_in_place_of_points() -> bytes:
    return plain(TITLES, (*FIRST[:5], datetime(2026, 5, 7)), SECOND)  # noqa: DTZ001


def dates_counted_from_1904() -> bytes:
    book, sheet = filled()
    book.epoch = CALENDAR_MAC_1904
    sheet["F2"] = date(2026, 5, 7)
    return saved(book)


def a_code_made_a_date() -> bytes:
    return plain(TITLES, (1, date(2026, 1, 2), None, "Đạt", 6, 5), SECOND)


def percentages() -> bytes:
    book, sheet = filled()
    sheet["E2"], sheet["F2"] = 0.75, "72,5%"
    sheet["E2"].number_format = "0%"
    return saved(book)


def numbers_as_text() -> bytes:
    book, sheet = filled(
        (
            TITLES,
            (1, "'79000001", "Trường minh họa th1", "Đạt", "'4,5", "7,500"),
            (2, "79000002", "Trường minh họa th2", "x", "6 điểm", "10đ"),
        )
    )
    for cell in ("E2", "F2"):
        sheet[cell].quotePrefix = True
    return saved(book)


def impossible_points() -> bytes:
    return plain(
        TITLES,
        (*FIRST[:4], 999, "chưa chấm"),
        (2, "79000002", None, "đang làm", -1, "7/10"),
        (3, "09000003", None, 2, "6,001", "1.234,5"),
    )


def full_width_digits() -> bytes:
    return plain(TITLES, (1, "７９０００００１", None, "Đạt", "４．５", "７,５"), SECOND)  # noqa: RUF001


def merged_data_cells() -> bytes:
    book, sheet = filled((*PLAIN, (3, "09000003", "Trường minh họa th3", "Đạt", 3, None)))
    sheet.merge_cells("D2:D3")
    sheet.merge_cells("F3:F4")
    return saved(book)


def hidden_rows_and_columns() -> bytes:
    book, sheet = filled()
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True
    return saved(book)


def hidden_sheets() -> bytes:
    book, sheet = filled()
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.sheet_state = state
        for row in (TITLES, (1, "09000003", None, "Đạt", 1, 1)):
            other.append(row)
    book.create_sheet("Hướng dẫn").append(("Điền điểm vào các ô trắng.",))
    assert sheet.title == SHEET
    return saved(book)


def a_sheet_per_commune() -> bytes:
    book, sheet = filled((TITLES, FIRST))
    sheet.title = "Phường Một"
    other = book.create_sheet("Xã Hai")
    other.append(("DANH SÁCH CÁC TRƯỜNG XÃ HAI",))
    other.append(("Mã trường", "1.4", "1.1"))
    other.append(("79000002", 10, "Đạt"))
    book.create_sheet("Trang tính3")
    book.create_sheet("Ghi chép").append(("Gọi lại cho trường chưa nộp",))
    return saved(book)


def the_header_again_on_each_page() -> bytes:
    return plain(
        *_BLOCK, TITLES, ("A", "B", "C", 1, 2, 3), FIRST, TITLES, ("A", "B", "C", 1, 2, 3), SECOND
    )


def two_tables_below_each_other() -> bytes:
    return plain(
        ("I. CÁC TRƯỜNG TIỂU HỌC",), TITLES, FIRST, (), ("II. CÁC TRƯỜNG THCS",), TITLES, SECOND
    )


def two_tables_beside_each_other() -> bytes:
    blank = (None,)
    return plain(
        ("Mã trường", "1.1", "1.4", *blank, "Mã trường", "1.1", "1.4"),
        ("79000001", "Đạt", 7.5, *blank, "79000002", "Không đạt", 10),
    )


def rich_text() -> bytes:
    bold = InlineFont(b=True)
    book, sheet = filled()
    sheet["B1"] = CellRichText(TextBlock(bold, "Mã "), "trường")
    sheet["D2"] = CellRichText("Đ", TextBlock(bold, "ạt"))
    sheet["B2"] = CellRichText("7900", TextBlock(InlineFont(i=True), "0001"))
    return saved(book)


def a_school_twice() -> bytes:
    return plain(*PLAIN, (3, "79000001", "Trường minh họa th1", "Đạt", 6, 6))


def a_column_twice() -> bytes:
    return plain((*TITLES, "Tiêu chí 1.4"), (*FIRST, 8), (*SECOND, 9))


def columns_that_contradict() -> bytes:
    whole = [4] * 13
    titles = ["1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5", "1.4", "1.5.1", "1.5.2"]
    titles += ["1.6.1", "1.6.2", "1.6.3", "1.7.1", "1.7.2", "1.7.3"]
    return plain(
        ("Mã trường", *titles, "Điểm tiêu chí 1.3", "Tổng điểm nhóm 1", "Mức"),
        ("79000001", *whole, 4, 20, 56, None),
        ("79000002", *whole, 4, 21, 60, 3),
    )


def no_points_of_items() -> bytes:
    return plain(
        ("TT", "Mã trường", "Tên trường", "TĐG nhóm 1", "TĐG nhóm 2", "TĐG mức"),
        (1, "79000001", "Trường minh họa th1", "70,5", 80, "Mức 2"),
        (2, "79000002", "Trường minh họa th2", 101, 80, "Mức 7"),
    )


def schools_that_may_not_be_written() -> bytes:
    return plain(
        TITLES,
        (1, "80000001", "Trường minh họa thx", "Đạt", 6, 10),
        (2, "79000004", "Trường minh họa th4", "Đạt", 3, 10),
        (3, "79009999", "Trường không có thật", "Đạt", 6, 10),
        (4, None, "Trường quên mã", "Đạt", 6, 10),
        (5, "79000001", "Trường mang tên khác", "Đạt", 6, 10),
        (6, "777", "Trường minh họa th6", "Đạt", 6, 10),
    )


def external_far_from_self() -> bytes:
    books = openpyxl.Workbook()
    books.remove(books.worksheets[0])
    sheet = books.create_sheet(SHEET)
    items = {"1.3.1": 6, "1.3.2": 6, "1.3.3": 6, "1.3.4": 6, "1.3.5": 6, "1.4": 10, "1.5.1": 15,
             "1.5.2": 5, "1.6.1": 7, "1.6.2": 7, "1.6.3": 6, "1.7.1": 8, "1.7.2": 7,
             "1.7.3": 5}  # fmt: skip
    sheet.append(["Mã trường", *(f"ĐGN {one}" for one in items)])
    sheet.append(["79000005", *(0 if one in {"1.5.1", "1.4", "1.3.1"} else best
                                for one, best in items.items())])  # fmt: skip
    return saved(books)


def only_what_has_changed() -> bytes:
    return plain(TITLES, (1, "79000005", "Trường minh họa th5", "Đạt", 4.5, None))


def nothing_that_is_new() -> bytes:
    return plain(TITLES, (1, "79000005", "Trường minh họa th5", "Đạt", "6,0", 10))


def titles_kept_as_numbers() -> bytes:
    return plain(("Mã trường", 1.1, 1.4, 2.1), ("79000001", "Đạt", 7.5, "x"))


def codes_of_another_edition() -> bytes:
    return plain(("Mã trường", "1.1", "1.10", "1.4", "3.2"), ("79000001", "Đạt", 6, 5, 4))


def a_guessed_title() -> bytes:
    return plain(("Mã trường", "1.1", "1.4", "Số lượng học liệu đã số hoá được phê duyệt"),
                 ("79000001", "Đạt", 7.5, 120))  # fmt: skip


def a_side_of_another_batch() -> bytes:
    return plain(("KẾT QUẢ ĐÁNH GIÁ NGOÀI CÁC TRƯỜNG",), *PLAIN)


def no_table_at_all() -> bytes:
    return plain(("Kính gửi các trường,",), ("Đề nghị nộp báo cáo trước ngày 15.",))


def an_empty_table() -> bytes:
    return plain(("BẢNG TỔNG HỢP",), TITLES)


def empty_cells_of_many_looks() -> bytes:
    return plain(
        TITLES, (1, "79000001", None, "-", "…", "___"), (2, "79000002", "", "Đạt", " ", "—")
    )


def sections_between_the_rows() -> bytes:
    return plain(
        TITLES,
        ("I", None, "Khối tiểu học"),
        FIRST,
        ("II", None, "Khối trung học cơ sở", None, None, None),
        SECOND,
    )


def decisions_beside_the_points() -> bytes:
    titles = (*TITLES, "Số QĐ công nhận", "Ngày QĐ", "Mức công nhận")
    return plain(titles, (*FIRST, "15/QĐ-SGDĐT", date(2026, 1, 5), "Mức 2"), SECOND)


def checks_that_cannot_be() -> bytes:
    titles = (*TITLES, "Tổng điểm nhóm 1", "Điểm tiêu chí 1.3", "TĐG mức")
    return plain(titles, (*FIRST, 150, "hai mươi", "Mức 9"), (*SECOND, "x", 40, "loại A"))
