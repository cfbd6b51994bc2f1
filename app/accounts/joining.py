"""Joining: set-up, invitation and reset links, from being made to being used."""

from datetime import date

from sqlmodel import Session

from app import clock
from app.accounts import links, queries
from app.accounts.actor import by_account
from app.accounts.errors import LinkNotValid, NotAllowed
from app.accounts.links import Wish
from app.accounts.models import Account, LinkKind, OneTimeLink, Role
from app.accounts.service import ADMINISTRATORS, add_account, fit, grant
from app.accounts.signing_in import set_password
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.policy import grantable_at
from app.storage.database import in_turn


def reset_link(session: Session, account: Account, who: Who) -> str:
    """The path of a link to choose a new password; earlier ones no longer count."""
    if account.disabled_at is not None:
        raise NotAllowed("Tài khoản đã bị khóa. Hãy mở khóa trước rồi đặt lại mật khẩu.")
    links.void(session, LinkKind.RESET, who.at, account.id)
    wish = Wish(LinkKind.RESET, account_id=account.id, created_by=who.account_id)
    path = links.make(session, wish, who.at)
    record_on_body(session, INSTALLATION, who, "account.reset_link", {"account": account.id})
    return path


def use_reset_link(session: Session, secret: str, password_hash: str, who: Who) -> Account:
    """Another password, by the holder of the link. Raises LinkNotValid."""
    link = links.use(session, LinkKind.RESET, secret, who.at)
    account = queries.held_account(session, link.account_id or "")
    if account is None or account.disabled_at is not None:
        raise LinkNotValid
    set_password(session, account, password_hash, Who(account.id, who.at))
    return account


def invite(  # noqa: PLR0913, PLR0917 - whom to what, where
    session: Session, email: str, name: str, role: Role, body_id: str | None, who: Who
) -> str:
    """The path of an invitation. Nobody is asked here. Raises BodyNotFound, RoleUnfit."""
    fit(session, role, body_id, who)
    wish = Wish(
        LinkKind.INVITATION,
        email=email,
        name=name,
        role=role,
        body_id=body_id,
        created_by=who.account_id,
    )
    path = links.make(session, wish, who.at)
    told = {"email": email, "role": role}
    record_on_body(session, body_id or INSTALLATION, who, "person.invited", told)
    return path


def accept_invitation(
    session: Session, secret: str, name: str, password_hash: str | None, who: Who
) -> Account:
    """The account that the invitation makes, or adds a role to.

    `password_hash` is of a new account; None says that the person proved the one they have.
    Raises LinkNotValid, also when whoever invited may not do so any more.
    """
    link = links.use(session, LinkKind.INVITATION, secret, who.at)
    assert link.email is not None
    assert link.role is not None
    role = Role(link.role)
    if not _still_may(session, link, role, clock.day_of(who.at)):
        raise LinkNotValid
    account = queries.account_named(session, link.email)
    if account is None and password_hash is not None:
        account = add_account(session, link.email, name or link.name or link.email, who)
        set_password(session, account, password_hash, Who(account.id, who.at))
    elif account is None or password_hash is not None or account.disabled_at is not None:
        raise LinkNotValid
    grant(session, account, role, link.body_id, Who(link.created_by, who.at))
    return account


def is_set_up(session: Session) -> bool:
    """Whether somebody runs the installation."""
    return queries.system_administrators(session) > 0


def setup_link(session: Session, who: Who) -> str:
    """The path of a link that makes the first administrator."""
    return links.make(session, Wish(LinkKind.SETUP), who.at)


def set_up(  # noqa: PLR0913, PLR0917 - by which link, and who they are
    session: Session, secret: str, email: str, name: str, password_hash: str, who: Who
) -> Account:
    """The first administrator; every set-up link ends with it.

    Raises LinkNotValid, AccountExists.
    """
    in_turn(session, ADMINISTRATORS)
    links.use(session, LinkKind.SETUP, secret, who.at)
    if is_set_up(session):
        raise LinkNotValid
    links.void(session, LinkKind.SETUP, who.at)
    account = add_account(session, email, name, who)
    set_password(session, account, password_hash, Who(account.id, who.at))
    grant(session, account, Role.SYSTEM_ADMINISTRATOR, None, Who(account.id, who.at))
    return account


def _still_may(session: Session, link: OneTimeLink, role: Role, today: date) -> bool:
    if link.created_by is None:
        return True  # made at the installation's own command line
    inviter = by_account(session, link.created_by, today)
    return inviter is not None and role in grantable_at(session, inviter, link.body_id, today)
