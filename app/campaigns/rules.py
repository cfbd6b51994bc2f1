"""Whether what a campaign sets for a kind of body can hold, and the row that keeps it."""

from datetime import datetime

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.bodies.kinds import kind_of
from app.bodies.tree import above_on
from app.campaigns.deadlines import instant
from app.campaigns.errors import DeadlineRefused, EditionUnfit
from app.campaigns.models import Campaign, CampaignKind
from app.campaigns.schemas import KindRuleIn
from app.clock import day_of
from app.index.models import EditionState, StoredEdition, StoredOverlay
from app.index.service import edition


def rule_row(campaign_id: str, wanted: KindRuleIn) -> CampaignKind:
    """What holds for one kind, as it is kept: deadlines as the first instant that is late."""
    return CampaignKind(
        campaign_id=campaign_id,
        kind=wanted.kind,
        edition_sha256=wanted.edition_sha256,
        overlay_sha256=wanted.overlay_sha256,
        self_deadline=instant(wanted.self_deadline),
        external_deadline=instant(wanted.external_deadline),
        assessing=wanted.assessing,
        recognising=wanted.recognising,
    )


def refuse_unfit(session: Session, campaign: Campaign, wanted: KindRuleIn, at: datetime) -> None:
    """Raise KindUnknown, EditionUnfit or DeadlineRefused for what cannot hold."""
    kind = kind_of(session, wanted.kind)
    stored = session.execute(
        pick(col(StoredEdition.state)).where(col(StoredEdition.sha256) == wanted.edition_sha256)
    ).scalar_one_or_none()
    if stored != EditionState.ACTIVE:
        raise EditionUnfit(
            "Bộ chỉ số này chưa được kích hoạt trong hệ thống. Hãy chọn một bộ đang dùng."
        )
    compiled = edition(session, wanted.edition_sha256)
    if wanted.kind not in compiled.body_kinds:
        listed = ", ".join(one.title for one in compiled.body_kinds.values())
        raise EditionUnfit(f"{compiled.ref} không dùng cho {kind.title}; chỉ dùng cho: {listed}.")
    if wanted.overlay_sha256 is not None:
        _refuse_overlay(session, campaign, wanted, at)
    first, last = instant(wanted.self_deadline), instant(wanted.external_deadline)
    if first is not None and last is not None and last <= first:
        raise DeadlineRefused("Hạn đánh giá ngoài phải sau hạn nộp hồ sơ tự đánh giá.")


def _refuse_overlay(session: Session, campaign: Campaign, wanted: KindRuleIn, at: datetime) -> None:
    """An overlay serves the edition it was written for, at its own body and below."""
    lines = above_on(campaign.owner_id, day_of(at))
    found = session.execute(
        pick(col(StoredOverlay.edition_sha256))
        .join(lines, lines.c.id == StoredOverlay.body_id)
        .where(col(StoredOverlay.sha256) == wanted.overlay_sha256)
    ).scalar_one_or_none()
    if found != wanted.edition_sha256:
        raise EditionUnfit(
            "Phần hướng dẫn bổ sung không thuộc bộ chỉ số này hoặc không phải của đơn vị tổ chức."
        )
