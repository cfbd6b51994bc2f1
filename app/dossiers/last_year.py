"""Last year's dossier as a source of answers.

Only what is unanswered is filled in, and all of it waits, marked `unconfirmed`, until a person
saves or confirms it; until then the dossier cannot be closed. What another edition moved goes by
its map. Evidence is taken apart from it, by `app.attachments.reuse`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.campaigns.models import Campaign
from app.dossiers import last_year_schemas as out
from app.dossiers import queries
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange, not_kept
from app.dossiers.errors import DossierLocked, PartNotFound, SourceUnclear
from app.dossiers.last_year_writing import Filling, confirmed, filled
from app.dossiers.models import Answer, Dossier, DossierState, DossierText, SideName
from app.dossiers.openness import openness
from app.dossiers.reaching import held, seen
from app.dossiers.sheets import answers_of, edition_of, profile_of, stored_fact
from app.errors import Reason
from app.index.models import StoredEdition
from app.index.service import carry_over
from app.policy import Act, visible_dossiers
from app.policy.walks import Way, below
from app.visit import Work
from criteria.carried import Carried, carry
from criteria.carry_over import CarryOver
from scoring.answers import Award, FactValue

NOT_TAKEN = frozenset({"header.number", "header.day"})
"""Every report has its own."""
MAX_SOURCES = 50
MAX_REASON = 500


class Source(NamedTuple):
    """An earlier dossier of the body or of one that it came from."""

    dossier: Dossier
    school_year: str
    edition: str


class Taking(NamedTuple):
    """What there is to take from a source: changes, and what is left out and why."""

    changes: Changes
    origins: dict[str, str]
    reviews: dict[str, str]
    left_out: list[out.LeftOut]


def preview(work: Work, dossier_id: str, chosen: str | None) -> out.LastYearOut:
    """What would be filled in; several sources and none chosen: only their list."""
    placed = seen(work, dossier_id)
    dossier = placed.dossier
    found = _sources(work, dossier, placed.campaign)
    source = chosen_of(dossier, found, chosen)
    taking = Taking(Changes(), {}, {}, [])
    if source is not None:
        taking = _taking(work.session, dossier, source)
    changes = taking.changes
    return out.LastYearOut(
        sources=[source_out(one) for one in found],
        source=source_out(source) if source else None,
        answers=[_answer(one, taking) for one in changes.answers],
        facts=[out.TakenText(code=one.fact, value=_said(one.value)) for one in changes.facts],
        texts=[out.TakenText(code=one.field, value=one.value) for one in changes.texts],
        left_out=taking.left_out,
    )


def take(work: Work, dossier_id: str, chosen: str | None) -> out.LastYearTaken:
    """Fill in what is unanswered. Raises PartNotFound, SourceUnclear, DossierLocked."""
    dossier, campaign = held(work, dossier_id, Act.WRITE_SELF)
    refuse_locked(work.session, dossier, campaign)
    found = _sources(work, dossier, campaign)
    source = chosen_of(dossier, found, chosen)
    if source is None:
        if not found:
            raise PartNotFound("Không có hồ sơ năm trước nào có câu trả lời để lấy.")
        raise SourceUnclear(reasons=tuple(map(source_reason, found)))
    taking = _taking(work.session, dossier, source)
    filling = Filling(source.dossier.id, taking.changes, taking.origins, taking.reviews)
    filled(work.session, dossier, filling, work.who)
    return out.LastYearTaken(
        source=source_out(source),
        answers=len(taking.changes.answers),
        facts=len(taking.changes.facts),
        texts=len(taking.changes.texts),
        left_out=taking.left_out,
    )


def confirm(work: Work, dossier_id: str, wanted: out.ConfirmIn) -> out.ConfirmedOut:
    """Let what was brought along stand as it is. Raises DossierLocked."""
    dossier, campaign = held(work, dossier_id, Act.WRITE_SELF)
    refuse_locked(work.session, dossier, campaign)
    named = None if wanted.all else (wanted.answers, wanted.facts, wanted.texts)
    answers, facts, texts = confirmed(work.session, dossier, named, work.who)
    return out.ConfirmedOut(answers=answers, facts=facts, texts=texts)


def refuse_locked(session: Session, dossier: Dossier, campaign: Campaign) -> None:
    """Raise DossierLocked unless the dossier is being written for the first time."""
    may = openness(session, dossier, SideName.SELF, campaign.state)
    if not may.open or dossier.state != DossierState.DRAFTING:
        raise DossierLocked(may.sentence)


def _sources(work: Work, dossier: Dossier, campaign: Campaign) -> list[Source]:
    """Earlier dossiers with answers."""
    has_answers = (
        select(Answer.id)
        .where(
            col(Answer.dossier_id) == Dossier.id,
            col(Answer.side) == SideName.SELF,
            col(Answer.award).is_not(None)
            | col(Answer.verdict).is_not(None)
            | col(Answer.inapplicable).is_not(None),
        )
        .exists()
    )
    return earlier(work, dossier, campaign, has_answers)


def earlier(
    work: Work, dossier: Dossier, campaign: Campaign, having: ColumnElement[bool]
) -> list[Source]:
    """Earlier dossiers of the body and its predecessors that have something: one statement."""
    line = below([dossier.body_id], Way.LINE, work.today)
    rows = work.session.execute(
        pick(
            Dossier,
            col(Campaign.school_year),
            col(StoredEdition.edition_id),
            col(StoredEdition.version),
        )
        .join(Campaign, col(Campaign.id) == col(Dossier.campaign_id))
        .join(StoredEdition, col(StoredEdition.sha256) == col(Dossier.edition_sha256))
        .where(
            col(Dossier.body_id).in_(line),
            col(Campaign.school_year) < campaign.school_year,
            visible_dossiers(work.actor, work.today),
            having,
        )
        .order_by(
            col(Campaign.school_year).desc(),
            col(Dossier.revision).desc(),
            col(Dossier.id).desc(),
        )
        .limit(MAX_SOURCES)
    )
    return [Source(row[0], row[1], f"{row[2]}@{row[3]}") for row in rows]


def chosen_of(dossier: Dossier, found: Sequence[Source], wanted: str | None) -> Source | None:
    """The source that was named, or the only one that comes into question."""
    if wanted is not None:
        named = [one for one in found if one.dossier.id == wanted]
        if not named:
            raise PartNotFound("Hồ sơ được chọn không phải hồ sơ năm trước của đơn vị này.")
        return named[0]
    own = [one for one in found if one.dossier.body_id == dossier.body_id]
    if own:
        return own[0]  # the latest: the list begins with it
    latest = {one.dossier.body_id: one for one in reversed(found)}
    return next(iter(latest.values())) if len(latest) == 1 else None


def _taking(session: Session, dossier: Dossier, source: Source) -> Taking:
    """What of the source has a place here and is not answered yet."""
    over = carry_over(session, source.dossier.edition_sha256, dossier.edition_sha256)
    carried = _carried(session, over, source.dossier)
    texts = queries.texts(session, source.dossier.id)
    changes = _changes(carried, texts, _present(session, dossier))
    edition, profile = edition_of(session, dossier), profile_of(dossier)
    refused = {one.where: one.message for one in not_kept(edition, profile, SideName.SELF, changes)}
    left = [out.LeftOut(code=one.code, reason=one.reason) for one in carried.archived]
    left += [out.LeftOut(code=code, reason=why) for code, why in refused.items()]
    kept = Changes(
        [one for one in changes.answers if one.item not in refused],
        [one for one in changes.facts if one.fact not in refused],
        [one for one in changes.texts if one.field not in refused],
    )
    told = f"Lấy từ hồ sơ năm học {source.school_year}"
    why = {one.code: f"{told}; {one.reason}"[:MAX_REASON] for one in carried.review}
    return Taking(
        kept,
        {move.new: move.old for move in over.items if move.old and move.new},
        {one.item: why.get(one.item, f"{told}.") for one in kept.answers},
        left,
    )


class Present(NamedTuple):
    """What stands in the dossier: code to version, and whether the row says anything."""

    answers: dict[str, tuple[int, bool]]
    facts: dict[str, tuple[int, bool]]
    texts: dict[str, tuple[int, bool]]


_NONE = (0, False)


def _changes(
    carried: Carried[Award, FactValue], texts: Sequence[DossierText], present: Present
) -> Changes:
    """What is carried, over nothing or over empty rows."""
    claims = carried.inapplicable

    def version(of: dict[str, tuple[int, bool]], code: str) -> int | None:
        found, says = of.get(code, _NONE)
        return None if says else found

    answers = [
        (code, version(present.answers, code), carried.awards.get(code), claims.get(code))
        for code in dict.fromkeys((*carried.awards, *claims))
    ]
    facts = [(code, version(present.facts, code), value) for code, value in carried.facts.items()]
    fields = [
        (row.field, version(present.texts, row.field), row.value)
        for row in texts
        if row.value and row.field not in NOT_TAKEN
    ]
    return Changes(
        [AnswerChange(code, at, award, why) for code, at, award, why in answers if at is not None],
        [FactChange(code, at, value) for code, at, value in facts if at is not None],
        [TextChange(code, at, value) for code, at, value in fields if at is not None],
    )


def _carried(session: Session, over: CarryOver, source: Dossier) -> Carried[Award, FactValue]:
    """The source's own answers and facts under the codes of here."""
    rows = queries.answers(session, source.id, SideName.SELF)
    facts = queries.facts(session, source.id, SideName.SELF)
    given = answers_of(over.old, source, rows, facts)
    return carry(over, given.awards, given.facts, given.inapplicable)


