"""What is stored of both sides of some dossiers, in plain tuples: three statements."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.dossiers.models import Answer, FactAnswer
from app.imports.models import ReportedResult
from app.imports.results.judging import plain

Rows = Select[*tuple[Any, ...]]


class StoredAnswer(NamedTuple):
    """An answer as it is written: undoing puts back exactly this."""

    award: str | None
    verdict: str | None
    inapplicable: str | None
    claim_accepted: bool | None
    unconfirmed: bool
    review: str

    @property
    def text(self) -> str | None:
        """The points or the verdict; None for a claim and for what was cleared."""
        return self.verdict or self.award


class StoredFact(NamedTuple):
    """A fact as it is written."""

    value: str | None
    unconfirmed: bool


class StoredReport(NamedTuple):
    """A reported result as it is written."""

    groups: dict[str, str]
    criteria: dict[str, str]
    level: int | None


class Stored(NamedTuple):
    """Of one side of one dossier."""

    answers: dict[str, StoredAnswer]
    facts: dict[str, StoredFact]
    report: StoredReport | None


NOTHING = Stored({}, {}, None)
Sides = dict[tuple[str, str], Stored]


def stored(session: Session, dossier_ids: Collection[str]) -> Sides:
    """By dossier and side."""
    found: Sides = {}
    if not dossier_ids:
        return found
    ids = sorted(dossier_ids)
    for row in session.execute(_answers().where(col(Answer.dossier_id).in_(ids))):
        award = None if row[3] is None else plain(row[3])
        _of(found, row[0], row[1]).answers[row[2]] = StoredAnswer(award, *row[4:])
    for row in session.execute(_facts().where(col(FactAnswer.dossier_id).in_(ids))):
        _of(found, row[0], row[1]).facts[row[2]] = StoredFact(*row[3:])
    for row in session.execute(_reports().where(col(ReportedResult.dossier_id).in_(ids))):
        side = _of(found, row[0], row[1])
        found[row[0], row[1]] = side._replace(report=StoredReport(*row[2:]))
    return found


def _of(found: Sides, dossier_id: str, side: str) -> Stored:
    return found.setdefault((dossier_id, side), Stored({}, {}, None))


def _answers() -> Rows:
    return select(
        col(Answer.dossier_id),
        col(Answer.side),
        col(Answer.item),
        col(Answer.award),
        col(Answer.verdict),
        col(Answer.inapplicable),
        col(Answer.claim_accepted),
        col(Answer.unconfirmed),
        col(Answer.review),
    )


def _facts() -> Rows:
    return select(
        col(FactAnswer.dossier_id),
        col(FactAnswer.side),
        col(FactAnswer.fact),
        col(FactAnswer.value),
        col(FactAnswer.unconfirmed),
    )


def _reports() -> Rows:
    return select(
        col(ReportedResult.dossier_id),
        col(ReportedResult.side),
        col(ReportedResult.groups),
        col(ReportedResult.criteria),
        col(ReportedResult.level),
    )
