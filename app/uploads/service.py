"""An upload from its promise to its file: each step one short transaction.

While bytes arrive no transaction is open: a lease in the upload's row keeps others away, and every
part that is safe in the back end is recorded before the next one begins. The last part is recorded
only together with the finished file, so a client that lost the answer sends that part once more.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from app.attachments import files, service
from app.attachments.access import readable, writable
from app.attachments.errors import FileTooLarge
from app.attachments.files import Kept
from app.attachments.queries import Revision
from app.attachments.receiving import kinds_of
from app.edge.bodies import megabytes
from app.policy import Act, require
from app.settings import Settings
from app.storage.ids import new_id
from app.uploads import queries
from app.uploads.errors import (
    OffsetDiffers,
    TooManyUploads,
    UploadBusy,
    UploadGone,
    UploadNotFound,
)
from app.uploads.models import Upload, UploadState
from app.visit import Work
from evidence.kinds import Kind
from evidence.store import Store

LEASE = timedelta(seconds=15)
"""Renewed while bytes arrive; what a client waits at most after its worker was killed."""
KEPT = timedelta(hours=48)
"""A clerk may come back after a weekend's night; each part that arrives begins the time anew."""
UNFINISHED = 20


class Place(NamedTuple):
    """Which upload, of which evidence of which dossier."""

    dossier_id: str
    evidence_id: str
    upload_id: str


class Promise(NamedTuple):
    """What a client says of a file before it sends it."""

    length: int
    file_name: str
    declared: str


class Begun(NamedTuple):
    """An upload that this request may add to; its next part is numbered `part`."""

    place: Place
    lease: str
    tenant_id: str
    length: int
    received: int
    parts: tuple[int, ...]
    part: int
    file_name: str
    declared: str
    kinds: frozenset[Kind]


def create(
    work: Work, dossier_id: str, evidence_id: str, promise: Promise, settings: Settings
) -> Upload:
    """Reserve room for a file.

    Raises FileTooLarge, DossierFull, CampaignFull, TooManyUploads, DossierLocked, EvidenceNotFound.
    """
    if promise.length > settings.max_file_bytes:
        shown = megabytes(settings.max_file_bytes)
        raise FileTooLarge(f"Mỗi tệp không quá {shown} MB. {FileTooLarge.said}")
    at = writable(work, dossier_id)  # its row is held: two promises never share the last room
    row = service.found(work.session, at.dossier, evidence_id)
    files.require_file_open(work.session, at, row)
    if queries.unfinished(work.session, work.actor.account_id, work.at) >= UNFINISHED:
        raise TooManyUploads
    taken = promise.length + queries.promised(work.session, dossier_id, work.at)
    files.require_room(work.session, at.dossier, taken, settings.max_dossier_bytes)
    campaign, limit = at.dossier.campaign_id, settings.max_campaign_bytes
    files.require_campaign_room(work.session, campaign, promise.length, limit, work.at)
    made = Upload(
        tenant_id=at.dossier.tenant_id,
        dossier_id=dossier_id,
        evidence_id=evidence_id,
        account_id=work.actor.account_id,
        length=promise.length,
        file_name=promise.file_name,
        declared=promise.declared,
        at=work.at,
        expires_at=work.at + KEPT,
    )
    work.session.add(made)
    work.session.flush()
    return made


def shown(work: Work, place: Place) -> Upload:
    """The upload, for the person who began it. Raises UploadNotFound, UploadGone."""
    readable(work, place.dossier_id)
    return _mine(work, place, queries.one(work.session, place.upload_id))


def begin(work: Work, place: Place, offset: int) -> Begun:
    """Take the lease.

    Raises UploadBusy, OffsetDiffers, UploadGone, and where the evidence no longer takes files what
    a plain upload raises.
    """
    readable(work, place.dossier_id)
    upload = _mine(work, place, queries.held(work.session, place.upload_id))
    if upload.state != UploadState.COMING:
        raise UploadGone(upload.refusal)
    if upload.lease and upload.lease_until is not None and upload.lease_until > work.at:
        raise UploadBusy
    if offset != upload.received:
        raise OffsetDiffers
    at = writable(work, place.dossier_id)
    row = service.found(work.session, at.dossier, place.evidence_id)
    files.require_file_open(work.session, at, row)
    upload.lease, upload.lease_until = new_id(), work.at + LEASE
    upload.numbered += 1
    work.session.add(upload)
    work.session.flush()
    return Begun(
        place,
        upload.lease,
        upload.tenant_id,
        upload.length,
        upload.received,
        tuple(upload.parts),
        upload.numbered,
        upload.file_name,
        upload.declared,
        kinds_of(at.edition),
    )


