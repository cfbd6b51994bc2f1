"""Revoking a decision as a whole or line by line: the dossiers return to `đã đánh giá ngoài`.

Imported ones that nobody had assessed return to where the import had brought them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body, record_on_dossier
from app.dossiers.models import Dossier, DossierState, SnapshotKind
from app.dossiers.transitions import require_reason, step
from app.errors import Reason
from app.policy import Act
from app.policy.many import read_lines
from app.recognition import queries
from app.recognition.errors import DecisionRefused
from app.recognition.guards import RECOGNISED
from app.recognition.models import DecisionLine, RecognitionDecision
from app.recognition.service import held_for_change

MAX_REASON = 1_000


def revoke(  # noqa: PLR0913, PLR0917 - which decision, seen in which version, why, for whom
    session: Session,
    actor: Actor,
    decision_id: str,
    version: int,
    reason: str,
    dossier_ids: Collection[str] | None,
    at: datetime,
) -> RecognitionDecision:
    """Revoke the lines of these dossiers, or the whole decision (None); all or nothing.

    Raises DecisionNotFound, NotAllowed, VersionStale, NotReady, DecisionRefused.
    """
    who = Who(actor.account_id, at)
    decision = held_for_change(session, actor, decision_id, version, at)
    said = require_reason(reason)[:MAX_REASON]
    if decision.revoked_at is not None:
        raise DecisionRefused("Quyết định đã bị thu hồi toàn bộ.")
    in_force = {
        row.dossier_id: row
        for row in queries.lines_of(session, decision.id)
        if row.revoked_at is None
    }
    wanted = set(in_force if dossier_ids is None else dossier_ids)
    dossiers = queries.held_dossiers(session, wanted)
    reasons = tuple(_refused(session, actor, in_force, dossiers, wanted))
    if reasons:
        raise DecisionRefused(reasons=reasons)
    _end(session, decision, [in_force[key] for key in sorted(wanted)], dossiers, who, said)
    decision.version += 1
    if dossier_ids is None:
        decision.revoked_at, decision.revoked_reason = at, said
    session.add(decision)
    told = {
        "decision": decision.id,
        "number": decision.number,
        "reason": said,
        "whole": dossier_ids is None,
        "dossiers": sorted(wanted),
    }
    record_on_body(session, decision.body_id, who, "recognition.revoked", told)
    session.flush()
    return decision


def _refused(
    session: Session,
    actor: Actor,
    in_force: Mapping[str, DecisionLine],
    dossiers: Mapping[str, Dossier],
    wanted: Collection[str],
) -> Iterator[Reason]:
    lines = read_lines(session)
    if not wanted and in_force:
        yield Reason("dossiers", "nothing-named", "Hãy chọn ít nhất một hồ sơ.")
    for key in sorted(wanted):
        dossier, line = dossiers.get(key), in_force.get(key)
        if dossier is None or line is None:
            message = "Quyết định không có hồ sơ này, hoặc dòng đó không còn hiệu lực."
            yield Reason(key, "not-in-force", message)
        elif dossier.superseded_at is not None:
            message = (
                f"{dossier.body_name}: bản mới hơn đã được công nhận; hãy thu hồi bản đó trước."
            )
            yield Reason(key, "superseded", message)
        elif not lines.may(actor, Act.RECOGNISE, dossier):
            message = f"{dossier.body_name}: bạn không có quyền với hồ sơ này."
            yield Reason(key, "not-allowed", message)


def _end(  # noqa: PLR0913, PLR0917 - lines of a decision and why they end
    session: Session,
    decision: RecognitionDecision,
    rows: Sequence[DecisionLine],
    dossiers: Mapping[str, Dossier],
    who: Who,
    said: str,
) -> None:
    ids = [row.dossier_id for row in rows]
    for snapshot in queries.snapshots_in_force(session, ids, SnapshotKind.RECOGNITION).values():
        snapshot.void = True
        session.add(snapshot)
    for row in rows:
        row.revoked_at, row.revoked_reason = who.at, said
        session.add(row)
        dossier = dossiers[row.dossier_id]
        assert DossierState(dossier.state) in RECOGNISED
        dossier.recognised_level = dossier.decision_line_id = dossier.published_at = None
        step(
            session,
            dossier,
            "recognition.revoked",
            _back_to(dossier, row),
            who,
            said,
            decision=decision.id,
            line=row.id,
        )
        _restore(session, dossiers, dossier, who)


def _back_to(dossier: Dossier, row: DecisionLine) -> DossierState:
    """Where nobody had assessed it, it is not assessed now either."""
    if not row.waived:
        return DossierState.ASSESSED
    dossier.waived = [one for one in dossier.waived if one not in row.waived]
    return DossierState.ASSESSING if dossier.external_version else DossierState.SUBMITTED


def _restore(session: Session, dossiers: Mapping[str, Dossier], dossier: Dossier, who: Who) -> None:
    """The revision that this one had superseded is in force again."""
    older = dossiers.get(dossier.supersedes_id or "")
    if older is None or older.superseded_at is None:
        return
    older.superseded_at = None
    record_on_dossier(session, older, who, "revision.restored", {"instead_of": dossier.id})
    session.add(older)
