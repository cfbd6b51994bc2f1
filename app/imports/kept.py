"""The staged rows of an import's present run, read back to be applied or undone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel, col

from app.accounts.actor import Actor, by_account
from app.audit.chain import Who, canonical
from app.clock import day_of
from app.errors import Reason
from app.imports.errors import UndoRefused
from app.imports.models import ImportBatch, ImportRow, RowOutcome
from app.imports.shapes import Staged

IN_ONE_STATEMENT = 500
CHUNK = 500
"""Rows that a dry run hands over at once."""
WRITTEN = (RowOutcome.NEW, RowOutcome.CHANGED)


class Kept(NamedTuple):
    """One staged row."""

    position: int
    sheet: str
    line: int
    code: str
    name: str
    thing_id: str | None
    outcome: str
    before: dict[str, Any]
    after: dict[str, Any]
    seen_length: int
    seen_head: str
    applied_length: int | None
    applied_head: str
    undone: bool


def kept_rows(session: Session, batch: ImportBatch, outcomes: Iterable[str]) -> list[Kept]:
    """Those of the present run with these outcomes, in their order: one statement."""
    columns = [col(getattr(ImportRow, name)) for name in Kept._fields]
    rows = session.execute(
        pick(*columns)
        .where(
            col(ImportRow.batch_id) == batch.id,
            col(ImportRow.run) == batch.run,
            col(ImportRow.outcome).in_(list(outcomes)),
        )
        .order_by(col(ImportRow.position))
    )
    read = (Kept(*row) for row in rows)
    return [row._replace(before=_json(row.before), after=_json(row.after)) for row in read]


def keep_ends(session: Session, batch: ImportBatch, ends: Mapping[int, tuple[int, str]]) -> None:
    """Remember by position how long each chain was and how it ended once the import was applied."""
    _each(
        session,
        batch,
        [
            {"at_position": position, "applied_length": length, "applied_head": head}
            for position, (length, head) in ends.items()
        ],
    )


def keep_undone(session: Session, batch: ImportBatch, positions: Iterable[int]) -> None:
    """These rows are undone."""
    _each(session, batch, [{"at_position": one, "undone": True} for one in positions])


def _each(session: Session, batch: ImportBatch, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    table = SQLModel.metadata.tables["import_row"]
    changed: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "at_position"}
    session.connection().execute(
        update(table)
        .where(
            table.c.batch_id == batch.id,
            table.c.run == batch.run,
            table.c.position == bindparam("at_position"),
        )
        .values(**changed),
        list(rows),
    )


def fingerprint_of(content: object) -> str:
    """The hash over what confirming would do."""
    return hashlib.sha256(canonical(content)).hexdigest()


def tally(rows: Iterable[Staged]) -> dict[str, int]:
    """Outcome to number of rows."""
    found = dict.fromkeys((one.value for one in RowOutcome), 0)
    for row in rows:
        found[row.outcome] += 1
    return found


def in_chunks(rows: Sequence[Staged]) -> Iterator[Sequence[Staged]]:
    """The rows as a dry run hands them over."""
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in order, so many at a time as one statement takes."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), IN_ONE_STATEMENT):
        yield ordered[start : start + IN_ONE_STATEMENT]


def actor_of(session: Session, who: Who) -> Actor | None:
    """Who does it, with the roles that count now; None for the server's own shell."""
    if who.account_id is None:
        return None
    return by_account(session, who.account_id, day_of(who.at))


def refuse_changed(kept: Sequence[tuple[str, str, str]], *, rest: bool) -> None:
    """Raise UndoRefused where rows changed since, unless the others are to be undone anyhow."""
    if kept and not rest:
        raise UndoRefused(
            reasons=tuple(
                Reason(code, "changed-since", f"{name}: {said}") for code, name, said in kept
            )
        )


def _json(text: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(text)) if text else {}
    return found
