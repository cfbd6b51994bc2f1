"""What tests of the way through the states share."""

from sqlmodel import col, select

from app import clock
from app.audit.chain import Who
from app.dossiers import queries, transitions
from app.dossiers.models import (
    DossierState,
    QrReading,
    SignedReport,
    Snapshot,
    SnapshotKind,
)
from tests.app.dossiers.desk import Desk

S = DossierState


def sign(desk: Desk, person: str = "head") -> None:
    """The signed file, as if it had been handed back."""
    account = desk.account(person)
    with desk.house.database.writing() as session:
        dossier = queries.held(session, desk.dossier_id)
        assert dossier is not None
        snapshot = transitions.snapshot_to_sign(session, dossier)
        report = SignedReport(
            snapshot_id=snapshot.id,
            tenant_id=dossier.tenant_id,
            object_sha256="a" * 64,
            file_name="bao-cao.pdf",
            qr=QrReading.MATCHES,
            at=clock.now(),
        )
        who = Who(account, clock.now())
        transitions.attach_signed(session, dossier, report, snapshot, who)


def handed_in(desk: Desk) -> None:
    """Closed, signed and submitted."""
    assert desk.post("/close").status_code == 200
    sign(desk)
    assert desk.post("/submit", person="head").status_code == 200


def snapshots(desk: Desk, kind: SnapshotKind = SnapshotKind.SELF) -> list[Snapshot]:
    """Of that kind, oldest first."""
    with desk.rows() as session:
        wanted = select(Snapshot).where(
            Snapshot.dossier_id == desk.dossier_id, Snapshot.kind == kind
        )
        return list(session.exec(wanted.order_by(col(Snapshot.at))).all())


def codes(answer: dict[str, list[dict[str, str]]], name: str = "errors") -> set[tuple[str, str]]:
    return {(one["where"], one["code"]) for one in answer[name]}
