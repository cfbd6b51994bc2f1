"""From what the API takes to changes: numbers from their text, by the type that the index gives."""

from app.dossiers import schemas
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange
from app.errors import AnswersNotAccepted, Reason
from criteria.edition import Edition
from scoring.answers import Profile
from scoring.answers_json import answers_from_json
from scoring.errors import AnswersRefused


def changes_of(edition: Edition, profile: Profile, sent: schemas.ChangesIn) -> Changes:
    """The changes that were sent. Raises AnswersNotAccepted for a value of the wrong kind."""
    awards = {one.item: one.award for one in sent.answers if one.award is not None}
    facts = {one.fact: one.value for one in sent.facts if one.value is not None}
    try:
        given = answers_from_json(
            edition,
            {
                "profile": {"kind": profile.kind, "school_levels": list(profile.school_levels)},
                "awards": awards,
                "facts": facts,
            },
        )
    except AnswersRefused as error:
        reasons = tuple(Reason(one.where, one.code, one.message) for one in error.findings)
        raise AnswersNotAccepted(reasons=reasons) from error
    return Changes(
        tuple(
            AnswerChange(
                one.item,
                one.version,
                given.awards.get(one.item),
                one.inapplicable,
                one.comment,
                one.claim_accepted,
            )
            for one in sent.answers
        ),
        tuple(FactChange(one.fact, one.version, given.facts.get(one.fact)) for one in sent.facts),
        tuple(TextChange(one.field, one.version, one.value) for one in sent.texts),
    )
