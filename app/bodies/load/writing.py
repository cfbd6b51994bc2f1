"""A plan carried out by sets of rows: the number of statements does not grow with the list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col

from app.bodies.load.plan import Change, Plan, Planned
from app.bodies.load.state import State
from app.bodies.models import Body, BodyCode, BodyName, BodyOfficer, BodyRelation, Duty, Relation
from app.bodies.queries import IN_ONE_STATEMENT
from app.bodies.schemas import Person
from app.bodies.text import searchable
from app.storage.ids import new_id

_TABLES: dict[str, Any] = {
    "name": BodyName,
    Relation.PARENT: BodyRelation,
    Relation.ASSESSING: BodyRelation,
    Duty.HEAD: BodyOfficer,
    Duty.FOCAL: BodyOfficer,
}


def carry_out(session: Session, plan: Plan, state: State) -> None:
    """Do all that the plan says. The caller holds the tree and has read the state under it."""
    _found(session, [line for line in plan.lines if line.act == "found"], state)
    for table in (BodyName, BodyRelation, BodyOfficer):
        wanted = [
            (line, change)
            for line in plan.lines
            for change in line.changes
            if _TABLES.get(change.what) is table
        ]
        _end(session, table, [change for _, change in wanted], state.day)
        rows = [_row(line, change, state) for line, change in wanted]
        if rows:
            session.execute(insert(table), rows)
    for line in plan.lines:
        if line.act == "change":
            _touch(state.bodies[line.body_id], line)
    session.flush()


def _found(session: Session, lines: Sequence[Planned], state: State) -> None:
    if not lines:
        return
    bodies = [
        {
            "id": line.body_id,
            "tenant_id": state.issuer_id,
            "kind": line.kind,
            "school_levels": _levels(line),
            "founded_on": state.day,
            "version": 1,
        }
        for line in lines
    ]
    codes = [
        {
            "id": new_id(),
            "body_id": line.body_id,
            "issuer_id": state.issuer_id,
            "code": line.code,
            "valid_from": state.day,
        }
        for line in lines
    ]
    session.execute(insert(Body), bodies)
    session.execute(insert(BodyCode), codes)


def _levels(line: Planned) -> list[str]:
    for change in line.changes:
        if change.what == "levels":
            return list(change.value)  # type: ignore[arg-type]  # levels are a tuple of codes
    return []


def _end(session: Session, table: Any, changes: Iterable[Change], day: date) -> None:  # noqa: ANN401
    known = [change.before for change in changes if change.before is not None]
    for part in _parts([one.row_id for one in known if one.since < day]):
        session.execute(update(table).where(col(table.id).in_(part)).values(valid_to=day))
    for part in _parts([one.row_id for one in known if one.since == day]):
        session.execute(delete(table).where(col(table.id).in_(part)))


def _row(line: Planned, change: Change, state: State) -> dict[str, Any]:
    body = state.bodies.get(line.body_id)
    row: dict[str, Any] = {
        "id": new_id(),
        "body_id": line.body_id,
        "valid_from": state.day,
        "valid_to": body.dissolved_on if body else None,
    }
    if isinstance(change.value, Person):
        return {**row, "duty": change.what, **change.value.model_dump()}
    if change.what == "name":
        assert isinstance(change.value, str)
        return {**row, "name": change.value, "search": searchable(change.value)}
    return {**row, "relation": change.what, "other_id": change.value}


def _touch(body: Body, line: Planned) -> None:
    body.version += 1
    for change in line.changes:
        if change.what == "levels":
            body.school_levels = list(change.value)  # type: ignore[arg-type]  # codes


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + IN_ONE_STATEMENT] for start in range(0, len(ids), IN_ONE_STATEMENT))
