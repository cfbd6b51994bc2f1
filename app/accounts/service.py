"""People: who is invited, what they may do where, who may no longer sign in.

Whoever looks after people does so within their own subtree and never above themselves
(`app.policy.grantable_at`); what concerns a whole account needs a right over all of its roles.
"""

from datetime import date

from sqlmodel import Session

from app import clock
from app.accounts import links, queries
from app.accounts.actor import Actor
from app.accounts.errors import (
    AccountExists,
    AccountNotFound,
    GrantNotFound,
    LastAdministrator,
    NotAllowed,
    RoleUnfit,
)
from app.accounts.models import Account, LinkKind, Role, RoleGrant
from app.accounts.signing_in import end_sessions, revoke_tokens
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.bodies.errors import BodyNotFound, BodyNotThere
from app.bodies.models import Body, BodyKind
from app.bodies.text import searchable
from app.policy import Act, grantable_at, require, require_at_body
from app.policy.decisions import ASSESSORS
from app.storage.database import in_turn

ADMINISTRATORS = "administrators"
"""Changes that could leave no administrator pass one by one."""


def add_account(session: Session, email: str, name: str, who: Who) -> Account:
    """A new account without password or role. Raises AccountExists."""
    in_turn(session, f"account:{email}")
    if queries.account_named(session, email) is not None:
        raise AccountExists
    account = Account(email=email, name=name, search=searchable(name), created_at=who.at)
    session.add(account)
    session.flush()
    told = {"account": account.id, "email": email, "name": name}
    record_on_body(session, INSTALLATION, who, "account.added", told)
    return account


def grant(
    session: Session, account: Account, role: Role, body_id: str | None, who: Who
) -> RoleGrant:
    """A role from now on; one that is there already stays as it is. Nobody is asked here.

    Raises BodyNotFound, BodyNotThere, RoleUnfit.
    """
    fit(session, role, body_id, who)
    in_turn(session, f"roles:{account.id}")  # the same role twice would be revoked only once
    known = queries.same_grant(session, account.id, role, body_id)
    if known is not None:
        return known
    row = RoleGrant(
        account_id=account.id,
        role=role,
        body_id=body_id,
        granted_at=who.at,
        granted_by=who.account_id,
    )
    session.add(row)
    session.flush()
    told = {"account": account.id, "role": role, "grant": row.id}
    record_on_body(session, body_id or INSTALLATION, who, "role.granted", told)
    return row


def revoke(session: Session, row: RoleGrant, who: Who) -> None:
    """A role ends now. Nobody is asked here. Raises LastAdministrator."""
    if row.role == Role.SYSTEM_ADMINISTRATOR:
        in_turn(session, ADMINISTRATORS)
    row.revoked_at = who.at
    session.add(row)
    session.flush()
    if row.role == Role.SYSTEM_ADMINISTRATOR and not queries.system_administrators(session):
        raise LastAdministrator
    told = {"account": row.account_id, "role": row.role, "grant": row.id}
    record_on_body(session, row.body_id or INSTALLATION, who, "role.revoked", told)


def revoke_as(session: Session, actor: Actor, grant_id: str, who: Who) -> None:
    """`revoke`, by somebody who may grant the same. Raises GrantNotFound, NotAllowed."""
    today = clock.day_of(who.at)
    row = queries.active_grant(session, grant_id)
    if row is None or queries.visible_account(session, actor, row.account_id, today) is None:
        raise GrantNotFound
    try:
        may_grant(session, actor, Role(row.role), row.body_id, today)
    except BodyNotFound:
        raise NotAllowed from None
    revoke(session, row, who)


def may_grant(session: Session, actor: Actor, role: Role, body_id: str | None, today: date) -> None:
    """Raise BodyNotFound, NotAllowed or ScopeMissing unless the actor may give this role there."""
    if body_id is None:
        require(session, actor, Act.MANAGE_ACCOUNTS, None, today)
    else:
        require_at_body(session, actor, Act.MANAGE_PEOPLE, body_id, today)
    if role not in grantable_at(session, actor, body_id, today):
        raise NotAllowed


def seen(session: Session, actor: Actor, account_id: str, today: date) -> Account:
    """An account of a person the actor looks after. Raises AccountNotFound."""
    found = queries.visible_account(session, actor, account_id, today)
    if found is None:
        raise AccountNotFound
    return found


def answered_for(session: Session, actor: Actor, account_id: str, today: date) -> Account:
    """An account all of whose roles the actor may revoke: only then is it theirs to touch.

    Else whoever may reset an editor's password could become the administrator that the editor is
    elsewhere. Raises AccountNotFound, NotAllowed, ScopeMissing.
    """
    account = seen(session, actor, account_id, today)
    held = queries.grants_of(session, [account_id])[account_id]
    if not held:
        require(session, actor, Act.MANAGE_ACCOUNTS, None, today)
    for row in held:
        try:
            may_grant(session, actor, Role(row.role), row.body_id, today)
        except BodyNotFound:
            raise NotAllowed from None
    return account


def disable(session: Session, account: Account, who: Who) -> None:
    """Nobody signs in by this account any more, from now on. Raises LastAdministrator."""
    in_turn(session, ADMINISTRATORS)
    if account.disabled_at is not None:
        return
    before = queries.system_administrators(session)
    account.disabled_at = who.at
    session.add(account)
    session.flush()
    if before and not queries.system_administrators(session):
        raise LastAdministrator
    end_sessions(session, account.id)
    revoke_tokens(session, account.id, who.at)
    links.void(session, LinkKind.RESET, who.at, account.id)
    record_on_body(session, INSTALLATION, who, "account.disabled", {"account": account.id})


def enable(session: Session, account: Account, who: Who) -> None:
    """The account may sign in again; its tokens stay revoked."""
    if account.disabled_at is None:
        return
    account.disabled_at = None
    session.add(account)
    record_on_body(session, INSTALLATION, who, "account.enabled", {"account": account.id})


def fit(session: Session, role: Role, body_id: str | None, who: Who) -> None:
    """Whether a body of this kind has such a role."""
    if (body_id is None) is not (role is Role.SYSTEM_ADMINISTRATOR):
        raise RoleUnfit
    if body_id is None:
        return
    body = session.get(Body, body_id)
    if body is None:
        raise BodyNotFound
    if body.dissolved_on is not None and body.dissolved_on <= clock.day_of(who.at):
        raise BodyNotThere
    kind = session.get_one(BodyKind, body.kind)
    wanted = _managing(role)
    if (wanted and not kind.manages) or (role is Role.SO_ADMINISTRATOR and not kind.issues_codes):
        raise RoleUnfit


def _managing(role: Role) -> bool:
    return role in ASSESSORS | {Role.BODY_LEADER, Role.SO_ADMINISTRATOR, Role.AUDITOR}
