"""Several writes at once: in one round trip where the database can, else one after the other.

A save is four small writes. PostgreSQL takes them as one statement, which saves a fifth of the
whole request; SQLite has no round trips to save.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Select, Update, func, literal_column, select

from app.storage.ready import ready

Values = dict[str, Any]


class Write(NamedTuple):
    """A statement built once, and the values of the rows that it writes.

    Parameters carry names of their own (`named`), since they share one statement; nothing else in
    it may be a parameter, so constants are `literal_column`.
    """

    statement: Insert | Update
    rows: Sequence[Values]


def name_of(prefix: str, name: str) -> str:
    """The name of a parameter; never that of a column, which would be set to it unasked."""
    return f"{prefix}__{name}"


def named(prefix: str, values: Values) -> Values:
    """Values under the names that a statement with that prefix gives its parameters."""
    return {name_of(prefix, name): value for name, value in values.items()}


def together(connection: Connection, writes: Sequence[Write]) -> list[int]:
    """How many rows each write has written."""
    if connection.dialect.name == "postgresql" and _share_no_name(writes):
        values = {name: value for write in writes for name, value in write.rows[0].items()}
        whole = _whole(*(write.statement for write in writes))
        return list(ready(whole).run(connection, values).one())
    return [_written(connection, write) for write in writes]


def _written(connection: Connection, write: Write) -> int:
    if connection.dialect.name == "sqlite" and len(write.rows) == 1:
        return ready(write.statement).run(connection, write.rows[0]).rowcount
    return connection.execute(write.statement, write.rows).rowcount


def _share_no_name(writes: Sequence[Write]) -> bool:
    """One row each, and no parameter of one is another's: a fresh and a newer row of a table."""
    names = [name for write in writes if len(write.rows) == 1 for name in write.rows[0]]
    return all(len(write.rows) == 1 for write in writes) and len(set(names)) == len(names)


@cache
def _whole(*statements: Insert | Update) -> Select[Any]:
    parts = [
        statement.returning(literal_column("1").label("written")).cte(f"write_{number}")
        for number, statement in enumerate(statements)
    ]
    return select(*(select(func.count()).select_from(part).scalar_subquery() for part in parts))
