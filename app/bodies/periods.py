"""Periods [from, to): what holds on a day, and how one value follows another.

History is only ever appended to: a change begins on a day on which nothing later is recorded yet.
On the very day on which the last value began, the new one takes its place (a correction; the audit
log keeps what stood there).
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col

from app.bodies.errors import LaterChangeExists
from app.bodies.models import BodyCode, BodyName, BodyOfficer, BodyRelation
from exports.documents.numbers import short_date

PeriodRow = BodyName | BodyCode | BodyRelation | BodyOfficer


def holds_on(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - a table or an alias
    """Whether a row of the table holds on that day."""
    return and_(col(table.valid_from) <= day, reaches_past(table, day))


def reaches_past(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - a table or an alias
    """Whether a row holds on that day or will on a later one."""
    return or_(col(table.valid_to).is_(None), col(table.valid_to) > day)


def end(session: Session, last: PeriodRow, day: date, whose: str) -> None:
    """The value holds no longer from that day on. Raises LaterChangeExists."""
    if last.valid_from > day:
        begun = short_date(last.valid_from)
        raise LaterChangeExists(
            f"{whose} đã có một thay đổi ghi từ {begun}. Hãy chọn {begun} hoặc một ngày sau đó."
        )
    if last.valid_to is not None and last.valid_to <= day:
        return
    if last.valid_from == day:
        session.delete(last)
    else:
        last.valid_to = day
    # Before the next row is added: the index allows one row without an end.
    session.flush()
