"""Opening, adding bodies, extending, closing: what happens to a campaign after its draft."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.bodies.models import BodyKind
from app.campaigns import queries
from app.campaigns.changing import (
    Target,
    changed,
    held,
    record,
    refuse_not_draft,
    refuse_not_open,
    who_of,
)
from app.campaigns.closing import returned, settle
from app.campaigns.deadlines import deadline_of, instant, said
from app.campaigns.errors import (
    BodyNotAssessed,
    CampaignNotReady,
    DeadlineRefused,
)
from app.campaigns.models import Campaign, CampaignKind, CampaignState, Extension
from app.campaigns.opening import Adding, add_dossiers
from app.campaigns.schemas import (
    AddIn,
    ExtensionIn,
)
from app.clock import day_of
from app.dossiers.models import Dossier
from app.errors import Reason
from app.policy import Act, require


def open_campaign(session: Session, actor: Actor, target: Target, at: datetime) -> int:
    """Open it: a dossier for every assessed body. Returns how many were made.

    Raises CampaignNotReady with all that is missing.
    """
    campaign = held(session, actor, target, at)
    refuse_not_draft(campaign)
    rules = queries.kinds(session, campaign.id)
    _refuse_unready(session, rules, at)
    made = add_dossiers(session, Adding(campaign, rules), who_of(actor, at))
    if not made:
        raise CampaignNotReady("Không có đơn vị trực thuộc nào thuộc các loại đã chọn.")
    campaign.state = CampaignState.OPEN
    campaign.opened_at = at
    changed(session, campaign, who_of(actor, at), "campaign.opened", {"dossiers": len(made)})
    return len(made)


def add_bodies(
    session: Session, actor: Actor, campaign_id: str, wanted: AddIn, at: datetime
) -> int:
    """Dossiers for bodies that came after the opening. Returns how many; again: none.

    Raises BodyNotAssessed for a named body that cannot have one.
    """
    campaign = queries.held(session, campaign_id)
    require(session, actor, Act.RUN_CAMPAIGN, campaign, day_of(at))
    refuse_not_open(campaign)
    adding = Adding(campaign, queries.kinds(session, campaign.id), wanted.body_id)
    made = add_dossiers(session, adding, who_of(actor, at))
    if not made and wanted.body_id is not None:
        _refuse_no_dossier(session, campaign, wanted.body_id)
    if made:
        payload = {"bodies": [dossier.body_id for dossier in made]}
        record(session, campaign, who_of(actor, at), "campaign.bodies_added", payload)
    return len(made)


def close_campaign(
    session: Session, actor: Actor, target: Target, at: datetime, *, take_back: bool = False
) -> Campaign:
    """Take no more dossiers. What is handed in goes on to be assessed and recognised.

    `take_back`: returns for supplement that are still open are taken back. Raises CampaignMidway
    where it is not told and dossiers are midway.
    """
    campaign = held(session, actor, target, at)
    refuse_not_open(campaign)
    out = returned(session, campaign.id) if take_back else ()
    ended = settle(session, campaign.id, out, who_of(actor, at), told=take_back)
    campaign.state = CampaignState.CLOSED
    campaign.closed_at = at
    return changed(session, campaign, who_of(actor, at), "campaign.closed", {"taken_back": ended})


def extend(
    session: Session, actor: Actor, campaign_id: str, wanted: ExtensionIn, at: datetime
) -> Extension:
    """More time for one body, with the reason. Raises DeadlineRefused unless it is later."""
    campaign = queries.held(session, campaign_id)
    require(session, actor, Act.RUN_CAMPAIGN, campaign, day_of(at))
    refuse_not_open(campaign)
    dossier = _refuse_no_dossier(session, campaign, wanted.body_id)
    moment = instant(wanted.deadline)
    assert moment is not None
    before = deadline_of(session, dossier)
    if before is None:
        raise DeadlineRefused("Loại đơn vị này không có hạn nộp nên không cần gia hạn.")
    if moment <= max(before, at):
        raise DeadlineRefused(
            f"Hạn đang áp dụng là {said(before)}. Hãy chọn một ngày muộn hơn hạn đó và chưa qua."
        )
    row = Extension(
        campaign_id=campaign.id,
        body_id=wanted.body_id,
        deadline=moment,
        reason=wanted.reason,
        by_account=actor.account_id,
        at=at,
    )
    session.add(row)
    session.flush()
    payload = {**wanted.model_dump(mode="json"), "before": before}
    record(session, campaign, who_of(actor, at), "campaign.extended", payload)
    return row


def _refuse_no_dossier(session: Session, campaign: Campaign, body_id: str) -> Dossier:
    found = session.exec(
        select(Dossier).where(
            Dossier.campaign_id == campaign.id, Dossier.body_id == body_id, Dossier.revision == 1
        )
    ).one_or_none()
    if found is None:
        raise BodyNotAssessed(
            "Đơn vị không có hồ sơ trong đợt này: không trực thuộc đơn vị tổ chức, hoặc không "
            "thuộc loại đơn vị được đánh giá."
        )
    return found


def _refuse_unready(session: Session, rules: Sequence[CampaignKind], at: datetime) -> None:
    if not rules:
        raise CampaignNotReady(
            "Chưa chọn loại đơn vị nào. Hãy chọn loại đơn vị và bộ chỉ số cho từng loại."
        )
    titles = dict(session.exec(select(BodyKind.code, BodyKind.title)).all())
    reasons = []
    for rule in rules:
        if rule.self_deadline is None:
            message = f"{titles[rule.kind]}: chưa có hạn nộp hồ sơ tự đánh giá."
            reasons.append(Reason(rule.kind, "no-deadline", message))
        elif rule.self_deadline <= at:
            message = f"{titles[rule.kind]}: hạn nộp ({said(rule.self_deadline)}) đã qua."
            reasons.append(Reason(rule.kind, "deadline-past", message))
    if reasons:
        raise CampaignNotReady(reasons=tuple(reasons))
