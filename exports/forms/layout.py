"""What stands where in a form: sheets, columns, fields. The writer and the reader share it.

The reader finds columns by their header and rows by their code or label, so the order here binds
only the writer; the words bind both.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

FORMAT = 1
"""Version of this layout; a reader refuses a newer one instead of guessing."""


class SheetName(StrEnum):
    """The sheets of a form, as their tabs say."""

    GUIDE = "Hướng dẫn"
    INFO = "Thông tin"
    FACTS = "Số liệu"
    ASSESSMENT = "Tự đánh giá"
    EVIDENCE = "Minh chứng"
    REPORT = "Báo cáo"
    HINTS = "Gợi ý"
    IDENTITY = "_thangdo"


class Fill(StrEnum):
    """What a cell to fill takes."""

    LINE = "line"
    LINES = "lines"
    DAY = "day"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled cell. `key` is a field of the dossier, `limit` in characters."""

    key: str
    label: str
    hint: str
    fill: Fill = Fill.LINE
    limit: int = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `width` in the characters that Excel counts."""

    key: str
    title: str
    width: float
    required: bool = True
    limit: int = 500


INFO_COLUMNS = (
    Column("label", "Mục", 34),
    Column("value", "Nội dung", 58),
    Column("hint", "Cách ghi", 44, required=False),
)

SCHOOL_FIELDS = (
    Field("name", "Tên trường", "Tên đầy đủ theo quyết định thành lập."),
    Field("code", "Mã trường", "Mã trong cơ sở dữ liệu ngành.", limit=40),
    Field("school_year", "Năm học", "Ví dụ: 2025-2026", limit=20),
    Field("kind", "Loại hình", "Phiếu này được lập cho loại hình này.", Fill.FIXED),
    Field("school_levels", "Cấp học", "Phiếu này được lập cho các cấp học này.", Fill.FIXED),
)

HEADER_FIELDS = (
    Field("superior", "Cơ quan chủ quản", "Ví dụ: UBND PHƯỜNG MINH HỌA"),
    Field("issuer", "Cơ quan ban hành", "Để trống nếu chính là tên trường."),
    Field("number", "Số báo cáo", "Có thể để trống, ghi khi ký.", limit=20),
    Field("symbol", "Ký hiệu báo cáo", "Ví dụ: BC-THCSMH", limit=60),
    Field("place", "Địa danh", "Tên xã, phường nơi trường đóng.", limit=100),
    Field("day", "Ngày ký", "Ngày/tháng/năm. Có thể để trống, ghi khi ký.", Fill.DAY),
    Field("addressees", "Kính gửi", "Mỗi nơi một dòng (Alt+Enter để xuống dòng).", Fill.LINES),
    Field("authority", "Quyền hạn ký", "KT. HIỆU TRƯỞNG, TM. …; để trống nếu người đứng đầu ký."),
    Field("position", "Chức vụ người ký", "Ví dụ: HIỆU TRƯỞNG, PHÓ HIỆU TRƯỞNG"),
    Field("signer", "Người ký", "Họ và tên, không ghi học hàm, học vị.", limit=100),
    Field("recipients", "Nơi nhận", "Mỗi nơi một dòng, ví dụ: Như trên", Fill.LINES, 1000),
    Field("archive", "Lưu", "Ví dụ: VT, CNTT", limit=100),
)

NARRATIVE_LIMIT = 20_000
"""Characters of one section; Excel itself holds 32,767 in a cell."""
REPORT_COLUMNS = (
    Column("label", "Mục", 40),
    Column("value", "Nội dung", 100, limit=NARRATIVE_LIMIT),
)
NARRATIVE_FIELDS = tuple(
    Field(key, label, "", Fill.LINES, NARRATIVE_LIMIT)
    for key, label in (
        ("guidance_received", "I.1. Triển khai các văn bản chỉ đạo"),
        (
            "guidance_issued",
            "I.2. Ban hành các văn bản, công tác hướng dẫn, bồi dưỡng tập huấn",
        ),
        ("process", "II.1. Quá trình thực hiện tại cơ sở giáo dục"),
        ("remarks", "II.2. Nhận xét thêm về kết quả mức độ chuyển đổi số của đơn vị"),
        ("difficulties", "III. Khó khăn, vướng mắc khi triển khai"),
        ("next_year", "IV. Phương hướng nhiệm vụ trọng tâm năm học tiếp theo"),
        ("proposals", "V. Đề xuất, kiến nghị"),
    )
)

ASSESSMENT_COLUMNS = (
    Column("code", "Mã", 7),
    Column("title", "Tiêu chí", 52, required=False),
    Column("max", "Điểm tối đa", 9, required=False),
    Column("award", "Tự đánh giá", 12),
    Column("mark", "Nguồn của điểm tối đa", 12, required=False),
    Column("measured", "Theo số liệu", 13, required=False),
    Column("check", "Kiểm tra", 20, required=False),
    Column("comment", "Diễn giải, nhận xét", 34, required=False, limit=2_000),
)
OWN_COLUMNS = (
    Column("own", "Trường tự đánh giá", 12, required=False),
    Column("own_comment", "Trường diễn giải", 34, required=False),
)
"""Only in the assessors' form: what the school states, to be read beside what they fill in."""
CLAIM_COLUMNS = (
    Column("claim", "Không áp dụng", 9),
    Column("reason", "Lý do không áp dụng", 28, limit=2_000),
)
"""Only where the edition allows an item to be left out."""
CLAIMED = "x"
EXCLUDED = "không áp dụng"

