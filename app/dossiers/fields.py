"""Narrative and header of the report as named fields, and which of them must be there."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from exports.dossier import DecreeHeader, Narrative

MAX_PARAGRAPHS = 20_000
NARRATIVE = tuple(f"narrative.{field.name}" for field in fields(Narrative))
HEADER = tuple(f"header.{field.name}" for field in fields(DecreeHeader))
ALL = frozenset(NARRATIVE + HEADER)
_LISTS = {"addressees", "recipients"}

REQUIRED: Mapping[str, str] = {
    "narrative.guidance_received": "Phần I.1 (triển khai các văn bản chỉ đạo)",
    "narrative.guidance_issued": "Phần I.2 (ban hành các văn bản, hướng dẫn, tập huấn)",
    "narrative.process": "Phần II.1 (quá trình thực hiện)",
    "narrative.next_year": "Phần IV (phương hướng năm học tiếp theo)",
    "header.superior": "Cơ quan chủ quản",
    "header.issuer": "Cơ quan ban hành",
    "header.place": "Địa danh",
    "header.addressees": "Kính gửi",
    "header.position": "Chức vụ người ký",
    "header.signer": "Người ký",
    "header.recipients": "Nơi nhận",
}
"""Số, ký hiệu and the date may be blank at chốt: they come with the signed file."""


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
        return f"Không có mục “{field}” trong báo cáo."
    if len(value) > MAX_PARAGRAPHS:
        return f"Nội dung dài quá {MAX_PARAGRAPHS} ký tự."
    if field == "header.day" and value:
        try:
            date.fromisoformat(value)
        except ValueError:
            return "Ngày phải có dạng 2027-05-31."
    return None
