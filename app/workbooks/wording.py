"""How a cell of a form is called and shown to a person."""

from datetime import date

from app.dossiers import fields
from criteria.edition import Edition, FactType
from exports.documents.numbers import short_date
from exports.forms.layout import NO, YES
from exports.forms.places import AWARD, CLAIM, FACT, TEXT
from scoring.answers import Verdict

_PARTS = {AWARD: "", CLAIM: "không áp dụng: ", "comment": "diễn giải: "}


def title_of(edition: Edition, key: str) -> str:
    """`1.3.2 Tên tiêu chí`, the fact's or the field's own name."""
    kind, _, code = key.partition(":")
    if kind == TEXT:
        return fields.title(code)
    if kind == FACT:
        return edition.facts[code].title
    return f"{code} {_PARTS[kind]}{edition.items[code].title.value}"


def shown(edition: Edition, key: str, value: str) -> str:
    """A value as the form shows it; "" for an empty one."""
    kind, _, code = key.partition(":")
    if not value:
        return ""
    if kind == AWARD and edition.items[code].max is None:
        return Verdict(value).label
    if kind == FACT:
        return _fact(edition, code, value)
    if key == f"{TEXT}:header.day":
        return short_date(date.fromisoformat(value))
    return value.replace(".", ",") if kind == AWARD else value


def _fact(edition: Edition, code: str, value: str) -> str:
    fact = edition.facts[code]
    if fact.type is FactType.YES_NO:
        return YES if value == "true" else NO
    if fact.type is FactType.CHOICE:
        return dict(fact.options).get(value, value)
    return value if fact.type is FactType.TEXT else value.replace(".", ",")
