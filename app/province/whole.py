"""The province workbook from the database: levels as they stand, nothing is scored again."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from sqlmodel import Session

from app import clock
from app.bodies import queries as bodies
from app.dossiers.models import DossierState, SideName
from app.dossiers.transitions import STATE_TITLES
from app.index.service import edition as stored_edition
from app.province import queries
from app.province.choosing import by_edition
from app.province.orders import Order
from app.province.queries import Chosen, Wanted
from app.province.reading import levels_in_words, origin_note
from criteria.edition import Edition
from exports.province.shapes import Heading, ProvincePart, ProvinceRow
from exports.province.workbook import write_province


def write(session: Session, order: Order, heading: Heading, target: BinaryIO) -> None:
    """The revisions in force of all schools that the person may see."""
    today = clock.day_of(order.at)
    wanted = Wanted(order.campaign_id, order.body_id, order.actor, today, latest=False)
    found = queries.chosen(session, wanted)
    named = bodies.names(session, {one.assessing_body_id for one in found}, today)
    parts = []
    for sha256, shown in by_edition(found, named).items():
        edition = stored_edition(session, sha256)
        parts.append(ProvincePart(edition, named, list(_rows(session, edition, shown))))
    write_province(target, heading, parts)


def _rows(session: Session, edition: Edition, shown: Sequence[Chosen]) -> Iterator[ProvinceRow]:
    """Two statements per chunk."""
    outside = {one.id for one in shown if one.external}
    for ids in queries.chunks([one.id for one in shown]):
        found = queries.details(session, ids)
        printed = {(one.dossier_id, one.side): one.level for one in queries.reported(session, ids)}
        for one in ids:
            row = found[one]
            external = row.external_level
            if external is None:
                external = printed.get((one, SideName.EXTERNAL))
            own = row.self_level
            yield ProvinceRow(
                row.assessing_body_id,
                row.code,
                row.name,
                levels_in_words(edition, row.school_levels, row.kind),
                STATE_TITLES[DossierState(row.state)],
                printed.get((one, SideName.SELF)) if own is None else own,
                external if one in outside else None,
                row.recognised_level,
                row.number or "",
                row.signed_on,
                origin_note(row),
            )
