"""Decisions and published levels as people and programs read them."""

from app.campaigns import queries as campaigns
from app.edge.cursors import cursor_of, values_of
from app.policy import Act, require, require_at_body, visible_dossiers
from app.recognition import queries
from app.recognition.models import RecognitionDecision
from app.recognition.reaching import readable
from app.recognition.schemas import (
    DecisionLineOut,
    DecisionLinePage,
    PublishedLine,
    PublishedPage,
    RecognitionOut,
    RecognitionPage,
)
from app.visit import Work


def decisions(
    work: Work, body_id: str, campaign_id: str | None, after: str, limit: int
) -> RecognitionPage:
    """The decisions of a body, for those who may read the body."""
    require_at_body(work.session, work.actor, Act.READ_BODY, body_id, work.today)
    last = values_of(after, 1)[0] if after else ""
    rows = queries.decisions_page(work.session, [body_id], campaign_id, last, limit + 1)
    shown = [_out(row, lines or 0, in_force or 0) for row, lines, in_force in rows[:limit]]
    return RecognitionPage(
        decisions=shown, next=cursor_of(shown[-1].id) if len(rows) > limit else None
    )


def decision(work: Work, decision_id: str) -> RecognitionOut:
    """One decision, for those who may read it."""
    return told(work, readable(work.session, work.actor, decision_id, work.today))


def lines(work: Work, decision_id: str, after: str, limit: int) -> DecisionLinePage:
    """The dossiers of a decision that the person may see."""
    found = readable(work.session, work.actor, decision_id, work.today)
    last = values_of(after, 1)[0] if after else ""
    seen = visible_dossiers(work.actor, work.today)
    rows = queries.lines_page(work.session, found.id, seen, last, limit + 1)
    shown = [
        DecisionLineOut(
            id=row.id,
            dossier_id=row.dossier_id,
            body_name=name,
            body_code=code,
            state=state,
            level=row.level,
            waived=row.waived,
            revoked_at=row.revoked_at,
            revoked_reason=row.revoked_reason,
            replaced_by=row.replaced_by,
        )
        for row, name, code, state in rows[:limit]
    ]
    return DecisionLinePage(
        lines=shown, next=cursor_of(shown[-1].id) if len(rows) > limit else None
    )


def published(work: Work, campaign_id: str, after: str, limit: int) -> PublishedPage:
    """Published levels of a campaign: for everybody who may read the campaign."""
    found = campaigns.campaign(work.session, campaign_id)
    require(work.session, work.actor, Act.READ_CAMPAIGN, found, work.today)
    last = values_of(after, 2) if after else None
    place = (last[0], last[1]) if last else None
    rows = queries.published_page(work.session, campaign_id, place, limit + 1)
    shown = [
        PublishedLine(
            dossier_id=row.id,
            body_id=row.body_id,
            body_name=row.body_name,
            body_code=row.body_code,
            kind=row.kind,
            level=row.recognised_level,
            waived=row.waived,
            published_at=row.published_at,
            number=row.number,
            signed_on=row.signed_on,
        )
        for row in rows[:limit]
    ]
    end = shown[-1] if len(rows) > limit else None
    return PublishedPage(
        published=shown, next=cursor_of(end.body_code, end.dossier_id) if end else None
    )


def told(work: Work, row: RecognitionDecision) -> RecognitionOut:
    """A decision with how many of its lines are in force."""
    all_lines = queries.lines_of(work.session, row.id)
    return _out(row, len(all_lines), sum(one.revoked_at is None for one in all_lines))


def _out(row: RecognitionDecision, count: int, in_force: int) -> RecognitionOut:
    kept = row.model_dump(include=set(RecognitionOut.model_fields))
    return RecognitionOut(**kept, lines=count, in_force=in_force)
