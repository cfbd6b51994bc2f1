"""Tokens for machines: made by a person at a browser, shown once, stored hashed."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session, select

from app.accounts import queries
from app.accounts.actor import Actor, Scope, hashed
from app.accounts.errors import ScopeMissing, TokenNotFound, TooManyTokens
from app.accounts.models import ApiToken
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.storage.database import locked

PREFIX = "td_"
"""So that a token left in a file can be recognised by scanners, and by people."""
SECRET_BYTES = 32
HINT = 4
MAX_DAYS = 366
MAX_TOKENS = 50


def at_a_browser(actor: Actor) -> None:
    """Refuse a token where a person must be at work: a token never makes or unmakes another."""
    if actor.scopes is not None:
        raise ScopeMissing("Việc này chỉ làm được khi đăng nhập bằng trình duyệt.")


def make(  # noqa: PLR0913, PLR0917 - whose, what for, how long: each is one plain fact
    session: Session, actor: Actor, name: str, scopes: Collection[Scope], days: int, who: Who
) -> tuple[ApiToken, str]:
    """A new token and its secret. Raises ScopeMissing, TooManyTokens."""
    at_a_browser(actor)
    if len(queries.tokens_of(session, actor.account_id)) >= MAX_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken(
        account_id=actor.account_id,
        name=name,
        token_hash=hashed(secret),
        hint=secret[-HINT:],
        scopes=sorted(scopes),
        created_at=who.at,
        expires_at=who.at + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    told = {"account": actor.account_id, "token": token.id, "scopes": token.scopes}
    record_on_body(session, INSTALLATION, who, "token.made", told)
    return token, secret


def revoke(session: Session, actor: Actor, token_id: str, who: Who) -> None:
    """End one of one's own tokens. Raises ScopeMissing, TokenNotFound."""
    at_a_browser(actor)
    found = locked(
        session,
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.account_id == actor.account_id),
    )
    if found is None or found.revoked_at is not None:
        raise TokenNotFound
    found.revoked_at = who.at
    session.add(found)
    told = {"account": actor.account_id, "token": token_id}
    record_on_body(session, INSTALLATION, who, "token.revoked", told)
