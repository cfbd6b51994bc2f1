"""Spoilt lists of bodies, people, evidence and decisions. Every person in them is invented."""

from datetime import date

from tests.app.imports.corpus.tables import plain
from tests.app.imports.reading.files import delimited


def bodies() -> bytes:
    return plain(
        ("DANH SÁCH CƠ SỞ GIÁO DỤC",),
        (),
        ("STT", "MÃ TRƯỜNG", "Tên trường", "Loại hình", "Điện thoại", "Email"),
        (1, 101, "Trường minh họa Mới", "th", 912345678, "moi@minh-hoa.example"),
        (2, "79000077", "Trường minh họa Hai", "đại học", "0912 345 678", "khong-phai-email"),
        (None, "Tổng số: 2 trường"),
    )


def people() -> bytes:
    rows = (
        ("TT", "Họ và tên", "Email công vụ", "Mã đơn vị", "Vai trò"),
        (1, "Nguyễn An (minh họa)", " AN@minh-hoa.example ", "79000001", "Người soạn hồ sơ"),
        (2, "Trần Bình (minh họa)", "binh@", "79000002", "Hiệu trưởng"),
        (3, "Lê Chi (minh họa)", "chi@minh-hoa.example", "79000003", "vua"),
    )
    return delimited(rows, "cp1258", separator=";")


def evidence() -> bytes:
    return plain(
        ("TT", "Mã trường", "Mã MC", "Tên hồ sơ, minh chứng", "Tiêu chí", "Ngày ban hành",
         "Tình trạng"),
        (1, "79000001", "MC.1.1.01", "Kế hoạch (minh họa)", "1.1", date(2025, 9, 5), "đã có"),
        (2, "79000001", "MC.1.4.01", "Danh mục học liệu", 1.4, "31/02/2026", "chưa rõ"),
        (3, "79000001", "MC.1.1.01", "Trùng mã", "9.9", "05/9/2025", "đã có"),
    )  # fmt: skip


def decisions() -> bytes:
    return plain(
        ("TT", "Mã trường", "Tên trường", "Mức công nhận", "Số QĐ", "Ngày ký", "Người ký"),
        (1, 79000005, "Trường minh họa th5", "Mức 3", "15/QĐ-SGDĐT", date(2026, 1, 5),
         "Người ký minh họa"),
        (2, "79000001", "Trường minh họa th1", "Mức 9", "15/QĐ-SGDĐT", "05.01.2026",
         "Người ký minh họa"),
    )  # fmt: skip


def a_list_of_people_as_results() -> bytes:
    return people()
