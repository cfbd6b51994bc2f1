"""How a person stands to a dossier or a body: at most one statement each."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    String,
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from app.accounts.actor import SCHOOL_ROLES, Actor
from app.accounts.models import Role
from app.dossiers.models import Assignment, Dossier
from app.policy.decisions import READING, WRITING, Assigned, Place, Relation, Standing
from app.policy.walks import SUBTREE, Way, above, below

WAYS: Mapping[Relation, Way] = {
    Relation.SCHOOL: Way.HANDOVER,
    Relation.SCHOOL_LINE: Way.SUCCESSION | Way.HANDOVER,
    Relation.SCHOOL_ABOVE: SUBTREE,
    Relation.ASSESSING: Way.HANDOVER,
    Relation.ASSESSING_ABOVE: Way.PARENT | Way.HANDOVER,
    Relation.ASSESSING_LINE: SUBTREE | Way.HANDOVER,
    Relation.RECOGNISING: Way.HANDOVER,
    Relation.RECOGNISING_ABOVE: Way.PARENT | Way.HANDOVER,
}
"""A body stands so to a dossier when a walk along these ways reaches it …"""

STARTS: Mapping[Relation, str] = {
    Relation.SCHOOL: "body_id",
    Relation.SCHOOL_LINE: "body_id",
    Relation.SCHOOL_ABOVE: "body_id",
    Relation.ASSESSING: "assessing_body_id",
    Relation.ASSESSING_ABOVE: "assessing_body_id",
    Relation.ASSESSING_LINE: "assessing_body_id",
    Relation.RECOGNISING: "recognising_body_id",
    Relation.RECOGNISING_ABOVE: "recognising_body_id",
}
"""… from the body that the dossier names in this column."""

MATTERS: Mapping[Role, frozenset[Relation]] = {
    role: READING[role] | {relation for one, relation in WRITING if one is role} for role in Role
}
"""The relations that mean anything for a role: the others are not walked."""

_OF_THE_SCHOOL_ITSELF = (Relation.SCHOOL, Relation.SCHOOL_LINE)


def of_own_school(actor: Actor, dossier: Dossier) -> Standing | None:
    """The standing of somebody who is nothing but this school's: it takes no statement."""
    here = {grant.role for grant in actor.grants if grant.body_id == dossier.body_id}
    if not here or not SCHOOL_ROLES.issuperset(grant.role for grant in actor.grants):
        return None
    return Standing(
        frozenset((role, relation) for role in here for relation in _OF_THE_SCHOOL_ITSELF)
    )


def to_dossier(session: Session, actor: Actor, dossier: Dossier, today: date) -> Standing:
    """The whole standing, in one statement."""
    known = of_own_school(actor, dossier)
    if known is not None:
        return known
    if not actor.bodies:
        return Standing()
    found = session.connection().execute(
        _statement(frozenset().union(*(MATTERS[grant.role] for grant in actor.grants))),
        {
            "body_id": dossier.body_id,
            "school": [dossier.body_id],
            "assessing_body_id": dossier.assessing_body_id,
            "recognising_body_id": dossier.recognising_body_id,
            "dossier_id": dossier.id,
            "account_id": actor.account_id,
            "bodies": sorted(actor.bodies),
            "ties": sorted(actor.ties),
            "today": today,
        },
    )
    reached: set[tuple[Relation, str]] = set()
    assigned, conflict = Assigned.NO, False
    for kind, name, body in found:
        if kind == "reached":
            reached.add((Relation(name), body))
        elif kind == "assigned":
            assigned = Assigned(name)
        else:
            conflict = True
    roles = frozenset(
        (grant.role, relation)
        for grant in actor.grants
        for relation in Relation
        if (relation, grant.body_id) in reached
    )
    return Standing(roles, assigned, conflict)


def to_body(
    session: Session, actor: Actor, body_id: str, today: date
) -> frozenset[tuple[Role, Place]]:
    """How the person's roles stand to a body, in one statement."""
    mine = sorted(actor.bodies)
    if not mine:
        return frozenset()
    # Up from their own few bodies rather than down from this one, which may have thousands below.
    walks = above([("", body_id, SUBTREE), *((one, one, SUBTREE) for one in mine)], today)
    up, name = walks.c.id, walks.c.name
    rows = session.connection().execute(
        select(name, up).where(or_(and_(name == "", up.in_(mine)), and_(name != "", up == body_id)))
    )
    places = {(Place.OWN, one) for one in mine if one == body_id}
    for name, reached in rows:
        places.add((Place.BELOW, name) if name else (Place.ABOVE, reached))
    return frozenset(
        (grant.role, place)
        for grant in actor.grants
        for place in Place
        if (place, grant.body_id) in places
    )


@cache
def _statement(relations: frozenset[Relation]) -> CompoundSelect[Any]:
    """Built once for a set of roles: that takes longer than the database then needs for it.

    Rows: ("reached", relation, body), ("assigned", lead or member, ""), ("conflict", "", "").
    """
    day = bindparam("today", type_=Date)
    starts = [
        (one.value, bindparam(STARTS[one], type_=String), ways)
        for one, ways in WAYS.items()
        if one in relations
    ]
    walks = above([*starts, ("became", bindparam("body_id", type_=String), Way.LINE)], day)
    came_from = below(bindparam("school", expanding=True), Way.LINE, day).subquery()
    bodies: BindParameter[str] = bindparam("bodies", expanding=True)
    ties: BindParameter[str] = bindparam("ties", expanding=True)
    nothing = literal("")
    return union_all(
        select(literal("reached"), walks.c.name, walks.c.id).where(
            walks.c.name != "became", walks.c.id.in_(bodies)
        ),
        select(literal("conflict"), nothing, nothing).where(
            or_(
                select(walks.c.id).where(walks.c.name == "became", walks.c.id.in_(ties)).exists(),
                select(came_from.c.id).where(came_from.c.id.in_(ties)).exists(),
            )
        ),
        select(
            literal("assigned"), case((col(Assignment.lead), "lead"), else_="member"), nothing
        ).where(
            col(Assignment.dossier_id) == bindparam("dossier_id"),
            col(Assignment.account_id) == bindparam("account_id"),
        ),
    )
