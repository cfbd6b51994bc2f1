"""All queries of stored editions and overlays."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.errors import EditionNotFound
from app.index.models import EditionState, StoredEdition, StoredOverlay
from app.storage.database import locked


def one(session: Session, sha256: str) -> StoredEdition:
    """The edition. Raises EditionNotFound."""
    found = session.get(StoredEdition, sha256)
    if found is None:
        raise EditionNotFound("Hệ thống không lưu bộ chỉ số nào mang mã băm này.")
    return found


def held(session: Session, sha256: str) -> StoredEdition:
    """The edition, its row held. Raises EditionNotFound."""
    found = locked(session, select(StoredEdition).where(StoredEdition.sha256 == sha256))
    if found is None:
        raise EditionNotFound("Hệ thống không lưu bộ chỉ số nào mang mã băm này.")
    return found


def named(session: Session, edition_id: str, version: str) -> StoredEdition | None:
    """The edition of that name and version, in whatever state."""
    return session.exec(
        select(StoredEdition).where(
            StoredEdition.edition_id == edition_id, StoredEdition.version == version
        )
    ).one_or_none()


def sources(session: Session) -> tuple[tuple[str, bytes], ...]:
    """`id@version` to bytes, of every edition that is or was in use."""
    rows = session.execute(
        pick(
            col(StoredEdition.edition_id), col(StoredEdition.version), col(StoredEdition.content)
        ).where(col(StoredEdition.state) == EditionState.ACTIVE)
    )
    return tuple((f"{row[0]}@{row[1]}", row[2]) for row in rows)


_ACTIVE = pick(
    col(StoredEdition.sha256), col(StoredEdition.edition_id), col(StoredEdition.version)
).where(col(StoredEdition.state) == EditionState.ACTIVE)
# Scoring begins with it: built once, it takes half the time.
_ADDED = _ACTIVE.where(col(StoredEdition.shipped).is_(False))


def active(session: Session, edition_id: str) -> Sequence[tuple[str, str, str]]:
    """Hash, id and version of every edition of that id in use."""
    rows = session.execute(_ACTIVE.where(col(StoredEdition.edition_id) == edition_id))
    return [(row[0], row[1], row[2]) for row in rows]


def added(session: Session) -> Sequence[tuple[str, str, str]]:
    """Hash, id and version of every edition in use that did not come with the program."""
    return [(row[0], row[1], row[2]) for row in session.execute(_ADDED)]


def page(
    session: Session,
    states: Collection[str],
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[StoredEdition]:
    """Editions without their bytes, the last proposed first."""
    statement = select(StoredEdition).options(
        defer(StoredEdition.content, raiseload=True)  # type: ignore[arg-type]  # a mapped column
    )
    if states:
        statement = statement.where(col(StoredEdition.state).in_(states))
    if after is not None:
        moment, last = after
        same = and_(col(StoredEdition.proposed_at) == moment, col(StoredEdition.sha256) > last)
        statement = statement.where(or_(col(StoredEdition.proposed_at) < moment, same))
    order = (col(StoredEdition.proposed_at).desc(), col(StoredEdition.sha256))
    return session.exec(statement.order_by(*order).limit(limit)).all()


def people(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    """Account to name."""
    rows = session.execute(
        pick(col(Account.id), func.coalesce(Account.name, "")).where(
            col(Account.id).in_({one for one in ids if one})
        )
    )
    return {row[0]: row[1] for row in rows}


def overlays(
    session: Session, body_id: str, after: str, limit: int
) -> Sequence[tuple[StoredOverlay, str, str]]:
    """A body's overlays with id and version of their edition, by hash."""
    statement = (
        pick(StoredOverlay, col(StoredEdition.edition_id), col(StoredEdition.version))
        .join(StoredEdition, col(StoredEdition.sha256) == StoredOverlay.edition_sha256)
        .where(col(StoredOverlay.body_id) == body_id)
    )
    if after:
        statement = statement.where(col(StoredOverlay.sha256) > after)
    rows = session.execute(statement.order_by(col(StoredOverlay.sha256)).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def overlay_of(
    session: Session, body_id: str, sha256: str, overlay_id: str, version: str
) -> StoredOverlay | None:
    """What has these bytes, or at that body this name and version."""
    mine = and_(
        col(StoredOverlay.body_id) == body_id,
        col(StoredOverlay.overlay_id) == overlay_id,
        col(StoredOverlay.version) == version,
    )
    wanted = select(StoredOverlay).where(or_(col(StoredOverlay.sha256) == sha256, mine))
    return session.exec(wanted.order_by(col(StoredOverlay.sha256)).limit(1)).first()
