"""The report as the head signed it, beside the snapshot it was printed from.

The code on the paper says what it was printed from. A readable code of something else is refused,
an unreadable one (a poor scan) is marked for the receiver, who looks with their own eyes.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from app import clock
from app.attachments.errors import SealDiffers
from app.attachments.files import Kept, known
from app.audit.chain import Who
from app.dossiers import queries
from app.dossiers.errors import NotReady
from app.dossiers.models import (
    Dossier,
    DossierState,
    QrReading,
    SignedReport,
    Snapshot,
    SnapshotKind,
)
from app.dossiers.seal import Seal, read_seal
from app.dossiers.transitions import attach_signed, require_state
from app.errors import Reason

Texts = Sequence[str] | None
"""What the codes on a paper say; None where the paper could not be looked at."""


class Paper(NamedTuple):
    """What is written on the paper: số, ký hiệu, and the day it was signed."""

    number: str
    symbol: str
    signed_on: date | None


def awaited(session: Session, dossier: Dossier) -> Snapshot:
    """The snapshot whose report is being signed. Raises TransitionRefused."""
    require_state(dossier, DossierState.AWAITING_SIGNATURE)
    snapshot = queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF)
    assert snapshot is not None, "a dossier that awaits its signature has its snapshot"
    return snapshot


def judge(texts: Texts, dossier_id: str, sha256: str) -> QrReading:
    """What the codes say of the paper. Raises SealDiffers where they say another thing."""
    seals = [seal for seal in map(read_seal, texts or ()) if seal is not None]
    if Seal(dossier_id, sha256) in seals:
        return QrReading.MATCHES
    if not seals:
        return QrReading.UNREADABLE
    if all(seal.dossier_id != dossier_id for seal in seals):
        raise SealDiffers(
            "Mã QR trên bản này thuộc hồ sơ khác. Hãy kiểm tra xem có chọn nhầm tệp không. "
            "Chưa có gì được lưu."
        )
    raise SealDiffers(
        "Mã QR trên bản này thuộc một lần chốt trước; số liệu có thể đã khác. Hãy tải bản in mới "
        "từ hồ sơ, ký rồi gửi lại. Chưa có gì được lưu."
    )


def attach(  # noqa: PLR0913, PLR0917 - a file, what it says, what its code says, on whose account
    session: Session, dossier: Dossier, kept: Kept, paper: Paper, texts: Texts, who: Who
) -> SignedReport:
    """Keep the signed file; one that stood there before stays, void. The row must be held.

    Raises TransitionRefused, SealDiffers, NotReady.
    """
    snapshot = awaited(session, dossier)
    reading = judge(texts, dossier.id, snapshot.sha256)
    if paper.signed_on is not None and paper.signed_on > clock.day_of(who.at):
        message = "Ngày ký không thể sau hôm nay."
        raise NotReady(reasons=(Reason("signed_on", "signed-in-future", message),))
    noted = known(session, dossier, kept, who)
    for earlier in reports(session, dossier.id):
        if not earlier.void and earlier.snapshot_id == snapshot.id:
            earlier.void = True
            session.add(earlier)
    report = SignedReport(
        snapshot_id=snapshot.id,
        tenant_id=dossier.tenant_id,
        object_sha256=kept.stored.sha256,
        inspection_id=noted.inspection_id,
        file_name=kept.file_name,
        number=paper.number,
        symbol=paper.symbol,
        signed_on=paper.signed_on,
        qr=reading,
        by_account=who.account_id,
        at=who.at,
    )
    attach_signed(session, dossier, report, snapshot, who)
    return report


def reports(session: Session, dossier_id: str) -> Sequence[SignedReport]:
    """Every signed file that the dossier ever had, the latest first."""
    return session.exec(
        select(SignedReport)
        .join(Snapshot, col(Snapshot.id) == col(SignedReport.snapshot_id))
        .where(Snapshot.dossier_id == dossier_id)
        .order_by(col(SignedReport.at).desc(), col(SignedReport.id).desc())
    ).all()
