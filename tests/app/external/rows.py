"""Everything stored about a dossier, to compare before and after."""

from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from app.attachments.models import Evidence
from app.dossiers import queries
from app.dossiers.corrections import Corrected, CorrectedAnswer
from app.dossiers.models import Dossier, Return, SideName
from app.storage.tables import METADATA

_OF_DOSSIER = (
    "answer",
    "fact_answer",
    "dossier_text",
    "state_change",
    "snapshot",
    "assignment",
    "return",
    "objection",
    "decision_line",
    "evidence",
)

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(session: Session, dossier_id: str) -> Rows:
    """All rows, snapshots with their bytes, the audit chain with its payloads."""
    session.flush()
    connection = session.connection()
    found: Rows = {}
    for name in _OF_DOSSIER:
        table = METADATA.tables[name]
        statement = select(table).where(table.c.dossier_id == dossier_id).order_by(table.c.id)
        found[name] = [tuple(row) for row in connection.execute(statement)]
    dossier = METADATA.tables["dossier"]
    found["dossier"] = [
        tuple(row) for row in connection.execute(select(dossier).where(dossier.c.id == dossier_id))
    ]
    for name in ("audit_row", "audit_payload"):
        table = METADATA.tables[name]
        statement = select(table).where(table.c.chain == f"dossier:{dossier_id}")
        found[name] = [tuple(row) for row in connection.execute(statement.order_by(table.c.number))]
    returned = METADATA.tables["returned_criterion"]
    ids = select(col(Return.id)).where(col(Return.dossier_id) == dossier_id)
    statement = select(returned).where(returned.c.return_id.in_(ids)).order_by(returned.c.id)
    found["returned"] = [tuple(row) for row in connection.execute(statement)]
    links = METADATA.tables["evidence_link"]
    mine = select(col(Evidence.id)).where(col(Evidence.dossier_id) == dossier_id)
    statement = select(links).where(links.c.evidence_id.in_(mine)).order_by(*links.c)
    found["links"] = [tuple(row) for row in connection.execute(statement)]
    return found


def award(item: str, points: str) -> Corrected:
    """An upheld objection that changes one award."""
    return Corrected([CorrectedAnswer(item, Decimal(points))])


def awards_of(session: Session, dossier: Dossier, side: SideName) -> dict[str, object]:
    """What stands on one side."""
    return {
        row.item: row.award if row.award is not None else row.verdict
        for row in queries.answers(session, dossier.id, side)
    }


def evidence_of(session: Session, dossier: Dossier) -> list[Evidence]:
    """The evidence rows of a dossier."""
    wanted = select(Evidence).where(col(Evidence.dossier_id) == dossier.id)
    return list(session.execute(wanted.order_by(col(Evidence.code))).scalars())
