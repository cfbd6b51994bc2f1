"""One line per form, as a table that Excel opens and nothing in it can run."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from app.batch.reporting import Reported

FILE_NAME = "ket-qua.csv"
COLUMNS = (
    "Tệp",
    "Tên trường",
    "Mã trường",
    "Năm học",
    "Bộ chỉ số",
    "Mức",
    "Tên mức",
    "Số mục chưa trả lời",
    "Tình trạng",
    "Chỗ cần sửa",
)
_MARK = "\ufeff"  # Excel takes a file without it for the local eight-bit code
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(reported: Reported) -> tuple[str, ...]:
    """One form's line: what it came to, or everything that must be mended."""
    if reported.faults:
        faults = "; ".join(str(fault) for fault in reported.faults)
        return (reported.name, *[""] * 7, "chưa làm được", faults)
    return (
        reported.name,
        reported.school,
        reported.school_code,
        reported.school_year,
        reported.edition,
        "" if reported.level is None else str(reported.level),
        reported.level_name or "chưa đủ dữ liệu",
        str(reported.missing),
        "đã lập báo cáo",
        "",
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8. A text that Excel would run is written with `'` before it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    return (_MARK + text.getvalue()).encode("utf-8", "replace")


def _inert(cell: str) -> str:
    stripped = cell.lstrip(" \u00a0\ufeff")
    return f"'{cell}" if stripped.startswith(_STARTS_A_FORMULA) else cell
