"""Recognition decisions issued elsewhere: recorded as imported, revoked again when undone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.campaigns.models import Campaign
from app.clock import day_of, shown
from app.dossiers.models import Dossier
from app.errors import Reason
from app.imports.decisions.known import Key, decisions_of
from app.imports.decisions.planning import DecisionsPlanning, decision_of, person
from app.imports.decisions.reading import Printed
from app.imports.decisions.snapshots import ensure_snapshots
from app.imports.decisions.vocabulary import VOCABULARY
from app.imports.errors import ImportRefused, ImportStale
from app.imports.kept import Kept, keep_ends, keep_undone, kept_rows, refuse_changed
from app.imports.kinds import Applied, Planning, Undone
from app.imports.models import ImportBatch, RowOutcome
from app.imports.shapes import Layout, Vocabulary
from app.policy import Act, require_at_body
from app.recognition import queries
from app.recognition.errors import DecisionRefused, NumberTaken
from app.recognition.models import RecognitionDecision
from app.recognition.revoking import revoke
from app.recognition.service import issue
from app.storage.database import Database

Groups = Mapping[Key, Sequence[Kept]]


class Decisions:
    """How a list of decisions is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """A leader of the body that decided. Raises ImportRefused where no campaign is named."""
        require_at_body(session, actor, Act.ISSUE_DECISION, batch.body_id, day_of(who.at))
        if batch.campaign_id is None:
            raise ImportRefused("Quyết định công nhận thuộc một đợt đánh giá: hãy chọn đợt.")

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:  # noqa: ARG002 - the same for all
        """The columns of every list of decisions."""
        return VOCABULARY

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """A dry run."""
        return DecisionsPlanning(database, batch, layouts)

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Issue them, as long as nobody acted on a dossier since. Raises ImportStale."""
        actor = person(session, who)
        rows = kept_rows(session, batch, [RowOutcome.NEW])
        dossiers = _held(session, rows)
        _refuse_stale(rows, dossiers)
        named = [dossiers[str(one.thing_id)] for one in rows]
        if named:
            campaign = session.get_one(Campaign, batch.campaign_id)
            ensure_snapshots(session, named, campaign, who)
        made = []
        for group in _grouped(rows).values():
            given = decision_of(
                batch, _printed(group[0]), {str(one.thing_id): one.after["level"] for one in group}
            )
            try:
                made.append(issue(session, actor, batch.body_id, given, who.at).id)
            except (DecisionRefused, NumberTaken) as error:
                reasons = error.reasons or (Reason(given.number, error.code, error.detail),)
                raise ImportStale(reasons=reasons) from error
        session.flush()
        ends = {
            one.position: (dossiers[one.thing_id].chain_length, dossiers[one.thing_id].chain_head)
            for one in rows
            if one.thing_id
        }
        keep_ends(session, batch, ends)
        return Applied(len(rows), {"decisions": made})

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """Revoke them. Of dossiers that somebody acted on since, the recognition stays."""
        actor = person(session, who)
        rows = [one for one in kept_rows(session, batch, [RowOutcome.NEW]) if not one.undone]
        dossiers = _held(session, rows)
        kept = [
            (one.code, one.name, "đã có việc khác với hồ sơ này sau khi nhập (như công bố).")
            for one in rows
            if not _is_at(dossiers, one, one.applied_length, one.applied_head)
        ]
        refuse_changed(kept, rest=rest)
        staying = {code for code, _, _ in kept}
        going = _grouped(one for one in rows if one.code not in staying)
        _revoke(session, actor, batch, going, who)
        keep_undone(session, batch, [one.position for group in going.values() for one in group])
        return Undone(sum(len(group) for group in going.values()), kept)


def _revoke(session: Session, actor: Actor, batch: ImportBatch, groups: Groups, who: Who) -> None:
    found = {
        (one.number_key, one.signed_on): one
        for one in decisions_of(session, batch.body_id, list(groups))
    }
    reason = f"Hoàn tác lần nhập {batch.file_name} ({shown(batch.created_at)})."
    for key, group in groups.items():
        decision = found[key]
        mine = {str(one.thing_id) for one in group}
        standing = {
            line.dossier_id
            for line in queries.lines_of(session, decision.id)
            if line.revoked_at is None
        }
        some = None if standing == mine else mine
        revoke(session, actor, decision.id, decision.version, reason, some, who.at)
        if some is None:
            _free_number(session, decision, who)


def _free_number(session: Session, decision: RecognitionDecision, who: Who) -> None:
    """Undone, it was never recorded: the corrected file may bring the same number again."""
    decision.number_key = f"#{decision.id}"
    session.add(decision)
    told = {"decision": decision.id, "number": decision.number}
    record_on_body(session, decision.body_id, who, "recognition.number_freed", told)


def _held(session: Session, rows: Iterable[Kept]) -> dict[str, Dossier]:
    return queries.held_dossiers(session, [one.thing_id for one in rows if one.thing_id])


def _refuse_stale(rows: Iterable[Kept], dossiers: Mapping[str, Dossier]) -> None:
    reasons = tuple(
        Reason(one.code, "changed-since", f"{one.name}: hồ sơ đã thay đổi sau lần chạy thử.")
        for one in rows
        if not _is_at(dossiers, one, one.seen_length, one.seen_head)
    )
    if reasons:
        raise ImportStale(reasons=reasons)


def _is_at(dossiers: Mapping[str, Dossier], row: Kept, length: int | None, head: str) -> bool:
    """Whether the dossier's chain still ends there: any act of anybody moves it."""
    found = dossiers.get(row.thing_id or "")
    return found is not None and (found.chain_length, found.chain_head) == (length, head)


def _grouped(rows: Iterable[Kept]) -> dict[Key, list[Kept]]:
    found: dict[Key, list[Kept]] = {}
    for one in rows:
        found.setdefault(_printed(one).key, []).append(one)
    return found


def _printed(row: Kept) -> Printed:
    told = row.after
    day = date.fromisoformat(told["signed_on"])
    return Printed(told["number"], day, told["signer"], told["level"])


KIND = Decisions()
