"""What the database holds of the dossiers and decisions that a list names: read by sets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.dossiers.models import Dossier, Origin, Snapshot, SnapshotKind
from app.dossiers.sheets import edition_of
from app.imports.kept import portions
from app.imports.latest import by_codes
from app.imports.models import ImportBatch
from app.policy.many import read_lines
from app.recognition import queries
from app.recognition.guards import Found
from app.recognition.models import DecisionLine, RecognitionDecision

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Known:
    """Dossiers that the body recognises in the campaign, by code; what `guards` ask; decisions."""

    by_code: Mapping[str, Mapping[str, str]]
    found: Found
    decisions: Mapping[Key, RecognitionDecision]
    numbers: Mapping[tuple[int, str], RecognitionDecision]
    """By year and number, whatever the day."""


def read_known(
    session: Session, batch: ImportBatch, codes: Iterable[str], keys: Collection[Key]
) -> Known:
    """A dozen statements per 500 codes; snapshots without their contents."""
    lines = read_lines(session)
    named = by_codes(session, batch.campaign_id, codes)
    dossiers = {one.id: one for one in named if lines.recognises(batch.body_id, one)}
    by_code: dict[str, dict[str, str]] = {}
    for one in dossiers.values():
        by_code.setdefault(one.body_code, {})[one.id] = one.body_name
    decisions = decisions_of(session, batch.body_id, keys)
    found = Found(
        dossiers,
        _external(session, dossiers),
        queries.lines_in_force(session, dossiers),
        queries.with_newer_revision(session, dossiers),
        lines,
        _levels(session, dossiers.values()),
    )
    by_key = {(one.number_key, one.signed_on): one for one in decisions}
    return Known(by_code, found, by_key, {(one.year, one.number_key): one for one in decisions})


def decisions_of(
    session: Session, body_id: str, keys: Collection[Key]
) -> list[RecognitionDecision]:
    """Decisions of the body with one of these numbers in its year."""
    years = {(key, day.year) for key, day in keys}
    found: list[RecognitionDecision] = []
    for some in portions(key for key, _ in keys):
        rows = session.exec(
            select(RecognitionDecision).where(
                RecognitionDecision.body_id == body_id,
                col(RecognitionDecision.number_key).in_(some),
            )
        )
        found += [one for one in rows if (one.number_key, one.year) in years]
    return found


def line_of(known: Known, dossier_id: str, decision: RecognitionDecision) -> DecisionLine | None:
    """The line by which the decision recognises the dossier now."""
    line = known.found.in_force.get(dossier_id)
    return line if line is not None and line.decision_id == decision.id else None


def _external(session: Session, ids: Iterable[str]) -> dict[str, Snapshot]:
    found: dict[str, Snapshot] = {}
    for some in portions(ids):
        rows = session.exec(
            select(Snapshot)
            .options(defer(Snapshot.content))  # type: ignore[arg-type]  # a column, whatever mypy sees
            .where(
                col(Snapshot.dossier_id).in_(some),
                Snapshot.kind == SnapshotKind.EXTERNAL,
                col(Snapshot.void).is_(False),
            )
        )
        found.update((one.dossier_id, one) for one in rows)
    return found


def _levels(session: Session, dossiers: Iterable[Dossier]) -> dict[str, frozenset[int]]:
    editions = {one.edition_sha256: one for one in dossiers if one.origin == Origin.IMPORT}
    return {
        key: frozenset({0, *(level.number for level in edition_of(session, one).levels)})
        for key, one in editions.items()
    }
