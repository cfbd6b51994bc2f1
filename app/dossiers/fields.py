"""Narrative and header of the report as named fields: what they are called, which must be there."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from exports.dossier import DecreeHeader, Narrative
from scoring.checks import printable, short

# Ten printed pages; the longest section of a real report among the sources has two.
MAX_PARAGRAPHS = 20_000
# One line of the letterhead with all its cơ quan, and to spare.
MAX_LINE = 300
NARRATIVE = tuple(f"narrative.{field.name}" for field in fields(Narrative))
HEADER = tuple(f"header.{field.name}" for field in fields(DecreeHeader))
ALL = frozenset(NARRATIVE + HEADER)
_LISTS = {"addressees", "recipients"}
LONG = frozenset((*NARRATIVE, *(f"header.{name}" for name in _LISTS)))

TITLES: Mapping[str, str] = {
    "narrative.guidance_received": "Phần I.1 (triển khai các văn bản chỉ đạo)",
    "narrative.guidance_issued": "Phần I.2 (ban hành các văn bản, hướng dẫn, tập huấn)",
    "narrative.process": "Phần II.1 (quá trình thực hiện)",
    "narrative.remarks": "Phần II.2 (nhận xét thêm về kết quả)",
    "narrative.difficulties": "Phần III (khó khăn, vướng mắc)",
    "narrative.next_year": "Phần IV (phương hướng năm học tiếp theo)",
    "narrative.proposals": "Phần V (đề xuất, kiến nghị)",
    "header.superior": "Cơ quan chủ quản",
    "header.issuer": "Cơ quan ban hành",
    "header.number": "Số văn bản",
    "header.symbol": "Ký hiệu văn bản",
    "header.place": "Địa danh",
    "header.day": "Ngày ban hành",
    "header.addressees": "Kính gửi",
    "header.authority": "Dòng thẩm quyền ký",
    "header.position": "Chức vụ người ký",
    "header.signer": "Người ký",
    "header.recipients": "Nơi nhận",
    "header.archive": "Nơi lưu",
}
REQUIRED = (
    "narrative.guidance_received",
    "narrative.guidance_issued",
    "narrative.process",
    "narrative.next_year",
    "header.superior",
    "header.issuer",
    "header.place",
    "header.addressees",
    "header.position",
    "header.signer",
    "header.recipients",
)
"""Difficulties and proposals may be none, which the report prints as “Không có”; số, ký hiệu and
the date may be blank at chốt: they come with the signed file.
"""


def title(field: str) -> str:
    """What the field is called in the report; "" for no field."""
    return TITLES.get(field, "")


def narrative(values: Mapping[str, str]) -> Narrative:
    """The narrative that the fields make up."""
    return Narrative(
        **{field.name: values.get(f"narrative.{field.name}", "") for field in fields(Narrative)}
    )


def header(values: Mapping[str, str]) -> DecreeHeader:
    """The header that the fields make up; lists are lines, the day is ISO."""
    parts: dict[str, object] = {}
    for field in fields(DecreeHeader):
        value = values.get(f"header.{field.name}", "")
        if field.name in _LISTS:
            parts[field.name] = tuple(line.strip() for line in value.splitlines() if line.strip())
        elif field.name == "day":
            parts[field.name] = date.fromisoformat(value) if value else None
        else:
            parts[field.name] = value
    return DecreeHeader(**parts)  # type: ignore[arg-type]  # each by the field's own rule above


def as_fields(told: Narrative, letterhead: DecreeHeader) -> dict[str, str]:
    """The fields of a narrative and a header: what a filled form brings home."""
    values = {f"narrative.{field.name}": getattr(told, field.name) for field in fields(Narrative)}
    for field in fields(DecreeHeader):
        value = getattr(letterhead, field.name)
        if field.name in _LISTS:
            values[f"header.{field.name}"] = "\n".join(value)
        elif field.name == "day":
            values[f"header.{field.name}"] = value.isoformat() if value else ""
        else:
            values[f"header.{field.name}"] = value
    return values


def problem(field: str, value: str) -> str | None:
    """Why `value` cannot be kept under `field`, or None."""
    if field not in ALL:
        return f"Báo cáo không có mục “{short(field)}”."
    limit = MAX_PARAGRAPHS if field in LONG else MAX_LINE
    if len(value) > limit:
        return f"{title(field)}: dài quá {limit:,} ký tự.".replace(",", ".", 1)
    if not printable(value) or (field not in LONG and "\n" in value):
        return f"{title(field)}: có ký tự xuống dòng hoặc ký tự điều khiển, hãy gõ lại."
    if field == "header.day" and value:
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"{title(field)}: phải có dạng năm-tháng-ngày, ví dụ 2027-05-31."
    return None
