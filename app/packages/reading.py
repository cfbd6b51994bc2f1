"""A chunk of dossiers read at once: a constant number of statements, then nothing is open.

What a parcel prints is settled as in `app.dossiers.documents.source_of`: a side that is open from
its rows as a draft, any other from its snapshot in force. Scoring and unpacking wait until the
parcel's turn has come.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlmodel import Session

from app.bodies import queries as bodies
from app.campaigns.models import Campaign
from app.dossiers import fields
from app.dossiers.documents import Source, from_snapshot
from app.dossiers.models import Answer, Dossier, DossierText, FactAnswer, SideName, Snapshot
from app.dossiers.service import OPEN_STATES, SNAPSHOT_OF
from app.dossiers.sheets import (
    answers_of,
    edition_named,
    edition_of,
    evidence_of_all,
    reported_in,
)
from app.packages import queries
from app.packages.queries import Sight
from criteria.edition import Edition
from exports.dossier import Dossier as PlainDossier
from exports.dossier import EvidenceEntry, Reported, School, Side
from scoring.engine import score

NO_LONGER = "bạn không còn được xem hồ sơ này."
NOT_YOURS = "bạn không được xem kết quả đánh giá ngoài của hồ sơ này."
NOT_BEGUN = "hồ sơ chưa có phiếu đánh giá ngoài."


@dataclass(frozen=True, slots=True)
class Parcel:
    """One dossier's documents to be: what each side is printed from, or why it is not."""

    dossier_id: str
    code: str
    name: str
    revision: int
    sides: Mapping[SideName, Callable[[], Source] | str]


class Wanted(NamedTuple):
    """What a chunk is read for."""

    campaign: Campaign
    sight: Sight
    sides: frozenset[SideName]
    today: date


def read(session: Session, wanted: Wanted, dossier_ids: Sequence[str]) -> list[Parcel]:
    """Their parcels, in this order."""
    found = queries.readable(session, wanted.sight, dossier_ids)
    dossiers = {one: dossier for one, (dossier, _) in found.items()}
    taken = queries.snapshots_in_force(session, dossiers)
    chunk = _Chunk(session, wanted, taken, _typed(dossiers.values(), wanted.sides, taken))
    parcels = []
    for one in dossier_ids:
        if one not in found:
            parcels.append(Parcel(one, "", one, 1, dict.fromkeys(wanted.sides, NO_LONGER)))
            continue
        dossier, external = found[one]
        sides = {side: chunk.side(dossier, side, external) for side in sorted(wanted.sides)}
        parcels.append(Parcel(one, dossier.body_code, dossier.body_name, dossier.revision, sides))
    return parcels


Taken = Mapping[tuple[str, str], Snapshot]


def _typed(
    dossiers: Collection[Dossier], sides: Collection[SideName], taken: Taken
) -> list[Dossier]:
    """The dossiers of which some side is printed from its rows."""
    return [
        dossier
        for dossier in dossiers
        if any(_in_force(dossier, side, taken) is None for side in sides)
    ]


def _in_force(dossier: Dossier, side: SideName, taken: Taken) -> Snapshot | None:
    if dossier.state in OPEN_STATES[side]:
        return None
    return taken.get((dossier.id, SNAPSHOT_OF[side]))


class _Chunk:
    """What was read for all of the chunk's dossiers together."""

    def __init__(
        self, session: Session, wanted: Wanted, taken: Taken, typed: list[Dossier]
    ) -> None:
        self._session, self._wanted, self._taken = session, wanted, taken
        named = [dossier.id for dossier in typed]
        self._answers = queries.by_dossier(session, Answer, named)
        self._facts = queries.by_dossier(session, FactAnswer, named)
        self._texts = queries.by_dossier(session, DossierText, named)
        self._evidence = evidence_of_all(session, named)
        self._reported = reported_in(session, typed, external=True)
        assessing = {dossier.assessing_body_id for dossier in typed}
        self._assessors = bodies.names(session, assessing, wanted.today)

    def side(
        self,
        dossier: Dossier,
        side: SideName,
        external: bool,  # noqa: FBT001 - a column's value
    ) -> Callable[[], Source] | str:
        if side is SideName.EXTERNAL and not external:
            return NOT_YOURS
        if side is SideName.EXTERNAL and not dossier.external_version:
            return NOT_BEGUN
        taken = _in_force(dossier, side, self._taken)
        if taken is not None:
            edition = edition_named(self._session, taken.content)
            return partial(from_snapshot, taken.content, edition, taken.at)
        rows = Rows(
            dossier,
            edition_of(self._session, dossier),
            self._wanted.campaign.school_year,
            self._answers.get(dossier.id, []),
            self._facts.get(dossier.id, []),
            {row.field: row.value for row in self._texts.get(dossier.id, [])},
            self._evidence.get(dossier.id, ()),
            self._reported.get(dossier.id, {}),
        )
        assessor = self._assessors.get(dossier.assessing_body_id, "")
        return lambda: Source(plain_of(rows, side), side, self._wanted.today, assessor)


class Rows(NamedTuple):
    """One dossier as it stands."""

    dossier: Dossier
    edition: Edition
    school_year: str
    answers: Sequence[Answer]
    facts: Sequence[FactAnswer]
    texts: Mapping[str, str]
    evidence: tuple[EvidenceEntry, ...]
    reported: Mapping[str, Reported]


def plain_of(rows: Rows, side: SideName) -> PlainDossier:
    """The dossier to print, scored now; the external side only where it is asked for."""
    dossier = rows.dossier
    outside = side is SideName.EXTERNAL
    return PlainDossier(
        edition=rows.edition,
        school=School(
            name=dossier.body_name,
            code=dossier.body_code,
            kind=dossier.kind,
            school_levels=tuple(dossier.school_levels),
            school_year=rows.school_year,
        ),
        header=fields.header(rows.texts),
        narrative=fields.narrative(rows.texts),
        evidence=rows.evidence,
        self_side=_scored(rows, SideName.SELF),
        external=_scored(rows, SideName.EXTERNAL) if outside else None,
        reported={
            one: told for one, told in rows.reported.items() if outside or one == SideName.SELF
        },
    )


def _scored(rows: Rows, side: SideName) -> Side:
    mine = [row for row in rows.answers if row.side == side]
    facts = [row for row in rows.facts if row.side == side]
    given = answers_of(rows.edition, rows.dossier, mine, facts)
    comments = {row.item: row.comment for row in mine if row.comment}
    return Side(given, score(rows.edition, given), comments)
