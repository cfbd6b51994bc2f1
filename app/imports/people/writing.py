"""Accounts and roles written, ended and taken away: by sets."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Text, delete, func, insert, literal, update
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import Account, BrowserSession, LinkKind, OneTimeLink, RoleGrant
from app.audit.chain import Who
from app.bodies.text import searchable
from app.imports.kept import Kept, portions

_HANGING = {("role_grant", "account_id"), ("one_time_link", "account_id")}
"""What goes with an account that nobody has used."""


class Used(NamedTuple):
    """Of accounts that an import made: those in use, those that something else names."""

    used: frozenset[str]
    named: frozenset[str]


def in_turns(session: Session, names: Iterable[str]) -> None:
    """`storage.in_turn` for many names, in one order, in one statement."""
    if session.get_bind().dialect.name != "postgresql":
        return
    ordered = sorted(set(names))
    if ordered:
        name = func.unnest(literal(ordered, ARRAY(Text))).column_valued("name")
        key = func.pg_advisory_xact_lock(func.hashtextextended(name, literal(0)))
        session.connection().execute(pick(key))


def write(session: Session, rows: Sequence[Kept], who: Who) -> None:
    """New accounts, without a password; roles from now on."""
    accounts = [
        {
            "id": one.thing_id,
            "email": one.code,
            "name": one.after["texts"]["name"],
            "search": searchable(one.after["texts"]["name"]),
            "created_at": who.at,
        }
        for one in rows
        if one.after["made"]
    ]
    grants = [
        {
            "id": grant["id"],
            "account_id": one.thing_id,
            "role": grant["role"],
            "body_id": one.after["body"],
            "granted_at": who.at,
            "granted_by": who.account_id,
        }
        for one in rows
        for grant in one.after["grants"]
    ]
    for model, values in ((Account, accounts), (RoleGrant, grants)):
        if values:
            session.connection().execute(insert(_table(model)), values)


def end_roles(session: Session, ids: Collection[str], at: datetime) -> None:
    """These roles end now, those that have not ended yet."""
    for some in portions(ids):
        session.execute(
            update(RoleGrant)
            .where(col(RoleGrant.id).in_(some), col(RoleGrant.revoked_at).is_(None))
            .values(revoked_at=at)
        )


def used(session: Session, ids: Collection[str], grants: Collection[str]) -> Used:
    """Which accounts somebody has taken into use, or given more; which anything else names."""
    in_use: set[str] = set()
    for some in portions(ids):
        opened = select(Account.id).where(
            col(Account.id).in_(some), col(Account.password_hash).is_not(None)
        )
        in_use.update(session.exec(opened))
        entered = col(BrowserSession.account_id)
        in_use.update(session.exec(select(entered).where(entered.in_(some))))
        held = pick(col(RoleGrant.account_id), col(RoleGrant.id)).where(
            col(RoleGrant.account_id).in_(some), col(RoleGrant.revoked_at).is_(None)
        )
        in_use.update(key for key, grant in session.execute(held) if grant not in grants)
    return Used(frozenset(in_use), frozenset(_named(session, ids)))


def _named(session: Session, ids: Collection[str]) -> set[str]:
    columns = [
        column
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if (table.name, column.name) not in _HANGING
        and any(key.target_fullname == "account.id" for key in column.foreign_keys)
    ]
    found: set[str] = set()
    for some in portions(ids):
        for column in columns:
            found.update(session.execute(pick(column).where(column.in_(some)).distinct()).scalars())
    return found


def take_away(session: Session, ids: Collection[str]) -> None:
    """Accounts that nothing names: as if they had never been."""
    for table, key in (
        (RoleGrant, col(RoleGrant.account_id)),
        (OneTimeLink, col(OneTimeLink.account_id)),
        (Account, col(Account.id)),
    ):
        for some in portions(ids):
            session.execute(delete(table).where(key.in_(some)))


def disable(session: Session, ids: Collection[str], at: datetime) -> None:
    """Nobody signs in by these any more; links to choose a password count no longer."""
    for some in portions(ids):
        session.execute(update(Account).where(col(Account.id).in_(some)).values(disabled_at=at))
        session.execute(
            update(OneTimeLink)
            .where(
                col(OneTimeLink.account_id).in_(some),
                col(OneTimeLink.kind) == LinkKind.RESET,
                col(OneTimeLink.used_at).is_(None),
            )
            .values(used_at=at)
        )


def _table(model: type[SQLModel]) -> Any:  # noqa: ANN401 - a table without its class
    return SQLModel.metadata.tables[str(model.__tablename__)]
