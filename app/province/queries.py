"""All queries of tables of many schools: one to choose, then the same few for every chunk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, or_, tuple_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.dossiers.models import Answer, Dossier, DossierState, FactAnswer
from app.imports.models import ReportedResult
from app.policy import visible_dossiers, visible_external
from app.policy.walks import SUBTREE, below
from app.recognition.models import DecisionLine, RecognitionDecision

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose dossiers: of a campaign, below a body (None: all), as somebody may see them.

    `latest` takes the last revision of each school, which an import would write; else the one in
    force: a correction that is being written does not hide what is recognised.
    """

    campaign_id: str
    body_id: str | None
    actor: Actor
    today: date
    latest: bool


class Chosen(NamedTuple):
    """A dossier to show; `external` is whether the assessors' side may be shown with it."""

    id: str
    edition_sha256: str
    assessing_body_id: str
    code: str
    external: bool


class Details(NamedTuple):
    """The row of a dossier, and the decision that recognises it."""

    id: str
    code: str
    name: str
    kind: str
    school_levels: list[str]
    state: str
    origin: str
    waived: list[str]
    assessing_body_id: str
    self_level: int | None
    external_level: int | None
    recognised_level: int | None
    number: str | None
    signed_on: date | None
    line_waived: list[str] | None


class AnswerRow(NamedTuple):
    """What an answer says."""

    dossier_id: str
    side: str
    item: str
    award: Decimal | None
    verdict: str | None
    inapplicable: str | None
    claim_accepted: bool | None


class FactRow(NamedTuple):
    """What a fact says."""

    dossier_id: str
    side: str
    fact: str
    value: str


class ReportedRow(NamedTuple):
    """A result as somebody printed it."""

    dossier_id: str
    side: str
    groups: dict[str, str]
    level: int | None


def chosen(session: Session, wanted: Wanted) -> list[Chosen]:
    """The dossiers, one of each school, unsorted: one statement."""
    seen_outside = case((visible_external(wanted.actor, wanted.today), 1), else_=0)
    statement = pick(
        col(Dossier.id),
        col(Dossier.edition_sha256),
        col(Dossier.assessing_body_id),
        col(Dossier.body_code),
        seen_outside,
    ).where(
        col(Dossier.campaign_id) == wanted.campaign_id,
        visible_dossiers(wanted.actor, wanted.today),
        _of_one_revision(latest=wanted.latest),
    )
    if wanted.body_id is not None:
        under = below([wanted.body_id], SUBTREE, wanted.today)
        statement = statement.where(
            or_(
                col(Dossier.body_id).in_(under),
                col(Dossier.assessing_body_id) == wanted.body_id,
            )
        )
    rows = session.execute(statement)
    return [Chosen(one, edition, above, code, bool(out)) for one, edition, above, code, out in rows]


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in portions that fit into one statement."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def details(session: Session, ids: Sequence[str]) -> dict[str, Details]:
    """The dossiers' own rows with their decisions."""
    statement = (
        pick(
            col(Dossier.id),
            col(Dossier.body_code),
            col(Dossier.body_name),
            col(Dossier.kind),
            col(Dossier.school_levels),
            col(Dossier.state),
            col(Dossier.origin),
            col(Dossier.waived),
            col(Dossier.assessing_body_id),
            col(Dossier.self_level),
            col(Dossier.external_level),
            col(Dossier.recognised_level),
            col(RecognitionDecision.number),
            col(RecognitionDecision.signed_on),
            col(DecisionLine.waived),
        )
        .outerjoin(DecisionLine, col(DecisionLine.id) == Dossier.decision_line_id)
        .outerjoin(RecognitionDecision, col(RecognitionDecision.id) == DecisionLine.decision_id)
        .where(col(Dossier.id).in_(ids))
    )
    return {row[0]: Details(*row) for row in session.execute(statement)}


def answers(session: Session, ids: Sequence[str]) -> list[AnswerRow]:
    """Both sides' answers."""
    statement = pick(
        col(Answer.dossier_id),
        col(Answer.side),
        col(Answer.item),
        col(Answer.award),
        col(Answer.verdict),
        col(Answer.inapplicable),
        col(Answer.claim_accepted),
    ).where(col(Answer.dossier_id).in_(ids))
    return [AnswerRow(*row) for row in session.execute(statement)]


def facts(session: Session, ids: Sequence[str]) -> list[FactRow]:
    """Both sides' facts."""
    statement = pick(
        col(FactAnswer.dossier_id),
        col(FactAnswer.side),
        col(FactAnswer.fact),
        col(FactAnswer.value),
    ).where(col(FactAnswer.dossier_id).in_(ids), col(FactAnswer.value).is_not(None))
    return [FactRow(*row) for row in session.execute(statement)]


def reported(session: Session, ids: Sequence[str]) -> list[ReportedRow]:
    """Results that came printed, without points of items."""
    statement = pick(
        col(ReportedResult.dossier_id),
        col(ReportedResult.side),
        col(ReportedResult.groups),
        col(ReportedResult.level),
    ).where(col(ReportedResult.dossier_id).in_(ids))
    return [ReportedRow(*row) for row in session.execute(statement)]


def _of_one_revision(*, latest: bool) -> ColumnElement[bool]:
    other: Any = aliased(Dossier)
    same = and_(
        col(other.campaign_id) == Dossier.campaign_id, col(other.body_id) == Dossier.body_id
    )
    if latest:
        return ~exists().where(same, col(other.revision) > Dossier.revision)
    earlier = exists().where(
        same, col(other.revision) < Dossier.revision, col(other.superseded_at).is_(None)
    )
    return and_(col(Dossier.superseded_at).is_(None), ~earlier)


def published(session: Session, campaign_id: str, after: tuple[str, str] | None) -> list[Any]:
    """A chunk of published levels with their decisions, by code and dossier."""
    statement = (
        pick(
            col(Dossier.id),
            col(Dossier.body_id),
            col(Dossier.body_code),
            col(Dossier.body_name),
            col(Dossier.kind),
            col(Dossier.school_levels),
            col(Dossier.edition_sha256),
            col(Dossier.recognised_level),
            col(Dossier.origin),
            col(Dossier.waived),
            col(Dossier.published_at),
            col(RecognitionDecision.number),
            col(RecognitionDecision.signed_on),
            col(DecisionLine.waived).label("line_waived"),
        )
        .join(DecisionLine, col(DecisionLine.id) == Dossier.decision_line_id)
        .join(RecognitionDecision, col(RecognitionDecision.id) == DecisionLine.decision_id)
        .where(
            col(Dossier.campaign_id) == campaign_id,
            col(Dossier.state) == DossierState.PUBLISHED,
            col(Dossier.superseded_at).is_(None),
        )
        .order_by(col(Dossier.body_code), col(Dossier.id))
        .limit(CHUNK)
    )
    if after is not None:
        place = tuple_(col(Dossier.body_code), col(Dossier.id))
        statement = statement.where(place > tuple_(*after))
    return list(session.execute(statement))