FACT_COLUMNS = (
    Column("code", "Mã", 8),
    Column("title", "Số liệu, thông tin", 62, required=False),
    Column("school_level", "Cấp học", 16, required=False),
    Column("value", "Giá trị", 28),
    Column("unit", "Đơn vị", 14, required=False),
    Column("used", "Dùng cho tiêu chí", 18, required=False),
    Column("mark", "Nguồn", 12, required=False),
)

EVIDENCE_COLUMNS = (
    Column("code", "Mã minh chứng", 13, limit=40),
    Column("title", "Tên minh chứng", 36),
    Column("links", "Dùng cho tiêu chí", 14, limit=400),
    Column("status", "Trạng thái", 13),
    Column("location", "Vị trí lưu trữ hoặc đường dẫn", 32, required=False, limit=2_000),
    Column("holder", "Người phụ trách", 16, required=False, limit=100),
    Column("number", "Số, ký hiệu", 14, required=False, limit=100),
    Column("day", "Ngày ban hành", 12, required=False),
    Column("issuer", "Nơi ban hành", 18, required=False, limit=200),
    Column("note", "Ghi chú", 18, required=False),
)
EVIDENCE_ROWS = 300
"""Rows ready to fill; a school's list holds 40 to 150 pieces."""
MAX_EVIDENCE = 1_000
"""Pieces of evidence that a form may hold, more rows may be added by hand."""

OWN_FACT_COLUMN = Column("own", "Trường kê khai", 20, required=False)
"""Only in the assessors' form."""

YES, NO = "Có", "Không"

EXTERNAL_TITLE = "Đánh giá ngoài"
"""In the assessors' form: the name of the sheet to fill, and the header of its column of points."""

TABLE_HEADER_ROW = 3
"""Row (from 0) of the header of every table; title lines stand above."""


def fact_code(position: int) -> str:
    """Code of the fact at `position` (from 0) among all facts of the edition: `SL01`."""
    return f"SL{position + 1:02d}"


def assessment_columns(*, claims: bool, external: bool = False) -> tuple[Column, ...]:
    """The columns of the assessment; those of claims only where the edition's rule allows any.

    `external` is the assessors' form: their column has its own name, the school's stand beside it.
    """
    columns: tuple[Column, ...] = ASSESSMENT_COLUMNS
    if external:
        columns = tuple(
            replace(one, title=EXTERNAL_TITLE) if one.key == "award" else one for one in columns
        )
        columns += OWN_COLUMNS
    return columns + CLAIM_COLUMNS if claims else columns


def fact_columns(*, external: bool = False) -> tuple[Column, ...]:
    """The columns of the facts."""
    return (*FACT_COLUMNS, OWN_FACT_COLUMN) if external else FACT_COLUMNS


def sheet_title(name: SheetName, *, external: bool = False) -> str:
    """What a tab says."""
    return EXTERNAL_TITLE if external and name is SheetName.ASSESSMENT else str(name)
