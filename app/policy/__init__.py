"""Who may do what: the one place where permission is decided.

Permission is role × body × subtree × assignment × state. `decisions` holds the rules and knows no
database; `standing` finds how a person stands to a thing; `visibility` says the same as conditions
for lists. Nothing here is remembered between requests.

    require(session, actor, Act.WRITE_SELF, dossier, today)   raises, or all is well
    select(Dossier).where(visible_dossiers(actor, today))     what a list may show
"""

from collections.abc import Set as AbstractSet
from datetime import date

from sqlmodel import Session

from app.accounts.actor import Actor, Scope
from app.accounts.errors import NotAllowed, ScopeMissing
from app.accounts.models import Role
from app.bodies.errors import BodyNotFound
from app.bodies.models import Body
from app.campaigns.errors import CampaignNotFound
from app.campaigns.models import Campaign, CampaignState
from app.dossiers.errors import DossierNotFound
from app.dossiers.models import Dossier, DossierState
from app.errors import ServiceError
from app.policy import standing
from app.policy.acts import Act, scope_of
from app.policy.decisions import (
    ASSESSORS,
    Relation,
    decide,
    grantable,
    open_now,
    permitted_at_body,
)
from app.policy.decisions import Verdict as _Verdict
from app.policy.visibility import (
    visible_bodies,
    visible_campaigns,
    visible_dossiers,
    visible_external,
)

__all__ = [
    "Act",
    "acts_at_body",
    "grantable_at",
    "is_of_school",
    "may_assess",
    "open_acts",
    "require",
    "require_at_body",
    "require_scope",
    "visible_bodies",
    "visible_campaigns",
    "visible_dossiers",
    "visible_external",
]

_OF_SCHOOL = frozenset({Relation.SCHOOL, Relation.SCHOOL_LINE})


def require(
    session: Session, actor: Actor, act: Act, thing: Dossier | Body | Campaign | None, today: date
) -> None:
    """Let the act pass, or raise. `thing` None is the installation.

    Raises DossierNotFound, BodyNotFound or CampaignNotFound for what the person may not even see,
    NotAllowed for what they see, ScopeMissing for what their token was not made for. Whether the
    act starts from the dossier's state is the act's own business.
    """
    if thing is None:
        _pass(actor, act, _at_body(session, actor, None, today), None)
    elif isinstance(thing, Dossier):
        _require_on_dossier(session, actor, act, thing, today)
    elif isinstance(thing, Body):
        require_at_body(session, actor, act, thing.id, today)
    else:
        _require_on_campaign(session, actor, act, thing, today)


def require_scope(actor: Actor, scope: Scope) -> None:
    """Raise ScopeMissing where a token was not made for this."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise ScopeMissing


def require_at_body(session: Session, actor: Actor, act: Act, body_id: str, today: date) -> None:
    """`require` for a body of which only the id is at hand."""
    acts = _at_body(session, actor, body_id, today)
    _pass(actor, act, acts, None if Act.READ_BODY in acts else BodyNotFound)


def open_acts(session: Session, actor: Actor, dossier: Dossier, today: date) -> frozenset[Act]:
    """What the person may do with the dossier in its present state: the buttons to show."""
    stands = standing.to_dossier(session, actor, dossier, today)
    return _in_scope(actor, open_now(stands, DossierState(dossier.state)))


def acts_at_body(
    session: Session, actor: Actor, body_id: str | None, today: date
) -> frozenset[Act]:
    """What the person may do at a body, or with the installation (None)."""
    return _in_scope(actor, _at_body(session, actor, body_id, today))


def grantable_at(
    session: Session, actor: Actor, body_id: str | None, today: date
) -> frozenset[Role]:
    """The roles that the person may grant and revoke at a body (None: in the installation)."""
    everywhere = frozenset({Role.SYSTEM_ADMINISTRATOR})
    if body_id is None:
        return everywhere if actor.is_system_administrator else frozenset()
    places = standing.to_body(session, actor, body_id, today)
    found = grantable(places, system_administrator=actor.is_system_administrator)
    return found - everywhere


def may_assess(session: Session, actor: Actor, dossier: Dossier, today: date) -> bool:
    """Whether somebody can be made an assessor of it: a role there, and not their own school."""
    stands = standing.to_dossier(session, actor, dossier, today)
    there = any(stands.has(role, Relation.ASSESSING) for role in ASSESSORS)
    return there and not stands.conflict


def is_of_school(session: Session, actor: Actor, dossier: Dossier, today: date) -> bool:
    """Whether it is the person's own school's: they get its files as these came."""
    stands = standing.to_dossier(session, actor, dossier, today)
    return any(relation in _OF_SCHOOL for _, relation in stands.roles)


def _require_on_dossier(
    session: Session, actor: Actor, act: Act, dossier: Dossier, today: date
) -> None:
    stands = standing.to_dossier(session, actor, dossier, today)
    verdict = decide(stands, act, DossierState(dossier.state), actor.scopes)
    if verdict is _Verdict.UNSEEN:
        raise DossierNotFound
    if verdict is _Verdict.SCOPE_MISSING:
        raise ScopeMissing
    if verdict is _Verdict.FORBIDDEN:
        raise NotAllowed


def _require_on_campaign(
    session: Session, actor: Actor, act: Act, campaign: Campaign, today: date
) -> None:
    places = standing.to_body(session, actor, campaign.owner_id, today)
    acts = permitted_at_body(places)
    seen = Act.READ_CAMPAIGN in acts and (
        campaign.state != CampaignState.DRAFT or Act.RUN_CAMPAIGN in acts
    )
    _pass(actor, act, acts, None if seen else CampaignNotFound)


def _at_body(session: Session, actor: Actor, body_id: str | None, today: date) -> frozenset[Act]:
    places = standing.to_body(session, actor, body_id, today) if body_id else ()
    if body_id and actor.is_system_administrator and session.get(Body, body_id) is None:
        raise BodyNotFound  # nobody else stands anyhow to what is not there
    return permitted_at_body(places, system_administrator=actor.is_system_administrator)


def _pass(
    actor: Actor, act: Act, acts: AbstractSet[Act], unseen: type[ServiceError] | None
) -> None:
    if unseen is not None:
        raise unseen
    require_scope(actor, scope_of(act))
    if act not in acts:
        raise NotAllowed


def _in_scope(actor: Actor, acts: AbstractSet[Act]) -> frozenset[Act]:
    if actor.scopes is None:
        return frozenset(acts)
    return frozenset(act for act in acts if scope_of(act) in actor.scopes)
