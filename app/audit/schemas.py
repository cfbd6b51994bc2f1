"""What the routes of the audit log give out."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class AuditLine(BaseModel):
    """One act in a chain."""

    number: int
    at: datetime
    account_id: str | None = Field(description="null: làm tại dòng lệnh của máy chủ.")
    account_name: str | None
    act: str
    payload: dict[str, Any] | None = Field(description="Đã đổi gì; null: nội dung đã được xóa.")
    payload_hash: str
    previous: str
    hash: str


class AuditPage(BaseModel):
    """A page of a chain, newest first; `next` is the cursor of the following page."""

    chain: str
    length: int
    rows: list[AuditLine]
    next: str | None


class AccessLine(BaseModel):
    """Somebody read something."""

    at: datetime
    account_id: str | None
    account_name: str | None
    address: str
    act: str


class AccessPage(BaseModel):
    """A page of the access log of one thing, newest first."""

    thing: str
    rows: list[AccessLine]
    next: str | None
