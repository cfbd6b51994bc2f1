"""Erasing a content for good: a pupil list sent by mistake, also from a locked dossier.

The tombstone comes first and the bytes go after it: a process killed in between leaves an erasure
that pruning finishes, never a file that is missing without a word. What was made of it goes too.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments.errors import FileErased
from app.attachments.models import Evidence, EvidenceFile, Inspection, StoredObject
from app.audit.chain import Who, record_on_dossier
from app.dossiers.models import Dossier, Objection, ObjectionFile, SignedReport, Snapshot
from app.storage.database import locked
from app.vault import mentions
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


class Buried:
    """The tombstones of many contents, fetched at once."""

    def __init__(self, session: Session, tenant_id: str, hashes: Collection[str]) -> None:
        rows = session.exec(
            select(Tombstone.sha256, Tombstone.at, Tombstone.reason)
            .where(Tombstone.tenant_id == tenant_id, col(Tombstone.sha256).in_(hashes))
            .order_by(col(Tombstone.at))
        )
        self._stones: dict[str, list[tuple[datetime, str]]] = {}
        for sha256, at, reason in rows:
            self._stones.setdefault(sha256, []).append((at, reason))

    def refuse(self, sha256: str, at: datetime) -> None:
        """As `require_not_erased` does. Raises FileErased."""
        for buried_at, reason in self._stones.get(sha256, ()):
            if buried_at >= at:
                raise FileErased(f"{FileErased.said} Lý do: {reason}")


class Affected(NamedTuple):
    """One dossier that mentions the content, by which evidence codes."""

    dossier_id: str
    body_name: str
    codes: tuple[str, ...]


def affected(session: Session, tenant_id: str, sha256: str) -> list[Affected]:
    """The dossiers whose files have this content, in the order of their ids.

    Also those whose files it stands in for before people outside the school.
    """
    wanted = [sha256, *_sources(session, tenant_id, sha256)]
    rows = session.exec(
        select(Dossier.id, Dossier.body_name, Evidence.code)
        .join(Evidence, col(Evidence.dossier_id) == col(Dossier.id))
        .join(EvidenceFile, col(EvidenceFile.evidence_id) == col(Evidence.id))
        .where(EvidenceFile.tenant_id == tenant_id, col(EvidenceFile.object_sha256).in_(wanted))
        .distinct()
    ).all()
    signed = session.exec(
        select(Dossier.id, Dossier.body_name)
        .join(Snapshot, col(Snapshot.dossier_id) == col(Dossier.id))
        .join(SignedReport, col(SignedReport.snapshot_id) == col(Snapshot.id))
        .where(SignedReport.tenant_id == tenant_id, col(SignedReport.object_sha256).in_(wanted))
        .distinct()
    ).all()
    objected = session.exec(
        select(Dossier.id, Dossier.body_name)
        .join(Objection, col(Objection.dossier_id) == col(Dossier.id))
        .join(ObjectionFile, col(ObjectionFile.objection_id) == col(Objection.id))
        .where(ObjectionFile.tenant_id == tenant_id, col(ObjectionFile.object_sha256).in_(wanted))
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

    What stands in for the file goes with it, unless another file needs it too; and the file goes
    with what stands in for it. The same bytes sent again are a new file: what was erased stays so.
    """
    # Dossiers before objects, as whoever sends a file holds them.
    held = [locked(session, _dossier(one.dossier_id)) for one in named]
    tenant = stored.tenant_id
    family = [stored.sha256, *_sources(session, tenant, stored.sha256)]
    copies = _let_go(session, tenant, family) - set(family)
    alone = [one for one in sorted(copies) if not mentions.of_object(session, tenant, one)]
    stones = [_buried(session, tenant, one, reason, who) for one in (*family, *alone)]
    # From here on nobody can name it any more; who did in the meantime is told as well.
    known = {one.dossier_id for one in named}
    late = [one for one in affected(session, tenant, stored.sha256) if one.dossier_id not in known]
    held += [locked(session, _dossier(one.dossier_id)) for one in late]
    for one, dossier in zip((*named, *late), held, strict=True):
        if dossier is not None:
            told = {"file": stored.sha256, "codes": list(one.codes), "reason": reason}
            record_on_dossier(session, dossier, who, "evidence.erased", told)
            session.add(dossier)
    session.flush()
    return stones[0]


def _dossier(dossier_id: str) -> SelectOfScalar[Dossier]:
    return select(Dossier).where(Dossier.id == dossier_id)


def _buried(session: Session, tenant_id: str, sha256: str, reason: str, who: Who) -> Tombstone:
    row = held_object(session, tenant_id, sha256)
    stone = Tombstone(
        tenant_id=tenant_id,
        sha256=sha256,
        size=row.size if row else 0,
        kind=row.kind if row else "",
        reason=reason,
        by_account=who.account_id,
        at=who.at,
    )
    session.add(stone)
    if row is not None:
        row.erased_at = who.at
        session.add(row)
    session.flush()
    return stone


def _sources(session: Session, tenant_id: str, sha256: str) -> Sequence[str]:
    """The files that this object stands in for."""
    return session.exec(
        select(Inspection.source_sha256)
        .where(Inspection.tenant_id == tenant_id, Inspection.object_sha256 == sha256)
        .where(Inspection.source_sha256 != sha256)
        .distinct()
        .order_by(Inspection.source_sha256)
    ).all()


def _let_go(session: Session, tenant_id: str, sources: Sequence[str]) -> set[str]:
    """Nothing stands in for these files any more; what did."""
    rows = session.exec(
        select(Inspection).where(
            Inspection.tenant_id == tenant_id,
            col(Inspection.source_sha256).in_(sources),
            col(Inspection.object_sha256).is_not(None),
        )
    ).all()
    found = {one.object_sha256 for one in rows if one.object_sha256}
    for one in rows:
        one.object_sha256, one.kind, one.size = None, "", 0
        session.add(one)
    session.flush()
    return found
