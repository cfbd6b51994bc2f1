"""Names that no place and no person has, each carrying the word that says so."""

from random import Random

LABEL = "dữ liệu minh họa"
PROVINCE = "Hương Sao"
DOMAIN = "huongsao.example"
"""Reserved for examples: no mail can ever reach anybody."""
SO = f"Sở Giáo dục và Đào tạo tỉnh {PROVINCE} ({LABEL})"

_FIRST = ("Mây", "Nắng", "Trăng", "Gió", "Sao", "Mưa", "Sương", "Sóng")
_LAST = ("Ngũ Sắc", "Pha Lê", "Cổ Tích", "Thủy Tinh", "Bồng Bềnh")
PLACES = tuple(f"{first} {last}" for last in _LAST for first in _FIRST)
"""Forty, none of which is a place."""
_MIDDLE = ("Thị", "Văn", "Thanh", "Minh", "Ngọc", "Đức", "Thu", "Quang", "Hoài", "Khánh")
_GIVEN = (
    *("Ban Mai", "Bút Chì", "Cánh Diều", "Cầu Vồng", "Chong Chóng", "Chuồn Chuồn", "Cỏ May"),
    *("Đèn Lồng", "Giọt Nước", "Hạt Dẻ", "Hoa Giấy", "Lá Me", "Lúa Non", "Mực Tím", "Ô Mai"),
    *("Phấn Trắng", "Sáo Trúc", "Sách Mới", "Thuyền Giấy", "Trống Trường"),
)
_TITLES = {
    "mam_non": "Trường Mầm non",
    "th": "Trường Tiểu học",
    "thcs": "Trường THCS",
    "th_thcs": "Trường TH&THCS",
    "thpt": "Trường THPT",
    "nhieu_cap_hoc": "Trường TH, THCS và THPT",
    "gdtx": "Trung tâm GDTX",
    "gdnn_gdtx": "Trung tâm GDNN-GDTX",
}


def commune(place: str) -> str:
    """The name of a body at commune level since 1/7/2025."""
    return f"Ủy ban nhân dân {_rank(place)} {place} ({LABEL})"


def office(number: int) -> str:
    """The name of an office of education of a district that was."""
    return f"Phòng Giáo dục và Đào tạo huyện {PROVINCE} {number} ({LABEL})"


def school(kind: str, place: str, number: int) -> str:
    """The name of a school."""
    return f"{_TITLES[kind]} {place} {number} ({LABEL})"


def person(chance: Random) -> str:
    """Nobody's name: there is no family called “Mẫu”, the word for a sample."""
    return f"Mẫu {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"


def short_symbol(kind: str) -> str:
    """How a school of the kind signs its papers."""
    return "BC-" + "".join(part[0] for part in _TITLES[kind].split()).upper() + "MH"


def _rank(place: str) -> str:
    return "phường" if PLACES.index(place) % 4 == 0 else "xã"