def _present(session: Session, dossier: Dossier) -> Present:
    answers = queries.answers(session, dossier.id, SideName.SELF)
    facts = queries.facts(session, dossier.id, SideName.SELF)
    return Present(
        {
            row.item: (
                row.version,
                any(one is not None for one in (row.award, row.verdict, row.inapplicable)),
            )
            for row in answers
        },
        {row.fact: (row.version, row.value is not None) for row in facts},
        {row.field: (row.version, bool(row.value)) for row in queries.texts(session, dossier.id)},
    )


def source_out(one: Source) -> out.SourceOut:
    """As the API tells it."""
    return out.SourceOut(
        dossier_id=one.dossier.id,
        body_name=one.dossier.body_name,
        school_year=one.school_year,
        revision=one.dossier.revision,
        edition=one.edition,
    )


def source_reason(one: Source) -> Reason:
    """One of several to choose from."""
    said = f"{one.dossier.body_name}, năm học {one.school_year}: source {one.dossier.id}."
    return Reason(one.dossier.id, "source", said)


def _answer(one: AnswerChange, taking: Taking) -> out.TakenAnswer:
    return out.TakenAnswer(
        item=one.item,
        old=taking.origins.get(one.item, one.item),
        award=_said(one.award) if one.award is not None else None,
        inapplicable=one.inapplicable,
        review=taking.reviews[one.item],
    )


def _said(value: FactValue | Award | None) -> str:
    return "" if value is None else stored_fact(value)
