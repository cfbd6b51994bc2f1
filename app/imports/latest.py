"""The dossiers of a campaign that a list means by the codes of their schools."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.dossiers.models import Dossier
from app.imports.kept import portions


def by_codes(session: Session, campaign_id: str | None, codes: Iterable[str]) -> list[Dossier]:
    """The latest revision of every school that carries one of the codes: a statement per 500."""
    found: list[Dossier] = []
    for some in portions(codes):
        found += session.exec(
            select(Dossier).where(
                Dossier.campaign_id == campaign_id, col(Dossier.body_code).in_(some), _latest()
            )
        )
    return found


def of_body(session: Session, campaign_id: str | None, body_id: str) -> list[Dossier]:
    """The latest revision of one school, if it has any."""
    mine = Dossier.campaign_id == campaign_id, Dossier.body_id == body_id
    return list(session.exec(select(Dossier).where(*mine, _latest())))


def _latest() -> ColumnElement[bool]:
    later: Any = aliased(Dossier)
    newer = select(later.id).where(
        later.body_id == Dossier.body_id,
        later.campaign_id == Dossier.campaign_id,
        later.revision > Dossier.revision,
    )
    return ~newer.exists()
