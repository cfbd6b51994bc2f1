"""Tables of text in the codes and with the separators of many programs."""

import csv
import io
from collections.abc import Sequence

from tests.app.imports.corpus.tables import FIRST, SECOND, TITLES
from tests.app.imports.reading.files import delimited

_COMMA = (*FIRST[:4], "4,5", "7,5")
_ROWS: Sequence[Sequence[object]] = (TITLES, _COMMA, SECOND)


def utf8_without_a_mark() -> bytes:
    return delimited(_ROWS)


def utf8_with_a_mark() -> bytes:
    return b"\xef\xbb\xbf" + delimited(_ROWS, separator=";")


def utf16_with_tabs() -> bytes:
    return delimited(_ROWS, "utf-16", separator="\t")


def utf16_of_the_other_order_without_a_mark() -> bytes:
    return delimited(_ROWS, "utf-16-be")


def windows_1258() -> bytes:
    return delimited(_ROWS, "cp1258", separator=";")


def tcvn3() -> bytes:
    return delimited(_ROWS, "tcvn3", separator=";")


def a_code_that_nobody_knows() -> bytes:
    return "Mã trường;Tên trường;1.4\r\n79000001;Trường Đặng Văn Ngữ;5\r\n".encode("utf-7")


def separator_said_in_the_first_line() -> bytes:
    return ("sep=|\r\nMã trường|1.1|1.4\r\n79000001|Đạt|7,5\r\n").encode()


def line_breaks_in_quotation_marks() -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("Mã\ntrường", "Tên trường", "1.1", "1.4", "Ghi chú"),
                      ("79000001", 'Trường "minh họa" th1', "Đạt", "7,5", "dòng một\ndòng hai"),
                      ("79000002", "Trường minh họa th2", "Đạt", "8", "")])  # fmt: skip
    return made.getvalue().encode()


def a_mark_in_the_middle() -> bytes:
    first, second = delimited(_ROWS[:2]), delimited(_ROWS[2:])
    return b"\xef\xbb\xbf" + first + b"\xef\xbb\xbf" + second


def a_quotation_mark_never_closed() -> bytes:
    return 'Mã trường,1.1,1.4\r\n79000001,"Đạt,5\r\n79000002,Đạt,6\r\n'.encode()


def codes_kept_by_an_equals_sign() -> bytes:
    rows = 'Mã trường,1.1,1.4\r\n"=""09000003""",Đạt,5\r\n="79000001",Đạt,=2+3\r\n'
    return rows.encode()


def codes_that_lost_their_zero_in_text() -> bytes:
    return "Mã trường,1.1,1.4\r\n9000003,Đạt,5\r\n7.90E+07,Đạt,6\r\n".encode()


def old_line_ends_and_uneven_rows() -> bytes:
    return "Mã trường;1.1;1.4\r79000001;Đạt\r79000002;Đạt;8;;;thừa\r;;\r".encode()


def a_report_printed_from_a_browser() -> bytes:
    return (
        "<html><body><table><tr><td>Mã trường</td><td>1.4</td></tr>"
        "<tr><td>79000001</td><td>5</td></tr></table></body></html>"
    ).encode()


def nothing() -> bytes:
    return b""


def a_printed_page() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
