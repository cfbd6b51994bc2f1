"""What the database holds of a subtree on the day of a load, read by sets: six statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.bodies import queries
from app.bodies.kinds import all_kinds
from app.bodies.models import (
    Body,
    BodyCode,
    BodyKind,
    BodyName,
    BodyOfficer,
    BodyRelation,
    Relation,
)
from app.bodies.periods import PeriodRow, reaches_past
from app.bodies.schemas import Person
from app.bodies.tree import below_on, tenant_of


class Known(NamedTuple):
    """A value in force: its row's id and since when."""

    row_id: str
    since: date
    value: Any


@dataclass(slots=True)
class State:
    """The subtree of `root_id` on `day`."""

    root_id: str
    issuer_id: str
    day: date
    kinds: dict[str, BodyKind]
    bodies: dict[str, Body] = field(default_factory=dict)
    names: dict[str, Known] = field(default_factory=dict)
    codes: dict[str, Known] = field(default_factory=dict)
    relations: dict[tuple[str, str], Known] = field(default_factory=dict)
    officers: dict[tuple[str, str], Known] = field(default_factory=dict)
    by_code: dict[str, list[str]] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)
    later: set[tuple[str, str]] = field(default_factory=set)
    """(body, what) of which a change of a later day is recorded."""
    taken: set[str] = field(default_factory=set)
    """Codes that this issuer gave, for the day or later, to a body outside the subtree."""
    edges: dict[str, set[str]] = field(default_factory=dict)
    """Body to its parents of the day and of later days."""

    def name(self, body_id: str) -> str:
        """What a body of the subtree is called."""
        return str(self.names[body_id].value)


def read_state(session: Session, root_id: str, day: date) -> State:
    """All that a list for this subtree is compared with."""
    state = State(root_id, tenant_of(session, root_id, day), day, all_kinds(session))
    tree = below_on([root_id], day)
    rows = session.scalars(
        pick(Body).join(tree, tree.c.id == Body.id).where(queries.stands_on(day))
    )
    state.bodies = {body.id: body for body in rows}
    _read_names(session, state)
    _read_codes(session, state)
    _read_relations(session, state)
    _read_officers(session, state)
    return state


def _read_names(session: Session, state: State) -> None:
    for row in _rows(session, BodyName, state):
        if _in_force(state, row, "name"):
            state.names[row.body_id] = Known(row.id, row.valid_from, row.name)


def _read_codes(session: Session, state: State) -> None:
    tree = below_on([state.root_id], state.day)
    rows = session.scalars(
        pick(BodyCode)
        .outerjoin(tree, tree.c.id == BodyCode.body_id)
        .where(
            reaches_past(BodyCode, state.day),
            or_(tree.c.id.is_not(None), col(BodyCode.issuer_id) == state.issuer_id),
        )
        .order_by(col(BodyCode.body_id))
    )
    for row in rows:
        if row.body_id not in state.bodies:
            state.taken.add(row.code)
        elif _in_force(state, row, "code"):
            state.codes[row.body_id] = Known(row.id, row.valid_from, row.code)
            state.by_code.setdefault(row.code, []).append(row.body_id)
            state.issuers[row.body_id] = row.issuer_id


def _read_relations(session: Session, state: State) -> None:
    for row in _rows(session, BodyRelation, state):
        if row.relation == Relation.PARENT:
            state.edges.setdefault(row.body_id, set()).add(row.other_id)
        if _in_force(state, row, row.relation):
            known = Known(row.id, row.valid_from, row.other_id)
            state.relations[row.body_id, row.relation] = known


def _read_officers(session: Session, state: State) -> None:
    for row in _rows(session, BodyOfficer, state):
        if _in_force(state, row, row.duty):
            # Built without validation: what is stored was checked when it came in.
            person = Person.model_construct(name=row.name, phone=row.phone, email=row.email)
            state.officers[row.body_id, row.duty] = Known(row.id, row.valid_from, person)


def _rows(session: Session, table: Any, state: State) -> Iterable[Any]:  # noqa: ANN401 - any table
    tree = below_on([state.root_id], state.day)
    return session.scalars(
        pick(table).join(tree, tree.c.id == table.body_id).where(reaches_past(table, state.day))
    )


def _in_force(state: State, row: PeriodRow, what: str) -> bool:
    if row.body_id not in state.bodies:
        return False
    if row.valid_from > state.day:
        state.later.add((row.body_id, what))
        return False
    return True
