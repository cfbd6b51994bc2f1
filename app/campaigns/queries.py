"""All queries of campaigns."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.campaigns.errors import CampaignNotFound
from app.campaigns.models import Campaign, CampaignKind, Extension
from app.dossiers.models import Dossier
from app.index.models import StoredEdition
from app.storage.database import locked


def campaign(session: Session, campaign_id: str) -> Campaign:
    """The campaign. Raises CampaignNotFound, as for one that the person may not see."""
    found = session.exec(select(Campaign).where(Campaign.id == campaign_id)).one_or_none()
    if found is None:
        raise CampaignNotFound
    return found


def held(session: Session, campaign_id: str) -> Campaign:
    """The campaign, its row held until the transaction ends. Raises CampaignNotFound."""
    found = locked(session, select(Campaign).where(Campaign.id == campaign_id))
    if found is None:
        raise CampaignNotFound
    return found


def kinds(session: Session, campaign_id: str) -> list[CampaignKind]:
    """What holds for each kind, by kind."""
    return list(
        session.exec(
            select(CampaignKind)
            .where(CampaignKind.campaign_id == campaign_id)
            .order_by(col(CampaignKind.kind))
        )
    )


def kind(session: Session, campaign_id: str, code: str) -> CampaignKind | None:
    """What holds for one kind."""
    return session.exec(
        select(CampaignKind).where(
            CampaignKind.campaign_id == campaign_id, CampaignKind.kind == code
        )
    ).one_or_none()


def edition_names(session: Session, hashes: Collection[str]) -> dict[str, str]:
    """Hash to `id@version`."""
    rows = session.exec(
        select(StoredEdition.sha256, StoredEdition.edition_id, StoredEdition.version).where(
            col(StoredEdition.sha256).in_(hashes)
        )
    )
    return {sha256: f"{edition}@{version}" for sha256, edition, version in rows}


def dossier_count(session: Session, campaign_id: str) -> int:
    """How many bodies have a dossier."""
    return session.exec(
        select(func.count())
        .select_from(Dossier)
        .where(Dossier.campaign_id == campaign_id, Dossier.revision == 1)
    ).one()


def campaigns_page(
    visible: ColumnElement[bool], states: Sequence[str], after: Sequence[str], limit: int
) -> Any:  # noqa: ANN401 - SQLModel's own statement class is not public
    """One page, newest first: ids sort by the time they were made."""
    statement = select(Campaign).where(visible)
    if states:
        statement = statement.where(col(Campaign.state).in_(states))
    if after:
        statement = statement.where(col(Campaign.id) < after[0])
    return statement.order_by(col(Campaign.id).desc()).limit(limit)


def extensions(
    session: Session, campaign_id: str, visible: ColumnElement[bool], after: str, limit: int
) -> Sequence[tuple[Extension, str]]:
    """Extensions with the name pinned in the dossier, newest first; `visible` is on `Dossier`."""
    statement = (
        pick(Extension, col(Dossier.body_name))
        .join(
            Dossier,
            (col(Dossier.campaign_id) == Extension.campaign_id)
            & (col(Dossier.body_id) == Extension.body_id)
            & (col(Dossier.revision) == 1),
        )
        .where(col(Extension.campaign_id) == campaign_id, visible)
        .order_by(col(Extension.id).desc())
        .limit(limit)
    )
    if after:
        statement = statement.where(col(Extension.id) < after)
    return [(row[0], row[1]) for row in session.execute(statement)]
