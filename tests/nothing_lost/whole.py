"""Is a dossier whole? Judged from its rows alone, against the story that its chain tells.

The chain is walked from its first row: every save and every step is done again in memory, and what
comes out must be what stands in the tables. Half a transition, a lost or a doubled save, a
snapshot of something else: each would show.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from app.audit.models import AuditPayload, AuditRow
from app.audit.verify import verify
from app.dossiers.importing import IMPORT_ACTS, UNDONE
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    Origin,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
    StateChange,
)
from app.recognition.models import DecisionLine

S = DossierState
LOCKED_SELF = frozenset(S) - {S.DRAFTING, S.RETURNED}
RECOGNISED = {S.RECOGNISED, S.PUBLISHED}
HANDED_IN = frozenset(S) - {S.DRAFTING, S.AWAITING_SIGNATURE}
Judged = Decimal | str | None
"""Points, or a verdict."""


@dataclass
class Story:
    """What the chain says has happened."""

    state: str = S.DRAFTING
    saves: int = 0
    answers: dict[str, tuple[int, Judged]] = field(default_factory=dict)
    """Item of the self side to its version and its award or verdict."""
    imported: dict[str, tuple[int, Judged]] | None = None
    """The same of the external side, where a table brought it in."""
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    signed: int = 0
    snapshots: dict[str, dict[str, Judged]] = field(default_factory=dict)
    """Self snapshot to the answers at its moment."""


def all_whole(session: Session) -> None:
    """Every chain verifies, and every dossier is whole."""
    assert verify(session).findings == ()
    for dossier in session.exec(select(Dossier)).all():
        whole(session, dossier)


def whole(session: Session, dossier: Dossier) -> Story:
    """The dossier's story, which its rows must bear out."""
    story = _told(session, dossier)
    _answers_are(session, dossier, story)
    _history_is(session, dossier, story)
    _snapshots_are(session, dossier, story)
    _recognition_is(session, dossier)
    return story


def _told(session: Session, dossier: Dossier) -> Story:
    story = Story()
    rows = session.exec(
        select(AuditRow, AuditPayload)
        .join(
            AuditPayload,
            (col(AuditPayload.chain) == AuditRow.chain)
            & (col(AuditPayload.number) == AuditRow.number),
        )
        .where(AuditRow.chain == f"dossier:{dossier.id}")
        .order_by(col(AuditRow.number))
    ).all()
    assert len(rows) == dossier.chain_length
    for row, payload in rows:
        content = json.loads(payload.content or "null")
        if row.act == "self.saved":
            assert story.state not in LOCKED_SELF, f"saved while {story.state}"
            _save(story, content)
        elif "before" in content:
            if row.act in IMPORT_ACTS or row.act == UNDONE:
                _import(story, content)
            assert content["before"] == story.state
            story.state = content["after"]
            story.steps.append((row.act, content["before"], content["after"]))
        story.signed += row.act == "self.signed_report"
        if row.act == "self.closed":
            story.snapshots[content["snapshot"]] = {
                item: value for item, (_, value) in story.answers.items() if value is not None
            }
    assert story.state == dossier.state
    return story


def _save(story: Story, content: Mapping[str, Any]) -> None:
    story.saves += 1
    for one in content["answers"]:
        version, _ = story.answers.get(one["item"], (0, None))
        assert one["version"] == version, "written over what its writer had not seen"
        story.answers[one["item"]] = version + 1, _judged(one["award"])


def _import(story: Story, content: Mapping[str, Any]) -> None:
    """Brought in, or put back: then `cleared` names what was not there before."""
    cleared = content.get("cleared", {"answers": {}, "facts": {}})
    story.imported = {} if story.imported is None else story.imported
    for side, answers in (("self", story.answers), ("external", story.imported)):
        for item in cleared["answers"].get(side, ()):
            answers.pop(item)
        for item, value in content["answers"].get(side, {}).items():
            answers[item] = answers.get(item, (0, None))[0] + 1, _judged(value or None)
    story.saves += any("self" in one for told in (content, cleared) for one in _sides(told))


