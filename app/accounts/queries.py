"""All queries of people: accounts, roles, keys. Lists take a constant number of statements."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy import tuple_ as together
from sqlmodel import Session, col
from sqlmodel import select as pick

from app.accounts.actor import SCHOOL_ROLES, Actor
from app.accounts.models import Account, ApiToken, Role, RoleGrant
from app.bodies.text import like
from app.policy.decisions import MANAGERS
from app.policy.walks import SUBTREE, below
from app.storage.database import locked


class Page(NamedTuple):
    """Which accounts a list shows: after a row's (search, id), at most so many."""

    text: str = ""
    body_id: str | None = None
    after: Sequence[str] = ()
    limit: int = 50


def account_named(session: Session, email: str) -> Account | None:
    """The account of an e-mail (see `service.email_of`)."""
    return session.exec(pick(Account).where(Account.email == email)).one_or_none()


def names_of(session: Session, account_ids: Collection[str]) -> dict[str, str]:
    """The names of these accounts; no statement for none."""
    if not account_ids:
        return {}
    rows = session.exec(pick(Account).where(col(Account.id).in_(account_ids)))
    return {row.id: row.name for row in rows}


def held_account(session: Session, account_id: str) -> Account | None:
    """The account, its row held."""
    return locked(session, pick(Account).where(Account.id == account_id))


def grants_of(session: Session, account_ids: Collection[str]) -> dict[str, list[RoleGrant]]:
    """The roles of these accounts that are not revoked."""
    found: dict[str, list[RoleGrant]] = {one: [] for one in account_ids}
    rows = session.exec(
        pick(RoleGrant)
        .where(col(RoleGrant.account_id).in_(account_ids), col(RoleGrant.revoked_at).is_(None))
        .order_by(col(RoleGrant.id))
    )
    for row in rows:
        found[row.account_id].append(row)
    return found


def managed(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `Account`: people with a role where the actor looks after people; oneself."""
    if actor.is_system_administrator:
        return true()
    place = col(RoleGrant.body_id)
    theirs = or_(
        place.in_(sorted(actor.at(MANAGERS & SCHOOL_ROLES))),
        place.in_(below(actor.at(MANAGERS - SCHOOL_ROLES), SUBTREE, today)),
    )
    there = select(col(RoleGrant.account_id)).where(col(RoleGrant.revoked_at).is_(None), theirs)
    return or_(col(Account.id) == actor.account_id, col(Account.id).in_(there))


def accounts(session: Session, actor: Actor, page: Page, today: date) -> Sequence[Account]:
    """One page of the people the actor looks after, by name."""
    statement = pick(Account).where(managed(actor, today))
    if page.text:
        pattern = like(page.text)
        statement = statement.where(
            or_(
                col(Account.search).like(pattern, escape="\\"),
                col(Account.email).like(pattern, escape="\\"),
            )
        )
    if page.body_id is not None:
        there = select(col(RoleGrant.account_id)).where(
            col(RoleGrant.body_id) == page.body_id, col(RoleGrant.revoked_at).is_(None)
        )
        statement = statement.where(col(Account.id).in_(there))
    if page.after:
        statement = statement.where(together(Account.search, Account.id) > together(*page.after))
    return session.exec(
        statement.order_by(col(Account.search), col(Account.id)).limit(page.limit)
    ).all()


def visible_account(session: Session, actor: Actor, account_id: str, today: date) -> Account | None:
    """The account, if the actor looks after its person."""
    return session.exec(
        pick(Account).where(Account.id == account_id, managed(actor, today))
    ).one_or_none()


def active_grant(session: Session, grant_id: str) -> RoleGrant | None:
    """A role that is not revoked, its row held."""
    return locked(
        session,
        pick(RoleGrant).where(RoleGrant.id == grant_id, col(RoleGrant.revoked_at).is_(None)),
    )


def same_grant(
    session: Session, account_id: str, role: Role, body_id: str | None
) -> RoleGrant | None:
    """The role that the account already has there."""
    return session.exec(
        pick(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.body_id == body_id,
            col(RoleGrant.revoked_at).is_(None),
        )
    ).first()


def system_administrators(session: Session) -> int:
    """How many people run the installation and can sign in."""
    return session.exec(
        pick(func.count(func.distinct(RoleGrant.account_id)))
        .join(Account, and_(col(Account.id) == RoleGrant.account_id))
        .where(
            RoleGrant.role == Role.SYSTEM_ADMINISTRATOR,
            col(RoleGrant.revoked_at).is_(None),
            col(Account.disabled_at).is_(None),
        )
    ).one()


def tokens_of(session: Session, account_id: str) -> Sequence[ApiToken]:
    """The tokens of an account that were not revoked, newest first."""
    return session.exec(
        pick(ApiToken)
        .where(ApiToken.account_id == account_id, col(ApiToken.revoked_at).is_(None))
        .order_by(col(ApiToken.created_at).desc(), col(ApiToken.id))
    ).all()
