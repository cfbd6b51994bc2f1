"""One-time links: made, shown, used once. Their secret is stored hashed and shown to its maker."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.accounts.actor import hashed
from app.accounts.errors import LinkNotValid
from app.accounts.models import LinkKind, OneTimeLink, Role

LASTING = {
    LinkKind.SETUP: timedelta(days=1),
    LinkKind.INVITATION: timedelta(days=14),
    LinkKind.RESET: timedelta(days=2),
}
PATHS = {
    LinkKind.SETUP: "/thiet-lap/",
    LinkKind.INVITATION: "/loi-moi/",
    LinkKind.RESET: "/dat-lai-mat-khau/",
}
SECRET_BYTES = 32


class Wish(NamedTuple):
    """What a link is for; its secret and its times come when it is made."""

    kind: LinkKind
    account_id: str | None = None
    email: str | None = None
    name: str | None = None
    role: Role | None = None
    body_id: str | None = None
    created_by: str | None = None


def make(session: Session, wish: Wish, at: datetime) -> str:
    """Keep a new link and give its path."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        OneTimeLink(
            **wish._asdict(),
            token_hash=hashed(secret),
            created_at=at,
            expires_at=at + LASTING[wish.kind],
        )
    )
    session.flush()
    return PATHS[wish.kind] + secret


def look(session: Session, kind: LinkKind, secret: str, at: datetime) -> OneTimeLink:
    """The link, unused: looking at it changes nothing. Raises LinkNotValid."""
    found = session.exec(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == hashed(secret),
            OneTimeLink.kind == kind,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > at,
        )
    ).one_or_none()
    if found is None:
        raise LinkNotValid
    return found


def use(session: Session, kind: LinkKind, secret: str, at: datetime) -> OneTimeLink:
    """The link, used from now on: of two at once one gets it. Raises LinkNotValid."""
    found = look(session, kind, secret, at)
    taken = session.connection().execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.token_hash) == found.token_hash, col(OneTimeLink.used_at).is_(None))
        .values(used_at=at)
    )
    if taken.rowcount != 1:
        raise LinkNotValid
    session.refresh(found)
    return found


def void(session: Session, kind: LinkKind, at: datetime, account_id: str | None = None) -> None:
    """Let no earlier link of this kind (of this account) count any more."""
    statement = update(OneTimeLink).where(
        col(OneTimeLink.kind) == kind, col(OneTimeLink.used_at).is_(None)
    )
    if account_id is not None:
        statement = statement.where(col(OneTimeLink.account_id) == account_id)
    session.connection().execute(statement.values(used_at=at))
