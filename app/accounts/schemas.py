"""What goes in and out of the routes of people: validated here, then copied into tables."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from app.accounts.actor import Scope
from app.accounts.models import Role
from app.accounts.signing_in import email_of
from app.accounts.tokens import MAX_DAYS
from app.bodies.text import Id, Name, one_line
from app.edge.cursors import MAX_CURSOR

PAGE = 50
MAX_PAGE = 200
PathId = Annotated[str, Path(min_length=1, max_length=26, pattern=r"^[0-9a-z]+$")]
After = Annotated[str, Query(max_length=MAX_CURSOR, description="Con trỏ `next` của trang trước.")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Số dòng của một trang.")]
Text = Annotated[
    str, Query(max_length=100, description="Một phần của họ tên hoặc thư điện tử, không cần dấu.")
]
Email = Annotated[
    str,
    BeforeValidator(lambda value: email_of(value) if isinstance(value, str) else value),
    StringConstraints(min_length=3, max_length=200, pattern=r"^[^@\s]+@[^@\s]+$"),
]
TokenName = Annotated[
    str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=100)
]
Scopes = Annotated[
    tuple[Scope, ...],
    Field(min_length=1, max_length=len(Scope)),
    AfterValidator(lambda value: tuple(sorted(set(value)))),
]


class Strict(BaseModel):
    """Nothing unknown is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GrantIn(Strict):
    """A role at a body."""

    role: Role = Field(examples=["school_editor"])
    body_id: Id | None = Field(
        default=None, description="Đơn vị; chỉ quản trị hệ thống mới để trống."
    )


class InvitationIn(GrantIn):
    """An invitation of somebody to a role."""

    email: Email = Field(examples=["nguoi.moi@truong.example"])
    name: Name = Field(examples=["Người Mới (dữ liệu minh họa)"])


class TokenIn(Strict):
    """A new token of one's own."""

    name: TokenName = Field(examples=["Phần mềm đánh giá ngoài"])
    scopes: Scopes = Field(examples=[["read", "assess"]])
    days: int = Field(90, ge=1, le=MAX_DAYS, description="Số ngày có hiệu lực.")


class PasswordIn(Strict):
    """Another password of one's own."""

    current: str = Field(max_length=400, description="Mật khẩu đang dùng.")
    new: str = Field(max_length=400, description="Mật khẩu mới, ít nhất 10 ký tự.")


class GrantOut(BaseModel):
    """A role at a body."""

    id: str
    role: Role
    body_id: str | None
    body_name: str | None = Field(description="Tên hiện nay của đơn vị.")
    granted_at: datetime


class AccountOut(BaseModel):
    """A person and their roles, dissolved bodies included."""

    id: str
    email: str
    name: str
    created_at: datetime
    disabled: bool
    grants: list[GrantOut]


class AccountList(BaseModel):
    """A page of people; `next` is the cursor of the following page."""

    accounts: list[AccountOut]
    next: str | None


class MyGrant(BaseModel):
    """A role that counts today."""

    role: Role
    body_id: str | None
    body_name: str | None


class MeOut(BaseModel):
    """Who the caller is, and what counts of their roles today."""

    id: str
    name: str
    grants: list[MyGrant]
    scopes: list[Scope] | None = Field(
        description="Phạm vi của mã truy cập; null khi đăng nhập bằng trình duyệt."
    )


class LinkOut(BaseModel):
    """A one-time link, shown this once: pass it on by a safe way."""

    url: str
    expires_at: datetime


class TokenOut(BaseModel):
    """A token without its secret."""

    id: str
    name: str
    hint: str = Field(description="Bốn ký tự cuối, để nhận ra.")
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class TokenMade(TokenOut):
    """A new token, its secret shown this once."""

    token: str


class TokenList(BaseModel):
    """One's own tokens that were not revoked, newest first."""

    tokens: list[TokenOut]
