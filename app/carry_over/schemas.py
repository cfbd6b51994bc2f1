"""What a carry-over takes and tells."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from app.bodies.schemas import Strict

EditionName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9.-]{1,80}@[0-9]{1,6}(\.[0-9]{1,6}){1,2}$"),
    Field(description="mã@phiên bản đang dùng.", examples=["thangdo.qd-4725@1.1"]),
]


class CarryOverIn(Strict):
    """Carry over exactly what the preview showed."""

    edition: EditionName
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Dấu của lần xem trước; có hồ sơ đổi sau đó thì không chuyển gì."
    )


class MovedOut(BaseModel):
    """Something under its new code that a person must look at."""

    old: str
    new: str
    reason: str


class GoneOut(BaseModel):
    """Something that has no place in the new edition; kept in the dossier's archive."""

    code: str
    reason: str


class SidePreview(BaseModel):
    """One side of one dossier."""

    side: Literal["self", "external"]
    old_level: int | None = Field(description="null: chưa đủ dữ liệu.")
    new_level: int | None
    kept: int = Field(description="Số mục giữ nguyên.")
    review: list[MovedOut]
    archived: list[GoneOut]


class DossierPreview(BaseModel):
    """What becomes of one dossier; `moves` false: it stays, and `stays` says why."""

    dossier_id: str
    body_id: str
    body_name: str
    state: str
    edition: str
    moves: bool
    stays: str
    overlay_dropped: bool = Field(description="Hướng dẫn riêng không viết cho bản mới.")
    sides: list[SidePreview]


class CarryOverPreview(BaseModel):
    """A page of dossiers by id, and the fingerprint of all of them."""

    edition: str
    kinds: list[str]
    moving: int = Field(description="Số hồ sơ sẽ chuyển.")
    staying: int = Field(description="Số hồ sơ đang khóa, ở lại.")
    fingerprint: str
    dossiers: list[DossierPreview]
    next: str | None


class CarriedOverOut(BaseModel):
    """What a carry-over did."""

    edition: str
    moved: int
    stayed: int
    to_review: int = Field(description="Số mục phải xem lại.")
    archived: int = Field(description="Số mục đã cất vào kho lưu của hồ sơ.")
