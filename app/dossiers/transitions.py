"""The self side's way through the states: one function per act, each with its guard.

Every act holds the dossier's row, writes its line of history and its audit row in the same
transaction, and says from which states it starts. Acts of the assessing side are in
`app.dossiers.external`, recognition in `app.recognition`.
"""

from sqlalchemy import update
from sqlmodel import Session, col

from app.audit.chain import Who, record_on_dossier
from app.campaigns.deadlines import is_late
from app.campaigns.models import Campaign, CampaignState
from app.dossiers import guards, queries, snapshots
from app.dossiers.errors import DossierLocked, NotReady, TransitionRefused
from app.dossiers.models import (
    Dossier,
    DossierState,
    SignedReport,
    Snapshot,
    SnapshotKind,
    StateChange,
)
from app.dossiers.sheets import plain_dossier, unconfirmed_codes
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
) -> tuple[Snapshot, tuple[Reason, ...]]:
    """Chốt: lock the self side and take its snapshot. Returns it and what was only warned of.

    From `đang soạn`, or from `trả bổ sung` when what was returned is ready. After a return that
    need not be signed again the dossier goes straight back to its assessors. An earlier snapshot
    is superseded, not void: what was handed in then stays what was handed in.
    """
    require_state(dossier, DossierState.DRAFTING, DossierState.RETURNED)
    require_open(campaign)
    plain = plain_dossier(session, dossier, campaign, external=False)
    blocks, warns = guards.before_closing(
        plain,
        unconfirmed_codes(session, dossier.id),
        queries.unconfirmed(session, dossier.id),
        claims_block=campaign.claims_block and "evidence" not in dossier.waived,
    )
    if blocks:
        raise NotReady(reasons=blocks)
    snapshot = snapshots.take(session, dossier, plain, SnapshotKind.SELF, who)
    dossier.self_level = plain.self_side.sheet.level
    after = DossierState.AWAITING_SIGNATURE
    if dossier.state == DossierState.RETURNED and not campaign.sign_again:
        after = DossierState.ASSESSING
        _mark_late(session, dossier, who)
        _answer_return(session, dossier, who)
    move(session, dossier, "self.closed", after, who, snapshot=snapshot.sha256)
    return snapshot, warns


def reopen(session: Session, dossier: Dossier, campaign: Campaign, who: Who, reason: str) -> None:
    """Back from `chờ ký` to where it came from; the snapshot and its signed file become void."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    require_open(campaign)
    said = require_reason(reason)
    voided = void_self_snapshots(session, dossier)
    returned = queries.open_return(session, dossier.id) is not None
    after = DossierState.RETURNED if returned else DossierState.DRAFTING
    move(session, dossier, "self.reopened", after, who, said, snapshot=voided)


def submit(session: Session, dossier: Dossier, campaign: Campaign, who: Who) -> None:
    """Hand in what the head signed; `who` is the head. Past the deadline it is marked as late."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    require_open(campaign)
    snapshot = snapshot_to_sign(session, dossier)
    blocks = guards.before_submission(
        signed=queries.signed_report(session, snapshot.id) is not None,
        two_people=campaign.two_people,
        same_person=snapshot.by_account == who.account_id,
    ).blocks
    if blocks:
        raise NotReady(reasons=blocks)
    dossier.approved_by = who.account_id
    dossier.submitted_at = who.at
    late = _mark_late(session, dossier, who)
    answered = _answer_return(session, dossier, who)
    after = DossierState.ASSESSING if answered else DossierState.SUBMITTED
    move(session, dossier, "self.submitted", after, who, snapshot=snapshot.sha256, late=late)


def snapshot_to_sign(session: Session, dossier: Dossier) -> Snapshot:
    """The snapshot that a dossier which awaits its signature was closed with."""
    found = queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    assert found is not None, "chốt takes a snapshot, and reopening leaves this state"
    return found


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


def void_self_snapshots(session: Session, dossier: Dossier) -> str | None:
    """What is reopened no longer stands: the self snapshot in force and the files signed for it.

    Its SHA-256; None where there is none. Earlier ones stay what was handed in at their time.
    """
    snapshot = queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    if snapshot is None:
        return None
    snapshot.void = True
    session.add(snapshot)
    signed = update(SignedReport).where(col(SignedReport.snapshot_id) == snapshot.id)
    session.connection().execute(signed.values(void=True))
    session.flush()
    return snapshot.sha256


def _mark_late(session: Session, dossier: Dossier, who: Who) -> bool:
    """Whether this handing in is late; once late a dossier stays so marked."""
    late = is_late(session, dossier, who.at)
    dossier.late = dossier.late or late
    return late


def _answer_return(session: Session, dossier: Dossier, who: Who) -> bool:
    """Close the open return; whether there was one."""
    current = queries.open_return(session, dossier.id)
    if current is None:
        return False
    current.closed_at = who.at
    session.add(current)
    return True
