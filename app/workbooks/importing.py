"""Many forms brought home at once: each finds its dossier and is a transaction of its own.

A run that is interrupted keeps what is done; run again, forms that are in already change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from app import clock
from app.accounts.actor import Actor, by_account
from app.accounts.errors import SignInNeeded
from app.audit.chain import Who
from app.campaigns.models import Campaign, CampaignKind
from app.dossiers import queries as dossier_queries
from app.dossiers.models import Dossier, SideName
from app.dossiers.reaching import WRITING
from app.dossiers.saving import open_side
from app.dossiers.sheets import evidence_of
from app.errors import FormNotAccepted, Reason, ServiceError
from app.index.models import StoredEdition
from app.policy import require
from app.storage.database import Database
from app.workbooks import queries
from app.workbooks.cells import FormCells, digest_of
from app.workbooks.comparing import Fate
from app.workbooks.service import applied, compared, refuse_locked
from app.workbooks.staging import refuse_other, staged
from app.workbooks.standing import standing


class Outcome(StrEnum):
    """What became of a file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Into which campaign, on whose account (None: the server's own shell), for which side."""

    campaign_id: str
    account_id: str | None = None
    side: SideName | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """One file: of which school, what became of it, and what was left out: (code, sentence)."""

    outcome: Outcome
    school: str = ""
    dossier_id: str = ""
    applied: int = 0
    left: tuple[tuple[str, str], ...] = ()


def editions_of(session: Session, campaign_id: str) -> dict[str, bytes]:
    """The editions that the campaign's dossiers are judged by, by hash."""
    used = select(Dossier.edition_sha256).where(Dossier.campaign_id == campaign_id)
    ruled = select(CampaignKind.edition_sha256).where(CampaignKind.campaign_id == campaign_id)
    rows = session.exec(
        select(StoredEdition.sha256, StoredEdition.content).where(
            col(StoredEdition.sha256).in_(used) | col(StoredEdition.sha256).in_(ruled)
        )
    )
    return dict(rows.all())


def bring(database: Database, wanted: Wanted, cells: FormCells, name: str) -> Brought:
    """One file in one transaction; a refusal leaves nothing."""
    try:
        if wanted.dry_run:
            with database.reading() as session:
                return _bring(session, wanted, cells, name)
        with database.writing() as session:
            return _bring(session, wanted, cells, name)
    except ServiceError as error:
        reasons = [(one.code, one.message) for one in error.reasons]
        left = tuple(reasons) or ((error.code, error.detail),)
        return Brought(Outcome.REFUSED, left=left)


def _bring(session: Session, wanted: Wanted, cells: FormCells, name: str) -> Brought:
    at = clock.now()
    dossier, campaign = _matched(session, wanted, cells)
    side = _side(wanted, cells)
    if wanted.account_id is not None:
        actor = _actor(session, wanted.account_id, at)
        require(session, actor, WRITING[side], dossier, clock.day_of(at))
    opened = open_side(session, dossier, side, campaign.state)
    refuse_locked(opened)
    download = queries.download(session, cells.download) if cells.download else None
    refuse_other(cells, dossier, campaign, side, download)
    evidence = digest_of(evidence_of(session, dossier.id))
    now = standing(session, opened.edition, dossier, side)
    content = staged(cells, now, download, evidence)
    found = compared(session, opened, content)
    changes = len(found.of(Fate.APPLY))
    if changes and not wanted.dry_run:
        told = {"download": content.download, "file": name}
        applied(session, opened, found, {}, Who(wanted.account_id, at), told)
    left = [(code, f"{sheet}!{cell}: {said}") for sheet, cell, code, said in content.problems]
    left += [
        ("conflict", f"{content.places[one.key]}: máy chủ đã có giá trị khác, giữ của máy chủ.")
        for one in found.of(Fate.CONFLICT)
    ]
    left += [
        (one.fate.value, f"{content.places[one.key]}: {one.message}")
        for one in found.of(Fate.LOCKED, Fate.REFUSED)
    ]
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Brought(outcome, dossier.body_name, dossier.id, changes, tuple(left))


def _matched(session: Session, wanted: Wanted, cells: FormCells) -> tuple[Dossier, Campaign]:
    """The dossier of a form, held where it may change. Raises FormNotAccepted."""
    download = queries.download(session, cells.download) if cells.download else None
    dossier_id = download.dossier_id if download else _by_code(session, wanted, cells.school_code)
    if wanted.dry_run:
        placed = dossier_queries.one(session, dossier_id)
        found = (placed.dossier, placed.campaign) if placed else None
    else:
        found = dossier_queries.held_in_campaign(session, dossier_id)
    if found is None or found[1].id != wanted.campaign_id:
        raise _refused("form-other-campaign", "Phiếu được tải từ hồ sơ của đợt khác.")
    return found


def _by_code(session: Session, wanted: Wanted, code: str) -> str:
    """The latest revision of the only school of that code in the campaign."""
    if not code:
        raise _refused("form-without-code", "Phiếu chưa ghi mã trường; hãy ghi ở trang Thông tin.")
    rows: Sequence[Dossier] = session.exec(
        select(Dossier)
        .where(Dossier.campaign_id == wanted.campaign_id, Dossier.body_code == code)
        .order_by(col(Dossier.revision).desc(), col(Dossier.id))
    ).all()
    schools = {row.body_id: row for row in reversed(rows)}
    if not schools:
        message = f"Đợt không có hồ sơ nào của trường mã {code[:40]}. Hãy kiểm tra lại mã."
        raise _refused("form-school-unknown", message)
    if len(schools) > 1:
        named = " và ".join(sorted(f"{one.body_name} ({one.id})" for one in schools.values()))
        message = f"Mã {code[:40]} là của {named}. Hãy nộp phiếu tải từ chính hồ sơ của trường."
        raise _refused("form-school-ambiguous", message)
    return next(iter(schools.values())).id


def _side(wanted: Wanted, cells: FormCells) -> SideName:
    if wanted.side is not None:
        return wanted.side
    return SideName(cells.side) if cells.side in set(SideName) else SideName.SELF


def _actor(session: Session, account_id: str, at: datetime) -> Actor:
    actor = by_account(session, account_id, clock.day_of(at))
    if actor is None:
        raise SignInNeeded
    return actor


def _refused(code: str, message: str) -> FormNotAccepted:
    return FormNotAccepted(message, (Reason("", code, message),))
