"""The assessing side's acts: receive, send back, recall, start, conclude.

Each holds the dossier's row and starts only from the states it names. Self answers are never
touched: an external sheet that starts as a copy is rows of its own, saved by `app.dossiers.saving`.
Returns are in `app.dossiers.returns` and `taking_back`, giải trình in `app.dossiers.objections`.
"""

from sqlmodel import Session

from app.audit.chain import Who
from app.campaigns.models import Campaign, ExternalStart
from app.dossiers import guards, queries, snapshots
from app.dossiers.errors import NotReady
from app.dossiers.importing import ensure_snapshot
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    FactAnswer,
    SideName,
    Snapshot,
    SnapshotKind,
)
from app.dossiers.sheets import plain_dossier
from app.dossiers.transitions import (
    move,
    require_open,
    require_reason,
    require_state,
    void_self_snapshots,
)
from exports.dossier import Dossier as PlainDossier


def receive(session: Session, dossier: Dossier, who: Who) -> None:
    """Accept what was handed in."""
    require_state(dossier, DossierState.SUBMITTED)
    ensure_snapshot(session, dossier, who)
    move(session, dossier, "external.received", DossierState.RECEIVED, who)


def send_back(
    session: Session, dossier: Dossier, campaign: Campaign, who: Who, reason: str
) -> None:
    """Before acceptance: back to the school, whole; what it signed becomes void.

    Only while the campaign is open: the school could not hand in again.
    """
    require_state(dossier, DossierState.SUBMITTED)
    require_open(campaign)
    said = require_reason(reason)
    void_self_snapshots(session, dossier)
    dossier.submitted_at, dossier.approved_by = None, None
    dossier.waived = []  # what was imported, the school now approves, signs and proves itself
    move(session, dossier, "external.sent_back", DossierState.DRAFTING, who, said)


def recall(session: Session, dossier: Dossier, who: Who, reason: str) -> None:
    """Take an acceptance back."""
    require_state(dossier, DossierState.RECEIVED)
    move(session, dossier, "external.recalled", DossierState.SUBMITTED, who, require_reason(reason))


def start(session: Session, dossier: Dossier, campaign: Campaign, who: Who) -> None:
    """Begin the external sheet: blank, or a copy of the self sheet, as the campaign says."""
    require_state(dossier, DossierState.RECEIVED)
    if campaign.external_start == ExternalStart.COPY and dossier.external_version == 0:
        _copy_self(session, dossier, who)
    dossier.external_version += 1
    move(
        session,
        dossier,
        "external.started",
        DossierState.ASSESSING,
        who,
        begins_as=campaign.external_start,
    )


def conclude(session: Session, dossier: Dossier, campaign: Campaign, who: Who) -> Snapshot:
    """The lead closes the external sheet and its snapshot is taken."""
    require_state(dossier, DossierState.ASSESSING)
    ensure_snapshot(session, dossier, who)
    plain = plain_dossier(session, dossier, campaign)
    blocks = guards.before_conclusion(plain)
    if blocks:
        raise NotReady(reasons=tuple(blocks))
    snapshot = take_snapshot(session, dossier, plain, who)
    move(
        session,
        dossier,
        "external.concluded",
        DossierState.ASSESSED,
        who,
        snapshot=snapshot.sha256,
        level=dossier.external_level,
    )
    return snapshot


def take_snapshot(session: Session, dossier: Dossier, plain: PlainDossier, who: Who) -> Snapshot:
    """The external snapshot now in force, and the level that it alone decides.

    One taken before stays what was concluded then; it is superseded, not void.
    """
    assert plain.external is not None
    dossier.external_level = plain.external.sheet.level
    return snapshots.take(session, dossier, plain, SnapshotKind.EXTERNAL, who)


def _copy_self(session: Session, dossier: Dossier, who: Who) -> None:
    """Answers and facts become rows of the external side; comments and acceptance do not."""
    for row in queries.answers(session, dossier.id, SideName.SELF):
        session.add(
            Answer(
                dossier_id=dossier.id,
                side=SideName.EXTERNAL,
                item=row.item,
                award=row.award,
                verdict=row.verdict,
                inapplicable=row.inapplicable,
                by_account=who.account_id,
                at=who.at,
            )
        )
    for fact in queries.facts(session, dossier.id, SideName.SELF):
        session.add(
            FactAnswer(
                dossier_id=dossier.id,
                side=SideName.EXTERNAL,
                fact=fact.fact,
                value=fact.value,
                by_account=who.account_id,
                at=who.at,
            )
        )
    session.flush()
