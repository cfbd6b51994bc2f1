"""All queries of bodies. A list takes two statements, however long it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, tuple_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.bodies.errors import BodyNotFound, CodeAmbiguous, CodeUnknown
from app.bodies.models import (
    Body,
    BodyCode,
    BodyKind,
    BodyName,
    BodyOfficer,
    BodyRelation,
    Duty,
    Handover,
    Relation,
    Succession,
)
from app.bodies.periods import holds_on, reaches_past
from app.bodies.text import like
from app.bodies.tree import below_on
from app.storage.database import locked
from exports.documents.numbers import short_date

IN_ONE_STATEMENT = 500
"""Ids in one IN: SQLite takes 32,766 parameters, and longer lists only slow the planner."""


Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A body as of a day; of one that has ended, as it last was."""

    id: str
    tenant_id: str
    kind: str
    school_levels: tuple[str, ...]
    founded_on: date
    dissolved_on: date | None
    version: int
    name: str
    search: str
    code: str | None
    issuer_id: str | None
    parent_id: str | None
    assessed_by: str | None
    """The assessing body that was named; None means the parent."""

    @property
    def assessing_id(self) -> str | None:
        """Who assesses, named or not."""
        return self.assessed_by or self.parent_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bodies a list shows."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    parent_id: str | None = None
    ended: bool = False
    """Also bodies that had ended by the day."""


def lines(day: date) -> Rows:
    """Every body as of a day: the columns of `Line`, in its order. Not founded yet: not there."""
    name, code = aliased(BodyName), aliased(BodyCode)
    parent, assessing = aliased(BodyRelation), aliased(BodyRelation)
    return (
        pick(
            col(Body.id),
            col(Body.tenant_id),
            col(Body.kind),
            col(Body.school_levels),
            col(Body.founded_on),
            col(Body.dissolved_on),
            col(Body.version),
            col(name.name),
            col(name.search),
            col(code.code),
            col(code.issuer_id),
            col(parent.other_id).label("parent_id"),
            col(assessing.other_id).label("assessed_by"),
        )
        .join(name, and_(col(name.body_id) == Body.id, known_on(name, day)))
        .outerjoin(code, and_(col(code.body_id) == Body.id, known_on(code, day)))
        .outerjoin(parent, _related(parent, Relation.PARENT, day))
        .outerjoin(assessing, _related(assessing, Relation.ASSESSING, day))
        .where(col(Body.founded_on) <= day)
    )


def read(session: Session, statement: Rows) -> list[Line]:
    """The rows of a statement made by `lines`."""
    return [line_of(row) for row in session.execute(statement)]


def line_of(row: Row[*tuple[Any, ...]]) -> Line:
    """A row of a statement made by `lines`, without what was added to it."""
    return Line(row[0], row[1], row[2], tuple(row[3]), *row[4:13])


def known_on(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - a table or an alias
    """Whether a row holds on that day, or held last when its body ended (join `Body` as well)."""
    ended = and_(col(Body.dissolved_on) <= day, col(table.valid_to) == Body.dissolved_on)
    return and_(col(table.valid_from) <= day, or_(reaches_past(table, day), ended))


def stands_on(day: date) -> ColumnElement[bool]:
    """Whether a body exists on that day."""
    not_ended = or_(col(Body.dissolved_on).is_(None), col(Body.dissolved_on) > day)
    return and_(col(Body.founded_on) <= day, not_ended)


def page(statement: Rows, wanted: Wanted, day: date, after: Sequence[str], limit: int) -> Rows:
    """One page of `lines`, by name and id, after the row with these values."""
    shown = statement.selected_columns
    search, code, parent_id = shown.search, shown.code, shown.parent_id
    if wanted.text:
        pattern = like(wanted.text)
        begins = wanted.text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        statement = statement.where(
            or_(search.like(pattern, escape="\\"), code.like(f"{begins}%", escape="\\"))
        )
    if wanted.kinds:
        statement = statement.where(col(Body.kind).in_(wanted.kinds))
    if wanted.parent_id is not None:
        statement = statement.where(parent_id == wanted.parent_id)
    if not wanted.ended:
        statement = statement.where(stands_on(day))
    if after:
        statement = statement.where(tuple_(search, Body.id) > tuple_(*after))
    return statement.order_by(search, col(Body.id)).limit(limit)


def line(session: Session, body_id: str, day: date) -> Line:
    """One body as of a day. Raises BodyNotFound."""
    found = read(session, lines(day).where(col(Body.id) == body_id))
    if not found:
        raise BodyNotFound
    return found[0]


def names(session: Session, ids: Iterable[str | None], day: date) -> dict[str, str]:
    """What the bodies were called on that day, or last; of one not yet founded, its first name."""
    wanted = sorted({one for one in ids if one})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), IN_ONE_STATEMENT):
        rows = session.execute(
            pick(col(BodyName.body_id), col(BodyName.name), col(BodyName.valid_from))
            .where(col(BodyName.body_id).in_(wanted[start : start + IN_ONE_STATEMENT]))
            .order_by(col(BodyName.valid_from))
        )
        for body_id, name, begun in rows:
            if body_id not in found or begun <= day:
                found[body_id] = name
    return found


def name_of(session: Session, body_id: str, day: date) -> str:
    """What the body was called on that day."""
    return names(session, [body_id], day).get(body_id, "")


