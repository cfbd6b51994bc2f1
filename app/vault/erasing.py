"""Erasing a content for good: a pupil list sent by mistake, also from a locked dossier.

The tombstone comes first and the bytes go after it: a process killed in between leaves an erasure
that pruning finishes, never a file that is missing without a word.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.attachments.errors import FileErased
from app.attachments.models import Evidence, EvidenceFile, StoredObject
from app.audit.chain import Who, record_on_dossier
from app.dossiers.models import Dossier, Objection, ObjectionFile, SignedReport, Snapshot
from app.storage.database import locked
from app.vault.models import Tombstone
from app.vault.pruning import held_object


def require_not_erased(session: Session, tenant_id: str, sha256: str, at: datetime) -> None:
    """Refuse a content that was mentioned at that time and erased after. Raises FileErased."""
    stone = session.exec(
        select(Tombstone)
        .where(Tombstone.tenant_id == tenant_id, Tombstone.sha256 == sha256, Tombstone.at >= at)
        .order_by(col(Tombstone.at))
        .limit(1)
    ).one_or_none()
    if stone is not None:
        raise FileErased(f"{FileErased.said} Lý do: {stone.reason}")


class Affected(NamedTuple):
    """One dossier that mentions the content, by which evidence codes."""

    dossier_id: str
    body_name: str
    codes: tuple[str, ...]


def affected(session: Session, tenant_id: str, sha256: str) -> list[Affected]:
    """The dossiers whose files have this content, in the order of their ids."""
    rows = session.exec(
        select(Dossier.id, Dossier.body_name, Evidence.code)
        .join(Evidence, col(Evidence.dossier_id) == col(Dossier.id))
        .join(EvidenceFile, col(EvidenceFile.evidence_id) == col(Evidence.id))
        .where(EvidenceFile.tenant_id == tenant_id, EvidenceFile.object_sha256 == sha256)
        .distinct()
    ).all()
    signed = session.exec(
        select(Dossier.id, Dossier.body_name)
        .join(Snapshot, col(Snapshot.dossier_id) == col(Dossier.id))
        .join(SignedReport, col(SignedReport.snapshot_id) == col(Snapshot.id))
        .where(SignedReport.tenant_id == tenant_id, SignedReport.object_sha256 == sha256)
        .distinct()
    ).all()
    objected = session.exec(
        select(Dossier.id, Dossier.body_name)
        .join(Objection, col(Objection.dossier_id) == col(Dossier.id))
        .join(ObjectionFile, col(ObjectionFile.objection_id) == col(Objection.id))
        .where(ObjectionFile.tenant_id == tenant_id, ObjectionFile.object_sha256 == sha256)
        .distinct()
    ).all()
    found: dict[str, tuple[str, set[str]]] = {}
    for dossier_id, name, code in rows:
        found.setdefault(dossier_id, (name, set()))[1].add(code)
    for dossier_id, name in (*signed, *objected):
        found.setdefault(dossier_id, (name, set()))
    return [
        Affected(key, name, tuple(sorted(codes))) for key, (name, codes) in sorted(found.items())
    ]


def erase(
    session: Session, stored: StoredObject, reason: str, who: Who, named: Sequence[Affected]
) -> Tombstone:
    """The tombstone, and an audit row in each dossier named; the bytes go by `finish_erasures`.

    The same bytes sent again are a new file: what was erased stays so.
    """
    row = held_object(session, stored.tenant_id, stored.sha256)
    stone = Tombstone(
        tenant_id=stored.tenant_id,
        sha256=stored.sha256,
        size=stored.size,
        kind=stored.kind,
        reason=reason,
        by_account=who.account_id,
        at=who.at,
    )
    session.add(stone)
    for one in named:
        dossier = locked(session, select(Dossier).where(Dossier.id == one.dossier_id))
        if dossier is not None:
            told = {"file": stored.sha256, "codes": list(one.codes), "reason": reason}
            record_on_dossier(session, dossier, who, "evidence.erased", told)
            session.add(dossier)
    if row is not None:
        row.erased_at = who.at
        session.add(row)
    session.flush()
    return stone
