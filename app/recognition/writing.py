"""Writing a decision: lines, snapshots and states of many dossiers, all sent together."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.audit.chain import Who, canonical, record_on_dossier
from app.dossiers.importing import EXTERNAL, ensure_snapshot
from app.dossiers.models import ITEMS, Dossier, DossierState, Snapshot, SnapshotKind
from app.dossiers.queries import snapshot_in_force
from app.dossiers.snapshots import reported_of
from app.dossiers.transitions import step
from app.recognition.guards import RECOGNISED, Found, Given
from app.recognition.models import DecisionLine, RecognitionDecision
from app.recognition.queries import snapshots_in_force
from app.storage.ids import new_id


def write(
    session: Session, decision: RecognitionDecision, given: Given, found: Found, who: Who
) -> None:
    """Recognise the dossiers of a decision; what they replace ends at the same moment."""
    rows = {
        one.dossier_id: DecisionLine(
            id=new_id(),
            decision_id=decision.id,
            dossier_id=one.dossier_id,
            level=found.level(given, one),
            waived=[EXTERNAL] if found.waives(given, found.dossiers[one.dossier_id]) else [],
        )
        for one in given.lines
    }
    waived = [key for key, row in rows.items() if row.waived]
    own = snapshots_in_force(session, waived, SnapshotKind.SELF)
    bases = {key: own.get(key) or _base(session, found, row, who) for key, row in rows.items()}
    reported = reported_of(session, [key for key in waived if ITEMS in found.dossiers[key].waived])
    _end_replaced(session, decision, rows, found, who)
    snapshots = {
        key: snapshot_of(decision, row, found.dossiers[key], bases[key], who, reported.get(key))
        for key, row in rows.items()
    }
    session.add_all(snapshots.values())
    session.flush()
    for key, row in rows.items():
        row.snapshot_id = snapshots[key].id
    session.add_all(rows.values())
    for key, row in rows.items():
        _recognise(session, decision, found.dossiers[key], row, snapshots[key], who)
        _supersede(session, found.dossiers, found.dossiers[key], who)
    session.flush()


def _end_replaced(
    session: Session,
    decision: RecognitionDecision,
    rows: Mapping[str, DecisionLine],
    found: Found,
    who: Who,
) -> None:
    for key, old in found.in_force.items():
        old.revoked_at, old.replaced_by = who.at, rows[key].id
        old.revoked_reason = f"Được thay bằng Quyết định số {decision.number}."
        session.add(old)
    session.flush()  # before the new lines: a dossier has one in force


def _base(session: Session, found: Found, row: DecisionLine, who: Who) -> Snapshot:
    """What is recognised: the external snapshot; where it is waived, what was imported."""
    if not row.waived:
        return found.snapshots[row.dossier_id]
    dossier = found.dossiers[row.dossier_id]
    ensure_snapshot(session, dossier, who)
    own = snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    assert own is not None, "it was just made sure of"
    return own


def snapshot_of(  # noqa: PLR0913, PLR0917 - what is recognised, by what, and on what ground
    decision: RecognitionDecision,
    row: DecisionLine,
    dossier: Dossier,
    base: Snapshot,
    who: Who,
    reported: Mapping[str, object] | None = None,
) -> Snapshot:
    """The external snapshot with the decision beside it: nothing is scored again.

    `reported`: both sides of what was imported as printed; the snapshot of the self side has one.
    """
    content: dict[str, Any] = json.loads(base.content)
    if reported is not None:
        content["reported"] = reported
    content["kind"] = SnapshotKind.RECOGNITION
    content["dossier"]["waived"] = _waived(dossier, row)
    content["recognition"] = {
        "decision": decision.id,
        "number": decision.number,
        "signed_on": decision.signed_on,
        "signer": decision.signer,
        "body": decision.body_id,
        "level": row.level,
        "external_sha256": None if row.waived else base.sha256,
    }
    data = canonical(content)
    return Snapshot(
        dossier_id=base.dossier_id,
        kind=SnapshotKind.RECOGNITION,
        sha256=sha256(data).hexdigest(),
        content=data,
        by_account=who.account_id,
        at=who.at,
    )


def _waived(dossier: Dossier, row: DecisionLine) -> list[str]:
    """What was waived of the dossier, with or without its assessment as this line has it."""
    return [*(one for one in dossier.waived if one != EXTERNAL), *row.waived]


def _recognise(  # noqa: PLR0913, PLR0917 - a dossier and what recognises it
    session: Session,
    decision: RecognitionDecision,
    dossier: Dossier,
    row: DecisionLine,
    snapshot: Snapshot,
    who: Who,
) -> None:
    before = DossierState(dossier.state)
    amended = before in RECOGNISED
    dossier.recognised_level, dossier.decision_line_id = row.level, row.id
    dossier.waived = _waived(dossier, row)
    step(
        session,
        dossier,
        "recognition.amended" if amended else "recognition.recognised",
        before if amended else DossierState.RECOGNISED,
        who,
        f"Quyết định số {decision.number}",
        decision=decision.id,
        level=row.level,
        waived=row.waived,
        snapshot=snapshot.sha256,
    )


def _supersede(
    session: Session, dossiers: Mapping[str, Dossier], dossier: Dossier, who: Who
) -> None:
    """The revision that this one corrects is in force no longer."""
    older = dossiers.get(dossier.supersedes_id or "")
    if older is None or older.superseded_at is not None:
        return
    older.superseded_at = who.at
    record_on_dossier(session, older, who, "revision.superseded", {"by": dossier.id})
    session.add(older)
