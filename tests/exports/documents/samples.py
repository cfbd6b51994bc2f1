"""Contents to print: invented, and labelled so (dữ liệu minh họa)."""

from datetime import date

from exports.documents.content import (
    Column,
    Content,
    Heading,
    Letterhead,
    Metadata,
    Paragraph,
    Row,
    Signature,
    Table,
)

COLUMNS = (
    Column("Mã", 14, "center"),
    Column("Tiêu chí, tiêu chí thành phần", 80),
    Column("Điểm tối đa", 18, "center"),
    Column("Tự đánh giá", 20, "center"),
)

LETTERHEAD = Letterhead(
    superior="UBND PHƯỜNG MINH HỌA",
    issuer="TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ MINH HỌA",
    number="Số: 05/BC-THMH",
    place_date="Minh Họa, ngày 05 tháng 01 năm 2026",
    kind="BÁO CÁO",
    subject="Kết quả thực hiện đánh giá mức độ chuyển đổi số năm học 2025-2026",
    addressees=("Kính gửi: Phòng Văn hóa - Xã hội phường Minh Họa",),
)

METADATA = Metadata(
    title="Báo cáo kết quả đánh giá mức độ chuyển đổi số (dữ liệu minh họa)",
    author="Trường Tiểu học và Trung học cơ sở Minh Họa",
    day=date(2026, 1, 5),
    edition="thangdo.qd-4725 phiên bản 1.0.0",
)

SIGNATURE = Signature(("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"), "Nguyễn Văn Minh Họa")
RECIPIENTS = ("- Như trên;", "- Lãnh đạo trường;", "- Lưu: VT, CĐS.")


def group_table(group: int, criteria: int = 4) -> Table:
    """A table as a report has it: criteria with three items each, and their sum."""
    rows: list[Row] = []
    for one in range(1, criteria + 1):
        title = "Triển khai phần mềm dạy học trực tuyến"
        rows.append(Row((f"{group}.{one}", title, "30", "24,5"), "criterion"))
        rows += [
            Row((f"{group}.{one}.{item}", "Phụ huynh học sinh tham gia hoạt động", "6", "5,5"))
            for item in range(1, 4)
        ]
    rows.append(Row((f"Cộng nhóm {group}", "100", "75,5/100"), "total", span=2))
    return Table(COLUMNS, tuple(rows))


def report(*, criteria: int = 4, draft: str = "", name: str = SIGNATURE.name) -> Content:
    """A report of two to four pages."""
    return Content(
        header=LETTERHEAD,
        body=(
            Heading(1, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"),
            Heading(2, "1. Triển khai các văn bản chỉ đạo"),
            Paragraph("Nhà trường đã quán triệt các văn bản của cấp trên. (dữ liệu minh họa) " * 3),
            Heading(1, "II. KẾT QUẢ THỰC HIỆN"),
            Heading(3, "a) Nhóm 1. Chuyển đổi số trong dạy, học"),
            group_table(1, criteria),
            Paragraph("Mức của nhóm: Mức đáp ứng tốt.", bold=True),
            Heading(3, "b) Nhóm 2. Chuyển đổi số trong quản trị cơ sở giáo dục"),
            group_table(2, criteria),
            Paragraph("Mức 2 – «Mức đáp ứng cơ bản»: 100 ≥ 75,5 > 50; 5 × 6 = 30.", italic=True),
            Heading(1, "V. ĐỀ XUẤT, KIẾN NGHỊ"),
            Paragraph("Không có./."),
        ),
        signature=Signature(SIGNATURE.authority, name),
        recipients=RECIPIENTS,
        metadata=METADATA,
        draft=draft,
    )
