"""A Sở's own words over an edition: kept by hash, chosen by its campaigns, never a score."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.clock import day_of
from app.edge.cursors import cursor_of, values_of
from app.errors import EditionNotFound
from app.index import queries
from app.index import schemas as out
from app.index.errors import OverlayRecordedOtherwise
from app.index.examining import Examined, GivenOverlay
from app.index.models import EditionState, StoredEdition, StoredOverlay
from app.policy import Act, require_at_body
from app.storage.database import in_turn


def allow(session: Session, actor: Actor, body_id: str, at: datetime) -> None:
    """Let those pass who look after the body's overlays. Raises BodyNotFound, NotAllowed."""
    require_at_body(session, actor, Act.MANAGE_OVERLAYS, body_id, day_of(at))


def edition_for(session: Session, name: str) -> StoredEdition:
    """The edition in use that an overlay is for, by `id@version`. Raises EditionNotFound."""
    edition_id, _, version = name.partition("@")
    found = queries.named(session, edition_id, version)
    if found is None or found.state != EditionState.ACTIVE:
        raise EditionNotFound(f"Hệ thống không có bộ chỉ số “{name}” đang dùng.")
    return found


def add(  # noqa: PLR0913, PLR0917 - whose, over what, and what was found in it
    session: Session,
    actor: Actor,
    body_id: str,
    edition: StoredEdition,
    given: GivenOverlay,
    found: Examined,
    at: datetime,
) -> StoredOverlay:
    """Keep it; the same again is what is kept already. Raises OverlayRecordedOtherwise."""
    allow(session, actor, body_id, at)
    in_turn(session, "overlays")
    known = queries.overlay_of(session, body_id, found.sha256, found.id, found.version)
    if known is not None:
        there = (known.sha256, known.body_id, known.edition_sha256)
        if there != (found.sha256, body_id, edition.sha256):
            raise OverlayRecordedOtherwise
        return known
    row = StoredOverlay(
        sha256=found.sha256,
        overlay_id=found.id,
        version=found.version,
        title=found.title,
        edition_sha256=edition.sha256,
        body_id=body_id,
        content=given.content,
        added_by=actor.account_id,
        added_at=at,
    )
    session.add(row)
    session.flush()
    told = {
        "overlay": f"{found.id}@{found.version}",
        "sha256": found.sha256,
        "edition": edition.sha256,
    }
    record_on_body(session, body_id, Who(actor.account_id, at), "overlay.added", told)
    return row


def page(
    session: Session, actor: Actor, body_id: str, at: datetime, position: tuple[str, int]
) -> out.OverlayList:
    """A body's overlays by hash."""
    require_at_body(session, actor, Act.READ_BODY, body_id, day_of(at))
    after, limit = position
    start = values_of(after, 1)[0] if after else ""
    rows = queries.overlays(session, body_id, start, limit + 1)
    return out.OverlayList(
        overlays=[shown(row, f"{name}@{version}") for row, name, version in rows[:limit]],
        next=cursor_of(rows[limit - 1][0].sha256) if len(rows) > limit else None,
    )


def shown(row: StoredOverlay, edition: str) -> out.OverlayOut:
    """One overlay."""
    return out.OverlayOut(
        sha256=row.sha256,
        id=row.overlay_id,
        version=row.version,
        title=row.title,
        body_id=row.body_id,
        edition_sha256=row.edition_sha256,
        edition=edition,
        added_by=row.added_by,
        added_at=row.added_at,
    )
