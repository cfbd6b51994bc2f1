"""All queries of packages. A chunk of dossiers takes the same number of statements at any size."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, delete, func, true, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.bodies import queries as bodies
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierText,
    FactAnswer,
    Snapshot,
    SnapshotKind,
)
from app.packages.models import Package, PackageState
from app.policy.walks import SUBTREE, below

KEPT = timedelta(days=7)
Row = TypeVar("Row", Answer, FactAnswer, DossierText)


class Wish(NamedTuple):
    """Which dossiers of a campaign; empty is all that are not superseded."""

    campaign_id: str
    body_id: str | None = None
    """Those of the bodies that stand under it today, itself included."""
    states: Sequence[str] = ()
    dossier_ids: Sequence[str] = ()


class Sight(NamedTuple):
    """What may be read: conditions on `Dossier`."""

    visible: ColumnElement[bool] = true()
    external: ColumnElement[bool] = true()


def wish_of(package: Package) -> Wish:
    """What a package was asked for."""
    return Wish(package.campaign_id, package.body_id, package.states, package.dossier_ids)


def ids(
    session: Session, sight: Sight, wish: Wish, today: date, most: int | None = None
) -> list[str]:
    """The dossiers that fit, in the order of their codes."""
    statement = (
        pick(col(Dossier.id))
        .where(sight.visible, *_conditions(wish, today))
        .order_by(col(Dossier.body_code), col(Dossier.body_name), col(Dossier.id))
        .limit(most)
    )
    return list(session.execute(statement).scalars())


def _conditions(wish: Wish, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Dossier.campaign_id) == wish.campaign_id]
    if wish.dossier_ids:
        found.append(col(Dossier.id).in_(wish.dossier_ids))
    else:
        found.append(col(Dossier.superseded_at).is_(None))
    if wish.body_id is not None:
        found.append(col(Dossier.body_id).in_(below([wish.body_id], SUBTREE, today)))
    if wish.states:
        found.append(col(Dossier.state).in_(wish.states))
    return found


def readable(
    session: Session, sight: Sight, dossier_ids: Collection[str]
) -> dict[str, tuple[Dossier, bool]]:
    """Those of them that may be read, and whether what the assessors found may be."""
    rows = session.execute(
        pick(Dossier, sight.external.label("external")).where(
            col(Dossier.id).in_(dossier_ids), sight.visible
        )
    )
    return {dossier.id: (dossier, bool(external)) for dossier, external in rows}


def snapshots_in_force(
    session: Session, dossier_ids: Collection[str]
) -> dict[tuple[str, str], Snapshot]:
    """By dossier and kind: the latest of the self and of the external side that is not void."""
    newest_first = func.row_number().over(
        partition_by=(col(Snapshot.dossier_id), col(Snapshot.kind)),
        order_by=(col(Snapshot.at).desc(), col(Snapshot.id).desc()),
    )
    numbered = (
        pick(col(Snapshot.id).label("id"), newest_first.label("number"))
        .where(
            col(Snapshot.dossier_id).in_(dossier_ids),
            col(Snapshot.kind).in_([SnapshotKind.SELF, SnapshotKind.EXTERNAL]),
            col(Snapshot.void).is_(False),
        )
        .subquery()
    )
    first = pick(numbered.c.id).where(numbered.c.number == 1)
    rows = session.exec(select(Snapshot).where(col(Snapshot.id).in_(first)))
    return {(row.dossier_id, row.kind): row for row in rows}


def by_dossier(
    session: Session, model: type[Row], dossier_ids: Collection[str]
) -> dict[str, list[Row]]:
    """All rows of that table that belong to these dossiers."""
    named: Any = model
    found: dict[str, list[Row]] = {}
    rows: Any = session.exec(select(model).where(col(named.dossier_id).in_(dossier_ids)))
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def bodies_in(
    session: Session, sight: Sight, campaign_id: str, today: date
) -> list[tuple[str, str]]:
    """Who assesses the campaign's dossiers that may be read: id and name, by name."""
    found = session.execute(
        pick(col(Dossier.assessing_body_id))
        .where(col(Dossier.campaign_id) == campaign_id, sight.visible)
        .distinct()
    ).scalars()
    return sorted(bodies.names(session, found, today).items(), key=lambda one: one[1])


def package(session: Session, package_id: str, account_id: str) -> Package | None:
    """A package of that person."""
    return session.exec(
        select(Package).where(Package.id == package_id, Package.by_account == account_id)
    ).one_or_none()


def keep_latest(session: Session, account_id: str, most: int) -> None:
    """Delete what the person put down before their latest `most` that nobody is fetching."""
    mine = col(Package.by_account) == account_id
    older = pick(col(Package.id)).where(mine).order_by(col(Package.id).desc()).offset(most)
    found = session.execute(older).scalars().all()
    if found:
        idle = col(Package.state) != PackageState.RUNNING
        session.connection().execute(delete(Package).where(col(Package.id).in_(found), idle))


def begin(session: Session, package: Package, total: int, dossiers: int, at: datetime) -> int:
    """A fetching begins; its number, by which it tells its progress."""
    session.connection().execute(
        update(Package)
        .where(col(Package.id) == package.id)
        .values(
            attempt=col(Package.attempt) + 1,
            state=PackageState.RUNNING,
            dossiers=dossiers,
            total=total,
            done=0,
            missing=0,
            size=0,
            faults=[],
            begun_at=at,
            told_at=at,
            ended_at=None,
        )
    )
    return session.exec(select(Package.attempt).where(Package.id == package.id)).one()


def tell(session: Session, package_id: str, attempt: int, **values: object) -> None:
    """How far the latest fetching is; what an earlier one tells is dropped."""
    session.connection().execute(
        update(Package)
        .where(col(Package.id) == package_id, col(Package.attempt) == attempt)
        .values(**values)
    )


def forget(session: Session, at: datetime) -> None:
    """Delete packages that were made long ago: the documents were never kept."""
    session.connection().execute(delete(Package).where(col(Package.created_at) <= at - KEPT))
