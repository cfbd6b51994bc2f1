"""An uploaded form: admitted, staged, shown, confirmed or dropped.

Nothing of a file is kept but the cells it changes, until it is confirmed or its time is over; so a
person on a bad line sends it once.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.audit.chain import Who, record_on_dossier
from app.dossiers.errors import DossierLocked
from app.dossiers.models import Dossier, SideName
from app.dossiers.reaching import WRITING, held, seen
from app.dossiers.saving import OpenSide, open_side, save
from app.dossiers.sheets import edition_of, evidence_of
from app.edge.multipart import wrong_field
from app.edge.versions import VersionMissing
from app.errors import Reason, ShapeWrong
from app.visit import Work
from app.workbooks import queries
from app.workbooks import schemas as out
from app.workbooks.cells import FormCells, digest_of
from app.workbooks.comparing import (
    Comparison,
    Fate,
    Staged,
    changes_of,
    compare,
    wanted_of,
)
from app.workbooks.errors import FormPreviewGone, FormPreviewStale
from app.workbooks.models import FormUpload
from app.workbooks.staging import refuse_other, staged
from app.workbooks.standing import standing
from app.workbooks.wording import shown, title_of
from criteria.edition import Edition
from exports.forms.places import CLAIM

KEPT = timedelta(days=7)
MARK_LENGTH = 16


def admitted(work: Work, dossier_id: str, side: SideName) -> Edition:
    """The edition that the form must be of; asked before a byte of the file is read.

    Raises what `seen` raises, and DossierLocked where nothing of that side can change now.
    """
    placed = seen(work, dossier_id, WRITING[side])
    at = open_side(work.session, placed.dossier, side, placed.campaign.state)
    refuse_locked(at)
    return edition_of(work.session, placed.dossier)


def stage(
    work: Work, dossier_id: str, side: SideName, cells: FormCells, file_name: str
) -> out.FormPreviewOut:
    """Keep what the file changes, in place of what the person uploaded before; the preview."""
    dossier, campaign = held(work, dossier_id, WRITING[side])
    at = open_side(work.session, dossier, side, campaign.state)
    refuse_locked(at)
    download = queries.download(work.session, cells.download) if cells.download else None
    refuse_other(cells, dossier, campaign, side, download)
    now = standing(work.session, at.edition, dossier, side)
    evidence = digest_of(evidence_of(work.session, dossier.id))
    content = staged(cells, now, download, evidence)
    account_id = work.actor.account_id
    queries.drop_waiting(work.session, dossier.id, side, account_id)
    row = FormUpload(
        dossier_id=dossier.id,
        side=side,
        account_id=account_id,
        file_name=file_name,
        content=asdict(content),
        versions=now.versions,
        at=work.at,
        expires_at=work.at + KEPT,
    )
    work.session.add(row)
    work.session.flush()
    return _preview(work, at, row)


def preview(work: Work, dossier_id: str, side: SideName, upload_id: str) -> out.FormPreviewOut:
    """What the upload would change as things stand now. Raises FormPreviewGone."""
    placed = seen(work, dossier_id, WRITING[side])
    row = _upload(work, placed.dossier, side, upload_id)
    at = open_side(work.session, placed.dossier, side, placed.campaign.state)
    return _preview(work, at, row)


def waiting(work: Work, dossier_id: str, side: SideName) -> FormUpload | None:
    """The person's upload that waits to be confirmed."""
    return queries.waiting(work.session, dossier_id, side, work.actor.account_id, work.at)


def confirm(  # noqa: PLR0913, PLR0917 - which upload of what, as it was seen, decided how
    work: Work,
    dossier_id: str,
    side: SideName,
    upload_id: str,
    if_match: str,
    choices: Mapping[str, str],
) -> out.FormSavedOut:
    """Save it all at once. Confirmed again it answers the same and changes nothing.

    `if_match` is the ETag of the preview that was on the screen.
    Raises FormPreviewGone, FormPreviewStale (with a fresh preview), and what saving raises.
    """
    dossier, campaign = held(work, dossier_id, WRITING[side])
    row = _upload(work, dossier, side, upload_id)
    if row.answer is not None:
        return out.FormSavedOut.model_validate(row.answer)
    at = open_side(work.session, dossier, side, campaign.state)
    refuse_locked(at)
    content = unpacked(row.content)
    found = compared(work.session, at, content)
    if found.mark != mark_in(if_match):
        raise FormPreviewStale({"preview": _preview(work, at, row).model_dump(mode="json")})
    conflicts = {cell.key for cell in found.of(Fate.CONFLICT)}
    for key in choices:
        if key not in conflicts:
            raise wrong_field("choices", "nêu một ô không có xung đột; hãy mở lại bản xem trước")
    told = {"upload": row.id, "download": content.download, "file": row.file_name}
    saved = applied(work.session, at, found, choices, work.who, told)
    row.confirmed_at, row.answer = work.at, saved.model_dump(mode="json")
    work.session.add(row)
    return saved


