"""Who is late: not handed in past the deadline, or handed in after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, tuple_
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.bodies import queries as bodies
from app.bodies.schemas import BodyRef
from app.campaigns import queries
from app.campaigns.deadlines import in_force, kind_of_dossier, told
from app.campaigns.models import CampaignKind
from app.campaigns.schemas import LateLine, LateList
from app.clock import day_of
from app.dossiers.models import Dossier, DossierState
from app.edge.cursors import cursor_of, values_of
from app.policy import Act, require, visible_dossiers

NOT_HANDED_IN = (DossierState.DRAFTING, DossierState.AWAITING_SIGNATURE, DossierState.RETURNED)


class Which(StrEnum):
    """Which of those who are late."""

    MISSING = "missing"
    HANDED_IN = "handed_in"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LateWanted:
    """Which rows of the list, after which row, how many."""

    which: Which = Which.ALL
    kind: str = ""
    assessing_id: str = ""
    after: str = ""
    limit: int = 50


def lateness(at: datetime) -> ColumnElement[bool]:
    """In SQL, on `Dossier` joined with its `CampaignKind`: whether it is late at that instant."""
    return or_(col(Dossier.late).is_(True), _missing(at))


def late_bodies(
    session: Session, actor: Actor, campaign_id: str, wanted: LateWanted, at: datetime
) -> LateList:
    """A page of those who are late, by name; only dossiers that the actor may see."""
    campaign = queries.campaign(session, campaign_id)
    require(session, actor, Act.READ_CAMPAIGN, campaign, day_of(at))
    statement = _statement(campaign_id, wanted, at).where(visible_dossiers(actor, day_of(at)))
    if wanted.after:
        after = tuple_(*values_of(wanted.after, 2))
        statement = statement.where(tuple_(col(Dossier.body_name), col(Dossier.id)) > after)
    rows = session.execute(statement.limit(wanted.limit + 1)).all()
    shown = rows[: wanted.limit]
    called = bodies.names(session, [row.assessing_body_id for row in shown], day_of(at))
    lines = [_line(row, called, at) for row in shown]
    more = len(rows) > wanted.limit
    return LateList(late=lines, next=cursor_of(shown[-1].body_name, shown[-1].id) if more else None)


def all_late(
    session: Session, actor: Actor, campaign_id: str, wanted: LateWanted, at: datetime
) -> Sequence[LateLine]:
    """The whole list, for a workbook: a province has some thousands of schools."""
    campaign = queries.campaign(session, campaign_id)
    require(session, actor, Act.READ_CAMPAIGN, campaign, day_of(at))
    statement = _statement(campaign_id, wanted, at).where(visible_dossiers(actor, day_of(at)))
    rows = session.execute(statement).all()
    called = bodies.names(session, [row.assessing_body_id for row in rows], day_of(at))
    return [_line(row, called, at) for row in rows]


def _missing(at: datetime) -> ColumnElement[bool]:
    return and_(col(Dossier.state).in_(NOT_HANDED_IN), in_force() <= at)


def _statement(campaign_id: str, wanted: LateWanted, at: datetime) -> Select[*tuple[Any, ...]]:
    which = {
        Which.MISSING: _missing(at),
        Which.HANDED_IN: col(Dossier.late).is_(True),
        Which.ALL: lateness(at),
    }[wanted.which]
    statement = (
        pick(
            col(Dossier.id),
            col(Dossier.body_id),
            col(Dossier.body_name),
            col(Dossier.body_code),
            col(Dossier.kind),
            col(Dossier.assessing_body_id),
            col(Dossier.state),
            col(Dossier.submitted_at),
            in_force().label("deadline"),
        )
        .join(CampaignKind, kind_of_dossier())
        .where(col(Dossier.campaign_id) == campaign_id, col(Dossier.revision) == 1, which)
        .order_by(col(Dossier.body_name), col(Dossier.id))
    )
    if wanted.kind:
        statement = statement.where(col(Dossier.kind) == wanted.kind)
    if wanted.assessing_id:
        statement = statement.where(col(Dossier.assessing_body_id) == wanted.assessing_id)
    return statement


def _line(row: Any, called: dict[str, str], at: datetime) -> LateLine:  # noqa: ANN401 - a row
    deadline = told(row.deadline)
    assert deadline is not None, "only what has a deadline can be late"
    assessing = row.assessing_body_id
    return LateLine(
        dossier_id=row.id,
        body=BodyRef(id=row.body_id, name=row.body_name),
        code=row.body_code,
        kind=row.kind,
        assessing=BodyRef(id=assessing, name=called.get(assessing, "")),
        state=row.state,
        deadline=deadline,
        submitted_at=row.submitted_at,
        days=max(0, ((row.submitted_at or at) - row.deadline).days),
    )
