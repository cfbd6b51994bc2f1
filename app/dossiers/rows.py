"""Rows that carry their own version.

A fresh one is written where there is none, a newer one over the version that was stated, and
nothing over any other. Statements are built once; a save only fills them in.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Update, bindparam, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit.chain import Who
from app.dossiers.models import Answer, DossierText, FactAnswer
from app.storage.ids import new_id

Row = dict[str, Any]
_KEY, _STATED, _DOSSIER, _SIDE = "of_key", "of_version", "of_dossier", "of_side"
_STAMP = ("by_account", "at")


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


ANSWERS = Versioned(
    Answer,
    "item",
    ("award", "verdict", "inapplicable", "claim_accepted"),
    kept=("comment",),
    cleared=(("unconfirmed", False), ("review", "")),
)
FACTS = Versioned(FactAnswer, "fact", ("value",))
TEXTS = Versioned(DossierText, "field", ("value",), sided=False)


def row(dossier_id: str, key: str, version: int, who: Who, **values: object) -> Row:
    """One row to write over `version` (0: there is none yet)."""
    stamp = {"by_account": who.account_id, "at": who.at}
    return {_DOSSIER: dossier_id, _KEY: key, _STATED: version} | stamp | values


def write(session: Session, table: Versioned, rows: Sequence[Row]) -> int:
    """Write the rows; how many met the version they state."""
    fresh = [_fresh_row(table, one) for one in rows if one[_STATED] == 0]
    newer = [_newer_row(table, one) for one in rows if one[_STATED] != 0]
    connection = session.connection()
    written = 0
    if fresh:
        written += connection.execute(_fresh(table, connection.dialect.name), fresh).rowcount
    if newer:
        written += connection.execute(_newer(table), newer).rowcount
    return written


def _fresh_row(table: Versioned, one: Row) -> Row:
    names = (*_STAMP, *table.values, *(("side",) if table.sided else ()))
    found = {name: one[name] for name in names}
    found |= {name: "" if one[name] is None else one[name] for name in table.kept}
    found |= dict(table.cleared)
    return found | {"id": new_id(), "dossier_id": one[_DOSSIER], table.key: one[_KEY], "version": 1}


def _newer_row(table: Versioned, one: Row) -> Row:
    found = {name: one[name] for name in (_DOSSIER, _KEY, _STATED)}
    found |= {f"new_{name}": one[name] for name in (*table.values, *table.kept, *_STAMP)}
    return found | ({_SIDE: one["side"]} if table.sided else {})


@cache
def _fresh(table: Versioned, dialect: str) -> Insert:
    kind = postgresql if dialect == "postgresql" else sqlite
    fresh: Insert = kind.insert(table.model).on_conflict_do_nothing()
    # PostgreSQL's driver counts inserted rows only when it is asked to.
    return fresh.execution_options(preserve_rowcount=True)


@cache
def _newer(table: Versioned) -> Update:
    model: Any = table.model
    mine = [
        col(model.dossier_id) == bindparam(_DOSSIER),
        col(getattr(model, table.key)) == bindparam(_KEY),
        col(model.version) == bindparam(_STATED),
    ]
    if table.sided:
        mine.append(col(model.side) == bindparam(_SIDE))
    values: dict[str, Any] = {name: _new(model, name) for name in (*table.values, *_STAMP)}
    values |= {name: func.coalesce(_new(model, name), getattr(model, name)) for name in table.kept}
    values |= dict(table.cleared)
    values["version"] = model.version + 1
    return update(model).where(*mine).values(values)


def _new(model: Any, name: str) -> Any:  # noqa: ANN401 - a column of any of the three
    return bindparam(f"new_{name}", type_=getattr(model, name).type)
