"""What no longer serves anybody: ended sessions, counted attempts, answered keys, dead links."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.accounts.attempts import WINDOW
from app.accounts.models import BrowserSession, IdempotencyKey, LoginAttempt, OneTimeLink
from app.accounts.once import KEPT

# Long enough to answer "did my invitation ever arrive?"; the audit log knows of it for good.
LINKS_KEPT = timedelta(days=30)


def forget(session: Session, at: datetime) -> None:
    """Delete it all: four statements."""
    connection = session.connection()
    connection.execute(delete(BrowserSession).where(col(BrowserSession.expires_at) <= at))
    connection.execute(delete(LoginAttempt).where(col(LoginAttempt.at) <= at - WINDOW))
    connection.execute(delete(IdempotencyKey).where(col(IdempotencyKey.at) <= at - KEPT))
    connection.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) <= at - LINKS_KEPT))
