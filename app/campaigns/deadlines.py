"""Deadlines: the first instant that is late, which one counts for a dossier, and how it is said."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, null
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.campaigns.models import CampaignKind, Extension
from app.campaigns.schemas import DeadlineIn, DeadlineOut, Meaning
from app.clock import VIETNAM, before_day, by_day
from app.dossiers.models import Dossier, Return
from exports.documents.numbers import short_date


def instant(wanted: DeadlineIn | None) -> datetime | None:
    """The first instant that is late, in UTC."""
    if wanted is None:
        return None
    return before_day(wanted.day) if wanted.meaning is Meaning.BEFORE else by_day(wanted.day)


def told(moment: datetime | None) -> DeadlineOut | None:
    """A deadline for people."""
    return DeadlineOut(late_from=moment, said=said(moment)) if moment else None


def said(moment: datetime) -> str:
    """`hết ngày 30/5/2025`; both ways of setting it lead to the same sentence."""
    local = moment.astimezone(VIETNAM)
    if local.hour == local.minute == local.second == 0:
        return f"hết {short_date(local.date() - timedelta(days=1))}"
    return f"{local:%H:%M} {short_date(local.date())}"


def in_force() -> ColumnElement[datetime | None]:
    """In SQL, on `Dossier` joined with its `CampaignKind`: when handing it in becomes late.

    The latest extension counts before the deadline of the kind; while the dossier is returned for
    supplement, the deadline of that return, if it has one and no extension reaches further. A
    correction after recognition has none of the campaign's: the school was in time once already.
    """
    extended = (
        pick(col(Extension.deadline))
        .where(
            col(Extension.campaign_id) == Dossier.campaign_id,
            col(Extension.body_id) == Dossier.body_id,
        )
        .order_by(col(Extension.at).desc(), col(Extension.id).desc())
        .limit(1)
        .correlate(Dossier)
        .scalar_subquery()
    )
    returned = (
        pick(col(Return.deadline))
        .where(col(Return.dossier_id) == Dossier.id, col(Return.closed_at).is_(None))
        .limit(1)
        .correlate(Dossier)
        .scalar_subquery()
    )
    return case(
        (and_(col(Dossier.revision) > 1, returned.is_(None)), null()),
        (returned.is_(None), func.coalesce(extended, col(CampaignKind.self_deadline))),
        (extended > returned, extended),
        else_=returned,
    )


def kind_of_dossier() -> ColumnElement[bool]:
    """In SQL: the row of `CampaignKind` that holds for a row of `Dossier`."""
    return and_(
        col(CampaignKind.campaign_id) == Dossier.campaign_id,
        col(CampaignKind.kind) == Dossier.kind,
    )


def deadline_of(session: Session, dossier: Dossier) -> datetime | None:
    """The first instant at which handing this dossier in is late; None: no deadline."""
    statement = (
        pick(in_force())
        .select_from(Dossier)
        .join(CampaignKind, kind_of_dossier())
        .where(col(Dossier.id) == dossier.id)
    )
    return session.execute(statement).scalar_one_or_none()


def is_late(session: Session, dossier: Dossier, at: datetime) -> bool:
    """Whether handing the dossier in at that instant is late."""
    deadline = deadline_of(session, dossier)
    return deadline is not None and at >= deadline
