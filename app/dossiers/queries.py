"""All queries of dossiers. Hot ones take one statement and select what they need."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from app.campaigns.models import Campaign
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierText,
    FactAnswer,
    Return,
    ReturnedCriterion,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
)
from app.storage.database import locked


def held(session: Session, dossier_id: str) -> Dossier | None:
    """The dossier, its row held until the transaction ends: every change goes through here."""
    return locked(session, select(Dossier).where(Dossier.id == dossier_id))


def campaign_of(session: Session, dossier: Dossier) -> Campaign:
    """The campaign of a dossier."""
    return session.exec(select(Campaign).where(Campaign.id == dossier.campaign_id)).one()


def answers(
    session: Session, dossier_id: str, side: SideName, items: Collection[str] | None = None
) -> Sequence[Answer]:
    """One side's answers: all, or those of `items`."""
    query = select(Answer).where(Answer.dossier_id == dossier_id, Answer.side == side)
    if items is not None:
        query = query.where(col(Answer.item).in_(items))
    return session.exec(query).all()


def facts(
    session: Session, dossier_id: str, side: SideName, codes: Collection[str] | None = None
) -> Sequence[FactAnswer]:
    """One side's facts: all, or those of `codes`."""
    query = select(FactAnswer).where(FactAnswer.dossier_id == dossier_id, FactAnswer.side == side)
    if codes is not None:
        query = query.where(col(FactAnswer.fact).in_(codes))
    return session.exec(query).all()


def texts(
    session: Session, dossier_id: str, fields: Collection[str] | None = None
) -> Sequence[DossierText]:
    """Narrative and header of a dossier: all fields, or those named."""
    query = select(DossierText).where(DossierText.dossier_id == dossier_id)
    if fields is not None:
        query = query.where(col(DossierText.field).in_(fields))
    return session.exec(query).all()


def snapshot_in_force(session: Session, dossier_id: str, kind: SnapshotKind) -> Snapshot | None:
    """The latest snapshot of that kind that is not void."""
    return session.exec(
        select(Snapshot)
        .where(
            Snapshot.dossier_id == dossier_id, Snapshot.kind == kind, col(Snapshot.void).is_(False)
        )
        .order_by(col(Snapshot.at).desc(), col(Snapshot.id).desc())
        .limit(1)
    ).first()


def signed_report(session: Session, snapshot_id: str) -> SignedReport | None:
    """The signed file that stands for a snapshot."""
    return session.exec(
        select(SignedReport)
        .where(SignedReport.snapshot_id == snapshot_id, col(SignedReport.void).is_(False))
        .order_by(col(SignedReport.at).desc(), col(SignedReport.id).desc())
        .limit(1)
    ).first()


def open_return(session: Session, dossier_id: str) -> Return | None:
    """The return that the school has not yet answered."""
    return session.exec(
        select(Return).where(Return.dossier_id == dossier_id, col(Return.closed_at).is_(None))
    ).first()


def returned_criteria(session: Session, return_id: str) -> dict[str, str]:
    """Criterion to reason."""
    rows = session.exec(select(ReturnedCriterion).where(ReturnedCriterion.return_id == return_id))
    return {row.criterion: row.reason for row in rows}
