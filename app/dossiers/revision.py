"""A correction after recognition: revision n+1 opens as a copy in `đang soạn`.

Revision n stays in force, untouched, until n+1 is recognised; then it is superseded. The external
side is not copied: it is made again from what the school hands in.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.attachments.models import Evidence, EvidenceFile, EvidenceLink
from app.audit.chain import Who, record_on_dossier
from app.campaigns.models import Campaign
from app.dossiers import queries
from app.dossiers.errors import NotReady
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    DossierText,
    FactAnswer,
    Origin,
    SideName,
    StateChange,
)
from app.dossiers.transitions import require_open, require_reason, require_state
from app.errors import Reason
from app.storage.ids import new_id

_OWN = {"id", "dossier_id", "version", "by_account", "at", "unconfirmed"}
"""What a copied row has of its own."""


def newer(session: Session, dossier_id: str) -> Dossier | None:
    """The revision that corrects this one, if any."""
    return session.exec(select(Dossier).where(Dossier.supersedes_id == dossier_id)).one_or_none()


def open_revision(
    session: Session, dossier: Dossier, campaign: Campaign, who: Who, reason: str
) -> Dossier:
    """Open the correction of a recognised dossier, whose row is held.

    Raises TransitionRefused, DossierLocked (closed campaign), NotReady (there is one already).
    """
    require_state(dossier, DossierState.RECOGNISED, DossierState.PUBLISHED)
    said = require_reason(reason)
    require_open(campaign)
    if newer(session, dossier.id) is not None:
        message = f"Hồ sơ đã có bản {dossier.revision + 1}; hãy dùng bản đó."
        raise NotReady(reasons=(Reason("revision", "revision-exists", message),))
    fresh = _fresh(dossier, who)
    session.add(fresh)
    session.flush()
    _copy(session, dossier, fresh, who)
    session.add(
        StateChange(
            dossier_id=fresh.id,
            act="revision.opened",
            before=DossierState.DRAFTING,
            after=DossierState.DRAFTING,
            reason=said,
            by_account=who.account_id,
            at=who.at,
        )
    )
    told = {"reason": said, "revises": dossier.id, "revision": fresh.revision}
    record_on_dossier(session, fresh, who, "revision.opened", told)
    record_on_dossier(
        session, dossier, who, "revision.begun", {"reason": said, "revision": fresh.id}
    )
    session.add(dossier)
    session.add(fresh)
    session.flush()
    return fresh


def _fresh(dossier: Dossier, who: Who) -> Dossier:
    return Dossier(
        tenant_id=dossier.tenant_id,
        campaign_id=dossier.campaign_id,
        body_id=dossier.body_id,
        revision=dossier.revision + 1,
        kind=dossier.kind,
        school_levels=list(dossier.school_levels),
        body_name=dossier.body_name,
        body_code=dossier.body_code,
        assessing_body_id=dossier.assessing_body_id,
        recognising_body_id=dossier.recognising_body_id,
        edition_sha256=dossier.edition_sha256,
        overlay_sha256=dossier.overlay_sha256,
        state=DossierState.DRAFTING,
        origin=Origin.TYPED,
        previous_id=dossier.previous_id,
        supersedes_id=dossier.id,
        self_version=1,
        created_at=who.at,
    )


def _copy(session: Session, old: Dossier, fresh: Dossier, who: Who) -> None:
    """Self side, words of the report, evidence with its links and all revisions of its files."""
    stamp: dict[str, Any] = {"dossier_id": fresh.id, "by_account": who.account_id, "at": who.at}
    note = f"Chép từ bản {old.revision}."
    for row in queries.answers(session, old.id, SideName.SELF):
        kept = row.model_dump(exclude=_OWN | {"review", "claim_accepted"})
        session.add(Answer(**kept, **stamp, review=note))
    for fact in queries.facts(session, old.id, SideName.SELF):
        session.add(FactAnswer(**fact.model_dump(exclude=_OWN), **stamp))
    for text in queries.texts(session, old.id):
        session.add(DossierText(**text.model_dump(exclude=_OWN), **stamp))
    _copy_evidence(session, old, stamp)
    session.flush()


def _copy_evidence(session: Session, old: Dossier, stamp: dict[str, Any]) -> None:
    rows = session.exec(
        select(Evidence).where(Evidence.dossier_id == old.id, col(Evidence.removed_at).is_(None))
    ).all()
    ids = {row.id: new_id() for row in rows}
    for row in rows:
        session.add(
            Evidence(id=ids[row.id], **row.model_dump(exclude=_OWN - {"unconfirmed"}), **stamp)
        )
    session.flush()
    mine = col(Evidence.dossier_id) == old.id
    links: Sequence[EvidenceLink] = session.exec(
        select(EvidenceLink)
        .join(Evidence, col(Evidence.id) == EvidenceLink.evidence_id)
        .where(mine)
    ).all()
    files: Sequence[EvidenceFile] = session.exec(
        select(EvidenceFile)
        .join(Evidence, col(Evidence.id) == EvidenceFile.evidence_id)
        .where(mine)
    ).all()
    for link in links:
        if link.evidence_id in ids:
            session.add(EvidenceLink(evidence_id=ids[link.evidence_id], target=link.target))
    for file in files:
        if file.evidence_id in ids:
            kept = file.model_dump(exclude={"id", "evidence_id"})
            session.add(EvidenceFile(**kept, evidence_id=ids[file.evidence_id]))
