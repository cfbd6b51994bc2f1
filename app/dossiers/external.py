"""The assessing side's acts: receive, recall, assess from outside, return, conclude.

Each holds the dossier's row and starts only from the states it names. Self answers are never
touched: an external sheet that starts as a copy is rows of its own.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.audit.chain import Who
from app.campaigns.models import Campaign, ExternalStart
from app.dossiers import guards, queries, snapshots
from app.dossiers.errors import NotReady
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    FactAnswer,
    Return,
    ReturnedCriterion,
    SideName,
    SnapshotKind,
)
from app.dossiers.sheets import edition_of, plain_dossier
from app.dossiers.transitions import move, require_reason, require_state, void_self_snapshots
from app.errors import Reason

MAX_REASON = 2_000


def receive(session: Session, dossier: Dossier, who: Who) -> None:
    """Accept what was handed in."""
    require_state(dossier, DossierState.SUBMITTED)
    move(session, dossier, "external.received", DossierState.RECEIVED, who)


def send_back(session: Session, dossier: Dossier, who: Who, reason: str) -> None:
    """Before acceptance: back to the school, whole; what it signed becomes void."""
    require_state(dossier, DossierState.SUBMITTED)
    said = require_reason(reason)
    void_self_snapshots(session, dossier)
    dossier.submitted_at, dossier.approved_by = None, None
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


def return_criteria(
    session: Session,
    dossier: Dossier,
    who: Who,
    reasons: Mapping[str, str],
    deadline: datetime | None,
) -> Return:
    """Send named criteria back, each with a reason that the school sees. External work is kept."""
    require_state(dossier, DossierState.ASSESSING)
    edition = edition_of(session, dossier)
    wrong = [
        Reason(code, "unknown-criterion", f"Bộ chỉ số không có tiêu chí {code}.")
        for code in reasons
        if code not in edition.criteria
    ]
    wrong += [
        Reason(code, "reason-missing", f"Tiêu chí {code}: phải ghi lý do trả lại.")
        for code, said in reasons.items()
        if not said.strip() or len(said) > MAX_REASON
    ]
    if not reasons:
        wrong.append(Reason("criteria", "nothing-named", "Hãy chọn ít nhất một tiêu chí."))
    if deadline is not None and deadline <= who.at:
        wrong.append(Reason("deadline", "deadline-past", "Hạn bổ sung phải sau lúc này."))
    if wrong:
        raise NotReady(reasons=tuple(wrong))
    row = Return(
        dossier_id=dossier.id, deadline=deadline, by_account=who.account_id or "", at=who.at
    )
    session.add(row)
    session.flush()
    for code, said in reasons.items():
        session.add(ReturnedCriterion(return_id=row.id, criterion=code, reason=said.strip()))
    named = ", ".join(sorted(reasons))
    move(
        session,
        dossier,
        "external.returned",
        DossierState.RETURNED,
        who,
        f"Trả bổ sung: {named}",
        criteria=dict(reasons),
        deadline=deadline,
    )
    return row


def conclude(session: Session, dossier: Dossier, campaign: Campaign, who: Who) -> None:
    """The lead closes the external sheet and its snapshot is taken."""
    require_state(dossier, DossierState.ASSESSING)
    plain = plain_dossier(session, dossier, campaign)
    blocks = guards.before_conclusion(plain)
    if blocks:
        raise NotReady(reasons=tuple(blocks))
    assert plain.external is not None
    snapshot = snapshots.take(session, dossier, plain, SnapshotKind.EXTERNAL, who)
    dossier.external_level = plain.external.sheet.level
    move(
        session,
        dossier,
        "external.concluded",
        DossierState.ASSESSED,
        who,
        snapshot=snapshot.sha256,
        level=dossier.external_level,
    )


def _copy_self(session: Session, dossier: Dossier, who: Who) -> None:
    """Answers and facts become rows of the external side; comments and claims' acceptance do not."""
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
