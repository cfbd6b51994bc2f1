"""What every change of a campaign shares: held, of the version seen, recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.campaigns import queries
from app.campaigns.errors import (
    CampaignNotDraft,
    CampaignNotOpen,
    CampaignStale,
)
from app.campaigns.models import Campaign, CampaignState
from app.clock import day_of
from app.policy import Act, require


class Target(NamedTuple):
    """The campaign to change, and the version of it that the person had before them."""

    campaign_id: str
    version: int


def held(session: Session, actor: Actor, target: Target, at: datetime) -> Campaign:
    """The campaign, held by somebody who runs it and saw its present version."""
    campaign = queries.held(session, target.campaign_id)
    require(session, actor, Act.RUN_CAMPAIGN, campaign, day_of(at))
    if campaign.version != target.version:
        raise CampaignStale
    return campaign


def who_of(actor: Actor, at: datetime) -> Who:
    """For the audit log."""
    return Who(actor.account_id, at)


def changed(
    session: Session, campaign: Campaign, who: Who, act: str, payload: Mapping[str, object]
) -> Campaign:
    """The next version of it, recorded."""
    campaign.version += 1
    session.add(campaign)
    session.flush()
    record(session, campaign, who, act, payload)
    return campaign


def record(
    session: Session, campaign: Campaign, who: Who, act: str, payload: Mapping[str, object]
) -> None:
    """On the chain of the campaign's owner."""
    record_on_body(session, campaign.owner_id, who, act, {"campaign": campaign.id, **payload})


def refuse_not_draft(campaign: Campaign) -> None:
    """Raise CampaignNotDraft."""
    if campaign.state != CampaignState.DRAFT:
        raise CampaignNotDraft


def refuse_not_open(campaign: Campaign) -> None:
    """Raise CampaignNotOpen."""
    if campaign.state != CampaignState.OPEN:
        raise CampaignNotOpen
