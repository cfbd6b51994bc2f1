"""Lists of bodies: a page of those that somebody may see."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.accounts.actor import Actor
from app.bodies import queries
from app.bodies.history import line_out
from app.bodies.queries import Wanted
from app.bodies.schemas import BodyList
from app.edge.cursors import cursor_of, values_of
from app.policy import visible_bodies

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
