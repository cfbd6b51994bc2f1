"""The sheet “Hướng dẫn” of a table of results: how to fill it, and what each code means."""

from collections.abc import Sequence
from typing import Any

from criteria.edition import Edition
from criteria.interval import shown
from exports.province.layout import edition_line
from exports.province.shapes import Part
from exports.province.styles import Looks

_FILLING = (
    "Mỗi dòng là một trường. Đừng sửa cột “Mã trường”: hệ thống tìm trường theo mã.",
    (
        "Chỉ điền các ô nền vàng. Tiêu chí có điểm: nhập số từ 0 đến điểm tối đa, dấu phẩy hay dấu "
        "chấm thập phân đều được. Điều kiện bắt buộc: chọn Đạt hoặc Không đạt."
    ),
    "Ô để trống là chưa có câu trả lời. Nhập lại một bảng có ô trống không xóa điểm đã có.",
    "Phần “Tự đánh giá” và “Đánh giá ngoài” tách riêng, không phần nào chép sang phần kia.",
    (
        "Cột tổng nhóm (TĐG nhóm, ĐGN nhóm) và cột mức không cần điền: hệ thống tự tính. Nếu có "
        "điền, số ấy chỉ được so với số tính ra và báo khi khác nhau."
    ),
    "Được sắp xếp, lọc, ẩn, thêm hoặc đổi chỗ cột; đừng đổi dòng tiêu đề của bảng.",
    "Không dùng công thức trong ô điểm: hãy dán giá trị.",
    (
        "Điền xong, vào đợt đánh giá, chọn nhập kết quả. Hệ thống chạy thử trước, báo từng ô sai "
        "và chưa ghi gì cho đến khi xác nhận."
    ),
)
_READING = (
    (
        "Mỗi dòng là một trường, số liệu lúc lập bảng. Bảng này nhập lại được: không sửa thì "
        "không có gì thay đổi."
    ),
    "“nhập từ bảng” trong cột Ghi chú: kết quả do cấp trên nhập, trường chưa duyệt và chưa ký.",
    (
        "“chưa có điểm thành phần”: chỉ có tổng nhóm và mức như bản đã in, không có điểm từng tiêu "
        "chí."
    ),
    "Tổng nhóm và mức chỉ có khi mọi tiêu chí của nhóm đã được trả lời.",
    *_FILLING[1:4],
)
_WIDTHS = (5, 9, 78, 12, 16)


def write_guide(page: Any, looks: Looks, parts: Sequence[Part], *, blank: bool) -> None:  # noqa: ANN401
    """Steps first, then the items of every edition with how well their maxima are known."""
    for place, width in enumerate(_WIDTHS):
        page.set_column(place, place, width)
    page.write_string(0, 0, "Hướng dẫn", looks["title"])
    page.set_row(0, 24)
    line = 2
    for number, step in enumerate(_FILLING if blank else _READING, 1):
        page.set_row(line, 32 if len(step) > 105 else 17)  # noqa: PLR2004 - what a line holds
        page.write_string(line, 0, f"{number}.", looks["number"])
        page.merge_range(line, 1, line, len(_WIDTHS) - 1, step, looks["wrapped"])
        line += 1
    for part in parts:
        line = _items(page, looks, part.edition, line + 1)
    page.hide_gridlines(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect()


def _items(page: Any, looks: Looks, edition: Edition, line: int) -> int:  # noqa: ANN401
    page.write_string(line, 0, edition.title, looks["subtitle"])
    page.write_string(line + 1, 0, edition_line(edition), looks["quiet"])
    line += 2
    for place, title in enumerate(("Nhóm", "Tiêu chí", "Nội dung", "Điểm tối đa", "Nguồn")):
        page.write_string(line, place, title, looks["head"])
    for item in edition.items.values():
        line += 1
        mark = item.max.mark if item.max else item.title.mark
        maximum = shown(item.max.value) if item.max else "Đạt"
        if len(item.title.value) > 88:  # noqa: PLR2004 - what a line holds
            page.set_row(line, 32)
        page.write_string(line, 0, item.group, looks["cell_middle"])
        page.write_string(line, 1, item.code, looks["cell_middle"])
        page.write_string(line, 2, item.title.value, looks["cell_wrapped"])
        page.write_string(line, 3, maximum, looks["cell_middle"])
        known = "cell_middle" if mark.confirmed else "cell_mark"
        page.write_string(line, 4, mark.known.label, looks[known])
    return line + 1
