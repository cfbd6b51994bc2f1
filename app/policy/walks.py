"""Walking from body to body as things stand today, in SQL, along indexes.

The ways can be walked together, in any order:

- PARENT: from a body to the one it belongs to today; from a dissolved one to the last, unless
  others follow it and those are walked to.
- SUCCESSION: from a dissolved body to those that follow it.
- HANDOVER: from a body to the one to which its work was handed over.
- LINE: from a body to those that follow it, whether it is dissolved or goes on.
"""

from collections.abc import Iterable
from datetime import date
from enum import IntFlag
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.bodies.models import Body, BodyRelation, Handover, Relation, Succession
from app.storage.columns import bytewise


class Way(IntFlag):
    """A kind of step up."""

    PARENT = 1
    SUCCESSION = 2
    HANDOVER = 4
    LINE = 8


SUBTREE = Way.PARENT | Way.SUCCESSION
_FOLLOWING = (Way.SUCCESSION.value, Way.LINE.value)


Day = date | BindParameter[date]


def below(bodies: Iterable[str] | BindParameter[Any], ways: Way, today: Day) -> Select[Any]:
    """The ids of `bodies` and of all from which a walk up along `ways` reaches one of them."""
    roots = bodies if isinstance(bodies, BindParameter) else sorted(bodies)
    start: Select[Any] = select(col(Body.id).label("id")).where(col(Body.id).in_(roots))
    reached = start.cte(recursive=True)
    step = _steps(ways)
    parent, following, handover = aliased(BodyRelation), aliased(Succession), aliased(Handover)
    lower = aliased(Body)
    walk = (
        select(col(lower.id))
        .select_from(reached)
        .join(step, true())
        .outerjoin(parent, _parent(step, parent, col(parent.other_id) == reached.c.id))
        .outerjoin(
            following,
            and_(step.c.way.in_(_FOLLOWING), col(following.successor_id) == reached.c.id),
        )
        .outerjoin(
            handover,
            and_(step.c.way == Way.HANDOVER.value, col(handover.to_body_id) == reached.c.id),
        )
        .join(
            lower,
            col(lower.id)
            == func.coalesce(parent.body_id, following.predecessor_id, handover.from_body_id),
        )
        .where(_counts(step, parent, lower, today, literal(ways.value)))
    )
    return select(reached.union(walk).c.id)


def above(starts: Iterable[tuple[str, str | BindParameter[str], Way]], today: Day) -> CTE:
    """Rows (name, id): for each start (name, body, ways) every body that a walk up reaches."""
    begun = union_all(
        *(
            select(
                literal(name).label("name"),
                (body if isinstance(body, BindParameter) else literal(body)).label("id"),
                literal(ways.value).label("ways"),
            )
            for name, body, ways in starts
        )
    ).subquery()
    start: Select[Any] = select(begun.c.name, bytewise(begun.c.id).label("id"), begun.c.ways)
    reached = start.cte(recursive=True)
    step = _steps(~Way(0))
    parent, following, handover = aliased(BodyRelation), aliased(Succession), aliased(Handover)
    lower = aliased(Body)
    upper = func.coalesce(parent.other_id, following.successor_id, handover.to_body_id)
    walk = (
        select(reached.c.name, upper, reached.c.ways)
        .select_from(reached)
        .join(step, reached.c.ways.op("&")(step.c.way) != 0)
        .join(lower, col(lower.id) == reached.c.id)
        .outerjoin(parent, _parent(step, parent, col(parent.body_id) == reached.c.id))
        .outerjoin(
            following,
            and_(step.c.way.in_(_FOLLOWING), col(following.predecessor_id) == reached.c.id),
        )
        .outerjoin(
            handover,
            and_(step.c.way == Way.HANDOVER.value, col(handover.from_body_id) == reached.c.id),
        )
        .where(upper.is_not(None), _counts(step, parent, lower, today, reached.c.ways))
    )
    return reached.union(walk)


def _steps(ways: Way) -> Subquery:
    """One row per way: each row of the walk is joined with them, so that every way has an index."""
    return union_all(*(select(literal(way.value).label("way")) for way in ways)).subquery("step")


def _parent(step: Subquery, parent: Any, joined: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401
    return and_(
        step.c.way == Way.PARENT.value, joined, col(parent.relation) == Relation.PARENT.value
    )


def _counts(
    step: Subquery,
    parent: Any,  # noqa: ANN401 - an alias of a table has no type of its own
    lower: Any,  # noqa: ANN401
    today: Day,
    ways: ColumnElement[int],
) -> ColumnElement[bool]:
    """Whether the step from `lower` counts today in a walk along these ways."""
    dissolved = and_(col(lower.dissolved_on).is_not(None), col(lower.dissolved_on) <= today)
    until = col(parent.valid_to)
    valid = and_(col(parent.valid_from) <= today, or_(until.is_(None), until > today))
    walked = ways.op("&")(Way.SUCCESSION.value) != 0
    followed = select(col(Succession.id)).where(col(Succession.predecessor_id) == lower.id).exists()
    last = and_(
        dissolved,
        or_(until.is_(None), until >= col(lower.dissolved_on)),
        not_(and_(walked, followed)),
    )
    return or_(
        step.c.way.in_((Way.HANDOVER.value, Way.LINE.value)),
        and_(step.c.way == Way.SUCCESSION.value, dissolved),
        and_(step.c.way == Way.PARENT.value, or_(valid, last)),
    )
