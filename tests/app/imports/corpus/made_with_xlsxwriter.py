"""Workbooks with what programs other than Excel put into them, made with XlsxWriter."""

import io

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.app.imports.corpus.tables import FIRST, PLAIN, SECOND, TITLES, drawn, put


def number_formats() -> bytes:
    def write(book: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        zeros, comma = (
            book.add_format({"num_format": "00000000"}),
            book.add_format({"num_format": '0,00 "điểm"'}),
        )
        sheet.write_number(1, 1, 79000001, zeros)
        sheet.write_number(2, 1, 9000003, zeros)
        sheet.write_number(1, 4, 4.5, comma)
        sheet.write_number(1, 5, 7.499999999999999, book.add_format({"num_format": "0.00"}))
        sheet.write_number(2, 5, 7.1 + 0.2, book.add_format({"num_format": "0"}))

    return drawn(write)


def texts_in_the_cells_themselves() -> bytes:
    return drawn(lambda _, sheet: put(sheet, PLAIN), constant_memory=True)


def a_huge_blank_formatted_area() -> bytes:
    def write(book: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        grey = book.add_format({"bg_color": "#EEEEEE"})
        for row in range(3, 5_003):
            sheet.write_blank(row, 0, None, grey)
        for column in range(6, 900):
            sheet.write_blank(0, column, None, grey)

    return drawn(write)


def a_note_far_away() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_string(1_048_575, 16_383, "x")

    return drawn(write)


def a_note_beside_the_table() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_string(1, 40, "gọi lại cho trường này")
        sheet.write_string(60, 2, "đã kiểm tra")

    return drawn(write)


def points_as_true_and_false() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_boolean(1, 3, True)  # noqa: FBT003 - the cell's value
        sheet.write_boolean(2, 3, False)  # noqa: FBT003
        sheet.write_boolean(1, 4, True)  # noqa: FBT003

    return drawn(write)


def comments_filters_and_a_frozen_header() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_comment("E2", "Xem lại điểm này (minh họa).")
        sheet.autofilter("A1:F3")
        sheet.filter_column("D", "x == Đạt")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.freeze_panes(1, 3)
        sheet.protect()

    return drawn(write)


def a_table_object_with_a_total_row() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        columns: list[dict[str, object]] = [{"header": title} for title in TITLES]
        columns[0]["total_string"] = "Tổng"
        columns[4]["total_function"] = "sum"
        rows = [list(FIRST), list(SECOND)]
        sheet.add_table(0, 0, 3, 5, {"columns": columns, "data": rows, "total_row": True})

    return drawn(write)


def formulas_with_remembered_values() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_formula(1, 4, "=H2*1.5", None, 999)
        sheet.write_array_formula(2, 4, 2, 5, "{=H3:I3*2}", None, 3)

    return drawn(write)


def codes_too_long_for_a_number() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, PLAIN)
        sheet.write_number(1, 1, 7.9000001e17)
        sheet.write_string(2, 1, "7,9E+07")

    return drawn(write)


def a_numbered_row_and_maxima_under_the_titles() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(
            sheet,
            [
                TITLES,
                ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
                (None, None, "Điểm tối đa", None, 6, 10),
                FIRST,
                SECOND,
            ],
        )

    return drawn(write)


def an_outside_block_of_the_same_titles() -> bytes:
    def write(book: Workbook, sheet: Worksheet) -> None:
        both = book.add_format({"align": "center"})
        sheet.merge_range(0, 2, 0, 3, "TRƯỜNG TỰ CHẤM", both)
        sheet.merge_range(0, 4, 0, 5, "SỞ GD&ĐT CHẤM", both)
        put(
            sheet,
            [
                ("Mã", "Trường", "1.1", "1.4", "1.1", "1.4"),
                ("79000001", "Trường minh họa th1", "x", 9, "x", 8.5),
                ("79000002", "Trường minh họa th2", None, 3, "0", None),
            ],
            1,
        )

    return drawn(write)


def charts_pictures_and_chart_sheets() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=DS!$F$2:$F$3"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)
        sheet = book.add_worksheet("DS")
        put(sheet, PLAIN)
        other = book.add_chart({"type": "pie"})
        other.add_series({"values": "=DS!$E$2:$E$3"})
        sheet.insert_chart("H2", other)
        sheet.insert_textbox("H20", "Ghi chú trong khung chữ")
    return made.getvalue()


def facts_beside_the_points() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, [
            ("Mã trường", "1.4", "Tổng số giáo viên", "Số học liệu được số hóa đã phê duyệt",
             "Tên giải pháp LMS/LCMS"),
            ("79000001", 10, "40 ", 3, "Phần mềm minh họa"),
            ("79000002", 10, 40.5, "ba", None),
        ])  # fmt: skip

    return drawn(write)


def hundreds_of_sheets() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for number in range(401):
            put(book.add_worksheet(f"Xã {number}"), PLAIN)
    return made.getvalue()


def a_cell_of_a_thousand_lines() -> bytes:
    def write(_: Workbook, sheet: Worksheet) -> None:
        put(sheet, (*PLAIN[:2], SECOND))
        sheet.write_string(1, 3, "Đạt\n" * 1_000)

    return drawn(write)