def drop(work: Work, dossier_id: str, side: SideName, upload_id: str) -> None:
    """Forget an upload. Raises FormPreviewGone."""
    placed = seen(work, dossier_id, WRITING[side])
    work.session.delete(_upload(work, placed.dossier, side, upload_id))


def compared(session: Session, at: OpenSide, content: Staged) -> Comparison:
    """The file against what stands there now: three statements, four where it holds claims."""
    now = standing(session, at.edition, at.dossier, at.side)
    claimed = None
    if at.side is SideName.EXTERNAL and any(key.startswith(CLAIM) for key in content.file):
        claimed = queries.claimed(session, at.dossier.id)
    return compare(at, content, now, claimed)


def applied(  # noqa: PLR0913, PLR0917 - what, where, on whose account, decided how, told how
    session: Session,
    at: OpenSide,
    found: Comparison,
    choices: Mapping[str, str],
    who: Who,
    told: Mapping[str, object],
) -> out.FormSavedOut:
    """One batch save of what is to be brought in; the chain tells which file it came from."""
    wanted = wanted_of(found, choices)
    changes = changes_of(at.edition, at.side, found.standing, wanted)
    saved = save(session, at, changes, who)
    if wanted:
        cells = {"cells": sorted(wanted), "choices": dict(choices)}
        act = f"{at.side}.form"
        record_on_dossier(session, at.dossier, who, act, {**told, **cells})
        session.flush()
    kept = len(found.of(Fate.CONFLICT, Fate.APPLY)) - len(wanted)
    return out.FormSavedOut(
        at=who.at,
        applied=len(wanted),
        kept=kept,
        answers=dict(saved.answers),
        facts=dict(saved.facts),
        texts=dict(saved.texts),
    )


def unpacked(content: Mapping[str, Any]) -> Staged:
    """A `Staged` from its row."""
    problems = tuple(tuple(one) for one in content["problems"])
    return Staged(**{**content, "problems": problems, "notes": tuple(content["notes"])})


def mark_in(if_match: str) -> str:
    """The mark that an If-Match names. Raises VersionMissing, ShapeWrong."""
    if not if_match:
        raise VersionMissing
    mark = if_match.strip().removeprefix("W/").strip('"')
    if len(mark) != MARK_LENGTH or not (mark.isascii() and mark.isalnum()):
        message = "“If-Match” phải là ETag của bản xem trước đã xem."
        raise ShapeWrong(reasons=(Reason("If-Match", "etag", message),))
    return mark


def refuse_locked(at: OpenSide) -> None:
    """Raise DossierLocked where nothing of the side can change now."""
    if not at.openness.open:
        raise DossierLocked(at.openness.sentence)


def _upload(work: Work, dossier: Dossier, side: SideName, upload_id: str) -> FormUpload:
    row = queries.upload(work.session, dossier.id, side, work.actor.account_id, upload_id)
    if row is None or row.expires_at <= work.at:
        raise FormPreviewGone
    return row


def _preview(work: Work, at: OpenSide, row: FormUpload) -> out.FormPreviewOut:
    content = unpacked(row.content)
    found = compared(work.session, at, content)
    changed = {one.server.by for one in found.cells if one.fate in _BY_OTHERS and one.server.by}
    names = queries.names(work.session, changed)
    cells = []
    for one in found.cells if row.answer is None else ():
        by_others = one.fate in _BY_OTHERS
        cells.append(
            out.FormCellOut(
                key=one.key,
                fate=one.fate,
                title=title_of(at.edition, one.key),
                place=content.places.get(one.key, ""),
                base=one.base,
                server=one.server.value,
                file=one.file,
                base_shown=shown(at.edition, one.key, one.base),
                server_shown=shown(at.edition, one.key, one.server.value),
                file_shown=shown(at.edition, one.key, one.file),
                message=one.message,
                by_name=names.get(one.server.by or "", "") if by_others else "",
                at=one.server.at if by_others else None,
            )
        )
    return out.FormPreviewOut(
        id=row.id,
        dossier_id=at.dossier.id,
        side=at.side.value,
        file_name=row.file_name,
        at=row.at,
        expires_at=row.expires_at,
        downloaded_at=(
            datetime.fromisoformat(content.downloaded_at) if content.downloaded_at else None
        ),
        mark=found.mark,
        cells=cells,
        problems=[
            out.FormProblemOut(where=f"{sheet}!{cell}" if cell else sheet, code=code, message=said)
            for sheet, cell, code, said in content.problems
        ],
        notes=list(content.notes),
        confirmed=out.FormSavedOut.model_validate(row.answer) if row.answer else None,
    )


_BY_OTHERS = (Fate.CONFLICT, Fate.THEIRS)
