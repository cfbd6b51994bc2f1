"""The tree of bodies as it stands, stood or will stand on a day, walked in the database.

What somebody may read follows successors and handovers too; that walk is `app.policy`'s.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.bodies.models import Body, BodyKind, BodyRelation, Relation
from app.bodies.periods import holds_on, reaches_past


def hold_tree(session: Session) -> None:
    """Let one transaction at a time change the tree: two moves, each sound, can make a cycle.

    Changes are rare, so the kinds' rows serve as the lock; readers and dossiers never wait for it.
    """
    rows = select(BodyKind.code).order_by(col(BodyKind.code)).with_for_update(key_share=True)
    session.exec(rows).all()


def below_on(roots: Collection[str], day: date) -> CTE:
    """Ids (column `id`) of the roots and of all that stands under them on that day."""
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id).in_(roots))
    walk = start.cte("below_on", recursive=True)
    return walk.union(
        pick(col(BodyRelation.body_id))
        .join(walk, col(BodyRelation.other_id) == walk.c.id)
        .where(col(BodyRelation.relation) == Relation.PARENT, holds_on(BodyRelation, day))
    )


def above_on(body_id: str, day: date) -> CTE:
    """Ids (column `id`) of the body and of all it stands under on that day."""
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id) == body_id)
    walk = start.cte("above_on", recursive=True)
    return walk.union(
        pick(col(BodyRelation.other_id))
        .join(walk, col(BodyRelation.body_id) == walk.c.id)
        .where(col(BodyRelation.relation) == Relation.PARENT, holds_on(BodyRelation, day))
    )


def ever_above(session: Session, body_id: str, day: date) -> set[str]:
    """The body and whatever it stands under on that day or is planned to stand under later."""
    start: Select[Any] = pick(col(Body.id).label("id")).where(col(Body.id) == body_id)
    walk = start.cte("ever_above", recursive=True)
    walk = walk.union(
        pick(col(BodyRelation.other_id))
        .join(walk, col(BodyRelation.body_id) == walk.c.id)
        .where(col(BodyRelation.relation) == Relation.PARENT, reaches_past(BodyRelation, day))
    )
    return set(session.execute(pick(walk.c.id)).scalars())


def tenant_of(session: Session, body_id: str, day: date) -> str:
    """The Sở that the body stands under on that day: what is written then belongs to it.

    Of a body that stands nowhere on that day, the Sở it was founded under.
    """
    walk = above_on(body_id, day)
    found = session.execute(
        pick(col(Body.id))
        .join(walk, walk.c.id == Body.id)
        .join(BodyKind, col(BodyKind.code) == Body.kind)
        .where(col(BodyKind.issues_codes).is_(True))
    ).scalar_one_or_none()
    if found is not None:
        return str(found)
    return session.exec(select(Body.tenant_id).where(Body.id == body_id)).one()
