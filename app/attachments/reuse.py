"""Last year's evidence taken over: new records on the same objects, waiting to be confirmed.

Only a piece's current file goes along, and nothing is sent again; an erased one stays behind. What
another edition moved goes by its map. Taking twice takes once; until a person confirms a piece it
covers no claim.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.attachments import files, queries, service
from app.attachments.access import writable
from app.attachments.drafts import MAX_PIECES, require_open
from app.attachments.errors import EvidenceNotFound
from app.attachments.models import Evidence, EvidenceFile, EvidenceLink
from app.audit.chain import record_on_dossier
from app.dossiers.errors import DossierLocked, PartNotFound, SourceUnclear
from app.dossiers.last_year import Source, chosen_of, earlier, refuse_locked, source_reason
from app.dossiers.models import Dossier
from app.dossiers.reaching import held, seen
from app.index.service import carry_over
from app.policy import Act
from app.storage.ids import new_id
from app.vault.models import Tombstone
from app.visit import Work
from criteria.carry_over import CarryOver
from evidence.codes import EvidenceCodeInvalid, Scheme, next_free, parse

_OWN = {"id", "dossier_id", "code", "version", "by_account", "at", "unconfirmed", "taken_from"}
"""What a record has of its own."""
NOTHING = "Không có hồ sơ năm trước nào có minh chứng để lấy."
REMOVED = "đã lấy rồi gỡ; chọn đích danh để lấy lại"
ERASED = "tệp đã bị xóa hẳn, không lấy theo"
ELSEWHERE = "tệp thuộc kho của một Sở khác, hãy gửi lại"


class Piece(NamedTuple):
    """One piece to take: its record there, its code and links here, its file if it comes along.

    `dangling` are links that have no place here; `left` says why a file stays behind.
    """

    old: Evidence
    code: str
    links: tuple[str, ...]
    dangling: tuple[str, ...]
    file: EvidenceFile | None
    left: str


class Wanted(NamedTuple):
    """From which dossier (None: the only one), and which of its codes (None: all)."""

    source: str | None
    codes: Collection[str] | None


class Plan(NamedTuple):
    """What there is to take, and last year's codes that are not taken, each with its reason."""

    sources: Sequence[Source]
    source: Source | None
    pieces: Sequence[Piece]
    left_out: Mapping[str, str]


def preview(work: Work, dossier_id: str, chosen: str | None) -> Plan:
    """What would be taken; several sources and none chosen: only their list."""
    placed = seen(work, dossier_id)
    found = earlier(work, placed.dossier, placed.campaign, _has_evidence())
    source = chosen_of(placed.dossier, found, chosen)
    if source is None:
        return Plan(found, None, (), {})
    return _plan(work.session, placed.dossier, found, source, None)


def take(work: Work, dossier_id: str, wanted: Wanted, limit: int) -> Plan:
    """Take all, or the pieces with these codes of last year; what was taken.

    Raises PartNotFound, SourceUnclear, DossierLocked, EvidenceNotFound (a code that is not there),
    DossierFull where the files are more than `limit` bytes together.
    """
    dossier, campaign = held(work, dossier_id, Act.WRITE_SELF)
    refuse_locked(work.session, dossier, campaign)
    found = earlier(work, dossier, campaign, _has_evidence())
    source = chosen_of(dossier, found, wanted.source)
    if source is None:
        if not found:
            raise PartNotFound(NOTHING)
        raise SourceUnclear(reasons=tuple(map(source_reason, found)))
    queries.hold_objects(work.session, source.dossier.id)  # nothing is erased in the meantime
    plan = _plan(work.session, dossier, found, source, wanted.codes)
    _write(work, dossier, plan)
    files.require_room(work.session, dossier, 0, limit)
    return plan


def confirm(work: Work, dossier_id: str, codes: Collection[str] | None) -> list[str]:
    """Let the pieces (None: all that may be) stand as they are; those that waited for it.

    Raises EvidenceNotFound, DossierLocked.
    """
    at = writable(work, dossier_id)
    if not at.openness.open:
        raise DossierLocked(at.openness.sentence)
    rows = queries.unconfirmed(work.session, dossier_id)
    if codes is not None:
        there = queries.ids(work.session, dossier_id)
        if not set(codes) <= there.keys():
            raise EvidenceNotFound
        rows = [row for row in rows if row.code in codes]
    done = []
    for row in rows:
        draft = service.draft_of(work.session, row)
        try:
            require_open(at.edition, at.openness, draft, draft)
        except DossierLocked:
            if codes is not None:
                raise
            continue
        row.unconfirmed = False
        row.version += 1
        row.by_account, row.at = work.who.account_id, work.at
        work.session.add(row)
        done.append(row.code)
    if done:
        _counted(work, at.dossier, "evidence.confirmed", {"codes": done})
    return done


