"""Sheets as JSON data: decimals as strings, codes as they are, nothing lost.

`scoring.from_json` reads it back to an equal sheet. What is there besides for readers (facts by
item, unconfirmed values, sentences) is not read back.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from criteria.edition import Edition, Item
from criteria.marks import Mark
from scoring.answers import FactValue
from scoring.exact import plain
from scoring.explain import Explanation
from scoring.sheet import Ceiling, CriterionResult, GroupResult, ItemResult, Measured, Sheet

T = TypeVar("T")
Json = dict[str, Any]


def sheet_to_json(edition: Edition, sheet: Sheet, explanation: Explanation | None = None) -> Json:
    """Plain data for `json.dumps`. `explanation` adds a `sentence` to everything it speaks of."""
    said = explanation
    used = {item.code: _item_facts(item) for item in edition.items.values()}
    facts = dict(sheet.facts)
    data: Json = {
        "edition": {
            "id": sheet.edition.id,
            "version": sheet.edition.version,
            "sha256": sheet.edition.sha256,
        },
        "profile": {
            "kind": sheet.profile.kind,
            "school_levels": list(sheet.profile.school_levels),
        },
        "level": sheet.level,
        "level_by_points": sheet.level_by_points,
        "unmet": list(sheet.unmet),
        "groups": [
            _group(one) | _said(said.groups if said else None, one.code) for one in sheet.groups
        ],
        "criteria": [
            _criterion(one) | _said(said.criteria if said else None, one.code)
            for one in sheet.criteria
        ],
        "items": [
            _item(one, [code for code in used[one.code] if code in facts])
            | _said(said.items if said else None, one.code)
            for one in sheet.items
        ],
        "missing": list(sheet.missing),
        "blockers": [
            {"kind": one.kind, "code": one.code, "points": plain(one.points)}
            for one in sheet.blockers
        ],
        "findings": [one._asdict() | {"severity": one.severity.value} for one in sheet.findings],
        "facts": [_fact(code, value) for code, value in sheet.facts],
        "unconfirmed": [
            {"value": name} | _mark(mark)
            for name, mark in edition.marked_values()
            if not mark.confirmed
        ],
    }
    if explanation is not None:
        data["sentences"] = {
            "overall": explanation.overall,
            "next_level": explanation.next_level,
        }
    return data


def _said(sentences: Mapping[str, str] | None, code: str) -> Json:
    return {} if sentences is None else {"sentence": sentences[code]}


def _mark(mark: Mark) -> Json:
    return {"known": mark.known.value, "source": mark.source}


def _group(one: GroupResult) -> Json:
    return {
        "code": one.code,
        "awarded": plain(one.awarded),
        "applicable_max": plain(one.applicable_max),
        "max": _maybe(plain, one.max),
        "total": plain(one.total),
        "complete": one.complete,
        "level": one.level,
    }


def _criterion(one: CriterionResult) -> Json:
    return {
        "code": one.code,
        "points": plain(one.points),
        "max": _maybe(plain, one.max),
        "complete": one.complete,
        "band": one.band,
    }


def _item(one: ItemResult, facts: list[str]) -> Json:
    return {
        "code": one.code,
        "state": one.state.value,
        "award": _maybe(plain, one.award),
        "verdict": one.verdict.value if one.verdict else None,
        "points": plain(one.points),
        "max": _maybe(plain, one.max),
        "ceiling": _maybe(_ceiling, one.ceiling),
        "measured": _maybe(_measured, one.measured),
        "reason": one.reason,
        "facts": facts,
    }


def _ceiling(one: Ceiling) -> Json:
    return {"points": plain(one.points), "reason": one.reason} | _mark(one.mark)


def _measured(one: Measured) -> Json:
    return one._asdict() | {
        "numerator": plain(one.numerator),
        "denominator": plain(one.denominator),
    }


def _fact(code: str, value: FactValue) -> Json:
    if isinstance(value, bool):
        return {"code": code, "type": "yes_no", "value": value}
    if isinstance(value, Decimal):
        return {"code": code, "type": "number", "value": plain(value)}
    return {"code": code, "type": "text", "value": value}


def _item_facts(item: Item) -> tuple[str, ...]:
    """Codes of the facts that an item requires, asks for and measures."""
    codes = [one.fact for one in item.requires] + [one.code for one in item.facts]
    for part in item.measure.parts if item.measure else ():
        codes += [part.numerator, part.denominator]
    return tuple(dict.fromkeys(code for code in codes if code))


def _maybe(turn: Callable[[Any], T], value: object) -> T | None:
    return None if value is None else turn(value)