def _sides(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [told["answers"], told["facts"]]


def _answers_are(session: Session, dossier: Dossier, story: Story) -> None:
    assert _stored(session, dossier, SideName.SELF) == story.answers
    assert dossier.self_version == story.saves
    if story.imported is not None:
        assert _stored(session, dossier, SideName.EXTERNAL) == story.imported


def _stored(session: Session, dossier: Dossier, side: SideName) -> dict[str, tuple[int, Judged]]:
    rows = session.exec(
        select(Answer).where(Answer.dossier_id == dossier.id, Answer.side == side)
    ).all()
    return {row.item: (row.version, _value(row)) for row in rows}


def _value(row: Answer) -> Judged:
    return row.verdict if row.award is None else row.award


def _judged(text: str | None) -> Judged:
    return Decimal(text) if text is not None and text[0].isdigit() else text


def _history_is(session: Session, dossier: Dossier, story: Story) -> None:
    rows = session.exec(
        select(StateChange)
        .where(StateChange.dossier_id == dossier.id)
        .order_by(col(StateChange.at), col(StateChange.id))
    ).all()
    assert [(row.act, row.before, row.after) for row in rows] == story.steps
    assert dossier.version == 1 + len(rows)
    handed_in = dossier.state in HANDED_IN
    assert (dossier.submitted_at is not None) == handed_in
    imported = dossier.origin == Origin.IMPORT  # nobody approved it, and it has no snapshot
    assert (dossier.approved_by is not None) == (handed_in and not imported)


def _snapshots_are(session: Session, dossier: Dossier, story: Story) -> None:
    rows = session.exec(
        select(Snapshot)
        .where(Snapshot.dossier_id == dossier.id)
        .order_by(col(Snapshot.at), col(Snapshot.id))
    ).all()
    for row in rows:
        assert hashlib.sha256(row.content).hexdigest() == row.sha256
    own = [row for row in rows if row.kind == SnapshotKind.SELF]
    assert [row.sha256 for row in own] == list(story.snapshots)
    for row in own:
        assert _awards(row) == story.snapshots[row.sha256]
    standing = [row for row in own if not row.void]
    _signed_are(session, rows, standing, story)
    if dossier.state in LOCKED_SELF and dossier.origin != Origin.IMPORT:
        assert standing == own[-1:]
        assert _level(standing[0], "self") == dossier.self_level
    else:
        assert standing == []


def _signed_are(
    session: Session, rows: Sequence[Snapshot], standing: Sequence[Snapshot], story: Story
) -> None:
    wanted = select(SignedReport).where(col(SignedReport.snapshot_id).in_([row.id for row in rows]))
    signed = session.exec(wanted).all()
    assert len(signed) == story.signed
    in_force = [row for row in signed if not row.void]
    assert len(in_force) <= 1
    assert {row.snapshot_id for row in in_force} <= {row.id for row in standing}


def _recognition_is(session: Session, dossier: Dossier) -> None:
    lines = session.exec(
        select(DecisionLine).where(
            DecisionLine.dossier_id == dossier.id, col(DecisionLine.revoked_at).is_(None)
        )
    ).all()
    snapshots = session.exec(
        select(Snapshot).where(
            Snapshot.dossier_id == dossier.id,
            Snapshot.kind == SnapshotKind.RECOGNITION,
            col(Snapshot.void).is_(False),
        )
    ).all()
    if dossier.state not in RECOGNISED:
        assert (lines, snapshots) == ([], [])
        assert (dossier.decision_line_id, dossier.recognised_level) == (None, None)
        assert dossier.published_at is None
        return
    (line,), (snapshot,) = lines, snapshots
    assert dossier.decision_line_id == line.id
    assert dossier.recognised_level == line.level == dossier.external_level
    assert snapshot.id == line.snapshot_id
    told = json.loads(snapshot.content)["recognition"]
    assert (told["decision"], told["level"]) == (line.decision_id, line.level)
    assert (dossier.published_at is not None) == (dossier.state == S.PUBLISHED)


def _awards(snapshot: Snapshot) -> dict[str, Judged]:
    awards = json.loads(snapshot.content)["self"]["answers"]["awards"]
    return {item: _judged(value) for item, value in awards.items()}


def _level(snapshot: Snapshot, side: str) -> int | None:
    level: int | None = json.loads(snapshot.content)[side]["sheet"]["level"]
    return level
