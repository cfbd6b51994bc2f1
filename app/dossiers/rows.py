"""Rows that carry their own version.

A fresh one is written where there is none, a newer one over the version that was stated, and
nothing over any other. Statements are built once; a save only fills them in.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Update, bindparam, func, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.audit.chain import Who
from app.dossiers.models import Answer, DossierText, FactAnswer
from app.storage.ids import new_id
from app.storage.together import Values, Write, name_of, named


class Versioned(NamedTuple):
    """A table whose rows belong to a dossier; `key` names what a row answers.

    `kept` are columns that a None leaves as they are, `cleared` those that every save resets.
    """

    model: type[Answer | FactAnswer | DossierText]
    key: str
    values: tuple[str, ...]
    kept: tuple[str, ...] = ()
    cleared: tuple[tuple[str, object], ...] = (("unconfirmed", False),)
    sided: bool = True

    @property
    def prefix(self) -> str:
        """Of the names of parameters."""
        return str(self.model.__tablename__)


ANSWERS = Versioned(
    Answer,
    "item",
    ("award", "verdict", "inapplicable", "claim_accepted"),
    kept=("comment",),
    cleared=(("unconfirmed", False), ("review", "")),
)
FACTS = Versioned(FactAnswer, "fact", ("value",))
TEXTS = Versioned(DossierText, "field", ("value",), sided=False)
_STAMP = ("by_account", "at")


def row(dossier_id: str, key: str, version: int, who: Who, **values: object) -> Values:
    """One row to write over `version` (0: there is none yet)."""
    stamp = {"by_account": who.account_id, "at": who.at}
    return {"dossier_id": dossier_id, "key": key, "version": version} | stamp | values


def writes(table: Versioned, rows: Sequence[Values], dialect: str) -> Iterator[Write]:
    """The writes of these rows: each writes a row only over the version it states."""
    fresh = [_fresh_row(table, one) for one in rows if one["version"] == 0]
    cleared = dict(table.cleared)
    newer = [named(table.prefix, one | cleared) for one in rows if one["version"] != 0]
    if fresh:
        yield Write(_fresh(table, dialect), fresh)
    if newer:
        yield Write(_newer(table), newer)


def _fresh_row(table: Versioned, one: Values) -> Values:
    own = {"id": new_id(), "version": 1} | dict(table.cleared)
    empty = {name: "" for name in table.kept if one[name] is None}
    return named(table.prefix, one | own | empty)


@cache
def _fresh(table: Versioned, dialect: str) -> Insert:
    names = ("id", "dossier_id", "version", *_STAMP, *table.values, *table.kept)
    sided = ("side",) if table.sided else ()
    values = {name: _given(table, name) for name in (*names, *sided)}
    values |= {name: _given(table, name) for name, _ in table.cleared}
    values[table.key] = _given(table, table.key, "key")
    kind = postgresql if dialect == "postgresql" else sqlite
    fresh: Insert = kind.insert(table.model).values(values).on_conflict_do_nothing()
    # PostgreSQL's driver counts inserted rows only when it is asked to.
    return fresh.execution_options(preserve_rowcount=True)


@cache
def _newer(table: Versioned) -> Update:
    model: Any = table.model
    mine = [
        col(model.dossier_id) == _given(table, "dossier_id"),
        col(getattr(model, table.key)) == _given(table, table.key, "key"),
        col(model.version) == _given(table, "version"),
    ]
    if table.sided:
        mine.append(col(model.side) == _given(table, "side"))
    names = (*table.values, *_STAMP, *(name for name, _ in table.cleared))
    values: dict[str, Any] = {name: _given(table, name) for name in names}
    values |= {
        name: func.coalesce(_given(table, name), getattr(model, name)) for name in table.kept
    }
    values["version"] = model.version + literal_column("1")
    return update(model).where(*mine).values(values)


def _given(table: Versioned, column: str, name: str = "") -> Any:  # noqa: ANN401 - of any type
    model: Any = table.model
    return bindparam(name_of(table.prefix, name or column), type_=getattr(model, column).type)
