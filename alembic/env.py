"""Runs migrations on the connection that `app.storage.migrations` hands over."""

from typing import Any, Literal

import sqlalchemy as sa

from alembic import context
from app.storage.columns import Code, Points, UtcTime, Words
from app.storage.tables import METADATA


def plain_type(
    kind: str,
    thing: Any,  # noqa: ANN401 - Alembic hands over any schema item
    _context: object,
) -> str | Literal[False]:
    """Our column types as what they are in the database: a migration must outlive their classes."""
    if kind != "type":
        return False
    if isinstance(thing, UtcTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, Points):
        return "sa.String(length=40)"
    if isinstance(thing, Words):
        return f"sa.String(length={thing.impl_instance.length})"
    if isinstance(thing, Code):
        return f"code({thing.impl_instance.length or ''})"
    assert not isinstance(thing, sa.types.TypeDecorator), f"say what {thing!r} is in the database"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_type,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
