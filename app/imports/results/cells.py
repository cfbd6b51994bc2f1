"""Cells of staged rows as rows of a statement: the database itself takes their JSON apart.

So 1,500,000 answers never pass through this process. Both databases know `json_each`; only how a
path into it is said differs.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.sql.selectable import Subquery, TableValuedAlias
from sqlmodel import col

from app.imports.models import ImportBatch, ImportRow, RowOutcome

WRITTEN = (RowOutcome.NEW.value, RowOutcome.CHANGED.value)
_COUNTED = 8
"""Digits of the part of an id that counts: 100 million rows of one statement."""
_PREFIX = 26 - _COUNTED


class Cells(NamedTuple):
    """One row per cell: where it is from, and `dossier_id`, `side`, `code`, `value` (text)."""

    source: FromClause
    dossier_id: ColumnElement[str]
    side: ColumnElement[str]
    code: ColumnElement[str]
    value: ColumnElement[str]
    before: ColumnElement[str]
    """The text of what stood there before the row."""


def rows_of(batch: ImportBatch) -> list[ColumnElement[bool]]:
    """The rows of the batch's present run that write something."""
    return [
        col(ImportRow.batch_id) == batch.id,
        col(ImportRow.run) == batch.run,
        col(ImportRow.outcome).in_(WRITTEN),
    ]


def cells(batch: ImportBatch, text: str, key: str, dialect: str, *more: Any) -> Cells:  # noqa: ANN401
    """The cells below `key` (`answers`, `facts`) of the rows' `before` or `after`.

    In the order of the dossiers' ids, so that indexes grow at their end.
    """
    chosen = _chosen(batch, text, key, *more)
    sides = _each(chosen.c.content, dialect, key).alias("sides")
    held = _each_text(sides.c.value, dialect).alias("held")
    source = chosen.join(sides, true()).join(held, true())
    return Cells(source, chosen.c.thing_id, sides.c.key, held.c.key, held.c.value, chosen.c.before)


def side_cells(batch: ImportBatch, text: str, key: str, dialect: str, *more: Any) -> Cells:  # noqa: ANN401
    """One row per side below `key` (`reported`, `dropped`); `code` is the side again."""
    chosen = _chosen(batch, text, key, *more)
    sides = _each_text(_below(chosen.c.content, dialect, key), dialect).alias("sides")
    source = chosen.join(sides, true())
    side = sides.c.key
    return Cells(source, chosen.c.thing_id, side, side, sides.c.value, chosen.c.before)


def was_there(found: Cells, key: str, dialect: str) -> ColumnElement[bool]:
    """Whether the cell stood there before the row."""
    if dialect == "postgresql":
        text = cast(found.before, JSON)
        return func.json_extract_path(text, key, found.side, found.code).is_not(None)
    path = literal(f"$.{key}.").concat(found.side).concat('."').concat(found.code).concat('"')
    return func.json_extract(found.before, path).is_not(None)


def member(value: Any, dialect: str, *path: str) -> ColumnElement[Any]:  # noqa: ANN401 - a column
    """A text within JSON text; None where there is none."""
    if dialect == "postgresql":
        return func.json_extract_path_text(cast(value, JSON), *path)
    return func.json_extract(value, "$." + ".".join(path))


def parsed(value: Any, dialect: str) -> ColumnElement[Any]:  # noqa: ANN401 - a column
    """JSON text taken apart once, for `part`; SQLite remembers what it has taken apart."""
    return cast(value, JSONB) if dialect == "postgresql" else value


def part(value: Any, dialect: str, *path: str) -> ColumnElement[Any]:  # noqa: ANN401 - a column
    """As `member`, of what `parsed` gave."""
    if dialect == "postgresql":
        return func.jsonb_extract_path_text(value, *path)
    return member(value, dialect, *path)


def counted(prefix: str, dialect: str) -> ColumnElement[str]:
    """Ids that share what `new_id` made and then count: opaque, unique, in order."""
    number = func.row_number().over()
    if dialect == "postgresql":
        return literal(prefix[:_PREFIX]).concat(func.lpad(cast(number, Text), _COUNTED, "0"))
    return literal(prefix[:_PREFIX]).concat(func.printf(f"%0{_COUNTED}d", number))


def _chosen(batch: ImportBatch, text: str, key: str, *more: Any) -> Subquery:  # noqa: ANN401
    content = getattr(ImportRow, text)
    # Canonical, and within a text of its own the quotes would be escaped: most rows have no facts
    # and nothing reported, and need not be taken apart to see it.
    empty = f'%"{key}":{{}}%'
    return (
        select(
            col(ImportRow.thing_id),
            col(content).label("content"),
            col(ImportRow.before).label("before"),
        )
        .where(*rows_of(batch), col(content) != "", col(content).not_like(empty), *more)
        .order_by(col(ImportRow.thing_id))
        .subquery("chosen")
    )


def _below(content: ColumnElement[Any], dialect: str, key: str) -> ColumnElement[Any]:
    if dialect == "postgresql":
        return func.json_extract_path(cast(content, JSON), key)
    return func.json_extract(content, f"$.{key}")


def _each(content: ColumnElement[Any], dialect: str, key: str) -> TableValuedAlias:
    return func.json_each(_below(content, dialect, key)).table_valued("key", "value")


def _each_text(content: ColumnElement[Any], dialect: str) -> TableValuedAlias:
    each = func.json_each_text if dialect == "postgresql" else func.json_each
    return each(content).table_valued("key", "value")
