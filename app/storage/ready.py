"""Statements that run all day: their SQL is made once, their values go to the driver directly.

SQLAlchemy looks a statement up anew at every execution, which takes longer than the database needs
for a row or two. Errors and events are those of `Connection.execute`. Not for parameters that
expand (`IN`), nor for inserts that leave a column to a default.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

Statement = TypeVar("Statement", bound=Select[Any] | Insert | Update)
_Process = Callable[[Any], Any] | None


class _Made(NamedTuple):
    """The SQL of one dialect, the parameters in its order with how each is written."""

    sql: str
    writes: tuple[tuple[str, _Process], ...]
    positional: bool
    reads: tuple[_Process, ...]


class Ready(Generic[Statement]):
    """One statement, ready for every dialect it has met."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Execute it. Rows come as the driver gives them: equal ones mean the same (`read`)."""
        made = self._for(connection.dialect)
        given = [
            (name, values[name] if write is None else write(values[name]))
            for name, write in made.writes
        ]
        if made.positional:
            return connection.exec_driver_sql(made.sql, tuple(value for _, value in given))
        return connection.exec_driver_sql(made.sql, dict(given))

    def read(self, dialect: Dialect, row: Sequence[Any]) -> tuple[Any, ...]:
        """What `Connection.execute` would have made of a row."""
        return tuple(
            value if process is None else process(value)
            for value, process in zip(row, self._for(dialect).reads, strict=True)
        )

    def _for(self, dialect: Dialect) -> _Made:
        found = self._made.get(dialect.name)
        if found is None:
            found = self._made[dialect.name] = _made(self.statement, dialect)
        return found


@cache
def ready(statement: Statement) -> Ready[Statement]:
    """The statement made ready; only for statements that are themselves built once."""
    return Ready(statement)


def _made(statement: Select[Any] | Insert | Update, dialect: Dialect) -> _Made:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError(f"its SQL depends on its values: {compiled}")
    names = tuple(compiled.positiontup or ()) if compiled.positional else tuple(compiled.binds)
    kinds = {name: one.type.dialect_impl(dialect) for name, one in compiled.binds.items()}
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    return _Made(
        str(compiled),
        tuple((name, kinds[name].bind_processor(dialect)) for name in names),
        compiled.positional,
        tuple(one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns),
    )
