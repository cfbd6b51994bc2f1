"""All queries of the audit log: one statement a page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy import tuple_ as together
from sqlmodel import Session, col

from app.accounts.models import Account
from app.audit.models import AccessRow, AuditPayload, AuditRow, ChainHead

Rows = Select[*tuple[Any, ...]]


def rows_of(session: Session, chain: str, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """One page of a chain, newest first, with payloads and names."""
    statement: Rows = (
        select(
            col(AuditRow.number),
            col(AuditRow.at),
            col(AuditRow.account_id),
            col(Account.name).label("account_name"),
            col(AuditRow.act),
            col(AuditPayload.content),
            col(AuditRow.payload_hash),
            col(AuditRow.previous),
            col(AuditRow.hash),
        )
        .outerjoin(
            AuditPayload,
            and_(
                col(AuditPayload.chain) == AuditRow.chain,
                col(AuditPayload.number) == AuditRow.number,
            ),
        )
        .outerjoin(Account, col(Account.id) == AuditRow.account_id)
        .where(col(AuditRow.chain) == chain)
    )
    if before is not None:
        statement = statement.where(col(AuditRow.number) < before)
    found: Sequence[Row[Any]] = (
        session.connection()
        .execute(statement.order_by(col(AuditRow.number).desc()).limit(limit))
        .all()
    )
    return found


def length_of(session: Session, chain: str) -> int:
    """How long a body's chain is."""
    head = session.get(ChainHead, chain)
    return head.length if head else 0


def access_to(
    session: Session, thing: str, before: tuple[datetime, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """One page of who read a thing, newest first."""
    statement: Rows = (
        select(
            col(AccessRow.id),
            col(AccessRow.at),
            col(AccessRow.account_id),
            col(Account.name).label("account_name"),
            col(AccessRow.address),
            col(AccessRow.act),
        )
        .outerjoin(Account, col(Account.id) == AccessRow.account_id)
        .where(col(AccessRow.thing) == thing)
    )
    if before is not None:
        statement = statement.where(together(AccessRow.at, AccessRow.id) < together(*before))
    newest = (col(AccessRow.at).desc(), col(AccessRow.id).desc())
    found: Sequence[Row[Any]] = (
        session.connection().execute(statement.order_by(*newest).limit(limit)).all()
    )
    return found