def advance(session: Session, begun: Begun, size: int, at: datetime) -> Begun:
    """Record one more part that is safe. Raises UploadBusy if the lease was lost."""
    upload = _leased(session, begun)
    upload.received += size
    upload.parts = [*upload.parts, begun.part]
    upload.numbered += 1
    upload.lease_until, upload.expires_at = at + LEASE, at + KEPT
    session.add(upload)
    parts = tuple(upload.parts)
    return begun._replace(received=upload.received, parts=parts, part=upload.numbered)


def hold_on(session: Session, begun: Begun, until: datetime) -> None:
    """Keep the lease for longer. Raises UploadBusy if it was lost."""
    upload = _leased(session, begun)
    upload.lease_until = until
    session.add(upload)


def let_go(session: Session, begun: Begun) -> None:
    """Give the lease back, if it is still ours."""
    upload = queries.held(session, begun.place.upload_id)
    if upload is not None and upload.lease == begun.lease:
        upload.lease, upload.lease_until = "", None
        session.add(upload)


def refuse(session: Session, begun: Begun, why: str) -> None:
    """The file was judged and is not taken: nothing can be added any more."""
    upload = _leased(session, begun)
    upload.state, upload.refusal = UploadState.REFUSED, why[:2000]
    upload.lease, upload.lease_until = "", None
    session.add(upload)


def finish(work: Work, begun: Begun, kept: Kept, vault: Store, settings: Settings) -> Revision:
    """The file is an evidence's; the upload is done. In one transaction."""
    upload = _leased(work.session, begun)  # the upload before its dossier, as in `begin`
    at = writable(work, begun.place.dossier_id)
    row = service.found(work.session, at.dossier, begun.place.evidence_id)
    files.require_room(work.session, at.dossier, kept.stored.size, settings.max_dossier_bytes)
    found, _ = files.append(work.session, at, row, kept, work.who)
    files.require_there(vault, at.dossier.tenant_id, kept)
    upload.state, upload.revision = UploadState.DONE, found[0].revision
    upload.received = upload.length
    upload.lease, upload.lease_until = "", None
    work.session.add(upload)
    return found


def end(work: Work, place: Place) -> str:
    """The person gives the upload up; its tenant. Raises UploadNotFound, UploadBusy."""
    dossier = readable(work, place.dossier_id)
    upload = _mine(work, place, queries.held(work.session, place.upload_id))
    require(work.session, work.actor, Act.WRITE_SELF, dossier, work.today)
    if upload.lease and upload.lease_until is not None and upload.lease_until > work.at:
        raise UploadBusy
    tenant = upload.tenant_id
    queries.forget(work.session, upload.id)
    return tenant


def _mine(work: Work, place: Place, upload: Upload | None) -> Upload:
    """Nobody is told of another's upload; a person without access to the dossier has none."""
    writing = upload is not None and (
        upload.account_id,
        upload.dossier_id,
        upload.evidence_id,
    ) == (work.actor.account_id, place.dossier_id, place.evidence_id)
    if upload is None or not writing:
        raise UploadNotFound
    if upload.expires_at <= work.at:
        raise UploadGone
    return upload


def _leased(session: Session, begun: Begun) -> Upload:
    upload = queries.held(session, begun.place.upload_id)
    if upload is None or upload.lease != begun.lease:
        raise UploadBusy
    return upload


def forget_expired(session: Session, vault: Store, at: datetime, limit: int = 1000) -> int:
    """Drop uploads whose time is over, with their parts; how many those were."""
    over = queries.expired(session, at, limit)
    for tenant, upload_id in over:
        upload = queries.held(session, upload_id)
        if upload is not None and upload.expires_at <= at:
            vault.drop_parts(tenant, upload_id)
            queries.forget(session, upload_id)
    return len(over)
