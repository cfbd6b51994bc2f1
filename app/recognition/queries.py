"""All queries of recognition. Those over many dossiers take one statement per 500 of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.dossiers.models import Dossier, DossierState, Snapshot, SnapshotKind
from app.recognition.models import DecisionLine, RecognitionDecision
from app.storage.database import locked

IN_ONE_STATEMENT = 500


def portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in order, at most `IN_ONE_STATEMENT` at a time."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), IN_ONE_STATEMENT):
        yield ordered[start : start + IN_ONE_STATEMENT]


def held_dossiers(session: Session, ids: Iterable[str]) -> dict[str, Dossier]:
    """The dossiers and the revisions that they correct, rows held, always in the same order."""
    wanted = set(ids)
    for portion in portions(ids):
        wanted.update(
            one
            for one in session.exec(
                select(Dossier.supersedes_id).where(col(Dossier.id).in_(portion))
            )
            if one
        )
    found: dict[str, Dossier] = {}
    for portion in portions(wanted):
        statement = (
            select(Dossier)
            .where(col(Dossier.id).in_(portion))
            .order_by(col(Dossier.id))
            .with_for_update()
        )
        # What this session read before the rows were held may be older than they are.
        again = statement.execution_options(populate_existing=True)
        found.update((one.id, one) for one in session.exec(again))
    return found


def snapshots_in_force(
    session: Session, ids: Iterable[str], kind: SnapshotKind
) -> dict[str, Snapshot]:
    """Per dossier the snapshot of that kind that stands."""
    found: dict[str, Snapshot] = {}
    for portion in portions(ids):
        rows = session.exec(
            select(Snapshot)
            .where(
                col(Snapshot.dossier_id).in_(portion),
                Snapshot.kind == kind,
                col(Snapshot.void).is_(False),
            )
            .order_by(col(Snapshot.at), col(Snapshot.id))
        )
        found.update((row.dossier_id, row) for row in rows)
    return found


def lines_in_force(session: Session, ids: Iterable[str]) -> dict[str, DecisionLine]:
    """Per dossier the line that recognises it."""
    found: dict[str, DecisionLine] = {}
    for portion in portions(ids):
        rows = session.exec(
            select(DecisionLine).where(
                col(DecisionLine.dossier_id).in_(portion), col(DecisionLine.revoked_at).is_(None)
            )
        )
        found.update((row.dossier_id, row) for row in rows)
    return found


def with_newer_revision(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Those of the dossiers that a later revision corrects."""
    found: set[str] = set()
    for portion in portions(ids):
        rows = session.exec(
            select(Dossier.supersedes_id).where(col(Dossier.supersedes_id).in_(portion))
        )
        found.update(one for one in rows if one)
    return frozenset(found)


def decision(session: Session, decision_id: str) -> RecognitionDecision | None:
    """The decision of that id."""
    return session.exec(
        select(RecognitionDecision).where(RecognitionDecision.id == decision_id)
    ).one_or_none()


def held_decision(session: Session, decision_id: str) -> RecognitionDecision | None:
    """The same, its row held."""
    return locked(session, select(RecognitionDecision).where(RecognitionDecision.id == decision_id))


def is_numbered(session: Session, body_id: str, year: int, key: str) -> bool:
    """Whether the body has a decision of that number in that year."""
    found = session.exec(
        select(RecognitionDecision.id).where(
            RecognitionDecision.body_id == body_id,
            RecognitionDecision.year == year,
            RecognitionDecision.number_key == key,
        )
    ).first()
    return found is not None


def lines_of(session: Session, decision_id: str) -> Sequence[DecisionLine]:
    """All lines of a decision, in force or not."""
    return session.exec(select(DecisionLine).where(DecisionLine.decision_id == decision_id)).all()


