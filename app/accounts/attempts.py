"""Failed sign-ins, counted in the database: every worker knows of every attempt.

An attempt is written before the password is looked at, in a transaction of its own, so that fifty
guesses at once count as fifty. A success takes its own attempt back.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.accounts.errors import TooManyAttempts
from app.accounts.models import LoginAttempt
from app.storage.database import in_turn

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
# A school of a hundred teachers may share one address.
PER_ADDRESS = 100


def key_of_account(email: str) -> str:
    """The counter of an e-mail, whether or not it has an account."""
    return f"account:{hashlib.sha256(email.encode()).hexdigest()[:40]}"


def key_of_address(address: str) -> str:
    """The counter of an address."""
    return f"address:{hashlib.sha256(address.encode()).hexdigest()[:40]}"


def count(session: Session, email: str, address: str, at: datetime) -> list[str]:
    """Note one more attempt of both; the ids to `take_back`. Raises TooManyAttempts."""
    limits = {key_of_account(email): PER_ACCOUNT, key_of_address(address): PER_ADDRESS}
    rows = []
    for key in sorted(limits):
        in_turn(session, key)
        number, first = (
            session.connection()
            .execute(
                select(func.count(), func.min(LoginAttempt.at)).where(
                    LoginAttempt.key == key, col(LoginAttempt.at) > at - WINDOW
                )
            )
            .one()
        )
        if number >= limits[key]:
            raise TooManyAttempts(max(1, int((first + WINDOW - at).total_seconds())))
        rows.append(LoginAttempt(key=key, at=at))
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def take_back(session: Session, email: str, attempts: list[str]) -> None:
    """After a success: this attempt never was, and the account's failures are forgotten."""
    session.connection().execute(
        delete(LoginAttempt).where(
            col(LoginAttempt.id).in_(attempts) | (col(LoginAttempt.key) == key_of_account(email))
        )
    )
