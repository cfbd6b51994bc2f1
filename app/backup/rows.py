"""Rows as lines of JSON that any database can take back: values carry their kind.

A line is one row, `{"column": value, …}`; what JSON has no word for is `{"$time": "…"}`,
`{"$day": "…"}`, `{"$bytes": "…"}`, `{"$exact": "…"}`, and what is JSON itself is `{"$json": …}`.
"""

import base64
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


def line_of(row: Row) -> bytes:
    """One row."""
    told = {name: _told(value) for name, value in row.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes) -> dict[str, Any]:
    """The row of a line. Raises ValueError for what is no such line."""
    try:
        return {name: _value(told) for name, told in json.loads(line).items()}
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError) as error:
        raise ValueError("no line of a table") from error


def _told(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"$time": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case bytes() | memoryview():
            return {"$bytes": base64.b64encode(value).decode()}
        case Decimal():
            return {"$exact": format(value, "f")}
        case dict() | list():
            return {"$json": value}
    raise TypeError(f"no column has a {type(value).__name__}")


def _value(told: object) -> object:
    if not isinstance(told, dict):
        return told
    ((kind, value),) = told.items()
    return _KINDS[kind](value)


_KINDS: Mapping[str, Any] = {
    "$time": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$bytes": base64.b64decode,
    "$exact": Decimal,
    "$json": lambda value: value,
}
