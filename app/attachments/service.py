"""Records of evidence: made, changed and removed only while their criteria are open.

The dossier's row is held by the caller (`OpenSide`), so what races a closing is in the snapshot or
is refused.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from app.attachments import queries
from app.attachments.drafts import Draft, code_for, dangling, refuse_links, require_open
from app.attachments.errors import EvidenceCodeTaken, EvidenceNotFound
from app.attachments.linking import refuse_address
from app.attachments.models import Evidence
from app.attachments.queries import Revision
from app.audit.chain import Who, record_on_dossier
from app.dossiers.errors import VersionStale
from app.dossiers.models import Dossier, SideName
from app.dossiers.saving import OpenSide
from app.dossiers.sheets import covered, edition_of, evidence_of, side_of, unconfirmed_codes
from app.errors import Reason
from exports.dossier import EvidenceStatus
from scoring.claims import uncovered


class Piece(NamedTuple):
    """A piece of evidence with what it serves and its files, the first one first."""

    row: Evidence
    links: tuple[str, ...]
    dangling: tuple[str, ...]
    files: Sequence[Revision]


class Gaps(NamedTuple):
    """What is not right yet: links that lead nowhere, by code; claims that nothing covers."""

    dangling: dict[str, tuple[str, ...]]
    claims: tuple[str, ...]


def create(session: Session, at: OpenSide, given: str, draft: Draft, who: Who) -> Piece:
    """A new piece, under the code given or ("") the next free one.

    Raises DossierLocked, EvidenceNotAccepted, EvidenceCodeTaken.
    """
    refuse_links(at.edition, draft)
    refuse_address(draft.location)
    require_open(at.edition, at.openness, None, draft)
    taken = queries.codes(session, at.dossier.id)
    code = code_for(at.edition, given, draft, taken)
    if code in taken:
        raise EvidenceCodeTaken(
            f"Mã {code} đã dùng cho một minh chứng của hồ sơ này (có thể đã gỡ). "
            "Hãy chọn số khác, hoặc để trống mã để được cấp số tiếp theo."
        )
    row = Evidence(dossier_id=at.dossier.id, code=code, **_columns(draft), at=who.at)
    row.by_account = who.account_id
    session.add(row)
    session.flush()
    queries.relink(session, row.id, draft.links)
    _changed(session, at.dossier, who, "evidence.created", {"code": code, **draft._asdict()})
    return Piece(row, tuple(sorted(draft.links)), (), ())


def change(  # noqa: PLR0913, PLR0917 - which piece of what, over which version, on whose account
    session: Session, at: OpenSide, evidence_id: str, version: int, draft: Draft, who: Who
) -> Piece:
    """New words over the version stated; the code stays. What was unconfirmed no longer is.

    Raises EvidenceNotFound, VersionStale, EvidenceNotAccepted, DossierLocked.
    """
    row = held(session, at.dossier, evidence_id, version)
    refuse_links(at.edition, draft)
    refuse_address(draft.location)
    require_open(at.edition, at.openness, draft_of(session, row), draft)
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.unconfirmed = False
    row.version += 1
    row.by_account, row.at = who.account_id, who.at
    session.add(row)
    queries.relink(session, row.id, draft.links)
    _changed(session, at.dossier, who, "evidence.changed", {"code": row.code, **draft._asdict()})
    return piece(session, at.dossier, row)


def remove(session: Session, at: OpenSide, evidence_id: str, version: int, who: Who) -> None:
    """Take a piece from the list. Its row, its files and its code stay behind.

    Raises EvidenceNotFound, VersionStale, DossierLocked.
    """
    row = held(session, at.dossier, evidence_id, version)
    require_open(at.edition, at.openness, draft_of(session, row), None)
    row.removed_at = who.at
    row.version += 1
    row.by_account, row.at = who.account_id, who.at
    session.add(row)
    _changed(session, at.dossier, who, "evidence.removed", {"code": row.code})


def held(session: Session, dossier: Dossier, evidence_id: str, version: int) -> Evidence:
    """The piece at the version that the client saw. Raises EvidenceNotFound, VersionStale."""
    row = found(session, dossier, evidence_id)
    if row.version != version:
        message = f"{row.code}: bản trên máy chủ là {row.version}, bản bạn mở là {version}."
        raise VersionStale(reasons=(Reason(row.code, "version-stale", message),))
    return row


def found(session: Session, dossier: Dossier, evidence_id: str) -> Evidence:
    """A piece of this dossier. Raises EvidenceNotFound."""
    row = queries.one(session, dossier.id, evidence_id)
    if row is None:
        raise EvidenceNotFound
    return row


def piece(session: Session, dossier: Dossier, row: Evidence) -> Piece:
    """The piece with what it serves and every file it had."""
    links = queries.links(session, [row.id]).get(row.id, ())
    known = dangling(edition_of(session, dossier), links)
    return Piece(row, links, known, queries.revisions(session, row.id))


def listed(session: Session, dossier: Dossier, after: str, limit: int) -> list[Piece]:
    """A page of the list in the order of the codes, each with its latest file: three statements."""
    edition = edition_of(session, dossier)
    rows = queries.page(session, dossier.id, after, limit)
    ids = [row.id for row in rows]
    links = queries.links(session, ids)
    files = queries.current(session, ids)
    return [
        Piece(
            row,
            links.get(row.id, ()),
            dangling(edition, links.get(row.id, ())),
            (files[row.id],) if row.id in files else (),
        )
        for row in rows
    ]


def gaps(session: Session, dossier: Dossier) -> Gaps:
    """Links that lead nowhere, and claims of the self side that no evidence covers."""
    edition = edition_of(session, dossier)
    entries = evidence_of(session, dossier.id)
    loose = {one.code: dangling(edition, one.links) for one in entries}
    sheet = side_of(session, edition, dossier, SideName.SELF).sheet
    return Gaps(
        {code: links for code, links in loose.items() if links},
        uncovered(edition, sheet, covered(entries, unconfirmed_codes(session, dossier.id))),
    )


def draft_of(session: Session, row: Evidence) -> Draft:
    """What stands in the database now."""
    return Draft(
        title=row.title,
        status=EvidenceStatus(row.status),
        links=queries.links(session, [row.id]).get(row.id, ()),
        location=row.location,
        holder=row.holder,
        note=row.note,
        number=row.number,
        issuer=row.issuer,
        document_date=row.document_date,
    )


def _columns(draft: Draft) -> dict[str, Any]:
    return {name: value for name, value in draft._asdict().items() if name != "links"}


def _changed(
    session: Session, dossier: Dossier, who: Who, act: str, payload: dict[str, object]
) -> None:
    dossier.self_version += 1
    record_on_dossier(session, dossier, who, act, payload)
    session.add(dossier)
    session.flush()
