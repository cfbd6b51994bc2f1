"""What a form of answers brings: only what was really changed over what was on the screen.

A criterion's form holds all of its items, so each field comes with a print of what it showed
(`was-…`): a colleague's change of another item is then neither overwritten nor in the way.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.dossiers import fields
from app.dossiers.schemas import ChangesIn
from app.edge.form_fields import FormFields
from app.edge.multipart import wrong_field
from app.edge.shapes import sentence
from app.errors import AnswersNotAccepted, Reason
from criteria.edition import Edition, Fact, FactType, Item

MAX_NOTE = 8_000
"""Twice a comment, since a browser sends each line break as two characters."""
THEIRS = "theirs"
NUMBERS = frozenset({FactType.COUNT, FactType.NUMBER})
_NUMBER = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
Json = dict[str, Any]


def print_of(*values: str) -> str:
    """A short print of what a field showed."""
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


def answers_in(edition: Edition, criterion: str, sent: FormFields) -> ChangesIn:
    """The changes in the form of a criterion; of the whole sheet's facts where it is "".

    Raises AnswersNotAccepted, naming the item or fact, and ShapeWrong.
    """
    items: Sequence[Item] = ()
    if criterion:
        items = edition.criteria[criterion].items
    answers = [one for item in items if (one := _answer(item.code, sent)) is not None]
    asked = facts_of(edition, criterion)
    wrong = tuple(_no_number(fact) for fact in asked if not _is_number(fact, sent))
    if wrong:
        raise AnswersNotAccepted(reasons=wrong)
    stated = [one for fact in asked if (one := _fact(fact, sent))]
    return _checked({"answers": answers, "facts": stated})


def texts_in(sent: FormFields) -> ChangesIn:
    """The changes in the form of the report."""
    found = []
    for field in (*fields.NARRATIVE, *fields.HEADER):
        if f"version-{field}" not in sent or _dropped(field, sent):
            continue
        value = lines(sent.text(f"text-{field}", fields.MAX_PARAGRAPHS * 2))
        if print_of(value) != sent.text(f"was-{field}"):
            found.append({"field": field, "version": _version(field, sent), "value": value})
    return _checked({"texts": found})


def facts_of(edition: Edition, criterion: str) -> tuple[Fact, ...]:
    """The facts asked with a criterion and its items; those of the whole sheet for ""."""
    if not criterion:
        return edition.sheet_facts
    one = edition.criteria[criterion]
    asked = (*one.facts, *(fact for item in one.items for fact in item.facts))
    return tuple({fact.code: fact for fact in asked}.values())


def lines(text: str) -> str:
    """The text with line breaks as they are stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_empty(changes: ChangesIn) -> bool:
    """Whether nothing was changed."""
    return not (changes.answers or changes.facts or changes.texts)


def _answer(item: str, sent: FormFields) -> Json | None:
    if f"version-{item}" not in sent or _dropped(item, sent):
        return None
    award = sent.text(f"award-{item}", 40).replace(",", ".")
    claim = lines(sent.text(f"claim-{item}", MAX_NOTE))
    comment = lines(sent.text(f"comment-{item}", MAX_NOTE))
    accepted = sent.text(f"accepted-{item}", 5)
    if print_of(award, claim, comment, accepted) == sent.text(f"was-{item}"):
        return None
    if accepted and not claim:
        claim = lines(sent.text(f"offered-{item}", MAX_NOTE))
    return {
        "item": item,
        "version": _version(item, sent),
        "award": award or None,
        "inapplicable": claim or None,
        "comment": comment,
        "claim_accepted": {"yes": True, "no": False}.get(accepted),
    }


def _fact(fact: Fact, sent: FormFields) -> Json | None:
    code = fact.code
    if f"version-{code}" not in sent or _dropped(code, sent):
        return None
    text = sent.text(f"fact-{code}", 2_000)
    if print_of(text) == sent.text(f"was-{code}"):
        return None
    return {"fact": code, "version": _version(code, sent), "value": fact_value(fact, text)}


def fact_value(fact: Fact, text: str) -> str | bool | None:
    """What was typed or chosen for a fact, as the API takes it."""
    if text and fact.type is FactType.YES_NO:
        return text == "true"
    return (text.replace(",", ".") if fact.type in NUMBERS else text) or None


def _is_number(fact: Fact, sent: FormFields) -> bool:
    """Whether a number stands where one is asked for; nothing is all right too."""
    text = sent.text(f"fact-{fact.code}", 2_000)
    return fact.type not in NUMBERS or not text or _NUMBER.fullmatch(text) is not None


def _no_number(fact: Fact) -> Reason:
    return Reason(fact.code, "number", f"{fact.title}: phải là một số không âm, ví dụ 40.")


def _dropped(code: str, sent: FormFields) -> bool:
    """Whether the person chose what stands on the server."""
    return sent.text(f"keep-{code}", 10) == THEIRS


def _version(code: str, sent: FormFields) -> int:
    text = sent.text(f"version-{code}", 9)
    if not (text.isascii() and text.isdigit()):
        raise wrong_field(f"version-{code}", "không đúng: hãy mở lại trang")
    return int(text)


def _checked(payload: Json) -> ChangesIn:
    try:
        return ChangesIn.model_validate(payload)
    except ValidationError as error:
        raise AnswersNotAccepted(
            reasons=tuple(_reason(payload, found) for found in error.errors())
        ) from error


def _reason(payload: Json, found: Mapping[str, Any]) -> Reason:
    part, number, *rest = found["loc"]
    entry = payload[part][number]
    code = entry.get("item") or entry.get("fact") or entry.get("field")
    if rest[:1] == ["award"]:
        message = f"{code}: điểm phải là một số không âm, ví dụ 4,5."
        return Reason(code, str(found["type"]), message)
    return Reason(code, str(found["type"]), f"{fields.title(code) or code}: {sentence(found)}")
