"""Into which dossiers somebody may bring a list of evidence, and what stands there.

A school's own people write whatever of their self side is open. Others bring it into dossiers that
nobody has worked on: fresh ones, and those that were imported and are untouched since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import and_, literal
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.accounts.actor import SCHOOL_ROLES, Actor
from app.attachments.drafts import Draft
from app.attachments.models import Evidence, EvidenceLink
from app.audit.models import AuditRow
from app.campaigns.models import Campaign, CampaignState
from app.clock import day_of
from app.dossiers.importing import FRESH_ACTS, IMPORT_ACTS, STILL_FRESH, UNDONE
from app.dossiers.models import Dossier, DossierState, Origin, SideName
from app.dossiers.openness import Openness, openness
from app.dossiers.sheets import edition_of
from app.imports.kept import portions
from app.imports.models import ImportBatch
from app.imports.results.standing import Reach, Standing, reach
from criteria.edition import Edition
from exports.dossier import EvidenceStatus

_CLOSED = "Đợt đánh giá đã đóng hoặc chưa mở."
_TOUCHED = "Đã có người làm việc với hồ sơ này, nên không nhập vào được. Hãy để trường tự ghi."


@dataclass(slots=True)
class Piece:
    """What stands under a code. `removed`: it does no longer, but papers may still name it."""

    id: str
    code: str
    draft: Draft
    version: int
    unconfirmed: bool
    removed: bool


@dataclass(slots=True)
class Place:
    """One dossier; `openness` says what of it the person may change."""

    dossier: Dossier
    edition: Edition
    openness: Openness
    own: bool
    pieces: dict[str, Piece] = field(default_factory=dict)


def read_places(
    session: Session,
    batch: ImportBatch,
    named: Iterable[Dossier],
    actor: Actor | None,
    at: datetime,
) -> dict[str, Place]:
    """Those of the dossiers that the person reaches: a few statements per 500."""
    dossiers = {one.id: one for one in named}
    acts = _last_acts(session, dossiers)
    campaign = session.get(Campaign, batch.campaign_id)
    state = campaign.state if campaign else ""
    account = actor.account_id if actor else None
    reached = reach(session, account, batch.body_id, day_of(at))
    own = actor.at(SCHOOL_ROLES) if actor else frozenset()
    editions: dict[str, Edition] = {}
    found: dict[str, Place] = {}
    for one in dossiers.values():
        # Others of the batch's body see its rows: what is of another school of mine is not theirs.
        mine = one.body_id in own and reached.of_body(cast("Standing", one))
        if not mine and not _reaches(reached, one):
            continue
        if one.edition_sha256 not in editions:
            editions[one.edition_sha256] = edition_of(session, one)
        may = openness(session, one, SideName.SELF, state) if mine else _untouched(one, acts, state)
        found[one.id] = Place(one, editions[one.edition_sha256], may, mine)
    for key, piece in _pieces(session, found):
        found[key].pieces[piece.code] = piece
    return found


def _reaches(reached: Reach, dossier: Dossier) -> bool:
    one = cast("Standing", dossier)  # it asks for the two bodies alone, which both have
    return reached.of_body(one) and reached.may(one)


def _untouched(one: Dossier, acts: dict[str, str], state: str) -> Openness:
    last = acts.get(one.id)
    drafting = one.state == DossierState.DRAFTING
    if one.origin == Origin.IMPORT:
        free = last in IMPORT_ACTS or last == UNDONE
    else:
        free = drafting and (last in STILL_FRESH or _fresh(one, last))
    if state != CampaignState.OPEN:
        return Openness(open=False, sentence=_CLOSED)
    return Openness(open=free, sentence="" if free else _TOUCHED)


def _fresh(one: Dossier, last: str | None) -> bool:
    return last in FRESH_ACTS and not one.self_version


def _last_acts(session: Session, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    chain = literal("dossier:").concat(col(Dossier.id))
    last = and_(col(AuditRow.chain) == chain, col(AuditRow.number) == Dossier.chain_length)
    for some in portions(ids):
        rows = session.execute(
            pick(col(Dossier.id), col(AuditRow.act))
            .join(AuditRow, last)
            .where(col(Dossier.id).in_(some))
        )
        found.update((key, act) for key, act in rows)
    return found


def _pieces(session: Session, ids: Iterable[str]) -> Iterable[tuple[str, Piece]]:
    for some in portions(ids):
        rows = session.exec(select(Evidence).where(col(Evidence.dossier_id).in_(some))).all()
        links: dict[str, list[str]] = {}
        for key, target in session.execute(
            pick(col(EvidenceLink.evidence_id), col(EvidenceLink.target))
            .join(Evidence, col(Evidence.id) == EvidenceLink.evidence_id)
            .where(col(Evidence.dossier_id).in_(some))
        ):
            links.setdefault(key, []).append(target)
        for row in rows:
            yield row.dossier_id, _piece(row, sorted(links.get(row.id, ())))


def _piece(row: Evidence, links: Sequence[str]) -> Piece:
    draft = Draft(
        title=row.title,
        status=EvidenceStatus(row.status),
        links=tuple(links),
        location=row.location,
        holder=row.holder,
        note=row.note,
        number=row.number,
        issuer=row.issuer,
        document_date=row.document_date,
    )
    removed = row.removed_at is not None
    return Piece(row.id, row.code, draft, row.version, row.unconfirmed, removed)
