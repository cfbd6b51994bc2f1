"""Setting dependants under another body, by sets of rows: a Sở has thousands of schools."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, insert, update
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.bodies import queries
from app.bodies.changes import refuse_unfit
from app.bodies.errors import LaterChangeExists, ReorganisationRefused, TreeCycle
from app.bodies.models import Body, BodyRelation, Relation
from app.bodies.queries import IN_ONE_STATEMENT
from app.bodies.tree import ever_above
from app.errors import Reason
from app.storage.ids import new_id
from exports.documents.numbers import short_date


class Step(NamedTuple):
    """One relation that goes on under an heir."""

    row: BodyRelation
    heir_id: str


class Inheritance(NamedTuple):
    """Who inherits the dependants of `sources` from `day` on.

    Dependants of the `ending` ones all move: to the only heir, or to the one in `named`. Those of
    sources that go on move only where they are named.
    """

    sources: Sequence[str]
    ending: Sequence[str]
    heirs: Sequence[str]
    named: Mapping[str, str]
    day: date


def move_dependants(session: Session, inheritance: Inheritance) -> dict[str, str]:
    """Set each dependant under its heir; returns which went where.

    Raises ReorganisationRefused for a dependant without heir, and for somebody named who is none.
    """
    sources, ending, heirs, named, day = inheritance
    steps: list[Step] = []
    homeless: list[str] = []
    for relation in (Relation.PARENT, Relation.ASSESSING):
        for row in queries.related_to(session, sources, relation, day):
            if row.body_id in ending:
                continue
            heir = named.get(row.body_id)
            if heir is None and row.other_id in ending:
                if len(heirs) > 1:
                    homeless.append(row.body_id)
                    continue
                heir = heirs[0]
            if heir is not None and row.other_id != heir:
                steps.append(Step(row, heir))
    _refuse_homeless(session, homeless, day)
    _refuse_strange(session, set(named) - {step.row.body_id for step in steps}, day)
    _refuse_rules(session, steps, day)
    _write(session, steps, day)
    return {step.row.body_id: step.heir_id for step in steps}


def _refuse_homeless(session: Session, ids: Iterable[str], day: date) -> None:
    called = queries.names(session, ids, day)
    if called:
        reasons = tuple(
            Reason(body_id, "no-successor", f"{name}: chưa chọn đơn vị sẽ quản lý hoặc đánh giá.")
            for body_id, name in sorted(called.items(), key=lambda one: one[1])
        )
        raise ReorganisationRefused(
            f"Còn {len(called)} đơn vị trực thuộc chưa có nơi chuyển đến.", reasons
        )


def _refuse_strange(session: Session, ids: Iterable[str], day: date) -> None:
    called = queries.names(session, ids, day)
    if called:
        reasons = tuple(
            Reason(body_id, "not-a-dependant", f"{name} không trực thuộc đơn vị được sắp xếp.")
            for body_id, name in sorted(called.items(), key=lambda one: one[1])
        )
        raise ReorganisationRefused("Có đơn vị không thuộc phương án này.", reasons)


def _refuse_rules(session: Session, steps: Sequence[Step], day: date) -> None:
    """What `changes.set_relation` asks of one relation, asked of all of them at once."""
    bodies = {body.id: body for body in _bodies(session, [step.row.body_id for step in steps])}
    for target in {step.heir_id for step in steps}:
        mine = [step for step in steps if step.heir_id == target]
        # The one that lasts longest asks the most of its superior.
        longest = max((bodies[step.row.body_id] for step in mine), key=_end_of)
        refuse_unfit(session, longest, target, day)
        parents = {step.row.body_id for step in mine if step.row.relation == Relation.PARENT}
        if parents & ever_above(session, target, day):
            raise TreeCycle("Một đơn vị sẽ trực thuộc chính mình theo phương án này.")
    late = max((step.row.valid_from for step in steps), default=day)
    if late > day:
        raise LaterChangeExists(
            f"Có đơn vị trực thuộc đã ghi chuyển từ {short_date(late)}. "
            f"Hãy chọn {short_date(late)} hoặc một ngày sau đó."
        )


def _end_of(body: Body) -> date:
    return body.dissolved_on or date.max


def _write(session: Session, steps: Sequence[Step], day: date) -> None:
    rows = [
        {
            "id": new_id(),
            "body_id": step.row.body_id,
            "relation": step.row.relation,
            "other_id": step.heir_id,
            "valid_from": day,
            "valid_to": step.row.valid_to,
        }
        for step in steps
    ]
    begun_today = [step.row.id for step in steps if step.row.valid_from == day]
    begun_before = [step.row.id for step in steps if step.row.valid_from < day]
    for part in _parts(begun_today):
        session.execute(delete(BodyRelation).where(col(BodyRelation.id).in_(part)))
    for part in _parts(begun_before):
        ended = update(BodyRelation).where(col(BodyRelation.id).in_(part)).values(valid_to=day)
        session.execute(ended)
    if rows:
        session.execute(insert(BodyRelation), rows)
    for part in _parts(sorted({step.row.body_id for step in steps})):
        newer = update(Body).where(col(Body.id).in_(part)).values(version=Body.version + 1)
        session.execute(newer)


def _bodies(session: Session, ids: Sequence[str]) -> Iterable[Body]:
    for part in _parts(ids):
        yield from session.scalars(pick(Body).where(col(Body.id).in_(part)))


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + IN_ONE_STATEMENT] for start in range(0, len(ids), IN_ONE_STATEMENT))
