"""Campaigns as drafts, and what of an open one may still change."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.actor import Actor
from app.bodies.tree import tenant_of
from app.campaigns import queries
from app.campaigns.changing import Target, changed, held, record, refuse_not_draft, who_of
from app.campaigns.deadlines import instant
from app.campaigns.errors import (
    BodyNotAssessed,
    CampaignNotOpen,
)
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.rules import refuse_unfit, rule_row
from app.campaigns.schemas import (
    CampaignChange,
    CampaignIn,
    DeadlinesIn,
    KindRuleIn,
)
from app.clock import day_of
from app.policy import Act, require, require_at_body


def create(session: Session, actor: Actor, wanted: CampaignIn, at: datetime) -> Campaign:
    """A draft of the owner's."""
    require_at_body(session, actor, Act.CREATE_CAMPAIGN, wanted.owner_id, day_of(at))
    if wanted.previous_id is not None:
        before = queries.campaign(session, wanted.previous_id)
        require(session, actor, Act.READ_CAMPAIGN, before, day_of(at))
    campaign = Campaign(
        tenant_id=tenant_of(session, wanted.owner_id, day_of(at)),
        owner_id=wanted.owner_id,
        title=wanted.title,
        school_year=wanted.school_year,
        state=CampaignState.DRAFT,
        external_start=wanted.external_start,
        claims_block=wanted.claims_block,
        two_people=wanted.two_people,
        sign_again=wanted.sign_again,
        created_by=actor.account_id,
        created_at=at,
        previous_id=wanted.previous_id,
    )
    session.add(campaign)
    session.flush()
    for rule in wanted.kinds:
        refuse_unfit(session, campaign, rule, at)
        session.add(rule_row(campaign.id, rule))
    session.flush()
    record(
        session,
        campaign,
        who_of(actor, at),
        "campaign.created",
        wanted.model_dump(mode="json"),
    )
    return campaign


def change(
    session: Session, actor: Actor, target: Target, wanted: CampaignChange, at: datetime
) -> Campaign:
    """Another title; other options while it is a draft."""
    campaign = held(session, actor, target, at)
    new = wanted.model_dump(exclude_none=True)
    if set(new) - {"title"}:
        refuse_not_draft(campaign)
    for name, value in new.items():
        setattr(campaign, name, value)
    payload = wanted.model_dump(mode="json")
    return changed(session, campaign, who_of(actor, at), "campaign.changed", payload)


def set_kind(
    session: Session, actor: Actor, target: Target, wanted: KindRuleIn, at: datetime
) -> Campaign:
    """What holds for a kind of body, while it is a draft."""
    campaign = held(session, actor, target, at)
    refuse_not_draft(campaign)
    refuse_unfit(session, campaign, wanted, at)
    before = queries.kind(session, campaign.id, wanted.kind)
    if before is not None:
        session.delete(before)
        session.flush()
    session.add(rule_row(campaign.id, wanted))
    payload = wanted.model_dump(mode="json")
    return changed(session, campaign, who_of(actor, at), "campaign.kind_set", payload)


def drop_kind(session: Session, actor: Actor, target: Target, kind: str, at: datetime) -> Campaign:
    """Leave a kind out, while it is a draft."""
    campaign = held(session, actor, target, at)
    refuse_not_draft(campaign)
    before = queries.kind(session, campaign.id, kind)
    if before is None:
        raise BodyNotAssessed(f"Đợt này không đánh giá loại đơn vị “{kind}”.")
    session.delete(before)
    return changed(session, campaign, who_of(actor, at), "campaign.kind_dropped", {"kind": kind})


def set_deadlines(
    session: Session, actor: Actor, target: Target, wanted: DeadlinesIn, at: datetime
) -> Campaign:
    """Other deadlines for a kind, until the campaign is closed."""
    campaign = held(session, actor, target, at)
    if campaign.state == CampaignState.CLOSED:
        raise CampaignNotOpen
    rule = queries.kind(session, campaign.id, wanted.kind)
    if rule is None:
        raise BodyNotAssessed(f"Đợt này không đánh giá loại đơn vị “{wanted.kind}”.")
    rule.self_deadline = instant(wanted.self_deadline)
    rule.external_deadline = instant(wanted.external_deadline)
    payload = wanted.model_dump(mode="json")
    return changed(session, campaign, who_of(actor, at), "campaign.deadlines_set", payload)
