"""All queries of imports; those that write rows by the thousand are in `app.imports.staging`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func
from sqlalchemy import select as pick
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.imports.errors import ImportNotFound
from app.imports.models import (
    ImportBatch,
    ImportKind,
    ImportRow,
    ImportState,
    KeptMapping,
    RowOutcome,
)
from app.jobs import queue
from app.storage.database import locked
from app.storage.ids import new_id

UNCONFIRMED = (
    ImportState.UPLOADED,
    ImportState.READING,
    ImportState.MAPPING,
    ImportState.REFUSED,
    ImportState.READY,
    ImportState.STALE,
)
"""States of an import that has changed nothing."""
UNREAD = (ImportState.UPLOADED, ImportState.READING)


def held(session: Session, batch_id: str) -> ImportBatch:
    """The import, its row held until the transaction ends. Raises ImportNotFound."""
    found = locked(session, select(ImportBatch).where(ImportBatch.id == batch_id))
    if found is None:
        raise ImportNotFound
    return found


def page(
    session: Session, visible: ColumnElement[bool], body_id: str | None, after: str, limit: int
) -> Sequence[ImportBatch]:
    """One page of imports, newest first: ids sort by the time they were made."""
    statement = select(ImportBatch).where(visible)
    if body_id is not None:
        statement = statement.where(ImportBatch.body_id == body_id)
    if after:
        statement = statement.where(col(ImportBatch.id) < after)
    return session.exec(statement.order_by(col(ImportBatch.id).desc()).limit(limit)).all()


def same_waiting(session: Session, batch: ImportBatch) -> ImportBatch | None:
    """An import of the same file, asked for by the same person, that is not read yet."""
    found = select(ImportBatch).where(
        ImportBatch.object_sha256 == batch.object_sha256,
        ImportBatch.body_id == batch.body_id,
        ImportBatch.campaign_id == batch.campaign_id,
        ImportBatch.kind == batch.kind,
        ImportBatch.account_id == batch.account_id,
        col(ImportBatch.state).in_([ImportState.UPLOADED, ImportState.READING]),
    )
    rows = session.exec(found.order_by(col(ImportBatch.id).desc())).all()
    return next((one for one in rows if one.options == batch.options), None)


def unconfirmed_of(session: Session, account_id: str) -> tuple[int, int, int]:
    """Of a person's imports that have changed nothing: how many wait to be read, all, their rows.

    Whatever is confirmed counts no more.
    """
    unread = case((col(ImportBatch.state).in_(UNREAD), 1), else_=0)
    found = session.execute(
        pick(
            func.coalesce(func.sum(unread), 0),
            func.count(),
            func.coalesce(func.sum(col(ImportBatch.done)), 0),
        ).where(col(ImportBatch.account_id) == account_id, col(ImportBatch.state).in_(UNCONFIRMED))
    ).one()
    return int(found[0]), int(found[1]), int(found[2])


def rows(
    session: Session,
    batch: ImportBatch,
    outcome: RowOutcome | None,
    after: int,
    limit: int,
) -> Sequence[ImportRow]:
    """Rows of the present run in the order of the file, of one outcome or of all."""
    statement = select(ImportRow).where(
        ImportRow.batch_id == batch.id,
        ImportRow.run == batch.run,
        col(ImportRow.position) > after,
    )
    if outcome is not None:
        statement = statement.where(ImportRow.outcome == outcome)
    return session.exec(statement.order_by(col(ImportRow.position)).limit(limit)).all()


def kept_mappings(session: Session, body_id: str, kind: str) -> dict[str, Mapping[str, str]]:
    """What people of the body said of layouts: layout to its columns' roles."""
    found = select(KeptMapping.layout, KeptMapping.columns).where(
        KeptMapping.body_id == body_id, KeptMapping.kind == kind
    )
    return dict(session.exec(found).all())


def keep_mapping(session: Session, row: KeptMapping) -> None:
    """Say it of the layout from now on."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(KeptMapping).values(**row.model_dump(exclude={"id"}), id=new_id())
    newer = {name: fresh.excluded[name] for name in ("columns", "by_account", "at")}
    session.connection().execute(
        fresh.on_conflict_do_update(index_elements=["body_id", "kind", "layout"], set_=newer)
    )


def drop(session: Session, batch_ids: Sequence[str]) -> None:
    """Forget imports that have changed nothing, with their rows and jobs."""
    if not batch_ids:
        return
    for batch_id in batch_ids:
        queue.drop(session, batch_id)
    connection = session.connection()
    connection.execute(delete(ImportRow).where(col(ImportRow.batch_id).in_(batch_ids)))
    connection.execute(delete(ImportBatch).where(col(ImportBatch.id).in_(batch_ids)))


MOST_FORGOTTEN = 200
MOST_ROWS_FORGOTTEN = 400_000
"""In one transaction: who saves meanwhile waits for it where there is one writer."""


def forget(session: Session, at: datetime) -> None:
    """Drop unconfirmed imports whose time is over: the oldest first, so many rows at a time."""
    over = session.exec(
        select(ImportBatch.id, ImportBatch.done)
        .where(col(ImportBatch.expires_at) <= at, col(ImportBatch.state).in_(UNCONFIRMED))
        .order_by(col(ImportBatch.expires_at))
        .limit(MOST_FORGOTTEN)
    ).all()
    _forget_people(session, at)
    going: list[str] = []
    left = MOST_ROWS_FORGOTTEN
    for batch_id, rows_of_it in over:
        if going and rows_of_it > left:
            break
        going.append(batch_id)
        left -= rows_of_it
    drop(session, going)


def _forget_people(session: Session, at: datetime) -> None:
    """Names and addresses of people stay as long as their import can be undone, not for ever."""
    rows_of_it = pick(col(ImportRow.batch_id)).where(col(ImportRow.batch_id) == ImportBatch.id)
    over = session.exec(
        select(ImportBatch.id)
        .where(
            ImportBatch.kind == ImportKind.PEOPLE,
            col(ImportBatch.expires_at) <= at,
            col(ImportBatch.state).in_([ImportState.APPLIED, ImportState.UNDONE]),
            rows_of_it.exists(),
        )
        .limit(MOST_FORGOTTEN)
    ).all()
    session.connection().execute(delete(ImportRow).where(col(ImportRow.batch_id).in_(over)))
