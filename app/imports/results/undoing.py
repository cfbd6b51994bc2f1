"""Undoing: what stood there before, with a line of audit for each school, in one transaction."""

import json
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.audit.chain import Who
from app.dossiers.importing import UNDONE
from app.dossiers.models import Dossier
from app.errors import Reason
from app.imports.errors import UndoRefused
from app.imports.kept import portions
from app.imports.kinds import Undone
from app.imports.models import ImportBatch, ImportRow
from app.imports.results.applying import (
    NAMED,
    Row,
    Told,
    campaign_kept_open,
    chunks,
    hold,
    out_of_reach,
    record,
)
from app.imports.results.cells import rows_of
from app.imports.results.statements import Writing

CHANGED_SINCE = "hồ sơ đã có người làm việc tiếp sau khi nhập"
NOT_YOURS = "bạn không có quyền nhập kết quả của trường này"
"""Nobody undoes what they could not have imported: the scores of their own school, among others."""


def undo(session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
    """Put back. Raises UndoRefused, DossierLocked (the campaign is closed)."""
    campaign_kept_open(session, batch)
    hold(session, batch)
    kept = _changed_since(session, batch)
    strange = out_of_reach(session, batch, who)
    named = {code for code, _, _ in kept}
    kept += [(one.code, one.name, NOT_YOURS) for one in strange if one.code not in named]
    if kept and not rest:
        raise UndoRefused(
            reasons=tuple(
                Reason(code, "changed-since", f"{name}: {said}.")
                for code, name, said in kept[:NAMED]
            )
        )
    _choose(session, batch, [one.id for one in strange])
    undone = col(ImportRow.undone).is_(True)
    source = f"Hoàn tác lần nhập từ {batch.file_name}"
    total = 0
    for chunk in chunks(session, batch, undone):
        total += len(chunk)
        record(session, [(one, UNDONE, _told(batch, one, source)) for one in chunk], who)
    if total:
        Writing(session.connection(), batch, who).undo(source, undone)
    session.expire_all()
    return Undone(total, kept)


def _changed_since(session: Session, batch: ImportBatch) -> list[tuple[str, str, str]]:
    rows = session.execute(
        select(col(ImportRow.code), col(Dossier.body_name))
        .join(Dossier, col(Dossier.id) == col(ImportRow.thing_id))
        .where(*rows_of(batch), col(Dossier.chain_head) != col(ImportRow.applied_head))
        .order_by(col(ImportRow.position))
    )
    return [(code, name, CHANGED_SINCE) for code, name in rows]


def _choose(session: Session, batch: ImportBatch, but: Sequence[str]) -> None:
    """Mark the rows whose dossiers nobody has touched since, `but` these."""
    untouched = (
        select(col(Dossier.id))
        .where(
            col(Dossier.id) == col(ImportRow.thing_id),
            col(Dossier.chain_head) == col(ImportRow.applied_head),
        )
        .exists()
    )
    session.connection().execute(
        update(ImportRow).where(*rows_of(batch), untouched).values(undone=True)
    )
    for some in portions(but):
        session.connection().execute(
            update(ImportRow)
            .where(*rows_of(batch), col(ImportRow.thing_id).in_(some))
            .values(undone=False)
        )


def _told(batch: ImportBatch, one: Row, source: str) -> Told:
    before, after = json.loads(one.before), json.loads(one.after)
    return {
        "before": after["dossier"]["state"],
        "after": before["dossier"]["state"],
        "reason": source,
        "import": batch.id,
        "sheet": one.sheet,
        "line": one.line,
        "answers": before["answers"],
        "facts": before["facts"],
        "reported": before["reported"],
        "cleared": {
            "answers": {
                side: [code for code in codes if code not in before["answers"].get(side, {})]
                for side, codes in after["answers"].items()
            },
            "facts": {
                side: [code for code in codes if code not in before["facts"].get(side, {})]
                for side, codes in after["facts"].items()
            },
        },
    }
