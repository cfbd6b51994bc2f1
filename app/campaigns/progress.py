"""How far a campaign has come: one grouped count, folded by state, kind and assessing body."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.bodies import queries as bodies
from app.bodies.kinds import all_kinds
from app.campaigns import queries
from app.campaigns.deadlines import kind_of_dossier
from app.campaigns.lateness import lateness
from app.campaigns.models import CampaignKind
from app.campaigns.schemas import Count, ProgressOut
from app.clock import day_of
from app.dossiers.models import Dossier
from app.policy import Act, require, visible_dossiers


def progress(session: Session, actor: Actor, campaign_id: str, at: datetime) -> ProgressOut:
    """Counts over the dossiers that the actor may see; of each body the revision in force.

    A correction that is being written does not hide what is recognised.
    """
    campaign = queries.campaign(session, campaign_id)
    require(session, actor, Act.READ_CAMPAIGN, campaign, day_of(at))
    rows = _counted(session, actor, campaign_id, at)
    titles = {code: kind.title for code, kind in all_kinds(session).items()}
    called = bodies.names(session, {row.assessing_body_id for row in rows}, day_of(at))
    levels: Counter[str] = Counter()
    for row in rows:
        if row.recognised_level is not None:
            levels[str(row.recognised_level)] += row.number
    whole = _count("", "", rows)
    return ProgressOut(
        total=whole.total,
        states=whole.states,
        late=whole.late,
        levels=dict(sorted(levels.items())),
        by_kind=_counts(rows, "kind", titles),
        by_body=_counts(rows, "assessing_body_id", called),
        day=day_of(at),
    )


def _counted(session: Session, actor: Actor, campaign_id: str, at: datetime) -> list[Any]:
    lower = aliased(Dossier)
    earlier = exists().where(
        col(lower.campaign_id) == Dossier.campaign_id,
        col(lower.body_id) == Dossier.body_id,
        col(lower.revision) < Dossier.revision,
        col(lower.superseded_at).is_(None),
    )
    late = case((lateness(at), 1), else_=0)
    inner = (
        pick(
            col(Dossier.state),
            col(Dossier.kind),
            col(Dossier.assessing_body_id),
            col(Dossier.recognised_level),
            late.label("late"),
        )
        .join(CampaignKind, kind_of_dossier())
        .where(
            col(Dossier.campaign_id) == campaign_id,
            col(Dossier.superseded_at).is_(None),
            ~earlier,
            visible_dossiers(actor, day_of(at)),
        )
        .subquery()
    )
    columns = [inner.c.state, inner.c.kind, inner.c.assessing_body_id, inner.c.recognised_level]
    statement = pick(
        *columns, func.sum(inner.c.late).label("late"), func.count().label("number")
    ).group_by(*columns)
    return list(session.execute(statement).all())


def _counts(rows: Iterable[Any], column: str, titles: Mapping[str, str]) -> list[Count]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    found = [_count(key, titles.get(key, key), part) for key, part in groups.items()]
    return sorted(found, key=lambda one: (-one.total, one.title))


def _count(key: str, title: str, rows: Iterable[Any]) -> Count:
    states: Counter[str] = Counter()
    late = 0
    for row in rows:
        states[row.state] += row.number
        late += row.late
    return Count(
        key=key, title=title, total=states.total(), states=dict(sorted(states.items())), late=late
    )
