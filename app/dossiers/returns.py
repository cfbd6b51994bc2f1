"""Returns for supplement (trả bổ sung): named criteria go back, each with its reason and a clock.

The external work is kept. Handing in again is the school's act in `app.dossiers.transitions`; what
changed meanwhile is told from the self snapshots before and after.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.dossiers.errors import NotReady
from app.dossiers.importing import ensure_snapshot
from app.dossiers.models import Dossier, DossierState, Return, ReturnedCriterion
from app.dossiers.sheets import edition_of
from app.dossiers.transitions import move, require_open, require_state
from app.errors import Reason
from criteria.edition import Edition
from scoring.checks import short

MAX_REASON = 2_000


def return_criteria(  # noqa: PLR0913, PLR0917 - what is returned, why, until when, by whom
    session: Session,
    dossier: Dossier,
    campaign: Campaign,
    who: Who,
    reasons: Mapping[str, str],
    deadline: datetime,
) -> Return:
    """Send named criteria back, each with a reason that the school sees.

    `deadline` is the first instant that is late. Raises TransitionRefused, DossierLocked (a closed
    campaign takes no supplement), NotReady.
    """
    require_state(dossier, DossierState.ASSESSING)
    require_open(campaign)
    ensure_snapshot(session, dossier, who)
    wrong = _wrong(edition_of(session, dossier), who, reasons, deadline)
    if wrong:
        raise NotReady(reasons=tuple(wrong))
    row = Return(
        dossier_id=dossier.id, deadline=deadline, by_account=who.account_id or "", at=who.at
    )
    session.add(row)
    session.flush()
    for code, said in reasons.items():
        session.add(ReturnedCriterion(return_id=row.id, criterion=code, reason=said.strip()))
    move(
        session,
        dossier,
        "external.returned",
        DossierState.RETURNED,
        who,
        _shortened(f"Trả bổ sung: {', '.join(sorted(reasons))}"),
        criteria=dict(reasons),
        deadline=deadline,
    )
    return row


def _wrong(
    edition: Edition, who: Who, reasons: Mapping[str, str], deadline: datetime
) -> list[Reason]:
    found = [
        Reason(short(code), "unknown-criterion", f"Bộ chỉ số không có tiêu chí {short(code)}.")
        for code in reasons
        if code not in edition.criteria
    ]
    found += [
        Reason(short(code), "reason-missing", f"Tiêu chí {short(code)}: phải ghi lý do trả lại.")
        for code, said in reasons.items()
        if not said.strip() or len(said) > MAX_REASON
    ]
    if not reasons:
        found.append(Reason("criteria", "nothing-named", "Hãy chọn ít nhất một tiêu chí."))
    if deadline <= who.at:
        found.append(Reason("deadline", "deadline-past", "Hạn bổ sung phải sau lúc này."))
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_REASON else text[: MAX_REASON - 1] + "…"
