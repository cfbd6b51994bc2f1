"""Applying and undoing: one transaction each.

Together with the state of the import, its line in the audit log and, of a job, the word that it is
done: killed anywhere, either nothing of it is there or all.
"""

from sqlmodel import Session

from app import clock
from app.audit.chain import Who, record_on_body
from app.errors import Reason, ServiceError
from app.imports import permission, queries
from app.imports.errors import ImportNotFound, ImportNotNow, UndoRefused
from app.imports.models import ImportBatch, ImportKind, ImportState
from app.imports.registry import KINDS
from app.imports.trying import told
from app.jobs import queue
from app.jobs.queue import Taken
from app.jobs.working import Shop

MOST_KEPT = 200
"""Rows that an undo leaves as they are, told by name."""


def apply(shop: Shop, batch_id: str, who: Who, job: Taken | None = None) -> None:
    """Write what the dry run staged, all of it; else the import is `stale` and says why.

    Raises what may pass (a full disk), LeaseLost.
    """
    try:
        with shop.database.writing() as session:
            apply_in(session, batch_id, Who(who.account_id, clock.now()))
            if job is not None:
                queue.finish(session, job, clock.now())
    except (ImportNotFound, ImportNotNow):
        _ended(shop, job)
    except ServiceError as error:
        if error.status >= 500:  # noqa: PLR2004 - ours: it may pass
            raise
        _refused(shop, batch_id, ImportState.APPLYING, ImportState.STALE, error, job)


def apply_in(session: Session, batch_id: str, who: Who) -> None:
    """The same in a transaction of the caller's. Raises ImportNotNow, what the kind refuses."""
    batch = queries.held(session, batch_id)
    if batch.state != ImportState.APPLYING:
        raise ImportNotNow
    permission.require_again(session, batch, who)
    done = KINDS[ImportKind(batch.kind)].apply(session, batch, who)
    batch.state, batch.applied_at, batch.confirmed_by = ImportState.APPLIED, who.at, who.account_id
    batch.faults = []
    batch.counts = {**batch.counts, "changed_now": done.changed}
    batch.version += 1
    session.add(batch)
    record(
        session,
        batch,
        who,
        "import.applied",
        counts=batch.counts,
        fingerprint=batch.fingerprint,
        changed=done.changed,
        told=done.told,
    )


def undo(shop: Shop, batch_id: str, who: Who, *, rest: bool, job: Taken | None = None) -> None:
    """Put back what stood there; refused, the import stays `applied` and names the rows.

    Raises what may pass, LeaseLost.
    """
    try:
        with shop.database.writing() as session:
            undo_in(session, batch_id, Who(who.account_id, clock.now()), rest=rest)
            if job is not None:
                queue.finish(session, job, clock.now())
    except (ImportNotFound, ImportNotNow):
        _ended(shop, job)
    except ServiceError as error:
        if error.status >= 500:  # noqa: PLR2004 - ours: it may pass
            raise
        _refused(shop, batch_id, ImportState.UNDOING, ImportState.APPLIED, error, job)


def undo_in(session: Session, batch_id: str, who: Who, *, rest: bool) -> None:
    """The same in a transaction of the caller's. Raises ImportNotNow, UndoRefused."""
    batch = queries.held(session, batch_id)
    if batch.state != ImportState.UNDOING:
        raise ImportNotNow
    permission.require_again(session, batch, who)
    done = KINDS[ImportKind(batch.kind)].undo(session, batch, who, rest=rest)
    if done.kept and not rest:
        raise UndoRefused(
            reasons=tuple(
                Reason(code, "changed-since", f"{name}: {said}") for code, name, said in done.kept
            )
        )
    batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, who.at, who.account_id
    batch.faults = [
        {"where": code, "code": "kept", "message": f"{name}: {said}"}
        for code, name, said in done.kept[:MOST_KEPT]
    ]
    batch.counts = {**batch.counts, "restored": done.restored, "kept": len(done.kept)}
    batch.version += 1
    session.add(batch)
    record(
        session,
        batch,
        who,
        "import.undone",
        restored=done.restored,
        kept=[code for code, _, _ in done.kept],
    )


def record(session: Session, batch: ImportBatch, who: Who, act: str, **told: object) -> None:
    """A line in the log of the import's body."""
    payload = {
        "import": batch.id,
        "kind": batch.kind,
        "file": batch.object_sha256,
        "name": batch.file_name,
        **told,
    }
    record_on_body(session, batch.body_id, who, act, payload)


def give_up(session: Session, batch_id: str, sentence: str) -> None:
    """Let an import whose job was given up say so."""
    try:
        batch = queries.held(session, batch_id)
    except ImportNotFound:
        return
    after = {
        ImportState.UPLOADED: ImportState.REFUSED,
        ImportState.READING: ImportState.REFUSED,
        ImportState.APPLYING: ImportState.STALE,
        ImportState.UNDOING: ImportState.APPLIED,
    }.get(ImportState(batch.state))
    if after is None:
        return
    batch.state = after
    batch.faults = [{"where": "", "code": "given-up", "message": sentence}]
    batch.version += 1
    session.add(batch)
    session.flush()


def _refused(  # noqa: PLR0913, PLR0917 - which step of what, why, and for which job
    shop: Shop,
    batch_id: str,
    during: ImportState,
    after: ImportState,
    error: ServiceError,
    job: Taken | None,
) -> None:
    """Nothing was written; the import says why."""
    with shop.database.writing() as session:
        batch = queries.held(session, batch_id)
        if batch.state == during:
            batch.state, batch.faults = after, told(error)
            batch.version += 1
            session.add(batch)
        if job is not None:
            queue.finish(session, job, clock.now())


def _ended(shop: Shop, job: Taken | None) -> None:
    """There is nothing left to do: it was forgotten, or done by another."""
    if job is not None:
        with shop.database.writing() as session:
            queue.finish(session, job, clock.now())