def _plan(
    session: Session,
    dossier: Dossier,
    found: Sequence[Source],
    source: Source,
    codes: Collection[str] | None,
) -> Plan:
    over = carry_over(session, source.dossier.edition_sha256, dossier.edition_sha256)
    rows = queries.page(session, source.dossier.id, "", MAX_PIECES)
    if codes is not None:
        if not set(codes) <= {row.code for row in rows}:
            raise EvidenceNotFound
        rows = [row for row in rows if row.code in codes]
    ids = [row.id for row in rows]
    links = queries.links(session, ids)
    current = _files(session, dossier, ids)
    places, taken = _places(over), list(queries.codes(session, dossier.id))
    already = queries.taken_from(session, dossier.id)
    pieces: list[Piece] = []
    left: dict[str, str] = {}
    for row in rows:
        removed = already.get(row.id)
        if removed is False or (removed and codes is None):
            left[row.code] = REMOVED if removed else "đã lấy"
            continue
        if len(taken) >= MAX_PIECES:
            left[row.code] = f"hồ sơ đã có {MAX_PIECES} minh chứng"
            continue
        here = tuple(sorted({places[one] for one in links.get(row.id, ()) if places.get(one)}))
        lost = tuple(one for one in links.get(row.id, ()) if not places.get(one))
        code = _code(row.code, places, here, taken)
        taken.append(code)
        file, why = current.get(row.id, (None, ""))
        pieces.append(Piece(row, code, here, lost, file, why))
    return Plan(found, source, pieces, left)


def _files(
    session: Session, dossier: Dossier, ids: Sequence[str]
) -> dict[str, tuple[EvidenceFile | None, str]]:
    """The current file of each piece, or why it stays behind."""
    current = queries.current(session, ids)
    wanted = sorted({one.file.object_sha256 for one in current.values()})
    stones: dict[str, list[Tombstone]] = {}
    for stone in session.exec(
        select(Tombstone).where(
            Tombstone.tenant_id == dossier.tenant_id, col(Tombstone.sha256).in_(wanted)
        )
    ):
        stones.setdefault(stone.sha256, []).append(stone)
    found: dict[str, tuple[EvidenceFile | None, str]] = {}
    for key, one in current.items():
        file = one.file
        if file.tenant_id != dossier.tenant_id:
            found[key] = (None, ELSEWHERE)
        elif any(stone.at >= file.at for stone in stones.get(file.object_sha256, ())):
            found[key] = (None, ERASED)
        else:
            found[key] = (file, "")
    return found


def _write(work: Work, dossier: Dossier, plan: Plan) -> None:
    if not plan.pieces or plan.source is None:
        return
    session, who = work.session, work.who
    stamp: dict[str, Any] = {"by_account": who.account_id, "at": who.at}
    made = [(new_id(), one) for one in plan.pieces]
    for key, one in made:
        kept = one.old.model_dump(exclude=_OWN)
        mine: dict[str, Any] = {
            "id": key,
            "dossier_id": dossier.id,
            "code": one.code,
            "taken_from": one.old.id,
        }
        session.add(Evidence(**kept, **stamp, **mine, unconfirmed=True))
    session.flush()
    for key, one in made:
        session.add_all(EvidenceLink(evidence_id=key, target=target) for target in one.links)
        if one.file is not None:
            file = one.file.model_dump(
                exclude={"id", "evidence_id", "revision", "by_account", "at"}
            )
            session.add(EvidenceFile(**file, **stamp, evidence_id=key, revision=1))
    told: dict[str, object] = {
        "source": plan.source.dossier.id,
        "codes": {one.code: one.old.code for one in plan.pieces},
        "files": {one.code: one.file.object_sha256 for one in plan.pieces if one.file},
    }
    _counted(work, dossier, "evidence.taken_from_last_year", told)


def _counted(work: Work, dossier: Dossier, act: str, told: dict[str, object]) -> None:
    dossier.self_version += 1
    record_on_dossier(work.session, dossier, work.who, act, told)
    work.session.add(dossier)
    work.session.flush()


def _places(over: CarryOver) -> dict[str, str]:
    """Where each item and criterion of last year stands now ("": nowhere).

    A criterion goes where all of its items went.
    """
    found = {move.old: move.new for move in over.items if move.old}
    for code, criterion in over.old.criteria.items():
        if not criterion.own_item:
            moved = [found[one.code] for one in criterion.items if found.get(one.code)]
            goes = {over.new.items[one].criterion for one in moved}
            found[code] = goes.pop() if len(goes) == 1 else ""
    return found


def _code(old: str, places: Mapping[str, str], links: Sequence[str], taken: Collection[str]) -> str:
    """The same code where it is free and still right, else the next free one."""
    try:
        parsed = parse(old)
    except EvidenceCodeInvalid:
        return old if old not in taken else next_free((*links, "1")[0], taken)
    if parsed.scheme is Scheme.OLDER:
        return old if old not in taken else next_free((*links, parsed.criterion)[0], taken)
    here = places.get(parsed.criterion) or (*links, parsed.criterion)[0]
    if here == parsed.criterion and old not in taken:
        return old
    return next_free(here, taken)


def _has_evidence() -> ColumnElement[bool]:
    return (
        select(Evidence.id)
        .where(col(Evidence.dossier_id) == Dossier.id, col(Evidence.removed_at).is_(None))
        .exists()
    )
