"""What is stored of both sides of some dossiers, compactly: three statements.

The database puts the answers of a side together, so that few rows come instead of many. Only what
an import has written is ever written over, and that never holds a claim or a mark for review: the
value is all there is to an answer here.
"""

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, func, select, type_coerce
from sqlmodel import Session, col

from app.dossiers.models import Answer, FactAnswer
from app.imports.models import ReportedResult
from app.imports.results.judging import number, plain

Values = dict[str, str | None]
"""By code; None for what was cleared, and for a claim that an item does not apply."""


class StoredReport(NamedTuple):
    """A reported result as it is written."""

    groups: dict[str, str]
    criteria: dict[str, str]
    level: int | None


class Stored(NamedTuple):
    """Of one side of one dossier."""

    answers: Values
    facts: Values
    report: StoredReport | None


NOTHING = Stored({}, {}, None)
Sides = dict[tuple[str, str], Stored]


def stored(session: Session, dossier_ids: Collection[str]) -> Sides:
    """By dossier and side."""
    found: Sides = {}
    if not dossier_ids:
        return found
    ids = sorted(dossier_ids)
    award = type_coerce(col(Answer.award), String)
    value = func.coalesce(col(Answer.verdict), award)
    for dossier_id, side, held in _grouped(session, Answer, Answer.item, value, ids):
        answers = {code: _one_spelling(text) for code, text in held.items()}
        found[dossier_id, side] = Stored(answers, {}, None)
    facts = _grouped(session, FactAnswer, FactAnswer.fact, FactAnswer.value, ids)
    for dossier_id, side, held in facts:
        known = found.get((dossier_id, side), NOTHING)
        found[dossier_id, side] = known._replace(facts=held)
    reports = select(
        col(ReportedResult.dossier_id),
        col(ReportedResult.side),
        col(ReportedResult.groups),
        col(ReportedResult.criteria),
        col(ReportedResult.level),
    ).where(col(ReportedResult.dossier_id).in_(ids))
    for row in session.execute(reports):
        known = found.get((row[0], row[1]), NOTHING)
        found[row[0], row[1]] = known._replace(report=StoredReport(*row[2:]))
    return found


def _grouped(session: Session, model: Any, code: Any, value: Any, ids: list[str]) -> Any:  # noqa: ANN401 - columns
    """Dossier, side, and all of that side's values by their codes."""
    lite = session.get_bind().dialect.name == "sqlite"
    together = func.json_group_object if lite else func.json_object_agg
    statement = (
        select(col(model.dossier_id), col(model.side), together(code, value, type_=String))
        .where(col(model.dossier_id).in_(ids))
        .group_by(col(model.dossier_id), col(model.side))
    )
    for dossier_id, side, held in session.execute(statement):
        yield dossier_id, side, json.loads(held) if isinstance(held, str) else held


@lru_cache(maxsize=10_000)
def _one_spelling(text: str | None) -> str | None:
    """Points as every import spells them; a verdict as it is."""
    value = None if text is None else number(text)
    return text if value is None else plain(value)
