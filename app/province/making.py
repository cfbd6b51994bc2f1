"""Files made from the database, as somebody may see it: what the child process does."""

from typing import BinaryIO

from sqlmodel import Session

from app import clock
from app.bodies import queries as bodies
from app.campaigns import queries as campaigns
from app.index.service import edition as stored_edition
from app.province import levels, queries, whole
from app.province.choosing import by_edition
from app.province.orders import Order, What
from app.province.queries import Chosen, Wanted
from app.province.reading import blank_rows, school_rows
from exports.province.results import write_results
from exports.province.shapes import Heading, Part


def make(session: Session, order: Order, target: BinaryIO) -> None:
    """Write what was ordered."""
    if order.what in {What.TEMPLATE, What.RESULTS}:
        _results(session, order, target)
    elif order.what is What.PROVINCE:
        whole.write(session, order, heading(session, order), target)
    else:
        levels.write(session, order, target)


def heading(session: Session, order: Order) -> Heading:
    """What the title block says."""
    campaign = campaigns.campaign(session, order.campaign_id)
    body = bodies.name_of(session, order.body_id or campaign.owner_id, clock.day_of(order.at))
    return Heading(campaign.title, campaign.school_year, body, clock.shown(order.at))


def _results(session: Session, order: Order, target: BinaryIO) -> None:
    blank = order.what is What.TEMPLATE
    today = clock.day_of(order.at)
    wanted = Wanted(order.campaign_id, order.body_id, order.actor, today, latest=True)
    found = queries.chosen(session, wanted)
    named = bodies.names(session, {one.assessing_body_id for one in found}, today)
    parts = []
    for sha256, shown in by_edition(found, named).items() or _empty(session, order):
        edition = stored_edition(session, sha256)
        rows = (blank_rows if blank else school_rows)(session, edition, shown)
        parts.append(Part(edition, len(shown), rows))
    write_results(target, heading(session, order), parts, blank=blank)


def _empty(session: Session, order: Order) -> list[tuple[str, list[Chosen]]]:
    """Without a school there is still the table of each edition, without rows."""
    kinds = campaigns.kinds(session, order.campaign_id)
    return [(sha256, []) for sha256 in sorted({one.edition_sha256 for one in kinds})]
