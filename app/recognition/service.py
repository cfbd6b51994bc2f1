"""Recognition decisions: issued or amended, all of it or nothing, with a snapshot per dossier.

Hundreds of dossiers are held, judged and written together. Levels come from the external snapshot
in force alone; only an imported decision recognises an imported dossier without one, with the level
it prints, marked `waived: external`. Revoking is in `revoking`, publication in `publishing`.
"""

import unicodedata
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.bodies.models import Body
from app.clock import day_of
from app.dossiers.errors import VersionStale
from app.dossiers.models import Dossier, Origin, SnapshotKind
from app.dossiers.sheets import edition_of
from app.errors import Reason
from app.policy import Act, require_at_body
from app.policy.many import read_lines
from app.recognition import queries
from app.recognition.errors import DecisionNotFound, DecisionRefused, NumberTaken
from app.recognition.guards import Found, Given, of_decision, of_lines
from app.recognition.models import RecognitionDecision
from app.recognition.reaching import require_issuer
from app.recognition.writing import write
from app.storage.database import is_duplicate


def issue(
    session: Session, actor: Actor, body_id: str, given: Given, at: datetime
) -> RecognitionDecision:
    """Recognise all of the dossiers, or none. Raises DecisionRefused, NumberTaken."""
    require_at_body(session, actor, Act.ISSUE_DECISION, body_id, day_of(at))
    return _carry_out(session, actor, body_id, given, at, None)


def amend(  # noqa: PLR0913, PLR0917 - which decision, seen in which version, by what
    session: Session,
    actor: Actor,
    decision_id: str,
    version: int,
    given: Given,
    at: datetime,
) -> RecognitionDecision:
    """A later decision of the same body takes the place of lines of an earlier one.

    Dossiers that the earlier one does not recognise are recognised anew; lines that are not named
    stay in force under it.
    """
    earlier = held_for_change(session, actor, decision_id, version, at)
    if earlier.revoked_at is not None:
        raise DecisionRefused("Quyết định đã bị thu hồi toàn bộ nên không sửa đổi được nữa.")
    earlier.version += 1
    session.add(earlier)
    return _carry_out(session, actor, earlier.body_id, given, at, earlier)


def held_for_change(
    session: Session, actor: Actor, decision_id: str, version: int, at: datetime
) -> RecognitionDecision:
    """The decision, its row held, for a leader of the body that issued it or took its work over.

    Raises DecisionNotFound, NotAllowed, VersionStale.
    """
    found = queries.held_decision(session, decision_id)
    if found is None:
        raise DecisionNotFound
    require_issuer(session, actor, found, day_of(at))
    if found.version != version:
        message = f"bản trên máy chủ là {found.version}, bản bạn mở là {version}."
        raise VersionStale(reasons=(Reason(found.number, "version-stale", message),))
    return found


def _carry_out(  # noqa: PLR0913, PLR0917 - the decision, and the one that it amends
    session: Session,
    actor: Actor,
    body_id: str,
    given: Given,
    at: datetime,
    earlier: RecognitionDecision | None,
) -> RecognitionDecision:
    who = Who(actor.account_id, at)
    found = _find(session, given)
    reasons = [*of_decision(given, earlier, at), *of_lines(actor, body_id, given, found, earlier)]
    if reasons:
        raise DecisionRefused(reasons=tuple(reasons))
    decision = _decision(session, body_id, given, who, earlier)
    write(session, decision, given, found, who)
    told = {
        "decision": decision.id,
        "number": decision.number,
        "signed_on": decision.signed_on,
        "signer": decision.signer,
        "amends": decision.amends_id,
        "origin": decision.origin,
        "dossiers": [one.dossier_id for one in given.lines],
    }
    record_on_body(session, body_id, who, "recognition.issued", told)
    session.flush()
    return decision


def number_key(number: str) -> str:
    """How numbers are compared: without case, spaces and ways of composing letters."""
    return "".join(unicodedata.normalize("NFC", number).casefold().split())


def _find(session: Session, given: Given) -> Found:
    ids = [one.dossier_id for one in given.lines]
    dossiers = queries.held_dossiers(session, ids)
    imported = [one for one in dossiers.values() if one.origin == Origin.IMPORT]
    return Found(
        dossiers,
        queries.snapshots_in_force(session, ids, SnapshotKind.EXTERNAL),
        queries.lines_in_force(session, ids),
        queries.with_newer_revision(session, ids),
        read_lines(session),
        {one.edition_sha256: _levels(session, one) for one in imported},
    )


def _levels(session: Session, dossier: Dossier) -> frozenset[int]:
    """The levels of its edition, and 0: none of them."""
    return frozenset({0, *(one.number for one in edition_of(session, dossier).levels)})


def _decision(
    session: Session,
    body_id: str,
    given: Given,
    who: Who,
    earlier: RecognitionDecision | None,
) -> RecognitionDecision:
    key = number_key(given.number)
    if queries.is_numbered(session, body_id, given.signed_on.year, key):
        raise NumberTaken
    body = session.get(Body, body_id)
    assert body is not None
    assert who.account_id is not None
    decision = RecognitionDecision(
        tenant_id=body.tenant_id,
        body_id=body_id,
        campaign_id=given.campaign_id,
        number=given.number.strip(),
        number_key=key,
        year=given.signed_on.year,
        signed_on=given.signed_on,
        signer=given.signer.strip(),
        origin=given.origin,
        amends_id=earlier.id if earlier else None,
        issued_by=who.account_id,
        issued_at=who.at,
    )
    session.add(decision)
    try:
        session.flush()
    except IntegrityError as error:
        if is_duplicate(error):
            raise NumberTaken from error
        raise
    return decision
