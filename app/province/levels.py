"""Published levels of a campaign, from the database into a file: for all who read the campaign."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from sqlmodel import Session, col

from app import clock
from app.bodies import queries as bodies
from app.bodies.kinds import all_kinds
from app.bodies.models import Body
from app.campaigns import queries as campaigns
from app.index.service import edition as stored_edition
from app.province import queries
from app.province.orders import Order, What
from exports.province.levels import PublishedLevel, write_csv, write_json, write_parquet


def write(session: Session, order: Order, target: BinaryIO) -> None:
    """The file that was ordered."""
    rows = _rows(session, order.campaign_id, clock.day_of(order.at))
    if order.what is What.CSV:
        write_csv(target, rows)
        return
    campaign = campaigns.campaign(session, order.campaign_id)
    about = {
        "campaign_id": campaign.id,
        "campaign": campaign.title,
        "school_year": campaign.school_year,
        "made_at": order.at.isoformat(),
    }
    writer = write_json if order.what is What.JSON else write_parquet
    writer(target, about, rows)


def _rows(session: Session, campaign_id: str, today: date) -> Iterator[PublishedLevel]:
    """By code: one statement per chunk, and at most three for the bodies above."""
    kinds = {code: kind.title for code, kind in all_kinds(session).items()}
    known: dict[str, bodies.Line] = {}
    after: tuple[str, str] | None = None
    while page := queries.published(session, campaign_id, after):
        above = _parents(session, [row.body_id for row in page], today)
        missing = sorted({one for one in above.values() if one} - known.keys())
        known |= {one.id: one for one in _lines(session, missing, today)}
        for row in page:
            parent = known.get(above.get(row.body_id) or "")
            yield _level(session, row, kinds, parent)
        after = (page[-1].body_code, page[-1].id)


def _level(
    session: Session,
    row: Any,  # noqa: ANN401 - a row
    kinds: Mapping[str, str],
    parent: bodies.Line | None,
) -> PublishedLevel:
    edition = stored_edition(session, row.edition_sha256)
    return PublishedLevel(
        body_id=row.body_id,
        body_code=row.body_code,
        body_name=row.body_name,
        kind=row.kind,
        kind_title=kinds.get(row.kind, row.kind),
        school_levels=tuple(row.school_levels),
        parent_id=parent.id if parent else "",
        parent_code=(parent.code or "") if parent else "",
        parent_name=parent.name if parent else "",
        edition=str(edition.ref),
        edition_sha256=row.edition_sha256,
        level=row.recognised_level,
        level_title=edition.level(row.recognised_level).name,
        decision_number=row.number,
        decision_date=row.signed_on,
        origin=row.origin,
        waived=tuple(sorted({*row.waived, *row.line_waived})),
        published_at=row.published_at,
    )


def _parents(session: Session, ids: Sequence[str], today: date) -> dict[str, str | None]:
    return {one.id: one.parent_id for one in _lines(session, ids, today)}


def _lines(session: Session, ids: Sequence[str], today: date) -> list[bodies.Line]:
    if not ids:
        return []
    return bodies.read(session, bodies.lines(today).where(col(Body.id).in_(ids)))
