"""Saving answers, facts and texts: one by one or in a batch, all or nothing.

Each answer has its own version. Who saves states the version that was on their screen (0: nothing
yet); two colleagues on different items never collide, two on the same item never overwrite each
other unseen. The dossier's row is held by the caller, so a save that races a transition is in the
snapshot or is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlmodel import Session

from app.audit.chain import Who, record_on_dossier
from app.dossiers import fields, queries
from app.dossiers.errors import DossierLocked, VersionStale
from app.dossiers.models import Answer, Dossier, DossierText, FactAnswer, SideName
from app.dossiers.openness import Openness
from app.dossiers.sheets import profile_of, stored_fact
from app.errors import AnswersNotAccepted, Reason
from criteria.edition import Edition
from scoring.answers import Answers, Award, FactValue, Verdict
from scoring.checks import refused

MAX_COMMENT = 4_000


class AnswerChange(NamedTuple):
    """The whole new answer of one item; award and claim both None clears it.

    `comment` None leaves the comment as it is. `claim_accepted` is the assessor's word on a claim.
    """

    item: str
    version: int
    award: Award | None = None
    inapplicable: str | None = None
    comment: str | None = None
    claim_accepted: bool | None = None


class FactChange(NamedTuple):
    """The new value of one fact; None clears it."""

    fact: str
    version: int
    value: FactValue | None


class TextChange(NamedTuple):
    """The new words of one field of the narrative or the header."""

    field: str
    version: int
    value: str


class Changes(NamedTuple):
    """One save."""

    answers: Sequence[AnswerChange] = ()
    facts: Sequence[FactChange] = ()
    texts: Sequence[TextChange] = ()


class Saved(NamedTuple):
    """New versions by code, field or fact."""

    answers: Mapping[str, int]
    facts: Mapping[str, int]
    texts: Mapping[str, int]


def save(  # noqa: PLR0913, PLR0917 - whose side, what, on whose account: each is one plain fact
    session: Session,
    dossier: Dossier,
    edition: Edition,
    side: SideName,
    changes: Changes,
    who: Who,
    openness: Openness,
) -> Saved:
    """Save all of `changes`, or nothing. The dossier's row must be held.

    Raises AnswersNotAccepted (with every reason), DossierLocked, VersionStale (naming each item).
    """
    _accept(edition, dossier, side, changes)
    _may_change(edition, changes, openness)
    stale: list[Reason] = []
    answers = _save_answers(session, dossier, side, changes.answers, who, stale)
    facts = _save_facts(session, dossier, side, changes.facts, who, stale)
    texts = _save_texts(session, dossier, changes.texts, who, stale)
    if stale:
        raise VersionStale(reasons=tuple(stale))
    if side is SideName.SELF:
        dossier.self_version += 1
    else:
        dossier.external_version += 1
    record_on_dossier(session, dossier, who, f"{side}.saved", _told(changes))
    session.flush()
    return Saved(
        {row.item: row.version for row in answers},
        {row.fact: row.version for row in facts},
        {row.field: row.version for row in texts},
    )


def _accept(edition: Edition, dossier: Dossier, side: SideName, changes: Changes) -> None:
    given = Answers(
        profile_of(dossier),
        {one.item: one.award for one in changes.answers if one.award is not None},
        {one.fact: one.value for one in changes.facts if one.value is not None},
        {one.item: one.inapplicable for one in changes.answers if one.inapplicable is not None},
    )
    reasons = [Reason(one.where, one.code, one.message) for one in refused(edition, given)]
    reasons += _unknown(edition, changes)
    reasons += _ambiguous(changes)
    for text in changes.texts:
        told = fields.problem(text.field, text.value)
        if told:
            reasons.append(Reason(text.field, "text-refused", told))
    if changes.texts and side is SideName.EXTERNAL:
        reasons.append(Reason("texts", "text-refused", "Phần lời văn thuộc về nhà trường."))
    if reasons:
        raise AnswersNotAccepted(reasons=tuple(reasons))


def _unknown(edition: Edition, changes: Changes) -> Iterable[Reason]:
    for one in changes.answers:
        if one.item not in edition.items:
            yield Reason(one.item, "unknown-item", f"Bộ chỉ số không có tiêu chí {one.item}.")
        if one.comment is not None and len(one.comment) > MAX_COMMENT:
            message = f"Nhận xét dài quá {MAX_COMMENT} ký tự."
            yield Reason(one.item, "comment-too-long", message)
    for fact in changes.facts:
        if fact.fact not in edition.facts:
            yield Reason(fact.fact, "unknown-fact", f"Bộ chỉ số không hỏi “{fact.fact}”.")


def _ambiguous(changes: Changes) -> Iterable[Reason]:
    for name, codes in (
        ("answers", [one.item for one in changes.answers]),
        ("facts", [one.fact for one in changes.facts]),
        ("texts", [one.field for one in changes.texts]),
    ):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Reason(code, "twice", f"“{code}” có mặt hai lần trong {name}. Hãy giữ một.")
    for one in changes.answers:
        if one.award is not None and one.inapplicable is not None:
            message = f"Tiêu chí {one.item}: hoặc cho điểm, hoặc ghi “không áp dụng”."
            yield Reason(one.item, "award-and-claim", message)


def _may_change(edition: Edition, changes: Changes, openness: Openness) -> None:
    reasons = [
        Reason(code, "locked", f"{code}: {openness.sentence}")
        for code in (
            *(one.item for one in changes.answers if not openness.item(edition, one.item)),
            *(one.fact for one in changes.facts if not openness.fact(edition, one.fact)),
            *(one.field for one in changes.texts if not openness.narrative),
        )
    ]
    if reasons:
        raise DossierLocked(openness.sentence, tuple(reasons))


Versioned = TypeVar("Versioned", Answer, FactAnswer, DossierText)


def _row(
    found: Mapping[str, Versioned], key: str, version: int, fresh: Versioned, stale: list[Reason]
) -> Versioned | None:
    row = found.get(key)
    if (row.version if row else 0) != version:
        current = row.version if row else 0
        message = f"{key}: bản trên máy chủ là {current}, bản bạn mở là {version}."
        stale.append(Reason(key, "version-stale", message))
        return None
    if row is None:
        return fresh
    row.version += 1
    return row


def _save_answers(  # noqa: PLR0913, PLR0917
    session: Session,
    dossier: Dossier,
    side: SideName,
    changes: Sequence[AnswerChange],
    who: Who,
    stale: list[Reason],
) -> list[Answer]:
    if not changes:
        return []
    rows = queries.answers(session, dossier.id, side, [one.item for one in changes])
    found = {row.item: row for row in rows}
    saved: list[Answer] = []
    for one in changes:
        fresh = Answer(dossier_id=dossier.id, side=side, item=one.item, at=who.at)
        row = _row(found, one.item, one.version, fresh, stale)
        if row is None:
            continue
        row.award = one.award if isinstance(one.award, Decimal) else None
        row.verdict = one.award.value if isinstance(one.award, Verdict) else None
        row.inapplicable = one.inapplicable
        row.claim_accepted = one.claim_accepted if one.inapplicable is not None else None
        if one.comment is not None:
            row.comment = one.comment
        row.unconfirmed, row.review = False, ""
        row.by_account, row.at = who.account_id, who.at
        session.add(row)
        saved.append(row)
    return saved


def _save_facts(  # noqa: PLR0913, PLR0917
    session: Session,
    dossier: Dossier,
    side: SideName,
    changes: Sequence[FactChange],
    who: Who,
    stale: list[Reason],
) -> list[FactAnswer]:
    if not changes:
        return []
    rows = queries.facts(session, dossier.id, side, [one.fact for one in changes])
    found = {row.fact: row for row in rows}
    saved: list[FactAnswer] = []
    for one in changes:
        fresh = FactAnswer(dossier_id=dossier.id, side=side, fact=one.fact, at=who.at)
        row = _row(found, one.fact, one.version, fresh, stale)
        if row is None:
            continue
        row.value = None if one.value is None else stored_fact(one.value)
        row.unconfirmed = False
        row.by_account, row.at = who.account_id, who.at
        session.add(row)
        saved.append(row)
    return saved


def _save_texts(
    session: Session,
    dossier: Dossier,
    changes: Sequence[TextChange],
    who: Who,
    stale: list[Reason],
) -> list[DossierText]:
    if not changes:
        return []
    rows = queries.texts(session, dossier.id, [one.field for one in changes])
    found = {row.field: row for row in rows}
    saved: list[DossierText] = []
    for one in changes:
        fresh = DossierText(dossier_id=dossier.id, field=one.field, at=who.at)
        row = _row(found, one.field, one.version, fresh, stale)
        if row is None:
            continue
        row.value, row.unconfirmed = one.value, False
        row.by_account, row.at = who.account_id, who.at
        session.add(row)
        saved.append(row)
    return saved


def _told(changes: Changes) -> dict[str, object]:
    """What the audit log keeps of a save."""
    return {
        "answers": [one._asdict() for one in changes.answers],
        "facts": [one._asdict() for one in changes.facts],
        "texts": [one._asdict() for one in changes.texts],
    }
