"""The list of those who are late, as .xlsx."""

from collections.abc import Sequence
from datetime import datetime

from app.campaigns.schemas import LateLine
from app.clock import VIETNAM
from app.edge.tables import Column, Table, table_workbook
from exports.documents.numbers import short_date

_COLUMNS = (
    Column("Mã đơn vị", 14),
    Column("Tên đơn vị", 44),
    Column("Đơn vị đánh giá", 36),
    Column("Hạn nộp", 22),
    Column("Đã nộp", 18),
    Column("Số ngày quá hạn", 12),
)


def late_workbook(rows: Sequence[LateLine], title: str, at: datetime) -> bytes:
    """The whole list; the last column counts whole days up to handing in, or up to `at`."""
    moment = at.astimezone(VIETNAM)
    below = f"{title}, {moment:%H:%M} {short_date(moment.date())}; {len(rows)} đơn vị"
    table = Table("Quá hạn", "DANH SÁCH ĐƠN VỊ QUÁ HẠN", below, _COLUMNS)
    return table_workbook(table, [_cells(row) for row in rows])


def _cells(row: LateLine) -> tuple[str, ...]:
    handed_in = "chưa nộp"
    if row.submitted_at is not None:
        handed_in = short_date(row.submitted_at.astimezone(VIETNAM).date())
    return (
        row.code,
        row.body.name,
        row.assessing.name,
        row.deadline.said,
        handed_in,
        str(row.days),
    )
