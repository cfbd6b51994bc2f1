"""All queries of a carry-over; their number does not depend on how many dossiers there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.attachments.models import Evidence, EvidenceLink
from app.dossiers.models import Answer, Dossier, FactAnswer, SideName


class Scope(NamedTuple):
    """Which dossiers are concerned: those of a campaign and of kinds under another edition."""

    campaign_id: str
    kinds: Collection[str]
    target: str

    @property
    def condition(self) -> ColumnElement[bool]:
        """On `Dossier`."""
        return (
            (col(Dossier.campaign_id) == self.campaign_id)
            & col(Dossier.kind).in_(sorted(self.kinds))
            & (col(Dossier.edition_sha256) != self.target)
        )


def dossiers(session: Session, scope: Scope, *, hold: bool) -> Sequence[Dossier]:
    """All of them by id; `hold` keeps their rows until the transaction ends."""
    statement = select(Dossier).where(scope.condition).order_by(col(Dossier.id))
    return session.exec(statement.with_for_update() if hold else statement).all()


class Sheets(NamedTuple):
    """Answers and facts by dossier and side."""

    answers: dict[tuple[str, str], list[Answer]]
    facts: dict[tuple[str, str], list[FactAnswer]]

    def sides(self, dossier_id: str) -> list[SideName]:
        """The sides of which anything is stored; the self side always."""
        return [
            side
            for side in SideName
            if side is SideName.SELF
            or self.answers.get((dossier_id, side))
            or self.facts.get((dossier_id, side))
        ]


def sheets(session: Session, chosen: Select[Any]) -> Sheets:
    """Both sides of the dossiers whose ids are chosen: two statements."""
    answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for row in session.exec(
        select(Answer).where(col(Answer.dossier_id).in_(chosen)).order_by(col(Answer.item))
    ):
        answers[row.dossier_id, row.side].append(row)
    facts: dict[tuple[str, str], list[FactAnswer]] = defaultdict(list)
    for fact in session.exec(
        select(FactAnswer)
        .where(col(FactAnswer.dossier_id).in_(chosen))
        .order_by(col(FactAnswer.fact))
    ):
        facts[fact.dossier_id, fact.side].append(fact)
    return Sheets(answers, facts)


class Link(NamedTuple):
    """One link of a piece of evidence."""

    dossier_id: str
    evidence_id: str
    evidence_code: str
    target: str


def links(session: Session, chosen: Select[Any]) -> dict[str, list[Link]]:
    """The evidence links of the chosen dossiers, by dossier: one statement."""
    rows = session.execute(
        pick(
            col(Evidence.dossier_id),
            col(Evidence.id),
            col(Evidence.code),
            col(EvidenceLink.target),
        )
        .join(EvidenceLink, col(EvidenceLink.evidence_id) == col(Evidence.id))
        .where(col(Evidence.dossier_id).in_(chosen))
        .order_by(col(Evidence.id), col(EvidenceLink.target))
    )
    found: dict[str, list[Link]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Link(*row))
    return found


def chosen_by(condition: ColumnElement[bool]) -> Select[Any]:
    """Ids of dossiers, as a part of another statement."""
    return pick(col(Dossier.id)).where(condition)
