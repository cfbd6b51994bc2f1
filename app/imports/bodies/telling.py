"""What a planned row says: to people, old → new; and to the undoing, what stood there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.bodies.kinds import LEVEL_TITLES
from app.bodies.load.columns import TITLES
from app.bodies.load.plan import Change, Plan, Planned
from app.bodies.load.state import State
from app.bodies.models import Relation
from app.bodies.schemas import Person
from app.imports.given import Given


class Names(NamedTuple):
    """What bodies are called, those among them that the list founds."""

    state: State
    plan: Plan

    def called(self, body_id: str) -> str:
        """The name of a body of the subtree or of the list."""
        known = self.state.names.get(body_id)
        if known is not None:
            return str(known.value)
        founded = (line.name for line in self.plan.lines if line.body_id == body_id)
        return next(founded, "đơn vị ngoài danh sách")


def changes_of(line: Planned, given: Given, names: Names) -> Sequence[tuple[str, str, str, str]]:
    """Cell, title, old, new of everything that the row changes."""
    return [
        (
            given.cell(one.what),
            TITLES[one.what],
            _old(line, one, names),
            _shown(one, one.value, names),
        )
        for one in line.changes
    ]


def before_of(line: Planned, state: State, until: Mapping[str, date | None]) -> dict[str, object]:
    """What stood there, as undoing needs it: the body's version, its cấp học, ended periods."""
    body = state.bodies[line.body_id]
    return {
        "version": body.version,
        "levels": list(body.school_levels),
        "rows": {
            one.what: {
                "id": one.before.row_id,
                "since": one.before.since.isoformat(),
                "until": _iso(until.get(one.before.row_id)),
                "value": _plain(one.before.value),
            }
            for one in line.changes
            if one.before is not None
        },
    }


def after_of(line: Planned, state: State, entries: Mapping[str, object]) -> dict[str, object]:
    """What the row says and changes, and the version that its body then has."""
    body = state.bodies.get(line.body_id)
    return {
        "entries": entries,
        "changes": [one.what for one in line.changes],
        "relations": {
            str(one.what): one.value for one in line.changes if one.what in tuple(Relation)
        },
        "sentences": [one.sentence for one in line.changes],
        "version": body.version + 1 if body else 1,
    }


def _old(line: Planned, change: Change, names: Names) -> str:
    if change.what == "levels":
        body = names.state.bodies.get(line.body_id)
        return _levels(body.school_levels) if body else ""
    return "" if change.before is None else _shown(change, change.before.value, names)


def _shown(change: Change, value: object, names: Names) -> str:
    if isinstance(value, Person):
        return ", ".join(part for part in (value.name, value.phone, value.email) if part)
    if isinstance(value, tuple):
        return _levels(value)
    return names.called(str(value)) if change.what in tuple(Relation) else str(value)


def _levels(codes: Sequence[str]) -> str:
    return ", ".join(LEVEL_TITLES.get(one, one) for one in codes)


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON holds
    return value.model_dump() if isinstance(value, Person) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
