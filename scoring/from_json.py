"""A sheet back from its JSON data: a snapshot printed years later, a sheet sent over a network."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from criteria.edition import EditionRef
from criteria.marks import Known, Mark
from scoring.answers import FactValue, Profile, Verdict
from scoring.errors import SheetUnreadable
from scoring.exact import plain
from scoring.sheet import (
    Blocker,
    Ceiling,
    CriterionResult,
    Finding,
    GroupResult,
    ItemResult,
    Measured,
    Severity,
    Sheet,
    State,
)

T = TypeVar("T")
Json = dict[str, Any]
_PLAIN = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?")  # as_json writes fewer; more is not a sheet


def sheet_from_json(data: object) -> Sheet:
    """The sheet that the data were made from. Raises `SheetUnreadable` for any other data."""
    try:
        return _sheet(data)  # type: ignore[arg-type]  # anything else fails below, and is caught
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SheetUnreadable(f"{type(error).__name__}: {error}"[:200]) from error


def _sheet(data: Json) -> Sheet:
    profile = data["profile"]
    return Sheet(
        edition=EditionRef(**{key: _text(value) for key, value in data["edition"].items()}),
        profile=Profile(_text(profile["kind"]), _texts(profile["school_levels"])),
        level=_level(data["level"]),
        level_by_points=_level(data["level_by_points"]),
        unmet=_texts(data["unmet"]),
        groups=_rows(_group_back, data["groups"]),
        criteria=_rows(_criterion_back, data["criteria"]),
        items=_rows(_item_back, data["items"]),
        missing=_texts(data["missing"]),
        blockers=_rows(_blocker_back, data["blockers"]),
        findings=_rows(_finding_back, data["findings"]),
        facts=_rows(_fact_back, data["facts"]),
    )


def _mark_back(data: Json) -> Mark:
    return Mark(Known(data["known"]), _text(data["source"]))


def _group_back(data: Json) -> GroupResult:
    return GroupResult(
        code=_text(data["code"]),
        awarded=_points(data["awarded"]),
        applicable_max=_points(data["applicable_max"]),
        max=_maybe(_points, data["max"]),
        total=_points(data["total"]),
        complete=_flag(data["complete"]),
        level=_level(data["level"]),
    )


def _criterion_back(data: Json) -> CriterionResult:
    return CriterionResult(
        code=_text(data["code"]),
        points=_points(data["points"]),
        max=_maybe(_points, data["max"]),
        complete=_flag(data["complete"]),
        band=_level(data["band"]),
    )


def _item_back(data: Json) -> ItemResult:
    return ItemResult(
        code=_text(data["code"]),
        state=State(data["state"]),
        award=_maybe(_points, data["award"]),
        verdict=_maybe(Verdict, data["verdict"]),
        points=_points(data["points"]),
        max=_maybe(_points, data["max"]),
        ceiling=_maybe(_ceiling_back, data["ceiling"]),
        measured=_maybe(_measured_back, data["measured"]),
        reason=_text(data["reason"]),
    )


def _ceiling_back(data: Json) -> Ceiling:
    return Ceiling(_points(data["points"]), _mark_back(data), _text(data["reason"]))


def _measured_back(data: Json) -> Measured:
    return Measured(
        numerator=_points(data["numerator"]),
        denominator=_points(data["denominator"]),
        part=_whole(data["part"]),
        band=_whole(data["band"]),
    )


def _blocker_back(data: Json) -> Blocker:
    return Blocker(_text(data["kind"]), _text(data["code"]), _points(data["points"]))


def _finding_back(data: Json) -> Finding:
    texts = [_text(data[name]) for name in ("code", "where", "message")]
    return Finding(Severity(data["severity"]), *texts)


def _fact_back(data: Json) -> tuple[str, FactValue]:
    read: Mapping[str, Callable[[object], FactValue]] = {
        "yes_no": _flag,
        "number": _points,
        "text": _text,
    }
    return _text(data["code"]), read[data["type"]](data["value"])


def _maybe(turn: Callable[[Any], T], value: object) -> T | None:
    return None if value is None else turn(value)


def _rows(turn: Callable[[Json], T], rows: object) -> tuple[T, ...]:
    if not isinstance(rows, list):
        raise TypeError("a list is expected")
    return tuple(turn(row) for row in rows)


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("a list of texts is expected")
    return tuple(_text(value) for value in values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _points(value: object) -> Decimal:
    text = _text(value)
    if not _PLAIN.fullmatch(text) or plain(Decimal(text)) != text:
        raise ValueError("a plain decimal is expected")
    return Decimal(text)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is expected")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number is expected")
    return value


def _level(value: object) -> int | None:
    return None if value is None else _whole(value)
