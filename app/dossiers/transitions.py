"""The self side's way through the states: one function per act, each with its guard.

Every act holds the dossier's row, writes its line of history and its audit row in the same
transaction, and says from which states it starts. Acts of the assessing side are in
`app.dossiers.external`, recognition in `app.recognition`.
"""

from datetime import datetime

from sqlmodel import Session, select

from app.audit.chain import Who, record_on_dossier
from app.campaigns.models import Campaign, CampaignState
from app.dossiers import guards, queries, snapshots
from app.dossiers.errors import DossierLocked, NotReady, TransitionRefused
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
    StateChange,
)
from app.dossiers.sheets import covered, plain_dossier
from app.errors import Reason

STATE_TITLES = {
    DossierState.DRAFTING: "đang soạn",
    DossierState.AWAITING_SIGNATURE: "chờ ký",
    DossierState.SUBMITTED: "đã nộp",
    DossierState.RECEIVED: "đã tiếp nhận",
    DossierState.ASSESSING: "đang đánh giá ngoài",
    DossierState.RETURNED: "trả bổ sung",
    DossierState.ASSESSED: "đã đánh giá ngoài",
    DossierState.OBJECTED: "đang giải trình",
    DossierState.RECOGNISED: "đã công nhận",
    DossierState.PUBLISHED: "đã công bố",
}


def move(  # noqa: PLR0913, PLR0917 - an act, where to, why, by whom
    session: Session,
    dossier: Dossier,
    act: str,
    after: DossierState,
    who: Who,
    reason: str = "",
    **payload: object,
) -> None:
    """Change the state, with its history and its audit row. The row must be held."""
    step(session, dossier, act, after, who, reason, **payload)
    session.flush()


def step(  # noqa: PLR0913, PLR0917 - as for `move`
    session: Session,
    dossier: Dossier,
    act: str,
    after: DossierState,
    who: Who,
    reason: str = "",
    **payload: object,
) -> None:
    """The same without sending it: acts on many dossiers send all of their rows together."""
    before = dossier.state
    dossier.state = after
    dossier.version += 1
    session.add(
        StateChange(
            dossier_id=dossier.id,
            act=act,
            before=before,
            after=after,
            reason=reason,
            by_account=who.account_id,
            at=who.at,
        )
    )
    told = {"before": before, "after": after, "reason": reason} | payload
    record_on_dossier(session, dossier, who, act, told)
    session.add(dossier)


def require_state(dossier: Dossier, *allowed: DossierState) -> None:
    """Refuse an act that does not start from the dossier's state."""
    if dossier.state not in allowed:
        now = STATE_TITLES[DossierState(dossier.state)]
        wanted = " hoặc ".join(f"“{STATE_TITLES[state]}”" for state in allowed)
        raise TransitionRefused(
            f"Hồ sơ đang ở trạng thái “{now}”; việc này cần trạng thái {wanted}."
        )


def require_open(campaign: Campaign) -> None:
    """Refuse what a campaign that is not open does not take."""
    if campaign.state != CampaignState.OPEN:
        raise DossierLocked("Đợt đánh giá đã đóng hoặc chưa mở. Hãy liên hệ đơn vị tổ chức đợt.")


def require_reason(reason: str) -> str:
    """The reason, which people will read; mandatory and bounded."""
    said = reason.strip()
    if not said or len(said) > 2000:  # noqa: PLR2004 - the column's width
        raise NotReady(
            reasons=(Reason("reason", "reason-missing", "Phải ghi lý do (không quá 2.000 ký tự)."),)
        )
    return said