def handovers(session: Session, body_id: str, after: str, limit: int) -> Sequence[Handover]:
    """What the body handed over or took over, the newest first, older than the one `after`."""
    statement = select(Handover).where(
        or_(col(Handover.from_body_id) == body_id, col(Handover.to_body_id) == body_id)
    )
    if after:
        statement = statement.where(col(Handover.id) < after)
    return session.exec(statement.order_by(col(Handover.id).desc()).limit(limit)).all()


def held(session: Session, body_id: str) -> Body:
    """The body, its row held until the transaction ends. Raises BodyNotFound."""
    found = locked(session, select(Body).where(Body.id == body_id))
    if found is None:
        raise BodyNotFound
    return found


def held_all(session: Session, ids: Iterable[str]) -> dict[str, Body]:
    """The bodies, held in the order of their ids, so that two transactions never wait in a ring."""
    wanted = sorted(set(ids))
    statement = select(Body).where(col(Body.id).in_(wanted)).order_by(col(Body.id))
    found = {body.id: body for body in session.exec(statement.with_for_update()).all()}
    if len(found) < len(wanted):
        raise BodyNotFound
    return found


def last_name(session: Session, body_id: str) -> BodyName | None:
    """The name that is recorded for the latest days; None before the first is."""
    return session.exec(
        select(BodyName)
        .where(BodyName.body_id == body_id)
        .order_by(col(BodyName.valid_from).desc())
        .limit(1)
    ).first()


def last_code(session: Session, body_id: str) -> BodyCode | None:
    """The code that is recorded for the latest days."""
    return session.exec(
        select(BodyCode)
        .where(BodyCode.body_id == body_id)
        .order_by(col(BodyCode.valid_from).desc())
        .limit(1)
    ).first()


def last_relation(session: Session, body_id: str, relation: Relation) -> BodyRelation | None:
    """The relation that is recorded for the latest days."""
    return session.exec(
        select(BodyRelation)
        .where(BodyRelation.body_id == body_id, BodyRelation.relation == relation)
        .order_by(col(BodyRelation.valid_from).desc())
        .limit(1)
    ).first()


def last_officer(session: Session, body_id: str, duty: Duty) -> BodyOfficer | None:
    """The person who is recorded for the latest days."""
    return session.exec(
        select(BodyOfficer)
        .where(BodyOfficer.body_id == body_id, BodyOfficer.duty == duty)
        .order_by(col(BodyOfficer.valid_from).desc())
        .limit(1)
    ).first()


def officers_on(session: Session, body_id: str, day: date) -> dict[str, BodyOfficer]:
    """Head and officer in charge of a day, or the last ones, by duty."""
    rows = session.exec(
        select(BodyOfficer)
        .join(Body, col(Body.id) == BodyOfficer.body_id)
        .where(BodyOfficer.body_id == body_id, known_on(BodyOfficer, day))
    )
    return {row.duty: row for row in rows}


def related_to(
    session: Session, other_ids: Collection[str], relation: Relation, day: date
) -> Sequence[BodyRelation]:
    """Relations to one of these bodies that hold on that day or later."""
    return session.exec(
        select(BodyRelation)
        .where(
            col(BodyRelation.other_id).in_(other_ids),
            BodyRelation.relation == relation,
            reaches_past(BodyRelation, day),
        )
        .order_by(col(BodyRelation.body_id), col(BodyRelation.valid_from))
    ).all()


def code_holder(
    session: Session, issuer_id: str, code: str, day: date, *, besides: str
) -> str | None:
    """Another body to which this Sở gave the code for that day or a later one."""
    return session.exec(
        select(BodyCode.body_id)
        .where(
            BodyCode.issuer_id == issuer_id,
            BodyCode.code == code,
            BodyCode.body_id != besides,
            reaches_past(BodyCode, day),
        )
        .limit(1)
    ).first()


def by_code(session: Session, code: str, roots: Collection[str], day: date) -> str:
    """The body under the roots that carries the code on that day.

    Raises CodeUnknown, and CodeAmbiguous with the names of all that carry it: after two Sở became
    one, both have given it.
    """
    tree = below_on(roots, day)
    rows = session.execute(
        pick(col(BodyCode.body_id), col(BodyCode.issuer_id))
        .join(tree, tree.c.id == BodyCode.body_id)
        .where(col(BodyCode.code) == code, holds_on(BodyCode, day))
        .order_by(col(BodyCode.body_id))
    ).all()
    if not rows:
        raise CodeUnknown(
            f"Không có đơn vị nào mang mã “{code}” vào {short_date(day)}. Hãy kiểm tra lại mã."
        )
    if len(rows) > 1:
        called = names(session, [one for row in rows for one in row], day)
        listed = "; ".join(f"{called[body]} (mã do {called[issuer]} cấp)" for body, issuer in rows)
        raise CodeAmbiguous(
            f"Mã “{code}” chỉ {len(rows)} đơn vị: {listed}. Hãy chọn đúng đơn vị theo tên, "
            "hoặc cấp mã mới cho một trong số đó."
        )
    return str(rows[0][0])


def kinds_of(session: Session, ids: Collection[str]) -> dict[str, BodyKind]:
    """The kind of each body."""
    rows = session.execute(
        pick(col(Body.id), BodyKind)
        .join(BodyKind, col(BodyKind.code) == Body.kind)
        .where(col(Body.id).in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def has_succession(day: date) -> ColumnElement[bool]:
    """Whether a body was followed by another by that day."""
    return exists().where(col(Succession.predecessor_id) == Body.id, col(Succession.on) <= day)


def _related(table: Any, relation: Relation, day: date) -> ColumnElement[bool]:  # noqa: ANN401
    return and_(
        col(table.body_id) == Body.id, col(table.relation) == relation, known_on(table, day)
    )
