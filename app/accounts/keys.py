"""Noting that a session or a token is in use: seldom, so that reading does not become writing."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts.actor import Presence
from app.accounts.models import ApiToken, BrowserSession

# A working day with its lunch break; the next morning asks for the password again.
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
PROLONG_EVERY = timedelta(minutes=10)
NOTE_EVERY = timedelta(minutes=1)


def expiry(created_at: datetime, at: datetime) -> datetime:
    """When a session ends that was begun then and is used now."""
    return min(at + IDLE, created_at + ABSOLUTE)


def is_due(presence: Presence, at: datetime) -> bool:
    """Whether the use should be noted now."""
    if presence.actor.scopes is None:
        return expiry(presence.created_at, at) - presence.expires_at > PROLONG_EVERY
    return presence.used_at is None or at - presence.used_at >= NOTE_EVERY


def note(session: Session, presence: Presence, at: datetime) -> None:
    """Prolong the session, or write when the token was last used."""
    if presence.actor.scopes is None:
        session.connection().execute(
            update(BrowserSession)
            .where(col(BrowserSession.token_hash) == presence.key_hash)
            .values(expires_at=expiry(presence.created_at, at))
        )
    else:
        session.connection().execute(
            update(ApiToken)
            .where(col(ApiToken.token_hash) == presence.key_hash)
            .values(last_used_at=at)
        )
