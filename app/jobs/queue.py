"""The queue: jobs written, leased, kept, ended; each a short transaction of its caller's.

Whoever took a job shows its lease again in the transaction that makes the work count (`finish`), so
work counts once, however often it was begun.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.audit.chain import Who
from app.jobs.errors import LeaseLost
from app.jobs.models import Job, JobState
from app.storage.database import locked
from app.storage.ids import new_id

LEASE = timedelta(seconds=30)
"""Renewed three times in it; as long does the work of a killed process lie."""
ATTEMPTS = 3
"""A job that has ended its process so many times will end the next one too."""
AGAIN = timedelta(seconds=10)
"""Before what failed is tried again: a full disk or a database that restarts needs a moment."""
KEPT = timedelta(days=30)
MAX_FAULT = 500
GIVEN_UP = "Máy chủ đã thử nhiều lần nhưng không làm xong việc này."


class Taken(NamedTuple):
    """A job as it was taken: what it asks for, and the lease that shows whose it is."""

    id: str
    kind: str
    subject: str
    payload: Mapping[str, Any]
    by_account: str | None
    lease: str


def enqueue(session: Session, kind: str, subject: str, payload: Mapping[str, Any], who: Who) -> Job:
    """Write a job in the transaction that causes it."""
    made = Job(
        kind=kind,
        subject=subject,
        payload=dict(payload),
        due_at=who.at,
        created_at=who.at,
        by_account=who.account_id,
    )
    session.add(made)
    session.flush()
    return made


def is_due(session: Session, at: datetime) -> bool:
    """Whether there is anything to take; asked without holding anything."""
    return session.exec(select(Job.id).where(_due(at)).limit(1)).first() is not None


def is_pending(session: Session, subject: str) -> bool:
    """Whether somebody still works on it, or will."""
    pending = col(Job.state).in_([JobState.WAITING, JobState.RUNNING])
    found = select(Job.id).where(Job.subject == subject, pending).limit(1)
    return session.exec(found).first() is not None


def take(session: Session, at: datetime, lease: timedelta = LEASE) -> Job | None:
    """Lease a job; one that was tried too often is FAILED instead.

    People take turns: first is whose work was done longest ago, then what has waited longest. So
    twenty large tables of one Sở stand before one small one of another only once.
    """
    turn = _served().nulls_first()
    statement = select(Job).where(_due(at)).order_by(turn, col(Job.due_at), col(Job.id)).limit(1)
    # Two workers take two jobs; SQLite has one writer anyway.
    found = session.exec(statement.with_for_update(of=Job, skip_locked=True)).first()
    if found is None:
        return None
    if found.attempts >= ATTEMPTS:
        _end(found, JobState.FAILED, at, found.fault or GIVEN_UP)
    else:
        found.state, found.attempts = JobState.RUNNING, found.attempts + 1
        found.lease, found.lease_until = new_id(), at + lease
    session.add(found)
    session.flush()
    return found


def taken(job: Job) -> Taken:
    """What a worker keeps of a job that it took."""
    return Taken(job.id, job.kind, job.subject, dict(job.payload), job.by_account, job.lease)


def keep(session: Session, job: Taken, at: datetime, lease: timedelta = LEASE) -> None:
    """Hold on to the lease for longer. Raises LeaseLost."""
    row = _held(session, job)
    row.lease_until = at + lease
    session.add(row)
    session.flush()


def finish(session: Session, job: Taken, at: datetime) -> None:
    """The work is done, if this transaction commits. Raises LeaseLost."""
    row = _held(session, job)
    _end(row, JobState.DONE, at)
    session.add(row)
    session.flush()


def give_back(session: Session, job: Taken, at: datetime, fault: str) -> bool:
    """Something went wrong that may pass; False once it has been tried often enough (FAILED)."""
    row = _held(session, job)
    again = row.attempts < ATTEMPTS
    if again:
        row.state, row.lease, row.lease_until = JobState.WAITING, "", None
        row.due_at, row.fault = at + AGAIN, fault[:MAX_FAULT]
    else:
        _end(row, JobState.FAILED, at, fault)
    session.add(row)
    session.flush()
    return again


def drop(session: Session, subject: str) -> None:
    """Take back whatever was to be done with it."""
    session.connection().execute(delete(Job).where(col(Job.subject) == subject))


def forget(session: Session, at: datetime) -> None:
    """Delete jobs that ended long ago."""
    ended = col(Job.state).in_([JobState.DONE, JobState.FAILED])
    session.connection().execute(delete(Job).where(ended, col(Job.ended_at) <= at - KEPT))


def _due(at: datetime) -> ColumnElement[bool]:
    waiting = and_(col(Job.state) == JobState.WAITING, col(Job.due_at) <= at)
    left = and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) <= at)
    return or_(waiting, left)


def _served() -> ColumnElement[datetime | None]:
    """When something was last done for the person of a job; what is being done lasts longest."""
    other: Any = aliased(Job)
    return (
        pick(func.max(func.coalesce(other.ended_at, other.lease_until)))
        .where(other.by_account == col(Job.by_account))
        .scalar_subquery()
    )


def _held(session: Session, job: Taken) -> Job:
    row = locked(session, select(Job).where(Job.id == job.id))
    if row is None or row.lease != job.lease or row.state != JobState.RUNNING:
        raise LeaseLost
    return row


def _end(row: Job, state: JobState, at: datetime, fault: str = "") -> None:
    row.state, row.ended_at, row.fault = state, at, fault[:MAX_FAULT]
    row.lease, row.lease_until = "", None
