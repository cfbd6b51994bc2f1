"""Closing a campaign: what is midway is named first, and nothing of it is left stuck.

A dossier that is out for supplement could be handed in no more once the campaign is closed. So
closing refuses while there are any, and names them; told to, it takes the returns back in the same
transaction: the assessment goes on with what the school last handed in. What was closed but never
handed in (`chờ ký`) is named too; like a draft it stays with the school.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, select

from app.audit.chain import Who
from app.campaigns.errors import CampaignMidway, CampaignStale
from app.dossiers.models import Dossier, DossierState, Return
from app.dossiers.taking_back import take_back
from app.errors import Reason

NAMED = 50
"""How many dossiers a refusal names; the rest are counted."""
_WHY = "Đợt đánh giá đã đóng khi nhà trường chưa nộp lại phần được trả bổ sung."


def returned(session: Session, campaign_id: str) -> Sequence[Dossier]:
    """The dossiers that are out for supplement, their rows held, always in the same order.

    Held after the campaign, which acts that need it open hold first too.
    """
    return session.exec(
        select(Dossier)
        .where(Dossier.campaign_id == campaign_id, _out_for_supplement())
        .order_by(col(Dossier.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def settle(
    session: Session, campaign_id: str, held: Sequence[Dossier], who: Who, *, told: bool
) -> list[str]:
    """Take back every return, if told to; the ids of the dossiers. The campaign's row is held.

    Raises CampaignMidway, CampaignStale (a dossier was returned while we waited).
    """
    mine = col(Dossier.campaign_id) == campaign_id
    if not told:
        _refuse(session, mine)
        return []
    now = session.exec(select(Dossier.id).where(mine, _out_for_supplement())).all()
    if set(now) - {one.id for one in held}:
        raise CampaignStale
    wanted = [one for one in held if one.id in set(now)]
    for dossier in wanted:
        take_back(session, dossier, who, _WHY)
    return [one.id for one in wanted]


def _refuse(session: Session, mine: ColumnElement[bool]) -> None:
    midway = col(Dossier.state).in_((DossierState.RETURNED, DossierState.AWAITING_SIGNATURE))
    count = session.exec(select(func.count()).select_from(Dossier).where(mine, midway)).one()
    if not count:
        return
    rows = session.exec(
        select(Dossier.id, Dossier.body_name, Dossier.state)
        .where(mine, midway)
        .order_by(col(Dossier.state).desc(), col(Dossier.body_name), col(Dossier.id))
        .limit(NAMED)
    )
    reasons = [
        Reason(dossier_id, f"midway-{state}", f"{name}: {_SAID[DossierState(state)]}.")
        for dossier_id, name, state in rows
    ]
    if count > NAMED:
        reasons.append(Reason("dossiers", "more", f"Và {count - NAMED} hồ sơ khác."))
    raise CampaignMidway(reasons=tuple(reasons))


_SAID = {
    DossierState.RETURNED: "đang được trả bổ sung, nhà trường chưa nộp lại",
    DossierState.AWAITING_SIGNATURE: "đã chốt, chờ ký, chưa nộp",
}


def _out_for_supplement() -> ColumnElement[bool]:
    is_open = exists().where(col(Return.dossier_id) == Dossier.id, col(Return.closed_at).is_(None))
    states = (DossierState.RETURNED, DossierState.AWAITING_SIGNATURE)
    return col(Dossier.state).in_(states) & is_open
