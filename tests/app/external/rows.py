"""Everything stored about a dossier, to compare before and after."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.attachments.models import Evidence, EvidenceLink
from app.audit.models import AuditPayload, AuditRow
from app.dossiers.models import (
    Answer,
    Assignment,
    Dossier,
    DossierText,
    FactAnswer,
    Objection,
    Return,
    ReturnedCriterion,
    Snapshot,
    StateChange,
)
from app.recognition.models import DecisionLine

_OF_DOSSIER = (
    Answer,
    FactAnswer,
    DossierText,
    StateChange,
    Snapshot,
    Assignment,
    Return,
    Objection,
    DecisionLine,
    Evidence,
)

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(session: Session, dossier_id: str) -> Rows:
    """All rows, snapshots with their bytes, the audit chain with its payloads."""
    session.flush()
    connection = session.connection()
    found: Rows = {}
    for model in _OF_DOSSIER:
        table = model.__table__  # type: ignore[attr-defined]
        statement = select(table).where(table.c.dossier_id == dossier_id).order_by(table.c.id)
        found[table.name] = [tuple(row) for row in connection.execute(statement)]
    dossier = Dossier.__table__  # type: ignore[attr-defined]
    found["dossier"] = [
        tuple(row) for row in connection.execute(select(dossier).where(dossier.c.id == dossier_id))
    ]
    for model in (AuditRow, AuditPayload):
        table = model.__table__  # type: ignore[attr-defined]
        statement = select(table).where(table.c.chain == f"dossier:{dossier_id}")
        found[table.name] = [
            tuple(row) for row in connection.execute(statement.order_by(table.c.number))
        ]
    returned = ReturnedCriterion.__table__  # type: ignore[attr-defined]
    ids = select(col(Return.id)).where(col(Return.dossier_id) == dossier_id)
    statement = select(returned).where(returned.c.return_id.in_(ids)).order_by(returned.c.id)
    found["returned"] = [tuple(row) for row in connection.execute(statement)]
    links = EvidenceLink.__table__  # type: ignore[attr-defined]
    mine = select(col(Evidence.id)).where(col(Evidence.dossier_id) == dossier_id)
    statement = select(links).where(links.c.evidence_id.in_(mine)).order_by(*links.c)
    found["links"] = [tuple(row) for row in connection.execute(statement)]
    return found
