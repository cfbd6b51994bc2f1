"""Who acts: a person with the roles that count now, found in one statement per request.

Nothing is remembered between requests: a grant, a revocation, a disabled account or the end of a
body counts from the next request, in every worker.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlmodel import Session, col

from app.accounts.models import Account, ApiToken, BrowserSession, Role, RoleGrant
from app.bodies.models import Body

Rows = Select[*tuple[Any, ...]]
SCHOOL_ROLES = frozenset({Role.SCHOOL_EDITOR, Role.SCHOOL_HEAD})


class Scope(StrEnum):
    """What a token may be used for; a browser's session may do all that its person may."""

    READ = "read"
    ANSWERS = "answers"
    ASSESS = "assess"
    MANAGE = "manage"


class Grant(NamedTuple):
    """A role at a body; `body_id` is None for the whole installation."""

    role: Role
    body_id: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, with the roles that count today.

    `ties` are the schools they work for, dissolved ones included: nobody assesses their own.
    `scopes` is None for a browser's session.
    """

    account_id: str
    name: str
    grants: tuple[Grant, ...] = ()
    ties: frozenset[str] = frozenset()
    scopes: frozenset[Scope] | None = None

    def at(self, roles: Iterable[Role]) -> frozenset[str]:
        """The bodies at which the person has one of these roles."""
        wanted = frozenset(roles)
        return frozenset(
            grant.body_id for grant in self.grants if grant.role in wanted and grant.body_id
        )

    @property
    def bodies(self) -> frozenset[str]:
        """The bodies at which the person has any role."""
        return self.at(Role)

    @property
    def is_system_administrator(self) -> bool:
        """Whether the person runs the installation."""
        return any(grant.role is Role.SYSTEM_ADMINISTRATOR for grant in self.grants)


class Presence(NamedTuple):
    """An actor, and the key they came with: since when, until when, last noted as used when."""

    actor: Actor
    key_hash: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def hashed(secret: str) -> str:
    """How a session's, a token's or a link's secret is stored: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_session(session: Session, secret: str, at: datetime, today: date) -> Presence | None:
    """Whose browser holds this cookie, if its session still counts."""
    key_hash = hashed(secret)
    rows = _rows(session, _of_session(), key_hash=key_hash, at=at)
    if not rows:
        return None
    first = rows[0]
    actor = _actor(rows, today, None)
    return Presence(actor, key_hash, first.created_at, first.expires_at, None)


def by_token(session: Session, secret: str, at: datetime, today: date) -> Presence | None:
    """On whose account a machine with this token acts, if the token still counts."""
    key_hash = hashed(secret)
    rows = _rows(session, _of_token(), key_hash=key_hash, at=at)
    if not rows:
        return None
    first = rows[0]
    scopes = frozenset(Scope(scope) for scope in first.scopes)
    actor = _actor(rows, today, scopes)
    return Presence(actor, key_hash, first.created_at, first.expires_at, first.last_used_at)


def by_account(session: Session, account_id: str, today: date) -> Actor | None:
    """The person of an account, as a browser's session would have it; None when disabled."""
    rows = _rows(session, _of_account(), account_id=account_id)
    return _actor(rows, today, None) if rows else None


# Built once each: putting a statement together takes longer than the database needs for it.


@cache
def _of_session() -> Rows:
    key = BrowserSession
    statement = select(col(key.created_at), col(key.expires_at)).where(
        col(key.token_hash) == bindparam("key_hash"), col(key.expires_at) > bindparam("at")
    )
    return _with_person(statement, col(key.account_id))


@cache
def _of_token() -> Rows:
    key = ApiToken
    statement = select(
        col(key.created_at), col(key.expires_at), col(key.last_used_at), col(key.scopes)
    ).where(
        col(key.token_hash) == bindparam("key_hash"),
        col(key.expires_at) > bindparam("at"),
        col(key.revoked_at).is_(None),
    )
    return _with_person(statement, col(key.account_id))


@cache
def _of_account() -> Rows:
    wanted = col(Account.id) == bindparam("account_id")
    return _with_person(select(col(Account.created_at)).where(wanted), None)


def _with_person(statement: Rows, account_id: Any | None) -> Rows:  # noqa: ANN401
    """The same rows, each with the account and one of its roles; disabled accounts drop out."""
    if account_id is not None:
        statement = statement.join(Account, col(Account.id) == account_id)
    return (
        statement.add_columns(
            col(Account.id).label("account_id"),
            col(Account.name).label("account_name"),
            col(RoleGrant.role).label("role"),
            col(RoleGrant.body_id).label("body_id"),
            col(Body.dissolved_on).label("dissolved_on"),
        )
        .outerjoin(
            RoleGrant,
            and_(col(RoleGrant.account_id) == Account.id, col(RoleGrant.revoked_at).is_(None)),
        )
        .outerjoin(Body, col(Body.id) == RoleGrant.body_id)
        .where(col(Account.disabled_at).is_(None))
        .order_by(col(RoleGrant.id))
    )


def _rows(session: Session, statement: Rows, **values: object) -> list[Row[Any]]:
    return list(session.connection().execute(statement, values).all())


def _actor(rows: list[Row[Any]], today: date, scopes: frozenset[Scope] | None) -> Actor:
    granted = [(Role(row.role), row.body_id, row.dissolved_on) for row in rows if row.role]
    return Actor(
        account_id=rows[0].account_id,
        name=rows[0].account_name,
        grants=tuple(
            Grant(role, body)
            for role, body, dissolved in granted
            if dissolved is None or dissolved > today
        ),
        ties=frozenset(body for role, body, _ in granted if role in SCHOOL_ROLES and body),
        scopes=scopes,
    )
