"""A list of bodies judged: what each row does, by the rules of `app.bodies.load`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.bodies.load.columns import TITLES
from app.bodies.load.plan import Change, Plan, Planned
from app.bodies.load.planning import plan_of
from app.bodies.load.reading import Entry, Listing, Row
from app.bodies.load.state import State, read_state
from app.bodies.models import BodyName, BodyOfficer, BodyRelation, Relation
from app.clock import day_of
from app.imports import kinds
from app.imports.bodies.telling import Names, after_of, before_of, changes_of
from app.imports.given import Given, Told, by_role
from app.imports.kept import fingerprint_of, in_chunks, portions, tally
from app.imports.models import ImportBatch, RowOutcome
from app.imports.shapes import Layout, Line, Staged
from app.storage.database import Database

OUTCOMES = {
    "found": RowOutcome.NEW,
    "change": RowOutcome.CHANGED,
    "same": RowOutcome.UNCHANGED,
}


def day_for(batch: ImportBatch) -> date:
    """From when on the list holds: the day that was named, else that on which it was handed in."""
    named = batch.options.get("day")
    return date.fromisoformat(str(named)) if named else day_of(batch.created_at)


def row_of(sheet: str, code_cell: str, entries: Mapping[str, Sequence[Any]]) -> Row:
    """A row as `app.bodies.load` judges it, of what is kept: key to (text, cell, is a number)."""
    read = {
        key: Entry(str(text), f"{sheet}!{cell}", bool(number))
        for key, (text, cell, number) in entries.items()
    }
    return Row(f"{sheet}!{code_cell}", read)


class Ends(NamedTuple):
    """Until when values held that a plan ends, by their rows' ids."""

    until: Mapping[str, date | None]

    @classmethod
    def read(cls, session: Session, plan: Plan) -> "Ends":
        """A statement per table and 500 rows."""
        wanted = [one.before.row_id for line in plan.lines for one in line.changes if one.before]
        found: dict[str, date | None] = {}
        tables: tuple[Any, ...] = (BodyName, BodyRelation, BodyOfficer)
        for some in portions(wanted):
            for table in tables:
                rows = session.execute(
                    pick(table.id, table.valid_to).where(col(table.id).in_(some))
                )
                found.update((key, until) for key, until in rows)
        return cls(found)


def fingerprint(plan: Plan, state: State, ends: Ends) -> str:
    """The same for the same effect on the same bodies, in the versions that they have."""
    return fingerprint_of([told_of(line, state, ends) for line in plan.lines if line.act != "same"])


def told_of(line: Planned, state: State, ends: Ends) -> list[object]:
    """What one row does to which version of its body."""
    body = state.bodies.get(line.body_id)
    changes = [[one.what, one.sentence, *_known(one, ends)] for one in line.changes]
    return [line.act, line.code, line.kind, body.version if body else 0, changes]


def _known(change: Change, ends: Ends) -> list[object]:
    before = change.before
    if before is None:
        return []
    return [before.row_id, str(before.since), str(ends.until.get(before.row_id))]


class BodiesPlanning:
    """One dry run. Rows mean each other by their codes, so all are taken before any is judged."""

    def __init__(self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]) -> None:
        self._database = database
        self._body_id, self._day = batch.body_id, day_for(batch)
        self._read = by_role(layouts)
        self._counts: dict[str, int] = {}
        self._fingerprint = ""

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Every row, once all were read."""
        given = [self._read(line) for line in lines]
        with self._database.reading() as session:
            state = read_state(session, self._body_id, self._day)
            plan, faults = _sound(given, state)
            ends = Ends.read(session, plan)
        self._fingerprint = fingerprint(plan, state, ends)
        planned = {line.row.where: line for line in plan.lines}
        names = Names(state, plan)
        staged = [
            _staged(number, one, planned.get(_where(one)), faults[number], names, ends)
            for number, one in enumerate(given)
        ]
        self._counts = tally(staged)
        yield from in_chunks(staged)

    def ended(self) -> kinds.Planned:
        """How many rows do what."""
        return kinds.Planned(self._counts, (), self._fingerprint)


def _sound(given: Sequence[Given], state: State) -> tuple[Plan, list[list[Told]]]:
    """A plan of the rows without fault, and the faults of the others.

    A row that names a faulty one as its superior is faulty too, so what is left is judged again
    until nothing falls out: at most as often as bodies stand above each other.
    """
    faults: list[list[Told]] = [one.faults for one in given]
    codes = Counter(one.texts.get("code", "") for one in given)
    for number, one in enumerate(given):
        code = one.texts.get("code", "")
        if code and codes[code] > 1:
            message = f"Mã “{one.text('code')}” có ở {codes[code]} dòng. Hãy chỉ giữ lại một dòng."
            faults[number].append((one.cell("code"), "twice", message))
    rows = {number: _row(one) for number, one in enumerate(given)}
    places = {
        entry: (number, entry.rpartition("!")[2])
        for number, row in rows.items()
        for entry in (row.where, *(one.where for one in row.entries.values()))
    }
    while True:
        left = [row for number, row in rows.items() if not faults[number]]
        plan = plan_of(Listing(left), state)
        if not plan.problems:
            return plan, faults
        for reason in plan.problems:
            number, cell = places[reason.where]
            faults[number].append((cell, reason.code, reason.message))


def _where(one: Given) -> str:
    return f"{one.line.sheet}!{one.cell('code')}"


def entries_of(one: Given) -> dict[str, list[Any]]:
    """What `row_of` takes, to be kept."""
    return {
        key: [one.text(key), one.cell(key), one.is_number(key)] for key in TITLES if one.text(key)
    }


def _row(one: Given) -> Row:
    return row_of(one.line.sheet, one.cell("code"), entries_of(one))


def _staged(  # noqa: PLR0913, PLR0917 - a row, what it does, what is wrong with it
    position: int,
    one: Given,
    line: Planned | None,
    faults: Sequence[Told],
    names: Names,
    ends: Ends,
) -> Staged:
    place = (position, one.line.sheet, one.line.line)
    if line is None:
        name = one.text("name")[:300]
        return Staged(*place, one.text("code"), name, RowOutcome.INVALID, faults=faults)
    state = names.state
    return Staged(
        *place,
        line.code,
        line.name,
        OUTCOMES[line.act],
        thing_id=line.body_id,
        before=before_of(line, state, ends.until) if line.act == "change" else None,
        after=after_of(line, state, entries_of(one)) if line.act != "same" else None,
        changes=changes_of(line, one, names),
    )


def renamed(plan: Plan, ids: Mapping[str, str]) -> None:
    """Give the bodies that are founded the ids that the dry run gave them (code to id)."""
    given = {line.body_id: ids[line.code] for line in plan.lines if line.act == "found"}
    for line in plan.lines:
        line.body_id = given.get(line.body_id, line.body_id)
        line.changes = [
            one._replace(value=given[one.value])
            if one.what in tuple(Relation) and isinstance(one.value, str) and one.value in given
            else one
            for one in line.changes
        ]
