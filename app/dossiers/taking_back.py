"""Taking a return back: the school did not answer, and the assessment goes on without it.

The dossier is again what the school last handed in. Answers, facts, the words of the report and
the list of evidence go back to the self snapshot in force; what the school had changed since is
kept as `ArchivedAnswer`, never deleted. A file sent meanwhile stays in its place as a later
revision: the vault only appends. A snapshot that was taken since, but not handed in, becomes void.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from app.attachments import queries as evidence_queries
from app.attachments.models import Evidence
from app.audit.chain import Who
from app.dossiers import fields, queries
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange
from app.dossiers.errors import NotReady, TransitionRefused
from app.dossiers.models import (
    Answer,
    ArchivedAnswer,
    Dossier,
    DossierState,
    Return,
    SideName,
    SnapshotKind,
)
from app.dossiers.openness import Openness
from app.dossiers.saving import OpenSide, save
from app.dossiers.sheets import answers_of, edition_of
from app.dossiers.transitions import move, require_reason, require_state, void_self_snapshots
from app.dossiers.unpacking import plain_from
from app.errors import Reason
from criteria.edition import Edition
from exports.dossier import Dossier as PlainDossier
from exports.dossier import EvidenceEntry
from scoring.answers import Answers
from scoring.exact import plain as points

_KEPT_BECAUSE = "Nhà trường sửa khi được trả bổ sung nhưng chưa nộp lại; việc trả đã được thu lại."


def take_back(session: Session, dossier: Dossier, who: Who, reason: str) -> Return:
    """End the open return of a dossier, whose row is held; the external work is kept.

    Also in a closed campaign, and also where the school has closed its sheet again but not handed
    it in. Raises TransitionRefused, NotReady (without a reason).
    """
    require_state(dossier, DossierState.RETURNED, DossierState.AWAITING_SIGNATURE)
    said = require_reason(reason)
    current = queries.open_return(session, dossier.id)
    if current is None:
        raise TransitionRefused("Hồ sơ chờ ký lần đầu, không phải đang được trả bổ sung.")
    voided = None
    if dossier.state == DossierState.AWAITING_SIGNATURE:
        voided = void_self_snapshots(session, dossier)
    handed_in = queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    if handed_in is None:
        message = "Hồ sơ không có bản đã nộp để trở về. Hãy chờ nhà trường nộp lại."
        raise NotReady(reasons=(Reason("snapshot", "nothing-handed-in", message),))
    edition = edition_of(session, dossier)
    before = plain_from(handed_in.content, edition)
    archived = _restore_answers(session, dossier, edition, before, who)
    archived += _restore_evidence(session, dossier, before, who)
    dossier.self_level = before.self_side.sheet.level
    current.closed_at, current.taken_back = who.at, said
    session.add(current)
    move(
        session,
        dossier,
        "external.return_taken_back",
        DossierState.ASSESSING,
        who,
        said,
        archived=archived,
        voided=voided,
        snapshot=handed_in.sha256,
    )
    return current


def _restore_answers(
    session: Session, dossier: Dossier, edition: Edition, before: PlainDossier, who: Who
) -> list[str]:
    """Save over the present rows what was handed in; the codes of what was archived."""
    rows = {row.item: row for row in queries.answers(session, dossier.id, SideName.SELF)}
    facts = {row.fact: row for row in queries.facts(session, dossier.id, SideName.SELF)}
    texts = {row.field: row for row in queries.texts(session, dossier.id)}
    now = answers_of(edition, dossier, rows.values(), facts.values())
    old, comments = before.self_side.answers, before.self_side.comments
    items = [
        code
        for code, row in rows.items()
        if _of_item(now, code) != _of_item(old, code) or row.comment != comments.get(code, "")
    ]
    values = [code for code in facts if now.facts.get(code) != old.facts.get(code)]
    present = _as_fields({code: row.value for code, row in texts.items()})
    handed_in = fields.as_fields(before.narrative, before.header)
    words = [code for code in texts if present[code] != handed_in[code]]
    for code in items:
        _archive(session, dossier, code, _told(rows[code]), who)
    for code in values:
        _archive(session, dossier, code, {"value": facts[code].value}, who)
    for code in words:
        _archive(session, dossier, code, {"value": texts[code].value}, who)
    changes = Changes(
        [
            AnswerChange(
                code,
                rows[code].version,
                old.awards.get(code),
                old.inapplicable.get(code),
                comments.get(code, ""),
            )
            for code in items
        ],
        [FactChange(code, facts[code].version, old.facts.get(code)) for code in values],
        [TextChange(code, texts[code].version, handed_in[code]) for code in words],
    )
    whole = OpenSide(dossier, SideName.SELF, edition, Openness(open=True, narrative=True))
    save(session, whole, changes, who)
    for row in (*rows.values(), *facts.values(), *texts.values()):
        session.expire(row)  # the save went past the session's own copies
    return [*items, *values, *words]


def _restore_evidence(
    session: Session, dossier: Dossier, before: PlainDossier, who: Who
) -> list[str]:
    """The list as it was handed in: nothing more, nothing less; the codes of what was archived."""
    old = {one.code: one for one in before.evidence}
    rows = session.exec(select(Evidence).where(Evidence.dossier_id == dossier.id)).all()
    links = evidence_queries.links(session, [row.id for row in rows])
    archived = []
    for row in rows:
        serves = links.get(row.id, ())
        was = old.get(row.code)
        if _evidence(row, serves) == was and row.removed_at is None:
            continue
        if was is None and row.removed_at is not None:
            continue
        told = row.model_dump(mode="json") | {"links": list(serves)}
        _archive(session, dossier, row.code, told, who)
        archived.append(row.code)
        _put_back(session, row, was, who)
    session.flush()
    return archived


def _put_back(session: Session, row: Evidence, was: EvidenceEntry | None, who: Who) -> None:
    if was is None:
        row.removed_at = who.at
    else:
        row.removed_at = None
        for name in ("title", "location", "holder", "note", "number", "issuer"):
            setattr(row, name, getattr(was, name))
        row.status, row.document_date = was.status.value, was.day
        evidence_queries.relink(session, row.id, was.links)
    row.version += 1
    row.by_account, row.at = who.account_id, who.at
    session.add(row)


def _evidence(row: Evidence, links: tuple[str, ...]) -> EvidenceEntry:
    return EvidenceEntry(
        code=row.code,
        title=row.title,
        links=links,
        status=row.status,  # type: ignore[arg-type]  # a StrEnum equals its text
        location=row.location,
        holder=row.holder,
        note=row.note,
        number=row.number,
        issuer=row.issuer,
        day=row.document_date,
    )


def _of_item(answers: Answers, code: str) -> tuple[object, object]:
    return answers.awards.get(code), answers.inapplicable.get(code)


def _as_fields(values: Mapping[str, str]) -> dict[str, str]:
    """As a snapshot has them: lists of lines without blank ones."""
    return fields.as_fields(fields.narrative(values), fields.header(values))


def _told(row: Answer) -> dict[str, object]:
    return {
        "award": row.verdict if row.award is None else points(row.award),
        "inapplicable": row.inapplicable,
        "comment": row.comment,
    }


def _archive(
    session: Session, dossier: Dossier, code: str, payload: Mapping[str, Any], who: Who
) -> None:
    session.add(
        ArchivedAnswer(
            dossier_id=dossier.id,
            side=SideName.SELF,
            edition_sha256=dossier.edition_sha256,
            code=code,
            payload=json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str),
            reason=_KEPT_BECAUSE,
            at=who.at,
        )
    )
