"""Who acts: a person with the roles that count now, found in one statement per request.

The rows are read at every request: a grant, a revocation, a disabled account or the end of a body
counts from the next one, in every worker. Only what equal rows mean on the same day is remembered.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, null, select
from sqlmodel import Session, col

from app.accounts.models import Account, ApiToken, BrowserSession, Role, RoleGrant
from app.bodies.models import Body
from app.storage.ready import Ready

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
    return _present(session, _of_session(), hashed(secret), at, today)


def by_token(session: Session, secret: str, at: datetime, today: date) -> Presence | None:
    """On whose account a machine with this token acts, if the token still counts."""
    return _present(session, _of_token(), hashed(secret), at, today)


def by_account(session: Session, account_id: str, today: date) -> Actor | None:
    """The person of an account, as a browser's session would have it; None when disabled."""
    connection = session.connection()
    told = _of_account().run(connection, {"account_id": account_id}).all()
    rows = [_Told(*_of_account().read(connection.dialect, row)) for row in told]
    return _actor(rows, today, None) if rows else None


class _Told(NamedTuple):
    """One of a person's roles, beside what is the same in every row: the key and the account."""

    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    scopes: list[str] | None
    account_id: str
    account_name: str
    role: str | None
    body_id: str | None
    dissolved_on: date | None


class _Meaning(NamedTuple):
    """What rows meant on a day."""

    rows: list[Row[Any]]
    today: date
    presence: Presence


_MEANT: dict[str, _Meaning] = {}
"""By the hash of the key. It saves the work on rows that are as they were, never the reading."""
_MOST = 2_000


def _present(
    session: Session, key: Ready[Rows], key_hash: str, at: datetime, today: date
) -> Presence | None:
    connection = session.connection()
    rows = list(key.run(connection, {"key_hash": key_hash, "at": at}).all())
    if not rows:
        return None
    known = _MEANT.get(key_hash)
    if known is not None and known.today == today and known.rows == rows:
        return known.presence
    told = [_Told(*key.read(connection.dialect, row)) for row in rows]
    first = told[0]
    scopes = None if first.scopes is None else frozenset(Scope(one) for one in first.scopes)
    actor = _actor(told, today, scopes)
    presence = Presence(actor, key_hash, first.created_at, first.expires_at, first.used_at)
    if len(_MEANT) >= _MOST:
        _MEANT.clear()
    _MEANT[key_hash] = _Meaning(rows, today, presence)
    return presence


# Built once each: putting a statement together takes longer than the database needs for it.


@cache
def _of_session() -> Ready[Rows]:
    key = BrowserSession
    statement = select(col(key.created_at), col(key.expires_at), null(), null()).where(
        col(key.token_hash) == bindparam("key_hash"), col(key.expires_at) > bindparam("at")
    )
    return Ready(_with_person(statement, col(key.account_id)))


@cache
def _of_token() -> Ready[Rows]:
    key = ApiToken
    statement = select(
        col(key.created_at), col(key.expires_at), col(key.last_used_at), col(key.scopes)
    ).where(
        col(key.token_hash) == bindparam("key_hash"),
        col(key.expires_at) > bindparam("at"),
        col(key.revoked_at).is_(None),
    )
    return Ready(_with_person(statement, col(key.account_id)))


@cache
def _of_account() -> Ready[Rows]:
    wanted = col(Account.id) == bindparam("account_id")
    made = col(Account.created_at)
    return Ready(_with_person(select(made, made, null(), null()).where(wanted), None))


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


def _actor(rows: list[_Told], today: date, scopes: frozenset[Scope] | None) -> Actor:
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
