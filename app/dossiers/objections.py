"""Giải trình: the school objects per criterion, the assessor answers, the leader decides.

A round lasts while the dossier is OBJECTED. Where an objection is upheld, its decision carries the
changed external answers of that criterion; they are applied together once all are decided, and a
new external snapshot is taken. Nothing else changes, and the self side never does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from app.attachments.models import Evidence
from app.audit.chain import Who, record_on_dossier
from app.campaigns.models import Campaign
from app.dossiers import corrections, external, queries
from app.dossiers.claims import refuse_unclaimed
from app.dossiers.corrections import Corrected
from app.dossiers.errors import NotReady, PartNotFound, VersionStale
from app.dossiers.models import Dossier, DossierState, Objection, SnapshotKind
from app.dossiers.sheets import edition_of, plain_dossier
from app.dossiers.transitions import STATE_TITLES, move, require_state
from app.errors import Reason
from scoring.checks import printable, short

MAX_TEXT = 4_000


def of_dossier(session: Session, dossier_id: str) -> Sequence[Objection]:
    """All rounds, the first one first."""
    return session.exec(
        select(Objection)
        .where(Objection.dossier_id == dossier_id)
        .order_by(col(Objection.round), col(Objection.criterion))
    ).all()


def raise_objections(
    session: Session, dossier: Dossier, who: Who, texts: Mapping[str, tuple[str, str]]
) -> list[Objection]:
    """The school objects: criterion → (text, evidence code or ""). Opens a round or adds to it."""
    require_state(dossier, DossierState.ASSESSED, DossierState.OBJECTED)
    wrong = _wrong(session, dossier, texts)
    number = _last_round(session, dossier.id)
    if dossier.state == DossierState.ASSESSED:
        number += 1
    present = _criteria_of(session, dossier.id, number)
    wrong += [
        Reason(code, "objected-already", f"Tiêu chí {code} đã được giải trình trong đợt này.")
        for code in sorted(present & set(texts))
    ]
    if wrong:
        raise NotReady(reasons=tuple(wrong))
    rows = [
        Objection(
            dossier_id=dossier.id,
            round=number,
            criterion=code,
            text=text.strip(),
            evidence_code=evidence,
            raised_by=who.account_id or "",
            raised_at=who.at,
        )
        for code, (text, evidence) in texts.items()
    ]
    session.add_all(rows)
    told = {row.criterion: {"text": row.text, "evidence": row.evidence_code} for row in rows}
    if dossier.state == DossierState.ASSESSED:
        move(
            session,
            dossier,
            "objection.raised",
            DossierState.OBJECTED,
            who,
            f"Giải trình: {', '.join(sorted(texts))}"[:2_000],
            round=number,
            objections=told,
        )
    else:
        _record(session, dossier, who, "objection.added", {"round": number, "objections": told})
    return rows


def answer(  # noqa: PLR0913, PLR0917 - which objection, seen in which version, what is said
    session: Session, dossier: Dossier, who: Who, objection_id: str, version: int, text: str
) -> Objection:
    """The assessor answers; a decided objection is answered no more."""
    row = _objection(session, dossier, objection_id, version)
    if row.upheld is not None:
        raise _not_ready(row, "decided-already", "đã được quyết định, không sửa trả lời được nữa")
    row.answer = _said(row, text)
    row.answered_by, row.answered_at = who.account_id, who.at
    row.version += 1
    session.add(row)
    told = {"round": row.round, "criterion": row.criterion, "answer": row.answer}
    _record(session, dossier, who, "objection.answered", told)
    return row


def decide(  # noqa: PLR0913, PLR0917 - what is decided, how, in which words, what it changes
    session: Session,
    dossier: Dossier,
    campaign: Campaign,
    who: Who,
    objection_id: str,
    version: int,
    words: str,
    corrected: Corrected | None,
) -> Objection:
    """The leader decides one objection: upheld with corrections, or rejected (None).

    A decision may be changed until the last of the round; that one applies all of them. Raises
    TransitionRefused, PartNotFound, VersionStale, NotReady, AnswersNotAccepted.
    """
    row = _objection(session, dossier, objection_id, version)
    if not row.answer:
        raise _not_ready(row, "not-answered", "đoàn đánh giá ngoài chưa trả lời")
    row.decision = _said(row, words)
    row.upheld = corrected is not None
    row.corrections = {}
    if corrected is not None:
        changes = corrections.changes_of(session, dossier, row.criterion, corrected)
        refuse_unclaimed(session, dossier, changes)
        row.corrections = corrections.to_json(corrected)
    row.decided_by, row.decided_at = who.account_id, who.at
    row.version += 1
    session.add(row)
    session.flush()
    told: dict[str, Any] = {
        "round": row.round,
        "criterion": row.criterion,
        "upheld": row.upheld,
        "words": row.decision,
        "corrections": row.corrections,
    }
    _record(session, dossier, who, "objection.decided", told)
    _close_round(session, dossier, campaign, who, row.round)
    return row


def _close_round(
    session: Session, dossier: Dossier, campaign: Campaign, who: Who, number: int
) -> None:
    """Once all are decided: apply what was upheld, take the new snapshot, back to ASSESSED."""
    rows = [one for one in of_dossier(session, dossier.id) if one.round == number]
    upheld = [one for one in rows if one.upheld]
    corrections.require_sound(session, dossier, campaign, upheld)
    if any(one.upheld is None for one in rows):
        return
    snapshot = queries.snapshot_in_force(session, dossier.id, SnapshotKind.EXTERNAL)
    if upheld:
        corrections.apply(session, dossier, upheld, who)
        plain = plain_dossier(session, dossier, campaign)
        snapshot = external.take_snapshot(session, dossier, plain, who)
    move(
        session,
        dossier,
        "objection.closed",
        DossierState.ASSESSED,
        who,
        round=number,
        upheld=[one.criterion for one in upheld],
        snapshot=snapshot.sha256 if snapshot else None,
        level=dossier.external_level,
    )


def _objection(session: Session, dossier: Dossier, objection_id: str, version: int) -> Objection:
    row = session.exec(
        select(Objection).where(Objection.id == objection_id, Objection.dossier_id == dossier.id)
    ).one_or_none()
    if row is None:
        raise PartNotFound("Hồ sơ không có giải trình này. Hãy mở lại danh sách giải trình.")
    require_state(dossier, DossierState.OBJECTED)
    if row.round != _last_round(session, dossier.id):
        title = STATE_TITLES[DossierState.ASSESSED]
        raise _not_ready(row, "round-closed", f"thuộc một đợt giải trình đã khép (“{title}”)")
    if row.version != version:
        message = (
            f"Giải trình {row.criterion}: bản trên máy chủ là {row.version}, bạn mở {version}."
        )
        raise VersionStale(reasons=(Reason(row.criterion, "version-stale", message),))
    return row


def _wrong(
    session: Session, dossier: Dossier, texts: Mapping[str, tuple[str, str]]
) -> list[Reason]:
    edition = edition_of(session, dossier)
    found = []
    if not texts:
        found.append(Reason("criteria", "nothing-named", "Hãy chọn ít nhất một tiêu chí."))
    codes = {evidence for _, evidence in texts.values() if evidence}
    known = _evidence_codes(session, dossier.id, codes)
    for criterion, (text, evidence) in texts.items():
        code = short(criterion)
        if criterion not in edition.criteria:
            message = f"Bộ chỉ số không có tiêu chí {code}."
            found.append(Reason(code, "unknown-criterion", message))
        if not _is_said(text):
            message = f"Tiêu chí {code}: phải ghi nội dung giải trình (không quá {MAX_TEXT} ký tự)."
            found.append(Reason(code, "text-missing", message))
        if evidence and evidence not in known:
            message = f"Tiêu chí {code}: hồ sơ không có minh chứng mã {short(evidence)}."
            found.append(Reason(code, "unknown-evidence", message))
    return found


def _evidence_codes(session: Session, dossier_id: str, codes: set[str]) -> frozenset[str]:
    if not codes:
        return frozenset()
    wanted = (Evidence.dossier_id == dossier_id, col(Evidence.removed_at).is_(None))
    return frozenset(
        session.exec(select(Evidence.code).where(*wanted, col(Evidence.code).in_(codes)))
    )


def _last_round(session: Session, dossier_id: str) -> int:
    found = session.exec(
        select(func.max(Objection.round)).where(Objection.dossier_id == dossier_id)
    ).one()
    return found or 0


def _criteria_of(session: Session, dossier_id: str, number: int) -> frozenset[str]:
    return frozenset(
        session.exec(
            select(Objection.criterion).where(
                Objection.dossier_id == dossier_id, Objection.round == number
            )
        )
    )


def _said(row: Objection, text: str) -> str:
    if not _is_said(text):
        raise _not_ready(row, "text-missing", f"phải ghi lời lẽ (không quá {MAX_TEXT} ký tự)")
    return text.strip()


def _is_said(text: str) -> bool:
    return bool(text.strip()) and len(text) <= MAX_TEXT and printable(text)


def _not_ready(row: Objection, code: str, what: str) -> NotReady:
    message = f"Giải trình tiêu chí {row.criterion}: {what}."
    return NotReady(reasons=(Reason(row.criterion, code, message),))


def _record(
    session: Session, dossier: Dossier, who: Who, act: str, told: Mapping[str, object]
) -> None:
    record_on_dossier(session, dossier, who, act, told)
    session.add(dossier)
    session.flush()
