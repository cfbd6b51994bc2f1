"""The table of jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class JobState(StrEnum):
    """Waiting for somebody, being done, done, or given up after too many attempts."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """One piece of work, written in the transaction that causes it.

    Whoever does it holds a lease and renews it; once `lease_until` is over, the work is anybody's
    again, so what a killed process began is begun anew. A handler must therefore bear being run
    twice. `subject` is the id of what it works on.
    """

    __table_args__ = (
        one_of("state", JobState, "job_state"),
        Index("job_waiting", "state", "due_at"),
        Index("job_subject", "subject"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=ID_LENGTH)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: str = Field(default=JobState.WAITING, max_length=10)
    attempts: int = 0
    lease: str = Field(default="", max_length=ID_LENGTH)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    by_account: str | None = Field(default=None, max_length=ID_LENGTH)
    fault: str = Field(default="", sa_column=Column(Words(500), nullable=False))
