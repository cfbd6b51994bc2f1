"""The tree of bodies, walked in the database.

The **present** tree decides who may read: a body stands under its parent of the day; one that has
ended stands where it last stood, and under whoever succeeded it. The tree **of a day** is what was
so on that day, for history and statistics.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select, Subquery, and_, or_, union_all
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.bodies.models import Body, BodyKind, BodyRelation, Relation, Succession
from app.bodies.periods import holds_on, reaches_past


def hold_tree(session: Session) -> None:
    """Let one transaction at a time change the tree: two moves, each sound, can make a cycle.

    Changes are rare, so the kinds' rows serve as the lock; readers and dossiers never wait for it.
    """
    rows = select(BodyKind.code).order_by(col(BodyKind.code)).with_for_update(key_share=True)
    session.exec(rows).all()


def below(roots: Collection[str], day: date) -> CTE:
    """Ids (column `id`) of the roots and all that stands under them in the present tree."""
    edges = _edges(day)
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id).in_(roots))
    walk = start.cte("below", recursive=True)
    return walk.union(pick(edges.c.lower).join(walk, edges.c.upper == walk.c.id))


def above(body_id: str, day: date) -> CTE:
    """Ids (column `id`) of the body and of all it stands under in the present tree."""
    edges = _edges(day)
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id) == body_id)
    walk = start.cte("above", recursive=True)
    return walk.union(pick(edges.c.upper).join(walk, edges.c.lower == walk.c.id))


def is_below(session: Session, body_id: str, roots: Collection[str], day: date) -> bool:
    """Whether the body stands under (or is) one of the roots in the present tree."""
    walk = above(body_id, day)
    found = session.execute(pick(walk.c.id).where(walk.c.id.in_(roots)).limit(1)).first()
    return found is not None


def below_on(roots: Collection[str], day: date) -> CTE:
    """Ids (column `id`) of the roots and of what stood under them on that day, and existed."""
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id).in_(roots))
    tree = start.cte("below_on", recursive=True)
    return tree.union(
        pick(col(BodyRelation.body_id))
        .join(tree, col(BodyRelation.other_id) == tree.c.id)
        .where(col(BodyRelation.relation) == Relation.PARENT, holds_on(BodyRelation, day))
    )


def ever_above(session: Session, body_id: str, day: date) -> set[str]:
    """The body and whatever it stands under on that day or is planned to stand under later."""
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id) == body_id)
    tree = start.cte("ever_above", recursive=True)
    walk = tree.union(
        pick(col(BodyRelation.other_id))
        .join(tree, col(BodyRelation.body_id) == tree.c.id)
        .where(col(BodyRelation.relation) == Relation.PARENT, reaches_past(BodyRelation, day))
    )
    return set(session.execute(pick(walk.c.id)).scalars())


def tenant_of(session: Session, body_id: str, day: date) -> str:
    """The Sở that the body stands under on that day: what is written now belongs to it."""
    walk = above(body_id, day)
    found = session.execute(
        pick(col(Body.id))
        .join(walk, col(Body.id) == walk.c.id)
        .join(BodyKind, col(BodyKind.code) == Body.kind)
        .where(
            col(BodyKind.issues_codes).is_(True),
            or_(col(Body.dissolved_on).is_(None), col(Body.dissolved_on) > day),
        )
        .order_by(col(Body.id))
    ).scalars()
    standing = found.first()
    if standing is not None:
        return str(standing)
    return session.exec(select(Body.tenant_id).where(Body.id == body_id)).one()


def _edges(day: date) -> Subquery:
    """Pairs (lower, upper): by parent of the day, by the last parent, by succession."""
    ended = and_(col(Body.dissolved_on).is_not(None), col(Body.dissolved_on) <= day)
    parents: Select[Any, Any] = (
        pick(col(BodyRelation.body_id).label("lower"), col(BodyRelation.other_id).label("upper"))
        .join(Body, col(Body.id) == BodyRelation.body_id)
        .where(
            col(BodyRelation.relation) == Relation.PARENT,
            col(BodyRelation.valid_from) <= day,
            or_(
                reaches_past(BodyRelation, day),
                and_(ended, col(BodyRelation.valid_to) == Body.dissolved_on),
            ),
        )
    )
    successors = (
        pick(col(Succession.predecessor_id), col(Succession.successor_id))
        .join(Body, col(Body.id) == Succession.predecessor_id)
        .where(ended, col(Succession.on) <= day)
    )
    return union_all(parents, successors).subquery("edges")
