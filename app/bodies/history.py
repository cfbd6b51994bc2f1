"""A body as of a day, and all that is recorded of it."""

from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.bodies import queries
from app.bodies.models import (
    BodyCode,
    BodyName,
    BodyOfficer,
    BodyRelation,
    Duty,
    Reorganisation,
    Succession,
)
from app.bodies.periods import PeriodRow
from app.bodies.queries import Line
from app.bodies.schemas import BodyLine, BodyOut, BodyRef, HistoryLine, HistoryOut, OfficerOut
from app.policy import Act, require_at_body

_WORDS = {
    Reorganisation.MERGE: "sáp nhập",
    Reorganisation.SPLIT: "chia tách",
    Reorganisation.REPLACE: "thay thế",
}


def body_on(session: Session, actor: Actor, body_id: str, day: date, today: date) -> BodyOut:
    """One body as of a day. Raises BodyNotFound."""
    require_at_body(session, actor, Act.READ_BODY, body_id, today)
    line = queries.line(session, body_id, day)
    people = queries.officers_on(session, body_id, day)
    others = [line.parent_id, line.assessing_id, line.tenant_id]
    called = queries.names(session, others, day)
    return BodyOut(
        **line_out(line, called).model_dump(),
        tenant=BodyRef(id=line.tenant_id, name=called[line.tenant_id]),
        head=_officer(people.get(Duty.HEAD)),
        focal=_officer(people.get(Duty.FOCAL)),
        day=day,
    )


def line_out(line: Line, called: dict[str, str]) -> BodyLine:
    """A row of a list, with the names of those it stands under."""
    return BodyLine(
        id=line.id,
        kind=line.kind,
        name=line.name,
        code=line.code,
        school_levels=list(line.school_levels),
        parent=_ref(line.parent_id, called),
        assessing=_ref(line.assessing_id, called),
        founded_on=line.founded_on,
        dissolved_on=line.dissolved_on,
        version=line.version,
    )


def history_of(session: Session, actor: Actor, body_id: str, today: date) -> HistoryOut:
    """Names, codes, superiors, people and reorganisations of a body, oldest first."""
    require_at_body(session, actor, Act.READ_BODY, body_id, today)
    lines = [
        *_values(session, body_id),
        *_relations(session, body_id, today),
        *_successions(session, body_id, today),
    ]
    return HistoryOut(history=sorted(lines, key=lambda one: (one.valid_from, one.what, one.value)))


def _values(session: Session, body_id: str) -> list[HistoryLine]:
    names = session.exec(select(BodyName).where(BodyName.body_id == body_id)).all()
    codes = session.exec(select(BodyCode).where(BodyCode.body_id == body_id)).all()
    people = session.exec(select(BodyOfficer).where(BodyOfficer.body_id == body_id)).all()
    found: list[tuple[str, str, PeriodRow]] = [
        *(("name", row.name, row) for row in names),
        *(("code", row.code, row) for row in codes),
        *((row.duty, row.name, row) for row in people),
    ]
    return [
        HistoryLine.model_validate(
            {
                "what": what,
                "value": value,
                "other": None,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "note": "",
            }
        )
        for what, value, row in found
    ]


def _relations(session: Session, body_id: str, today: date) -> list[HistoryLine]:
    rows = session.exec(select(BodyRelation).where(BodyRelation.body_id == body_id)).all()
    called = queries.names(session, [row.other_id for row in rows], today)
    return [
        HistoryLine.model_validate(
            {
                "what": row.relation,
                "value": called[row.other_id],
                "other": _ref(row.other_id, called),
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "note": "",
            }
        )
        for row in rows
    ]


def _successions(session: Session, body_id: str, today: date) -> list[HistoryLine]:
    rows = session.exec(
        select(Succession).where(
            or_(col(Succession.predecessor_id) == body_id, col(Succession.successor_id) == body_id)
        )
    ).all()
    ids = [one for row in rows for one in (row.predecessor_id, row.successor_id)]
    called = queries.names(session, ids, today)
    found: list[HistoryLine] = []
    for row in rows:
        followed = row.predecessor_id == body_id
        other = row.successor_id if followed else row.predecessor_id
        note = f"{_WORDS[Reorganisation(row.kind)]}. {row.note}".strip(" .")
        found.append(
            HistoryLine(
                what="successor" if followed else "predecessor",
                value=called[other],
                other=_ref(other, called),
                valid_from=row.on,
                valid_to=None,
                note=note,
            )
        )
    return found


def _officer(row: BodyOfficer | None) -> OfficerOut | None:
    if row is None:
        return None
    return OfficerOut(
        duty=Duty(row.duty),
        name=row.name,
        phone=row.phone,
        email=row.email,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _ref(body_id: str | None, called: dict[str, str]) -> BodyRef | None:
    return BodyRef(id=body_id, name=called.get(body_id, "")) if body_id else None
