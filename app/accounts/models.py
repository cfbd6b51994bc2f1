"""Tables of people and of how they prove who they are. Secrets are stored hashed only."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class Role(StrEnum):
    """What somebody may do at a body and below it; the rules are in `app.policy`."""

    SCHOOL_EDITOR = "school_editor"
    SCHOOL_HEAD = "school_head"
    ASSESSOR = "assessor"
    TEAM_LEAD = "team_lead"
    BODY_LEADER = "body_leader"
    SO_ADMINISTRATOR = "so_administrator"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class LinkKind(StrEnum):
    """What a one-time link lets its holder do."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


class Account(SQLModel, table=True):
    """A person. `email` is NFC and lower case; `password_hash` is None until one is chosen.

    `search` is the name without diacritics or case, by which lists are sorted.
    """

    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    email: str = Field(sa_column=Column(Words(200), nullable=False, unique=True))
    name: str = Field(sa_column=Column(Words(200), nullable=False))
    search: str = Field(default="", max_length=200, index=True)
    password_hash: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcTime)


class RoleGrant(SQLModel, table=True):
    """A role at a body, from when until when. `body_id` is None only for the whole installation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        one_of("role", Role, "role_grant_role"),
        Index("role_grant_account", "account_id"),
        Index("role_grant_body", "body_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    role: str = Field(max_length=30)
    body_id: str | None = Field(default=None, foreign_key="body.id", max_length=ID_LENGTH)
    granted_at: datetime = Field(sa_type=UtcTime)
    granted_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class BrowserSession(SQLModel, table=True):
    """A signed-in browser; the cookie's value is stored as SHA-256."""

    __tablename__ = "browser_session"
    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH, index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class OneTimeLink(SQLModel, table=True):
    """A link to set up the installation, accept an invitation or choose a new password."""

    __tablename__ = "one_time_link"
    __table_args__ = (one_of("kind", LinkKind, "one_time_link_kind"),)
    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=20)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    email: str | None = Field(default=None, sa_column=Column(Words(200)))
    name: str | None = Field(default=None, sa_column=Column(Words(200)))
    role: str | None = Field(default=None, max_length=30)
    body_id: str | None = Field(default=None, foreign_key="body.id", max_length=ID_LENGTH)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ApiToken(SQLModel, table=True):
    """A machine's token: acts for an account within `scopes`; shown once, stored as SHA-256."""

    __tablename__ = "api_token"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH, index=True)
    name: str = Field(sa_column=Column(Words(100), nullable=False))
    token_hash: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=12)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime)


class LoginAttempt(SQLModel, table=True):
    """Failed sign-ins, counted per account name and per address in every worker alike."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("login_attempt_key", "key", "at"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    key: str = Field(max_length=80)
    at: datetime = Field(sa_type=UtcTime)


class IdempotencyKey(SQLModel, table=True):
    """A write that was answered: its key again gets the same answer, another body a refusal."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("account_id", "key", name="idempotency_key_once"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    key: str = Field(max_length=100)
    request_hash: str = Field(max_length=64)
    status: int
    answer: str
    etag: str = Field(default="", max_length=100)
    at: datetime = Field(sa_type=UtcTime, index=True)
