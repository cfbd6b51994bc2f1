"""Lists of evidence: records without files, into dossiers that the person may write."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session

from app.accounts.actor import SCHOOL_ROLES, Actor
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.chain import Who, record_on_dossier
from app.clock import day_of
from app.dossiers.importing import CHANGED, EVIDENCE_BROUGHT, UNDONE
from app.dossiers.models import Dossier, DossierState, Origin
from app.errors import Reason
from app.imports.errors import ImportRefused, ImportStale
from app.imports.evidence import writing
from app.imports.evidence.places import read_places
from app.imports.evidence.planning import EvidencePlanning
from app.imports.evidence.vocabulary import VOCABULARY
from app.imports.kept import (
    WRITTEN,
    Kept,
    actor_of,
    keep_ends,
    keep_undone,
    kept_rows,
    refuse_changed,
)
from app.imports.kinds import Applied, Planning, Undone
from app.imports.models import ImportBatch, RowOutcome
from app.imports.results.applying import campaign_kept_open
from app.imports.shapes import Layout, Vocabulary
from app.policy import Act, require_at_body
from app.policy.decisions import Place
from app.policy.standing import to_body
from app.recognition.queries import held_dossiers
from app.storage.database import Database

BRINGING = SCHOOL_ROLES | {Role.BODY_LEADER, Role.SO_ADMINISTRATOR}
"""Who brings lists of evidence in; into which dossiers, the dry run judges one by one."""
_OPEN = (DossierState.DRAFTING, DossierState.RETURNED)


class EvidenceLists:
    """How a list of evidence is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """Somebody of the school, or of those who manage it. Raises ImportRefused, NotAllowed."""
        today = day_of(who.at)
        require_at_body(session, actor, Act.READ_BODY, batch.body_id, today)
        # There or above it: a role elsewhere, beside one that only reads here, is none here.
        places = to_body(session, actor, batch.body_id, today)
        if not any(role in BRINGING and place is Place.ABOVE for role, place in places):
            raise NotAllowed
        if batch.campaign_id is None:
            raise ImportRefused("Minh chứng thuộc hồ sơ của một đợt đánh giá: hãy chọn đợt.")

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:  # noqa: ARG002 - the same for all
        """The columns of every list of evidence."""
        return VOCABULARY

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """A dry run."""
        return EvidencePlanning(database, batch, layouts)

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Write them, as long as nobody acted on a dossier since.

        Raises ImportStale, DossierLocked (the campaign is closed).
        """
        campaign_kept_open(session, batch)
        rows = kept_rows(session, batch, WRITTEN)
        dossiers = held_dossiers(session, _dossier_ids(rows))
        stale = {one.after["dossier"] for one in rows if not _unmoved(dossiers, one)}
        if stale:
            raise ImportStale(reasons=tuple(_stale(dossiers, stale)))
        _require_each(session, batch, rows, dossiers, who)
        new = [one for one in rows if one.outcome == RowOutcome.NEW]
        changed = [one for one in rows if one.outcome != RowOutcome.NEW]
        writing.write(session, new, changed, who)
        for key, some in _by_dossier(rows).items():
            told = {
                "import": batch.id,
                "created": [one.code for one in some if one.outcome == RowOutcome.NEW],
                "changed": [one.code for one in some if one.outcome != RowOutcome.NEW],
            }
            _record(session, dossiers[key], who, _act(dossiers[key], some[0]), told)
        session.flush()
        ends = {
            one.position: (dossier.chain_length, dossier.chain_head)
            for one in rows
            for dossier in (dossiers[one.after["dossier"]],)
        }
        keep_ends(session, batch, ends)
        return Applied(len(rows), {"created": len(new), "changed": len(changed)})

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """Take away what was made, put back what was changed, where nobody has touched it."""
        campaign_kept_open(session, batch)
        rows = [one for one in kept_rows(session, batch, WRITTEN) if not one.undone]
        dossiers = held_dossiers(session, _dossier_ids(rows))
        _require_each(session, batch, rows, dossiers, who)
        why = _kept(session, rows, dossiers)
        kept = [(one.code, one.name, why[one.position]) for one in rows if one.position in why]
        refuse_changed(kept, rest=rest)
        going = [one for one in rows if one.position not in why]
        new = [one for one in going if one.outcome == RowOutcome.NEW]
        writing.take_away(session, [str(one.thing_id) for one in new])
        writing.restore(session, [one for one in going if one.outcome != RowOutcome.NEW], who)
        for key, some in _by_dossier(going).items():
            own = some[0].after["own"]
            untouched = all(_untouched(dossiers, one) for one in some)
            act = UNDONE if untouched and not own else "evidence.import_undone"
            told = {"import": batch.id, "codes": [one.code for one in some]}
            _record(session, dossiers[key], who, act, told)
        session.flush()
        keep_undone(session, batch, [one.position for one in going])
        return Undone(len(going), kept)


def _require_each(
    session: Session,
    batch: ImportBatch,
    rows: Sequence[Kept],
    dossiers: Mapping[str, Dossier],
    who: Who,
) -> None:
    """What a school's own people brought in, only they write and undo. Raises NotAllowed."""
    if who.account_id is None:
        return
    named = [dossiers[key] for key in sorted(_dossier_ids(rows)) if key in dossiers]
    places = read_places(session, batch, named, actor_of(session, who), who.at)
    for one in rows:
        place = places.get(one.after["dossier"])
        if place is None or (one.after["own"] and not place.own):
            raise NotAllowed


