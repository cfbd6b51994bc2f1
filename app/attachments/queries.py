"""All queries of evidence and its files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.attachments.models import (
    Assessment,
    Evidence,
    EvidenceFile,
    EvidenceLink,
    EvidenceVerdict,
    Inspection,
    LinkCheck,
    StoredObject,
)
from app.dossiers.models import Dossier, Objection, ObjectionFile, SignedReport, Snapshot


class Revision(NamedTuple):
    """A file of an evidence, its object, and what was found inside when it was sent."""

    file: EvidenceFile
    stored: StoredObject
    inspection: Inspection | None


def one(session: Session, dossier_id: str, evidence_id: str) -> Evidence | None:
    """A piece of a dossier's evidence that has not been removed."""
    return session.exec(
        select(Evidence).where(
            Evidence.id == evidence_id,
            Evidence.dossier_id == dossier_id,
            col(Evidence.removed_at).is_(None),
        )
    ).one_or_none()


def by_code(session: Session, dossier_id: str, code: str) -> str | None:
    """The id of the piece that has this code, unless it was removed."""
    return session.exec(
        select(Evidence.id).where(
            Evidence.dossier_id == dossier_id,
            Evidence.code == code,
            col(Evidence.removed_at).is_(None),
        )
    ).one_or_none()


def page(session: Session, dossier_id: str, after: str, limit: int) -> Sequence[Evidence]:
    """The dossier's evidence in the order of its codes, from after a code on."""
    return session.exec(
        select(Evidence)
        .where(
            Evidence.dossier_id == dossier_id,
            col(Evidence.removed_at).is_(None),
            col(Evidence.code) > after,
        )
        .order_by(col(Evidence.code))
        .limit(limit)
    ).all()


def codes(session: Session, dossier_id: str) -> Sequence[str]:
    """Every code ever given in the dossier: those of removed evidence still stand on papers."""
    return session.exec(select(Evidence.code).where(Evidence.dossier_id == dossier_id)).all()


def ids(session: Session, dossier_id: str) -> dict[str, str]:
    """Code to id of the evidence that has not been removed."""
    rows = session.exec(
        select(Evidence.code, Evidence.id).where(
            Evidence.dossier_id == dossier_id, col(Evidence.removed_at).is_(None)
        )
    )
    return dict(rows.all())


def unconfirmed(session: Session, dossier_id: str) -> Sequence[Evidence]:
    """The pieces that came from last year and that nobody has looked at yet."""
    return session.exec(
        select(Evidence)
        .where(
            Evidence.dossier_id == dossier_id,
            col(Evidence.removed_at).is_(None),
            col(Evidence.unconfirmed).is_(True),
        )
        .order_by(col(Evidence.code))
    ).all()


def taken_from(session: Session, dossier_id: str) -> dict[str, bool]:
    """The pieces of earlier years that were taken; whether all that was made of each is removed."""
    found: dict[str, bool] = {}
    rows = session.exec(
        select(Evidence.taken_from, Evidence.removed_at).where(
            Evidence.dossier_id == dossier_id, col(Evidence.taken_from).is_not(None)
        )
    )
    for old, removed_at in rows:
        if old is not None:
            found[old] = found.get(old, True) and removed_at is not None
    return found


def verdicts(session: Session, dossier_id: str) -> Sequence[tuple[str, Assessment]]:
    """Code and what the assessors say of it, in the order of the codes."""
    return session.exec(
        select(Evidence.code, Assessment)
        .join(Evidence, col(Evidence.id) == col(Assessment.evidence_id))
        .where(Evidence.dossier_id == dossier_id, col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.code))
    ).all()


def link_check(session: Session, evidence_id: str) -> LinkCheck | None:
    """What came of the last time its address was opened."""
    return session.get(LinkCheck, evidence_id)


def rejected(session: Session, dossier_id: str) -> frozenset[str]:
    """Codes of the pieces that the assessors rejected."""
    rows = verdicts(session, dossier_id)
    return frozenset(code for code, row in rows if row.verdict == EvidenceVerdict.REJECTED)