def close_sheet(
    session: Session, dossier: Dossier, campaign: Campaign, who: Who
) -> tuple[Reason, ...]:
    """Chốt: lock the self side and take its snapshot. Returns the warnings.

    From `đang soạn`, or from `trả bổ sung` when what was returned is ready. After a return that
    need not be signed again the dossier goes straight back to its assessors.
    """
    require_state(dossier, DossierState.DRAFTING, DossierState.RETURNED)
    require_open(campaign)
    plain = plain_dossier(session, dossier, campaign, external=False)
    blocks, warns = guards.before_closing(
        plain, campaign, covered(plain.evidence), _unconfirmed(session, dossier)
    )
    if blocks:
        raise NotReady(reasons=tuple(blocks))
    void_self_snapshots(session, dossier)
    snapshot = snapshots.take(session, dossier, plain, SnapshotKind.SELF, who)
    dossier.self_level = plain.self_side.sheet.level
    after = DossierState.AWAITING_SIGNATURE
    if dossier.state == DossierState.RETURNED and not campaign.sign_again:
        _close_return(session, dossier, who)
        after = DossierState.ASSESSING
    move(session, dossier, "self.closed", after, who, snapshot=snapshot.sha256)
    return tuple(warns)


def reopen(session: Session, dossier: Dossier, campaign: Campaign, who: Who, reason: str) -> None:
    """Back from `chờ ký` to where it came from; the snapshot and its signed file become void."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    require_open(campaign)
    void_self_snapshots(session, dossier)
    returned = queries.open_return(session, dossier.id) is not None
    after = DossierState.RETURNED if returned else DossierState.DRAFTING
    move(session, dossier, "self.reopened", after, who, require_reason(reason))


def submit(
    session: Session, dossier: Dossier, campaign: Campaign, who: Who, deadline: datetime | None
) -> None:
    """Hand in what the head signed. `who` is the head; `deadline` the first instant that is late."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    require_open(campaign)
    snapshot = queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    assert snapshot is not None, "a dossier that awaits its signature has its snapshot"
    reasons: list[Reason] = []
    if queries.signed_report(session, snapshot.id) is None:
        message = "Chưa có báo cáo đã ký. Hãy in, ký rồi tải bản đã ký lên."
        reasons.append(Reason("signed_report", "not-signed", message))
    if campaign.two_people and snapshot.by_account == who.account_id:
        message = "Người chốt và người đứng đầu nộp hồ sơ phải là hai tài khoản khác nhau."
        reasons.append(Reason("approval", "one-person", message))
    if reasons:
        raise NotReady(reasons=tuple(reasons))
    dossier.approved_by = who.account_id
    dossier.submitted_at = who.at
    returned = queries.open_return(session, dossier.id)
    if returned is not None:
        late = returned.deadline is not None and who.at >= returned.deadline
        _close_return(session, dossier, who)
        after = DossierState.ASSESSING
    else:
        late = deadline is not None and who.at >= deadline
        after = DossierState.SUBMITTED
    dossier.late = dossier.late or late
    move(session, dossier, "self.submitted", after, who, snapshot=snapshot.sha256, late=late)


def attach_signed(
    session: Session, dossier: Dossier, report: SignedReport, snapshot: Snapshot, who: Who
) -> None:
    """Keep the file that the head signed beside the snapshot it was printed from."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    session.add(report)
    record_on_dossier(
        session,
        dossier,
        who,
        "self.signed_report",
        {
            "file": report.object_sha256,
            "snapshot": snapshot.sha256,
            "qr": report.qr,
            "number": report.number,
            "signed_on": report.signed_on,
        },
    )
    session.add(dossier)
    session.flush()


def _unconfirmed(session: Session, dossier: Dossier) -> list[str]:
    rows = session.exec(
        select(Answer.item).where(
            Answer.dossier_id == dossier.id, Answer.side == SideName.SELF, Answer.unconfirmed
        )
    )
    return sorted(rows)


def void_self_snapshots(session: Session, dossier: Dossier) -> None:
    """What was signed no longer stands: the snapshots and the files beside them."""
    rows = session.exec(
        select(Snapshot).where(
            Snapshot.dossier_id == dossier.id, Snapshot.kind == SnapshotKind.SELF
        )
    ).all()
    for row in rows:
        row.void = True
        session.add(row)
        for signed in session.exec(
            select(SignedReport).where(SignedReport.snapshot_id == row.id)
        ).all():
            signed.void = True
            session.add(signed)
    session.flush()


def _close_return(session: Session, dossier: Dossier, who: Who) -> None:
    current = queries.open_return(session, dossier.id)
    assert current is not None
    current.closed_at = who.at
    session.add(current)