def decisions_page(
    session: Session, body_ids: Iterable[str], campaign_id: str | None, after: str, limit: int
) -> list[Row[*tuple[Any, ...]]]:
    """(decision, lines, lines in force), the newest first, older than the one with id `after`."""
    in_force = func.count(col(DecisionLine.id)).filter(col(DecisionLine.revoked_at).is_(None))
    counts = (
        pick(
            col(DecisionLine.decision_id).label("decision_id"),
            func.count().label("lines"),
            in_force.label("in_force"),
        )
        .group_by(col(DecisionLine.decision_id))
        .subquery()
    )
    statement = (
        pick(RecognitionDecision, counts.c.lines, counts.c.in_force)
        .outerjoin(counts, counts.c.decision_id == col(RecognitionDecision.id))
        .where(col(RecognitionDecision.body_id).in_(sorted(body_ids)))
        .order_by(col(RecognitionDecision.id).desc())
        .limit(limit)
    )
    if campaign_id is not None:
        statement = statement.where(col(RecognitionDecision.campaign_id) == campaign_id)
    if after:
        statement = statement.where(col(RecognitionDecision.id) < after)
    return list(session.execute(statement).all())


def lines_page(
    session: Session, decision_id: str, seen: ColumnElement[bool], after: str, limit: int
) -> list[Row[*tuple[Any, ...]]]:
    """(line, name, code, state) of a decision's lines over dossiers that are `seen`."""
    return list(
        session.execute(
            pick(DecisionLine, col(Dossier.body_name), col(Dossier.body_code), col(Dossier.state))
            .join(Dossier, col(Dossier.id) == DecisionLine.dossier_id)
            .where(col(DecisionLine.decision_id) == decision_id, col(DecisionLine.id) > after, seen)
            .order_by(col(DecisionLine.id))
            .limit(limit)
        ).all()
    )


def recognising(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Of which body each dossier awaits its recognition."""
    chosen = pick(col(Dossier.id), col(Dossier.recognising_body_id))
    rows: list[Any] = []
    for portion in portions(ids):
        rows += session.execute(chosen.where(col(Dossier.id).in_(portion)))
    return {row[0]: row[1] for row in rows}


def to_publish(session: Session, campaign_id: str, recognising: Iterable[str]) -> Sequence[str]:
    """The campaign's recognised dossiers of these recognising bodies that are not superseded."""
    return session.exec(
        select(Dossier.id).where(
            Dossier.campaign_id == campaign_id,
            Dossier.state == DossierState.RECOGNISED,
            col(Dossier.recognising_body_id).in_(sorted(recognising)),
            col(Dossier.superseded_at).is_(None),
        )
    ).all()


def published_page(
    session: Session, campaign_id: str, after: tuple[str, str] | None, limit: int
) -> list[Row[*tuple[Any, ...]]]:
    """Published levels of a campaign with their decisions, by code and dossier."""
    statement = (
        pick(
            col(Dossier.id),
            col(Dossier.body_id),
            col(Dossier.body_name),
            col(Dossier.body_code),
            col(Dossier.kind),
            col(Dossier.recognised_level),
            col(Dossier.waived),
            col(Dossier.published_at),
            col(RecognitionDecision.number),
            col(RecognitionDecision.signed_on),
        )
        .join(DecisionLine, col(DecisionLine.id) == Dossier.decision_line_id)
        .join(RecognitionDecision, col(RecognitionDecision.id) == DecisionLine.decision_id)
        .where(
            col(Dossier.campaign_id) == campaign_id,
            col(Dossier.state) == DossierState.PUBLISHED,
            col(Dossier.superseded_at).is_(None),
        )
        .order_by(col(Dossier.body_code), col(Dossier.id))
        .limit(limit)
    )
    if after is not None:
        code, dossier_id = after
        later = (col(Dossier.body_code) > code) | (
            (col(Dossier.body_code) == code) & (col(Dossier.id) > dossier_id)
        )
        statement = statement.where(later)
    return list(session.execute(statement).all())
