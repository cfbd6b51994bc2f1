"""Writing what last year's dossier gives, and its confirmation: a statement per kind of row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, insert, update
from sqlmodel import Session, col

from app.audit.chain import Who, record_on_dossier
from app.dossiers.changes import Changes
from app.dossiers.models import Answer, Dossier, DossierText, FactAnswer, SideName
from app.dossiers.sheets import stored_fact
from app.storage.ids import new_id
from scoring.answers import Verdict

Model = type[Answer] | type[FactAnswer] | type[DossierText]
Values = dict[str, Any]
Named = tuple[Sequence[str], Sequence[str], Sequence[str]]
KEYS: tuple[tuple[Model, str], ...] = (
    (Answer, "item"),
    (FactAnswer, "fact"),
    (DossierText, "field"),
)


class Filling(NamedTuple):
    """What is filled in, from which dossier, and what to say beside each item.

    The versions in `changes` are those of empty rows that stand there (0: there is none).
    """

    source_id: str
    changes: Changes
    origins: Mapping[str, str]
    reviews: Mapping[str, str]


def filled(session: Session, dossier: Dossier, filling: Filling, who: Who) -> None:
    """Write all of it over nothing or over empty rows; the dossier's row is held."""
    changes = filling.changes
    if not any(changes):
        return
    stamp: Values = {"by_account": who.account_id, "at": who.at, "unconfirmed": True}
    side = {"side": SideName.SELF.value}
    _write(
        session,
        dossier,
        (Answer, "item"),
        [
            (
                one.item,
                one.version,
                stamp
                | side
                | {
                    "award": one.award if isinstance(one.award, Decimal) else None,
                    "verdict": one.award.value if isinstance(one.award, Verdict) else None,
                    "inapplicable": one.inapplicable,
                    "review": filling.reviews[one.item],
                },
            )
            for one in changes.answers
        ],
    )
    facts = [
        (one.fact, one.version, stamp | side | {"value": stored_fact(one.value)})
        for one in changes.facts
        if one.value is not None
    ]
    _write(session, dossier, (FactAnswer, "fact"), facts)
    texts = [(one.field, one.version, stamp | {"value": one.value}) for one in changes.texts]
    _write(session, dossier, (DossierText, "field"), texts)
    told = {
        "source": filling.source_id,
        "answers": {one.item: filling.origins.get(one.item, one.item) for one in changes.answers},
        "facts": [one.fact for one in changes.facts],
        "texts": [one.field for one in changes.texts],
    }
    _counted(session, dossier, who, "self.taken_from_last_year", told)


def confirmed(
    session: Session, dossier: Dossier, named: Named | None, who: Who
) -> tuple[list[str], list[str], list[str]]:
    """Confirm the named codes (None: all) that wait for it; those that were confirmed."""
    found: list[list[str]] = []
    for number, (model, key) in enumerate(KEYS):
        wanted = None if named is None else named[number]
        found.append([] if wanted == [] else _confirm(session, dossier, (model, key), wanted, who))
    answers, facts, texts = found
    if any(found):
        told = {"answers": answers, "facts": facts, "texts": texts}
        _counted(session, dossier, who, "self.confirmed", told)
    return answers, facts, texts


def _confirm(
    session: Session,
    dossier: Dossier,
    table: tuple[Model, str],
    wanted: Sequence[str] | None,
    who: Who,
) -> list[str]:
    model, name = table
    row: Any = model
    key = getattr(row, name)
    mine: list[ColumnElement[bool]] = [
        col(row.dossier_id) == dossier.id,
        col(row.unconfirmed).is_(True),
    ]
    values: Values = {
        "unconfirmed": False,
        "version": row.version + 1,
        "by_account": who.account_id,
        "at": who.at,
    }
    if model is not DossierText:
        mine.append(col(row.side) == SideName.SELF)
    if model is Answer:
        values["review"] = ""
    if wanted is not None:
        mine.append(col(key).in_(wanted))
    statement = update(model).where(*mine).values(values).returning(key)
    return sorted(session.connection().execute(statement).scalars())


def _write(
    session: Session,
    dossier: Dossier,
    table: tuple[Model, str],
    rows: Sequence[tuple[str, int, Values]],
) -> None:
    model, name = table
    row: Any = model
    comment = {"comment": ""} if model is Answer else {}
    fresh = [
        values | comment | {"id": new_id(), "dossier_id": dossier.id, name: code, "version": 1}
        for code, version, values in rows
        if version == 0
    ]
    over = [
        {f"new_{one}": value for one, value in values.items()} | {"code": code}
        for code, version, values in rows
        if version != 0
    ]
    connection = session.connection()
    if fresh:
        connection.execute(insert(model), fresh)
    if over:
        mine = [col(row.dossier_id) == dossier.id, col(getattr(row, name)) == bindparam("code")]
        if model is not DossierText:
            mine.append(col(row.side) == bindparam("new_side"))
        names = [one for one in rows[0][2] if one != "side"]
        changed: Values = {one: bindparam(f"new_{one}") for one in names}
        statement = update(model).where(*mine).values(changed | {"version": row.version + 1})
        connection.execute(statement, over)


def _counted(
    session: Session, dossier: Dossier, who: Who, act: str, told: Mapping[str, object]
) -> None:
    dossier.self_version += 1
    record_on_dossier(session, dossier, who, act, told)
    session.add(dossier)
    session.flush()
