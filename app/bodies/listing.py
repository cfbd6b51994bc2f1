"""Lists of bodies: a page of those that somebody may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.bodies import queries
from app.bodies.history import line_out
from app.bodies.models import Body, Handover
from app.bodies.queries import Wanted
from app.bodies.schemas import BodyList, BodyRef, HandoverOut, HandoverPage
from app.edge.cursors import cursor_of, values_of
from app.policy import Act, require_at_body, visible_bodies

MAX_PAGE = 200
"""A page of so many rows weighs about 60 KB."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which page: after which row, of how many."""

    after: str = ""
    limit: int = 50


def list_bodies(
    session: Session, actor: Actor, wanted: Wanted, page: Page, days: tuple[date, date]
) -> BodyList:
    """A page of the bodies that the actor may see, as of the first day; the second is today."""
    day, today = days
    after = values_of(page.after, 2) if page.after else ()
    statement = queries.lines(day).where(visible_bodies(actor, today))
    found = queries.read(session, queries.page(statement, wanted, day, after, page.limit + 1))
    shown = found[: page.limit]
    called = queries.names(
        session, [one for line in shown for one in (line.parent_id, line.assessed_by)], day
    )
    more = len(found) > page.limit
    return BodyList(
        bodies=[line_out(line, called) for line in shown],
        next=cursor_of(shown[-1].search, shown[-1].id) if more else None,
    )


def handovers(
    session: Session, actor: Actor, body_id: str, page: Page, today: date
) -> HandoverPage:
    """What the body handed over and took over, the newest first. Raises BodyNotFound."""
    require_at_body(session, actor, Act.READ_BODY, body_id, today)
    after = values_of(page.after, 1)[0] if page.after else ""
    found = queries.handovers(session, body_id, after, page.limit + 1)
    shown = found[: page.limit]
    ids = [one for row in shown for one in (row.from_body_id, row.to_body_id)]
    called = queries.names(session, ids, today)
    return HandoverPage(
        handovers=[handover_out(row, called) for row in shown],
        next=cursor_of(shown[-1].id) if len(found) > page.limit else None,
    )


def handover_out(row: Handover, called: Mapping[str, str]) -> HandoverOut:
    """One handover; `called` names both bodies."""
    sides = [
        BodyRef(id=one, name=called.get(one, "")) for one in (row.from_body_id, row.to_body_id)
    ]
    return HandoverOut(
        id=row.id, from_body=sides[0], to_body=sides[1], reason=row.reason, at=row.at
    )


def reachable(
    session: Session, actor: Actor, bodies: Collection[str], today: date
) -> frozenset[str]:
    """Which of the bodies the person may open."""
    if not bodies:
        return frozenset()
    seen = select(col(Body.id)).where(col(Body.id).in_(bodies), visible_bodies(actor, today))
    return frozenset(session.exec(seen))
