"""Files of evidence: revisions are only appended, and handed out to who may read the dossier."""

from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO, NamedTuple

from sqlmodel import Session

from app.attachments import queries
from app.attachments.drafts import require_open
from app.attachments.errors import (
    CampaignFull,
    DossierFull,
    FileJustPruned,
    FileLost,
    FileNotFound,
    VaultUnavailable,
)
from app.attachments.inspecting import Examined
from app.attachments.models import Evidence, EvidenceFile, Inspection, StoredObject
from app.attachments.queries import Revision
from app.attachments.service import draft_of
from app.audit.chain import Who, record_on_dossier
from app.dossiers.models import Dossier
from app.dossiers.saving import OpenSide
from app.edge.bodies import megabytes
from app.uploads import queries as uploads
from evidence.errors import ObjectMissing, StoreUnavailable
from evidence.kinds import Kind
from evidence.store import Store, Stored


class Kept(NamedTuple):
    """A file that is safe in the vault: the object, what it is, what it was called.

    `examined` is what was found inside; None for what the program printed itself.
    """

    stored: Stored
    kind: Kind
    file_name: str
    examined: Examined | None = None


class Noted(NamedTuple):
    """An object that the database knows, and what was found inside."""

    stored: StoredObject
    inspection: Inspection | None

    @property
    def inspection_id(self) -> str | None:
        """For the row that mentions the object."""
        return self.inspection.id if self.inspection else None


def require_room(session: Session, dossier: Dossier, size: int, limit: int) -> None:
    """Raise DossierFull where `size` more bytes are too many."""
    used = queries.bytes_of(session, dossier.id)
    if used + size > limit:
        raise DossierFull(
            f"Các tệp của hồ sơ này đã chiếm {megabytes(used)} MB trên {megabytes(limit)} MB. "
            "Hãy quét lại ở độ phân giải thấp hơn, hoặc liên hệ đơn vị tổ chức đợt."
        )


def require_campaign_room(
    session: Session, campaign_id: str, size: int, limit: int, at: datetime
) -> None:
    """Raise CampaignFull where `size` more bytes are too many, beside what is on its way.

    A limit of 0 is none.
    """
    if not limit:
        return
    used = queries.bytes_of_campaign(session, campaign_id)
    used += uploads.promised_in_campaign(session, campaign_id, at)
    if used + size > limit:
        raise CampaignFull(
            f"Các tệp của đợt này đã chiếm {megabytes(used)} MB trên {megabytes(limit)} MB. "
            "Hãy liên hệ đơn vị tổ chức đợt."
        )


def require_file_open(session: Session, at: OpenSide, row: Evidence) -> None:
    """Raise DossierLocked unless the evidence may get another file now."""
    draft = draft_of(session, row)
    require_open(at.edition, at.openness, draft, draft)


def append(
    session: Session, at: OpenSide, row: Evidence, kept: Kept, who: Who
) -> tuple[Revision, bool]:
    """Hang the file on the evidence as its next revision; whether it is a new one.

    The very file that is there already, sent again, stays the one revision it is.
    """
    require_file_open(session, at, row)
    earlier = queries.revisions(session, row.id)
    if earlier:
        last = earlier[-1]
        name = last.file.file_name
        if (last.stored.sha256, name) == (kept.stored.sha256, kept.file_name):
            return last, False
    noted = known(session, at.dossier, kept, who)
    file = EvidenceFile(
        evidence_id=row.id,
        revision=earlier[-1].file.revision + 1 if earlier else 1,
        tenant_id=at.dossier.tenant_id,
        object_sha256=kept.stored.sha256,
        inspection_id=noted.inspection_id,
        file_name=kept.file_name,
        by_account=who.account_id,
        at=who.at,
    )
    session.add(file)
    row.unconfirmed = False  # its version stays: a file more overwrites nobody's words
    session.add(row)
    at.dossier.self_version += 1
    told = {
        "code": row.code,
        "revision": file.revision,
        "file": kept.stored.sha256,
        "size": kept.stored.size,
        "file_name": kept.file_name,
    }
    record_on_dossier(session, at.dossier, who, "evidence.file_added", told)
    session.add(at.dossier)
    session.flush()
    return Revision(file, *noted), True


def known(session: Session, dossier: Dossier, kept: Kept, who: Who) -> Noted:
    """The object as the database knows it from now on."""
    return note(session, dossier.tenant_id, kept, who.at)


def note(session: Session, tenant_id: str, kept: Kept, at: datetime) -> Noted:
    """The same under a tenant: with what was found inside, and with what others see instead."""
    row = _object(tenant_id, kept.stored, kept.kind, at)
    queries.note_object(session, row)
    if kept.examined is None:
        return Noted(row, None)
    found, copy = kept.examined.findings, kept.examined.copy
    told = Inspection(
        tenant_id=tenant_id,
        source_sha256=kept.stored.sha256,
        inspector=kept.examined.inspector,
        scanned=kept.examined.scanned,
        pages=found.pages,
        width=found.width,
        height=found.height,
        located=found.located,
        signatures=[asdict(one) for one in found.signatures],
        signatures_unreadable=found.signatures_unreadable,
        at=at,
    )
    if copy is not None and found.copy is not None:
        queries.note_object(session, _object(tenant_id, copy, found.copy, at))
        told.object_sha256, told.kind, told.size = copy.sha256, found.copy, copy.size
    session.add(told)
    session.flush()
    return Noted(row, told)


def require_there(vault: Store, tenant_id: str, kept: Kept) -> None:
    """Refuse a file whose object was pruned while it came; its row is held, so now it stays.

    Raises FileJustPruned, VaultUnavailable.
    """
    copy = kept.examined.copy if kept.examined else None
    wanted = (kept.stored.sha256, *((copy.sha256,) if copy else ()))
    try:
        if not all(vault.exists(tenant_id, one) for one in wanted):
            raise FileJustPruned
    except StoreUnavailable as error:
        raise VaultUnavailable from error


def revision(session: Session, row: Evidence, number: int) -> Revision:
    """One file of the evidence. Raises FileNotFound."""
    found = queries.revision(session, row.id, number)
    if found is None:
        raise FileNotFound
    return found


def opened(vault: Store, tenant_id: str, sha256: str) -> BinaryIO:
    """The bytes. Raises FileLost, VaultUnavailable."""
    try:
        return vault.open(tenant_id, sha256)
    except ObjectMissing as error:
        raise FileLost from error
    except StoreUnavailable as error:
        raise VaultUnavailable from error


def _object(tenant_id: str, stored: Stored, kind: Kind, at: datetime) -> StoredObject:
    return StoredObject(
        tenant_id=tenant_id, sha256=stored.sha256, size=stored.size, kind=kind, stored_at=at
    )
