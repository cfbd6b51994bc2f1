"""What the lists of pages need besides the dossiers: a fixed number of statements."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.accounts.models import Role
from app.campaigns.models import Campaign
from app.dossiers import as_schema, queries
from app.dossiers import schemas as out
from app.dossiers.models import Answer, Assignment, Dossier, DossierState, SideName
from app.dossiers.queries import Placed
from app.edge.cursors import cursor_of, values_of
from app.index.service import edition
from app.policy import visible_campaigns, visible_dossiers
from app.visit import Work

CHOICES = 100
"""Campaigns in a menu, the newest ones: ten years of ten."""
AT_WORK = (
    DossierState.SUBMITTED,
    DossierState.RECEIVED,
    DossierState.ASSESSING,
    DossierState.RETURNED,
    DossierState.OBJECTED,
)
"""When somebody of the assessing side has something to do or to wait for."""


class Assessed(NamedTuple):
    """A dossier in the assessors' list; `done` of `items` answered on the external side."""

    line: out.DossierLine
    done: int
    items: int
    role: str


class AssessedPage(NamedTuple):
    """A page of them."""

    dossiers: Sequence[Assessed]
    next: str | None


def campaigns_to_choose(work: Work) -> list[tuple[str, str]]:
    """Id and title of the campaigns one may see, the newest first."""
    rows = work.session.execute(
        pick(col(Campaign.id), col(Campaign.title), col(Campaign.school_year))
        .where(visible_campaigns(work.actor, work.today))
        .order_by(col(Campaign.created_at).desc(), col(Campaign.id))
        .limit(CHOICES)
    )
    return [(row.id, f"{row.title} ({row.school_year})") for row in rows]


def to_assess(work: Work, after: str, limit: int, *, everything: bool) -> AssessedPage:
    """Dossiers assigned to the person, or to be assessed by a body that they lead."""
    last = values_of(after, 1)[0] if after else ""
    statement = queries.placed().where(visible_dossiers(work.actor, work.today), _theirs(work))
    if not everything:
        statement = statement.where(col(Dossier.state).in_(AT_WORK))
    if last:
        statement = statement.where(col(Dossier.id) > last)
    rows = work.session.execute(statement.order_by(col(Dossier.id)).limit(limit + 1)).all()
    found = [Placed(*row) for row in rows]
    page = found[:limit]
    ids = [one.dossier.id for one in page]
    done, roles = _done(work.session, ids), _roles(work, ids)
    items = {
        sha256: len(edition(work.session, sha256).items)
        for sha256 in {one.dossier.edition_sha256 for one in page}
    }
    return AssessedPage(
        [
            Assessed(
                as_schema.line(one, work.at),
                done.get(one.dossier.id, 0),
                items[one.dossier.edition_sha256],
                roles.get(one.dossier.id, ""),
            )
            for one in page
        ],
        cursor_of(page[-1].dossier.id) if len(found) > limit else None,
    )


def _theirs(work: Work) -> ColumnElement[bool]:
    assigned = pick(col(Assignment.dossier_id)).where(
        col(Assignment.account_id) == work.actor.account_id
    )
    led = work.actor.at((Role.BODY_LEADER,))
    return or_(col(Dossier.id).in_(assigned), col(Dossier.assessing_body_id).in_(led))


def _done(session: Session, ids: Sequence[str]) -> dict[str, int]:
    answered = or_(
        col(Answer.award).is_not(None),
        col(Answer.verdict).is_not(None),
        col(Answer.claim_accepted).is_(True),
    )
    rows: Any = session.execute(
        pick(col(Answer.dossier_id), func.count())
        .where(col(Answer.dossier_id).in_(ids), col(Answer.side) == SideName.EXTERNAL, answered)
        .group_by(col(Answer.dossier_id))
    )
    return {row[0]: row[1] for row in rows}


def _roles(work: Work, ids: Sequence[str]) -> dict[str, str]:
    rows = work.session.execute(
        pick(col(Assignment.dossier_id), col(Assignment.lead)).where(
            col(Assignment.dossier_id).in_(ids),
            col(Assignment.account_id) == work.actor.account_id,
        )
    )
    return {row[0]: "trưởng đoàn" if row[1] else "thành viên" for row in rows}
