"""What a person sees, as conditions for the queries that list it: one function per kind of thing.

They raise ScopeMissing for a token that was not made for reading; else they say in SQL what
`decisions.READING` says of one dossier. A test holds the two together.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlmodel import col

from app.accounts.actor import Actor, Scope
from app.accounts.errors import ScopeMissing
from app.accounts.models import Role
from app.bodies.models import Body
from app.campaigns.models import Campaign, CampaignState
from app.dossiers.models import Assignment, Dossier
from app.policy.acts import CONCLUDED
from app.policy.decisions import ASSESSORS, BY_STATE, PREPARING, READING, Relation
from app.policy.standing import STARTS, WAYS
from app.policy.walks import SUBTREE, Way, above, below


def visible_dossiers(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `Dossier`: those that the person may read."""
    _require_reading(actor)
    return _reached(actor, today, READING)


def visible_external(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `Dossier`: those of which the person may read what the assessors found."""
    _require_reading(actor)
    own = _reached(actor, today, BY_STATE)
    others = _reached(actor, today, READING.keys() - BY_STATE)
    concluded = col(Dossier.state).in_(sorted(CONCLUDED))
    if not actor.ties:
        return or_(and_(own, concluded), others)
    school = col(Dossier.body_id)
    became = above(((one, one, Way.LINE) for one in sorted(actor.ties)), today)
    conflict = or_(school.in_(below(actor.ties, Way.LINE, today)), school.in_(select(became.c.id)))
    return or_(and_(own, concluded), and_(others, ~conflict))


def _reached(actor: Actor, today: date, roles: Collection[Role]) -> ColumnElement[bool]:
    """Dossiers that the person reads by one of these roles."""
    mine = (
        select(col(Assignment.dossier_id))
        .where(col(Assignment.account_id) == actor.account_id)
        .scalar_subquery()
    )
    conditions: list[ColumnElement[bool]] = []
    for relation in Relation:
        column = getattr(Dossier, STARTS[relation])
        reading = [role for role in roles if relation in READING[role]]
        assessing = actor.at(role for role in reading if role in ASSESSORS)
        others = actor.at(role for role in reading if role not in ASSESSORS)
        if others:
            conditions.append(col(column).in_(below(others, WAYS[relation], today)))
        if assessing:
            reached = col(column).in_(below(assessing, WAYS[relation], today))
            conditions.append(and_(col(Dossier.id).in_(mine), reached))
    return or_(*conditions) if conditions else false()


def visible_bodies(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `Body`: the person's own bodies and all below them."""
    _require_reading(actor)
    if actor.is_system_administrator:
        return true()
    if not actor.bodies:
        return false()
    return col(Body.id).in_(below(actor.bodies, SUBTREE, today))


def visible_campaigns(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `Campaign`: those of bodies above or below the person's own.

    A draft is seen only by those who may prepare it.
    """
    _require_reading(actor)
    if not actor.bodies:
        return false()
    walks = above(((one, one, SUBTREE) for one in sorted(actor.bodies)), today)
    upwards = select(walks.c.id)
    owner = col(Campaign.owner_id)
    seen: ColumnElement[bool] = or_(
        owner.in_(upwards), owner.in_(below(actor.bodies, SUBTREE, today))
    )
    preparing = actor.at(PREPARING)
    begun = col(Campaign.state) != CampaignState.DRAFT
    if not preparing:
        return and_(seen, begun)
    return and_(seen, or_(begun, owner.in_(below(preparing, SUBTREE, today))))


def _require_reading(actor: Actor) -> None:
    """Raise ScopeMissing for a token that was not made for reading: no list is empty for that."""
    if actor.scopes is not None and Scope.READ not in actor.scopes:
        raise ScopeMissing
