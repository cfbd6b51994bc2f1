"""Column types and constraints that behave alike on SQLite and PostgreSQL."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, String, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

ID_LENGTH = 26

# Migrations can only drop or change what has a name, and SQLite gives none of its own.
SQLModel.metadata.naming_convention = {
    "ix": "%(table_name)s_%(column_0_name)s",
    "uq": "%(table_name)s_%(column_0_name)s_once",
    "fk": "%(table_name)s_%(column_0_name)s_to_%(referred_table_name)s",
    "pk": "%(table_name)s_pk",
}


class Points(TypeDecorator[Decimal]):
    """An exact decimal, kept as text: SQLite's own numbers are floats."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Plain digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Decimal | None:  # noqa: ANN401
        """The very number that was written."""
        return None if value is None else Decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """An instant, in UTC on both sides; a time without zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; SQLite keeps no zone, so it is dropped there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """With its zone again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text in NFC, whoever typed it: two spellings of one name must compare equal."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Composed."""
        return None if value is None else unicodedata.normalize("NFC", value)


class Code(TypeDecorator[str]):
    """Text of the program's own, an id or a code: compared and sorted by its bytes.

    SQLite does so anyway. PostgreSQL would ask the rules of a language, which makes an index of
    ids half as slow again, and another order on every server.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Said to PostgreSQL alone: SQLite knows the order by another name."""
        assert isinstance(self.impl_instance, String)
        length = self.impl_instance.length
        return String(length, collation="C" if dialect.name == "postgresql" else None)


@event.listens_for(Column, "before_parent_attach")
def _coded(column: Column[Any], _table: object) -> None:
    """All text of tables is codes, unless the model says that people write it (`Words`)."""
    if isinstance(column.type, AutoString):
        column.type = Code(column.type.length)


class bytewise(FunctionElement[str]):  # noqa: N801 - it reads as a function
    """A value, not a column, that begins a recursive walk over ids: its order must be theirs."""

    type = Code()
    inherit_cache = True


@compiles(bytewise)
def _as_it_is(element: bytewise, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return compiler.process(element.clauses, **how)


@compiles(bytewise, "postgresql")
def _in_order_of_bytes(element: bytewise, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f'({compiler.process(element.clauses, **how)}) COLLATE "C"'


def one_of(column: str, values: type[StrEnum] | Iterable[str], name: str) -> CheckConstraint:
    """Text that must be one of `values`; a database's enum type would be hard to change."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)
