"""Reaching a decision: who reads it, and who may change it."""

from datetime import date

from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.errors import NotAllowed
from app.bodies.errors import BodyNotFound
from app.policy import Act, acts_at_body, require_at_body, visible_dossiers
from app.policy.many import read_lines
from app.recognition import queries
from app.recognition.errors import DecisionNotFound
from app.recognition.models import RecognitionDecision


def readable(session: Session, actor: Actor, decision_id: str, today: date) -> RecognitionDecision:
    """The decision, for readers of its body, or of one of its dossiers. Raises DecisionNotFound."""
    found = queries.decision(session, decision_id)
    if found is None or not _is_seen(session, actor, found, today):
        raise DecisionNotFound
    return found


def require_issuer(
    session: Session, actor: Actor, decision: RecognitionDecision, today: date
) -> None:
    """Let a leader of the body that decided pass, or of one that took its work over.

    Raises DecisionNotFound for those who may not even see it, NotAllowed, ScopeMissing.
    """
    for body in sorted(read_lines(session).taken_over(decision.body_id)):
        if Act.ISSUE_DECISION in acts_at_body(session, actor, body, today):
            return
    if not _is_seen(session, actor, decision, today):
        raise DecisionNotFound
    try:
        require_at_body(session, actor, Act.ISSUE_DECISION, decision.body_id, today)
    except BodyNotFound as error:
        raise NotAllowed from error


def _is_seen(session: Session, actor: Actor, decision: RecognitionDecision, today: date) -> bool:
    for body in sorted(read_lines(session).taken_over(decision.body_id)):
        if Act.READ_BODY in acts_at_body(session, actor, body, today):
            return True
    seen = visible_dossiers(actor, today)
    return bool(queries.lines_page(session, decision.id, seen, "", 1))