def hold_objects(session: Session, dossier_id: str) -> None:
    """Hold the objects of all files of a dossier's evidence until the transaction ends."""
    mine = (
        select(EvidenceFile.tenant_id, EvidenceFile.object_sha256)
        .join(Evidence, col(Evidence.id) == col(EvidenceFile.evidence_id))
        .where(Evidence.dossier_id == dossier_id)
    )
    session.exec(
        select(StoredObject)
        .where(tuple_(col(StoredObject.tenant_id), col(StoredObject.sha256)).in_(mine))
        .order_by(col(StoredObject.tenant_id), col(StoredObject.sha256))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def titled(session: Session, dossier_id: str, target: str, title: str) -> str | None:
    """The id of the piece of that title that serves the target, the first by its code."""
    return session.exec(
        select(Evidence.id)
        .join(EvidenceLink, col(EvidenceLink.evidence_id) == col(Evidence.id))
        .where(
            Evidence.dossier_id == dossier_id,
            col(Evidence.removed_at).is_(None),
            Evidence.title == title,
            EvidenceLink.target == target,
        )
        .order_by(col(Evidence.code))
    ).first()


def links(session: Session, evidence_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """What each piece of evidence serves."""
    found: dict[str, list[str]] = {}
    for link in session.exec(
        select(EvidenceLink).where(col(EvidenceLink.evidence_id).in_(evidence_ids))
    ):
        found.setdefault(link.evidence_id, []).append(link.target)
    return {key: tuple(sorted(targets)) for key, targets in found.items()}


def relink(session: Session, evidence_id: str, targets: Sequence[str]) -> None:
    """Let the evidence serve exactly these."""
    connection = session.connection()
    connection.execute(delete(EvidenceLink).where(col(EvidenceLink.evidence_id) == evidence_id))
    if targets:
        rows = [{"evidence_id": evidence_id, "target": one} for one in targets]
        connection.execute(insert(EvidenceLink), rows)


def revisions(session: Session, evidence_id: str) -> Sequence[Revision]:
    """Every file the evidence ever had, the first one first."""
    found = session.exec(_files().where(EvidenceFile.evidence_id == evidence_id))
    return [Revision(*row) for row in found]


def revision(session: Session, evidence_id: str, number: int) -> Revision | None:
    """One of them."""
    wanted = _files().where(
        EvidenceFile.evidence_id == evidence_id, EvidenceFile.revision == number
    )
    found = session.exec(wanted).one_or_none()
    return Revision(*found) if found is not None else None


def current(session: Session, evidence_ids: Sequence[str]) -> Mapping[str, Revision]:
    """The latest file of each piece that has one."""
    last = (
        select(EvidenceFile.evidence_id, func.max(EvidenceFile.revision).label("revision"))
        .where(col(EvidenceFile.evidence_id).in_(evidence_ids))
        .group_by(col(EvidenceFile.evidence_id))
        .subquery()
    )
    rows = session.exec(
        _files().join(
            last,
            (last.c.evidence_id == col(EvidenceFile.evidence_id))
            & (last.c.revision == col(EvidenceFile.revision)),
        )
    )
    return {row[0].evidence_id: Revision(*row) for row in rows}


def bytes_of(session: Session, dossier_id: str) -> int:
    """What all files of a dossier weigh, each revision counted: also what is stored only once."""
    evidence = session.exec(
        select(func.coalesce(func.sum(StoredObject.size), 0))
        .join(
            EvidenceFile,
            (col(EvidenceFile.tenant_id) == col(StoredObject.tenant_id))
            & (col(EvidenceFile.object_sha256) == col(StoredObject.sha256)),
        )
        .join(Evidence, col(Evidence.id) == col(EvidenceFile.evidence_id))
        .where(Evidence.dossier_id == dossier_id)
    ).one()
    signed = session.exec(
        select(func.coalesce(func.sum(StoredObject.size), 0))
        .join(
            SignedReport,
            (col(SignedReport.tenant_id) == col(StoredObject.tenant_id))
            & (col(SignedReport.object_sha256) == col(StoredObject.sha256)),
        )
        .join(Snapshot, col(Snapshot.id) == col(SignedReport.snapshot_id))
        .where(Snapshot.dossier_id == dossier_id)
    ).one()
    objected = session.exec(
        select(func.coalesce(func.sum(StoredObject.size), 0))
        .join(
            ObjectionFile,
            (col(ObjectionFile.tenant_id) == col(StoredObject.tenant_id))
            & (col(ObjectionFile.object_sha256) == col(StoredObject.sha256)),
        )
        .join(Objection, col(Objection.id) == col(ObjectionFile.objection_id))
        .where(Objection.dossier_id == dossier_id)
    ).one()
    return int(evidence) + int(signed) + int(objected)


def bytes_of_campaign(session: Session, campaign_id: str) -> int:
    """What all evidence files of a campaign weigh, each revision counted."""
    found = session.exec(
        select(func.coalesce(func.sum(StoredObject.size), 0))
        .join(
            EvidenceFile,
            (col(EvidenceFile.tenant_id) == col(StoredObject.tenant_id))
            & (col(EvidenceFile.object_sha256) == col(StoredObject.sha256)),
        )
        .join(Evidence, col(Evidence.id) == col(EvidenceFile.evidence_id))
        .join(Dossier, col(Dossier.id) == col(Evidence.dossier_id))
        .where(Dossier.campaign_id == campaign_id)
    ).one()
    return int(found)


def stored(session: Session, tenant_id: str, sha256: str) -> StoredObject | None:
    """What is known of an object."""
    return session.get(StoredObject, (tenant_id, sha256))


def note_object(session: Session, row: StoredObject) -> None:
    """Know the object from now on, and hold its row until the transaction ends.

    Where another upload was first its row stays; one of an erased content is as new again.
    """
    kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = kind.insert(StoredObject).values(row.model_dump())
    again = fresh.on_conflict_do_update(
        index_elements=["tenant_id", "sha256"],
        set_={"erased_at": None, "stored_at": fresh.excluded.stored_at},
        where=col(StoredObject.erased_at).is_not(None),
    )
    session.connection().execute(again)


def inspection(session: Session, inspection_id: str | None) -> Inspection | None:
    """What was found inside a file when it was sent."""
    return session.get(Inspection, inspection_id) if inspection_id else None


def inspections(session: Session, ids: Iterable[str | None]) -> Mapping[str | None, Inspection]:
    """The same of many files, by their ids: one statement."""
    wanted = [one for one in ids if one]
    rows = session.exec(select(Inspection).where(col(Inspection.id).in_(wanted)))
    return {one.id: one for one in rows}


def _files() -> Any:  # noqa: ANN401 - SQLModel has no type for an outer join's row
    return (
        select(EvidenceFile, StoredObject, Inspection)
        .join(
            StoredObject,
            (col(EvidenceFile.tenant_id) == col(StoredObject.tenant_id))
            & (col(EvidenceFile.object_sha256) == col(StoredObject.sha256)),
        )
        .outerjoin(Inspection, col(Inspection.id) == col(EvidenceFile.inspection_id))
        .order_by(col(EvidenceFile.revision))
    )
