"""An edition on its way into use: proposed, approved by a second person, activated.

Nothing is in use before it is activated, and what was recorded is never changed: a correction is a
new version. Every step is recorded on the installation's chain.
"""

from datetime import datetime

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.clock import day_of
from app.index import queries
from app.index.errors import EditionRecordedOtherwise, EditionStateWrong, SecondPersonNeeded
from app.index.examining import Examined, GivenEdition
from app.index.models import EditionState, StoredEdition
from app.policy import Act, require
from app.storage.database import in_turn

STATES = {
    EditionState.PROPOSED: "đang chờ người thứ hai phê duyệt",
    EditionState.APPROVED: "đã phê duyệt, chưa kích hoạt",
    EditionState.ACTIVE: "đang dùng",
    EditionState.WITHDRAWN: "đã rút lại",
}


def allow(session: Session, actor: Actor, at: datetime) -> None:
    """Let those pass who look after editions. Raises NotAllowed, ScopeMissing."""
    require(session, actor, Act.MANAGE_EDITIONS, None, day_of(at))


def propose(
    session: Session, actor: Actor, given: GivenEdition, found: Examined, at: datetime
) -> StoredEdition:
    """Keep what was examined, as a proposal; the same again is what is kept already.

    Raises EditionRecordedOtherwise where that version has other bytes.
    """
    allow(session, actor, at)
    in_turn(session, "editions")  # two at once with one name: the second finds the first
    known = queries.named(session, found.id, found.version)
    if known is not None:
        if known.sha256 != found.sha256:
            raise EditionRecordedOtherwise
        if known.state != EditionState.WITHDRAWN:
            _refuse_other_company(known, given)
            return known
    row = known or StoredEdition(
        sha256=found.sha256,
        edition_id=found.id,
        version=found.version,
        title=found.title,
        content=given.content,
        state=EditionState.PROPOSED,
        proposed_at=at,
    )
    row.state, row.proposed_by, row.proposed_at = EditionState.PROPOSED, actor.account_id, at
    row.golden, row.carry_map = given.golden, given.carry_map
    row.carry_from = found.carry_from or None
    row.one_person, row.approved_by, row.approved_at = False, None, None
    _recorded(session, row, Who(actor.account_id, at), "edition.proposed")
    return row


def approve(
    session: Session, actor: Actor, sha256: str, at: datetime, *, two_people: bool
) -> StoredEdition:
    """A second person says yes. Raises EditionStateWrong, SecondPersonNeeded.

    Where the installation has one administrator only, the same person may, and it is recorded.
    """
    allow(session, actor, at)
    row = queries.held(session, sha256)
    _refuse_other_state(row, EditionState.PROPOSED)
    alone = row.proposed_by == actor.account_id
    if alone and two_people:
        raise SecondPersonNeeded
    row.state, row.one_person = EditionState.APPROVED, alone
    row.approved_by, row.approved_at = actor.account_id, at
    waived = {"waived": "second-person"} if alone else {}
    _recorded(session, row, Who(actor.account_id, at), "edition.approved", **waived)
    return row


def activate(session: Session, actor: Actor, sha256: str, at: datetime) -> StoredEdition:
    """From here on it can be chosen. Raises EditionStateWrong."""
    allow(session, actor, at)
    row = queries.held(session, sha256)
    _refuse_other_state(row, EditionState.APPROVED)
    row.state, row.activated_by, row.activated_at = EditionState.ACTIVE, actor.account_id, at
    _recorded(session, row, Who(actor.account_id, at), "edition.activated")
    return row


def withdraw(
    session: Session, actor: Actor, sha256: str, reason: str, at: datetime
) -> StoredEdition:
    """Take back what is not in use yet. Raises EditionStateWrong."""
    allow(session, actor, at)
    row = queries.held(session, sha256)
    _refuse_other_state(row, EditionState.PROPOSED, EditionState.APPROVED)
    row.state, row.withdrawn_reason = EditionState.WITHDRAWN, reason
    row.withdrawn_by, row.withdrawn_at = actor.account_id, at
    _recorded(session, row, Who(actor.account_id, at), "edition.withdrawn", reason=reason)
    return row


def _refuse_other_company(known: StoredEdition, given: GivenEdition) -> None:
    """What lies beside an edition was proposed with it, and is approved with it."""
    sent = (given.golden, given.carry_map)
    if any(one is not None for one in sent) and sent != (known.golden, known.carry_map):
        raise EditionRecordedOtherwise(
            "Bộ chỉ số này đã được ghi nhận cùng ca mẫu hoặc bản đồ chuyển khác. "
            "Hãy rút bản đang đề xuất rồi gửi lại, hoặc đặt số phiên bản mới."
        )


def _refuse_other_state(row: StoredEdition, *allowed: EditionState) -> None:
    if row.state not in allowed:
        name, said = f"{row.edition_id}@{row.version}", STATES[EditionState(row.state)]
        raise EditionStateWrong(f"{name} {said}. {EditionStateWrong.said}")


def _recorded(session: Session, row: StoredEdition, who: Who, act: str, **more: object) -> None:
    session.add(row)
    session.flush()
    told = {
        "edition": f"{row.edition_id}@{row.version}",
        "sha256": row.sha256,
        "carry_from": row.carry_from,
        **more,
    }
    record_on_body(session, INSTALLATION, who, act, told)
