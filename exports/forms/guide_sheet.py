"""The sheet “Hướng dẫn”: how to fill the form, and which index it is."""

from criteria.edition import Combine, Compare, Edition
from criteria.interval import shown
from exports.forms.assessment_sheet import mark_words, subtitle
from exports.forms.heights import row_height
from exports.forms.layout import EXTERNAL_TITLE
from exports.forms.page import Page

_WIDTHS = (5.0, 112.0)


def guide_lines(edition: Edition, *, claims: bool, external: bool = False) -> tuple[str, ...]:
    """The six steps."""
    step = shown(edition.score_step.value)
    known = mark_words(edition.score_step.mark)
    left_out = " Tiêu chí không áp dụng: ghi x và nêu lý do ở hai cột cuối." if claims else ""
    whose = EXTERNAL_TITLE if external else "Tự đánh giá"
    scored = (
        f"{whose}: điều kiện bắt buộc chọn Đạt hoặc Không đạt; tiêu chí tính điểm ghi từ 0 đến "
        f"điểm tối đa, bước {step}{f' ({known})' if known else ''}. Ô trống là chưa trả lời, "
        f"khác với 0 điểm.{left_out}"
    )
    evidence = (
        "Minh chứng: mỗi minh chứng một dòng, một mã; một minh chứng dùng được cho nhiều tiêu chí. "
        "Trang Gợi ý nêu minh chứng thường dùng cho từng tiêu chí."
    )
    if external:
        return (
            "Chỉ điền vào các ô nền vàng. Các ô khác đã khóa: tổng điểm và mức tự tính.",
            "Điền hai trang: Số liệu và Đánh giá ngoài. Nội dung sửa ở trang khác không được nhận.",
            scored,
            "Cột Trường tự đánh giá, Trường diễn giải, Trường kê khai ghi điều nhà trường nêu.",
            "Cột Kiểm tra cho biết ô nào còn thiếu hoặc cần xem lại.",
            "Lưu tệp dạng .xlsx, không đặt mật khẩu, không đổi tên các trang, rồi nộp tệp này.",
        )
    return (
        "Chỉ điền vào các ô nền vàng. Các ô khác đã khóa: tổng điểm và mức tự tính.",
        "Điền lần lượt: Thông tin → Số liệu → Tự đánh giá → Minh chứng → Báo cáo.",
        scored,
        evidence,
        "Cột Kiểm tra cho biết ô nào còn thiếu hoặc cần xem lại.",
        "Lưu tệp dạng .xlsx, không đặt mật khẩu, không đổi tên các trang, rồi nộp tệp này.",
    )


def write_guide(page: Page, edition: Edition, *, claims: bool, external: bool = False) -> None:
    """How to fill in, then what the marks mean and which index this is."""
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    whose = EXTERNAL_TITLE if external else "Tự đánh giá"
    title = f"Phiếu {whose} mức độ chuyển đổi số".upper()
    page.titles(title, subtitle(edition))
    row = 3
    page.text(row, 0, "Cách điền", "result")
    for number, words in enumerate(guide_lines(edition, claims=claims, external=external), start=1):
        row += 1
        page.sheet.set_row(row, row_height((words, _WIDTHS[1]), least=20))
        page.text(row, 0, f"{number}.", "guide_number")
        page.text(row, 1, words, "wrapped")
    row += 2
    page.text(row, 0, "Về bộ chỉ số", "result")
    for words in _about(edition):
        row += 1
        page.sheet.set_row(row, row_height((words, _WIDTHS[1]), least=20))
        page.text(row, 1, words, "wrapped")
    page.finish()


def _about(edition: Edition) -> tuple[str, ...]:
    percent = edition.compare is Compare.PERCENT
    levels = "; ".join(
        f"Mức {level.number} – {level.name}: {level.interval.sentence}{' %' if percent else ''}"
        for level in edition.levels
    )
    known = mark_words(edition.levels_mark)
    marks = (
        "“một nguồn” và “suy luận” đánh dấu giá trị chưa được xác nhận từ văn bản có chữ ký; "
        "không có dấu là đã xác nhận."
    )
    identity = (
        f"{edition.ref.id}, phiên bản {edition.ref.version}, SHA-256 {edition.ref.sha256[:16]}…"
    )
    return (
        f"{edition.status}.",
        marks,
        f"{levels}{f' ({known})' if known else ''}.",
        *_rules(edition),
        identity,
    )


def _rules(edition: Edition) -> tuple[str, ...]:
    lowest = edition.combine.value is Combine.LOWEST_GROUP
    combined = (
        "Nhóm thấp nhất quyết định mức chung" if lowest else "Mức chung theo tổng điểm các nhóm"
    )
    known = mark_words(edition.combine.mark)
    rules = [f"{combined}{f' ({known})' if known else ''}."]
    cap = edition.unmet_cap
    if cap.value is not None:
        known = mark_words(cap.mark)
        rules.append(
            f"Có điều kiện bắt buộc không đạt thì mức chung không quá Mức {cap.value}"
            f"{f' ({known})' if known else ''}."
        )
    return tuple(rules)
