"""Rows on their way into staging and out again: by the thousand, in short transactions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from psycopg import Connection as Psycopg
from sqlalchemy import Connection, Table, delete, insert
from sqlmodel import Session, col, select

from app.imports.models import ImportRow
from app.imports.shapes import Staged

CHUNK = 1_000
"""Rows of one transaction: 30 to 60 ms, so that who saves meanwhile hardly waits."""
_TABLE = cast("Table", ImportRow.__table__)  # type: ignore[attr-defined]
_COLUMNS = tuple(column.name for column in _TABLE.columns)
_COPY = f"COPY import_row ({', '.join(_COLUMNS)}) FROM STDIN"


def chunks(rows: Iterable[Sequence[Staged]]) -> Iterator[list[Staged]]:
    """The same rows in portions of about `CHUNK`."""
    waiting: list[Staged] = []
    for some in rows:
        waiting += some
        if len(waiting) >= CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def stage(session: Session, batch_id: str, run: int, staged: Sequence[Staged]) -> None:
    """Write the rows of a run."""
    values = [_values(batch_id, run, one) for one in staged]
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copied(connection, values)
    else:
        names = [dict(zip(_COLUMNS, one, strict=True)) for one in values]
        connection.execute(insert(_TABLE), names)


def drop_runs(session: Session, batch_id: str, before: int, most: int = 5 * CHUNK) -> bool:
    """Delete rows of earlier runs, so many at a time; False once there are none."""
    key = col(ImportRow.position)
    found = session.exec(
        select(ImportRow.run, key)
        .where(ImportRow.batch_id == batch_id, col(ImportRow.run) < before)
        .order_by(col(ImportRow.run), key)
        .limit(most)
    ).all()
    if not found:
        return False
    run, last = found[0][0], max(position for one, position in found if one == found[0][0])
    session.connection().execute(
        delete(ImportRow).where(
            col(ImportRow.batch_id) == batch_id, col(ImportRow.run) == run, key <= last
        )
    )
    return True


def read(text: str) -> Any:  # noqa: ANN401 - whatever the kind said
    """What stands in a row's text; None for nothing."""
    return json.loads(text) if text else None


def _values(batch_id: str, run: int, one: Staged) -> tuple[object, ...]:
    told = {
        **one._asdict(),
        "batch_id": batch_id,
        "run": run,
        "outcome": str(one.outcome),
        "before": _text(one.before),
        "after": _text(one.after),
        "changes": _text(one.changes or None),
        "faults": _text(one.faults or None),
        "warnings": _text(one.warnings or None),
        "applied_length": None,
        "applied_head": "",
        "undone": False,
    }
    return tuple(told[name] for name in _COLUMNS)


def _text(content: Mapping[str, object] | Sequence[object] | None) -> str:
    """Canonical JSON; what comes here is in NFC already, and plain."""
    if content is None:
        return ""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _copied(connection: Connection, values: Sequence[tuple[object, ...]]) -> None:
    """PostgreSQL's own way of loading: a third of the time of inserts."""
    driver = cast("Psycopg[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in values:
            copy.write_row(one)
