"""Two contents that a template is tried with: one with everything, one with as little as can be."""

from __future__ import annotations

from datetime import date

from exports.documents.content import (
    Column,
    Content,
    Heading,
    Letterhead,
    Metadata,
    Paragraph,
    Row,
    Seal,
    Signature,
    Table,
)

_COLUMNS = (Column("Mã", 1), Column("Tiêu chí", 4))
_METADATA = Metadata("Văn bản thử", "Đơn vị", date(2025, 1, 5), "bộ chỉ số")

FULL = Content(
    header=Letterhead(
        "CƠ QUAN CHỦ QUẢN",
        "CƠ QUAN BAN HÀNH",
        "Số: 05/BC-ĐV",
        "Địa danh, ngày 05 tháng 01 năm 2025",
        "BÁO CÁO",
        "Trích yếu nội dung",
        ("Kính gửi:", "- Nơi thứ nhất;", "- Nơi thứ hai."),
        "(Kèm theo Báo cáo)",
    ),
    body=(
        Heading(1, "I. ĐỀ MỤC"),
        Heading(2, "1. Đề mục"),
        Heading(3, "a) Đề mục"),
        Paragraph("Đoạn văn."),
        Table(
            _COLUMNS,
            (
                Row(("1", "Nhóm"), "group"),
                Row(("1.1", "Tiêu chí"), "criterion"),
                Row(("1.1.1", "Thành phần")),
                Row(("Cộng",), "total", span=2),
            ),
        ),
    ),
    signature=Signature(("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"), "Họ và tên"),
    recipients=("- Như trên;", "- Lưu: VT."),
    metadata=_METADATA,
    draft="BẢN NHÁP",
    seal=Seal("thangdo", ("Mã bản chốt:", "0123456789abcdef")),
)

EMPTY = Content(
    header=Letterhead("", "", "", "", "", ""),
    body=(),
    signature=Signature((), ""),
    recipients=(),
    metadata=_METADATA,
)
