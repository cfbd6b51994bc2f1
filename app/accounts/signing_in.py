"""Signing in and out, and everything that ends sessions.

Signing in takes three steps and two transactions: the attempt is counted and kept whatever comes
of it, the password is compared outside of any transaction, the session is written.
"""

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from app.accounts import attempts, passwords, queries
from app.accounts.actor import hashed
from app.accounts.errors import SignInRefused
from app.accounts.keys import expiry
from app.accounts.models import Account, BrowserSession
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.storage.database import Database
from exports.forms.values import cleaned

SECRET_BYTES = 32


class SignedIn(NamedTuple):
    """A session that was just begun; `secret` goes into the cookie and nowhere else."""

    account_id: str
    secret: str
    expires_at: datetime


def email_of(text: str) -> str:
    """An e-mail as accounts are found by it."""
    return "".join(cleaned(text).split()).lower()


def sign_in(database: Database, email: str, password: str, address: str, at: datetime) -> SignedIn:
    """Begin a session. Raises SignInRefused, TooManyAttempts."""
    account_id = prove(database, email, password, address, at)
    with database.writing() as session:
        account = queries.held_account(session, account_id)
        if account is None or account.disabled_at is not None:
            raise SignInRefused
        return begin_session(session, account.id, at)


def prove(database: Database, email: str, password: str, address: str, at: datetime) -> str:
    """The id of the account whose password this is. Raises SignInRefused, TooManyAttempts."""
    wanted = email_of(email)
    with database.writing() as session:
        counted = attempts.count(session, wanted, address, at)
        account = queries.account_named(session, wanted)
    alive = account is not None and account.disabled_at is None
    stored = account.password_hash if account is not None and alive else None
    if not passwords.verify(password, stored) or account is None:
        raise SignInRefused
    with database.writing() as session:
        attempts.take_back(session, wanted, counted)
    return account.id


def begin_session(session: Session, account_id: str, at: datetime) -> SignedIn:
    """A session for a browser; those that ended are swept away."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    until = expiry(at, at)
    session.connection().execute(
        delete(BrowserSession).where(
            col(BrowserSession.account_id) == account_id, col(BrowserSession.expires_at) <= at
        )
    )
    session.add(
        BrowserSession(
            token_hash=hashed(secret), account_id=account_id, created_at=at, expires_at=until
        )
    )
    session.flush()
    return SignedIn(account_id, secret, until)


def sign_out(session: Session, secret: str) -> None:
    """End one session."""
    session.connection().execute(
        delete(BrowserSession).where(col(BrowserSession.token_hash) == hashed(secret))
    )


def end_sessions(session: Session, account_id: str) -> None:
    """End every session of an account."""
    session.connection().execute(
        delete(BrowserSession).where(col(BrowserSession.account_id) == account_id)
    )


def set_password(session: Session, account: Account, password_hash: str, who: Who) -> None:
    """Another password; whoever was signed in with the old one is not any more."""
    account.password_hash = password_hash
    session.add(account)
    end_sessions(session, account.id)
    record_on_body(session, INSTALLATION, who, "account.password_changed", {"account": account.id})


def revoke_tokens(session: Session, account_id: str, at: datetime) -> None:
    """Let no token of an account count any more."""
    for token in queries.tokens_of(session, account_id):
        token.revoked_at = at
        session.add(token)
