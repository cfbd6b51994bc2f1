"""What an upheld objection changes on the external side, kept with it until it is applied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from sqlmodel import Session

from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.dossiers import guards, queries, saving
from app.dossiers.changes import AnswerChange, Changes, FactChange, not_kept
from app.dossiers.errors import NotReady
from app.dossiers.models import Dossier, Objection, SideName
from app.dossiers.openness import Openness, used_facts
from app.dossiers.sheets import edition_of, fact_value, plain_dossier, profile_of, stored_fact
from app.errors import AnswersNotAccepted, Reason
from criteria.edition import Edition
from exports.dossier import Side
from scoring.answers import Answers, Award, FactValue, Verdict
from scoring.checks import short
from scoring.engine import score


class CorrectedAnswer(NamedTuple):
    """The whole new external answer of one item; `comment` None leaves the comment as it is."""

    item: str
    award: Award | None = None
    inapplicable: str | None = None
    comment: str | None = None
    claim_accepted: bool | None = None


class CorrectedFact(NamedTuple):
    """The new external value of one fact; None clears it."""

    fact: str
    value: FactValue | None


class Corrected(NamedTuple):
    """All that one upheld objection changes."""

    answers: Sequence[CorrectedAnswer] = ()
    facts: Sequence[CorrectedFact] = ()


def changes_of(session: Session, dossier: Dossier, criterion: str, corrected: Corrected) -> Changes:
    """The corrections as a save over what stands there now.

    Raises AnswersNotAccepted as any save would, and where they leave the criterion, or are none.
    """
    edition = edition_of(session, dossier)
    part = edition.criteria[criterion]
    items = {item.code for item in part.items}
    facts = used_facts(part)
    outside = [one.item for one in corrected.answers if one.item not in items]
    outside += [one.fact for one in corrected.facts if one.fact not in facts]
    reasons = [
        Reason(short(code), "outside-criterion", f"{short(code)} không thuộc tiêu chí {criterion}.")
        for code in outside
    ]
    if not corrected.answers and not corrected.facts:
        message = f"Tiêu chí {criterion}: chấp nhận giải trình thì phải kèm kết quả được sửa."
        reasons.append(Reason(criterion, "nothing-corrected", message))
    changes = _over_present(session, dossier, corrected)
    reasons += not_kept(edition, profile_of(dossier), SideName.EXTERNAL, changes)
    if reasons:
        raise AnswersNotAccepted(reasons=tuple(reasons))
    return changes


def require_sound(
    session: Session, dossier: Dossier, campaign: Campaign, upheld: Sequence[Objection]
) -> None:
    """Refuse corrections with which the external sheet could not be concluded. Raises NotReady."""
    if not upheld:
        return
    plain = plain_dossier(session, dossier, campaign)
    assert plain.external is not None
    given = plain.external.answers
    awards, claims = dict(given.awards), dict(given.inapplicable)
    facts = dict(given.facts)
    for objection in upheld:
        corrected = from_json(plain.edition, objection.corrections)
        for one in corrected.answers:
            awards.pop(one.item, None)
            claims.pop(one.item, None)
            if one.award is not None:
                awards[one.item] = one.award
            if one.inapplicable is not None and one.claim_accepted:
                claims[one.item] = one.inapplicable
        for fact in corrected.facts:
            facts.pop(fact.fact, None)
            if fact.value is not None:
                facts[fact.fact] = fact.value
    answers = Answers(given.profile, awards, facts, claims)
    side = Side(answers, score(plain.edition, answers))
    blocks = guards.before_conclusion(replace(plain, external=side))
    if blocks:
        raise NotReady(reasons=tuple(blocks))


def apply(session: Session, dossier: Dossier, upheld: Sequence[Objection], who: Who) -> None:
    """Save all corrections of a round together, on the external side alone."""
    edition = edition_of(session, dossier)
    parts = [from_json(edition, one.corrections) for one in upheld]
    together = Corrected(
        [one for part in parts for one in part.answers],
        list({one.fact: one for part in parts for one in part.facts}.values()),
    )
    at = saving.OpenSide(dossier, SideName.EXTERNAL, edition, Openness(open=True))
    saving.save(session, at, _over_present(session, dossier, together), who)


def to_json(corrected: Corrected) -> dict[str, Any]:
    """Plain data for the objection's row."""
    return {
        "answers": [
            one._asdict() | {"award": None if one.award is None else _award_text(one.award)}
            for one in corrected.answers
        ],
        "facts": {
            one.fact: None if one.value is None else stored_fact(one.value)
            for one in corrected.facts
        },
    }


def from_json(edition: Edition, data: Mapping[str, Any]) -> Corrected:
    """Back from `to_json`."""
    return Corrected(
        [
            CorrectedAnswer(**(one | {"award": one["award"] and _award(one["award"])}))
            for one in data["answers"]
        ],
        [
            CorrectedFact(code, None if text is None else fact_value(edition, code, text))
            for code, text in data["facts"].items()
        ],
    )


def _over_present(session: Session, dossier: Dossier, corrected: Corrected) -> Changes:
    """The corrections stated over the versions that stand there: nobody else can write now."""
    items = {
        row.item: row.version for row in queries.answers(session, dossier.id, SideName.EXTERNAL)
    }
    facts = {row.fact: row.version for row in queries.facts(session, dossier.id, SideName.EXTERNAL)}
    return Changes(
        [
            AnswerChange(
                one.item,
                items.get(one.item, 0),
                one.award,
                one.inapplicable,
                one.comment,
                one.claim_accepted,
            )
            for one in corrected.answers
        ],
        [FactChange(one.fact, facts.get(one.fact, 0), one.value) for one in corrected.facts],
    )


def _award_text(award: Award) -> str:
    return award.value if isinstance(award, Verdict) else format(award, "f")


def _award(text: str) -> Award:
    return Verdict(text) if text in tuple(Verdict) else Decimal(text)