def _act(dossier: Dossier, row: Kept) -> str:
    """An imported dossier stays one that may be imported again."""
    if row.after["own"]:
        return "evidence.imported"
    return CHANGED if dossier.origin == Origin.IMPORT else EVIDENCE_BROUGHT


def _record(
    session: Session, dossier: Dossier, who: Who, act: str, told: Mapping[str, object]
) -> None:
    dossier.self_version += 1
    record_on_dossier(session, dossier, who, act, told)
    session.add(dossier)


def _kept(
    session: Session, rows: Sequence[Kept], dossiers: Mapping[str, Dossier]
) -> dict[int, str]:
    """By position why a row is not undone."""
    ids = [str(one.thing_id) for one in rows]
    versions, hung = writing.versions(session, ids), writing.hung_on(session, ids)
    why: dict[int, str] = {}
    for one in rows:
        dossier = dossiers[one.after["dossier"]]
        if dossier.state not in _OPEN and not _untouched(dossiers, one):
            why[one.position] = "hồ sơ đã khóa hoặc đã có người xử lý tiếp."
        elif versions.get(str(one.thing_id)) != one.after["version"]:
            why[one.position] = "đã có người sửa hoặc gỡ minh chứng này sau khi nhập."
        elif one.outcome == RowOutcome.NEW and one.thing_id in hung:
            why[one.position] = "minh chứng đã có tệp hoặc nhận xét. Hãy gỡ trong hồ sơ nếu cần."
    return why


def _dossier_ids(rows: Iterable[Kept]) -> set[str]:
    return {one.after["dossier"] for one in rows}


def _by_dossier(rows: Iterable[Kept]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    for one in rows:
        found.setdefault(one.after["dossier"], []).append(one)
    return found


def _unmoved(dossiers: Mapping[str, Dossier], row: Kept) -> bool:
    """Whether nobody acted on the dossier since the dry run."""
    found = dossiers.get(row.after["dossier"])
    ends = (row.seen_length, row.seen_head)
    return found is not None and (found.chain_length, found.chain_head) == ends


def _untouched(dossiers: Mapping[str, Dossier], row: Kept) -> bool:
    """Whether nobody acted on the dossier since the import."""
    found = dossiers[row.after["dossier"]]
    return (found.chain_length, found.chain_head) == (row.applied_length, row.applied_head)


def _stale(dossiers: Mapping[str, Dossier], ids: Iterable[str]) -> Iterable[Reason]:
    for key in sorted(ids):
        name = dossiers[key].body_name if key in dossiers else key
        message = f"{name}: hồ sơ đã thay đổi sau lần chạy thử."
        yield Reason(key, "changed-since", message)


KIND = EvidenceLists()
