"""A dossier's way through the states as its school goes it, and what has been done so far."""

from datetime import datetime

from app.attachments.queries import rejected
from app.campaigns.models import Campaign
from app.dossiers import as_schema, guards, queries, transitions
from app.dossiers import schemas as out
from app.dossiers.guards import Readiness
from app.dossiers.models import Dossier, DossierState, SideName
from app.dossiers.reaching import held_in_open, seen
from app.dossiers.service import OPEN_STATES, described
from app.dossiers.sheets import plain_dossier, unconfirmed_codes
from app.edge.cursors import cursor_of, values_of
from app.errors import Reason, ShapeWrong
from app.policy import Act, open_acts, require
from app.visit import Work

MAX_DIGITS = 9


def readiness(work: Work, dossier_id: str) -> out.ReadinessOut:
    """What still stands before the next step of whoever is at work."""
    placed = seen(work, dossier_id)
    dossier, campaign = placed.dossier, placed.campaign
    if dossier.state in OPEN_STATES[SideName.SELF]:
        return _told("close", _before_closing(work, dossier, campaign))
    if dossier.state == DossierState.AWAITING_SIGNATURE:
        return _told("submit", _before_submission(work, dossier, campaign))
    if dossier.state == DossierState.ASSESSING:
        require(work.session, work.actor, Act.READ_EXTERNAL, dossier, work.today)
        plain = plain_dossier(work.session, dossier, campaign)
        refused = rejected(work.session, dossier.id)
        warns = guards.worth_a_look(plain, plain.external, refused) if plain.external else ()
        return _told("conclude", Readiness(tuple(guards.before_conclusion(plain)), warns))
    return out.ReadinessOut(act=None, ready=False, blocks=[], warns=[])


def close(work: Work, dossier_id: str, version: int | None) -> out.ClosedOut:
    """Chốt."""
    dossier, campaign = held_in_open(work, dossier_id, Act.CLOSE, version)
    snapshot, warns = transitions.close_sheet(work.session, dossier, campaign, work.who)
    return out.ClosedOut(
        dossier=_now(work, dossier), snapshot=snapshot.sha256, warns=as_schema.guards(warns)
    )


def reopen(work: Work, dossier_id: str, version: int | None, reason: str) -> out.DossierOut:
    """Back to work before it is handed in."""
    dossier, campaign = held_in_open(work, dossier_id, Act.REOPEN, version)
    transitions.reopen(work.session, dossier, campaign, work.who, reason)
    return _now(work, dossier)


def submit(work: Work, dossier_id: str, version: int | None) -> out.DossierOut:
    """Hand in."""
    dossier, campaign = held_in_open(work, dossier_id, Act.SUBMIT, version)
    transitions.submit(work.session, dossier, campaign, work.who)
    return _now(work, dossier)


def history(work: Work, dossier_id: str, after: str, limit: int) -> out.StatesOut:
    """The states of a dossier, oldest first."""
    seen(work, dossier_id)
    last = _moment_and_id(after) if after else None
    rows = queries.history(work.session, dossier_id, last, limit + 1)
    final = rows[:limit][-1][0] if rows else None
    more = len(rows) > limit and final is not None
    return out.StatesOut(
        changes=[as_schema.change(row, name) for row, name in rows[:limit]],
        next=cursor_of(final.at.isoformat(), final.id) if more and final else None,
    )


def trail(work: Work, dossier_id: str, after: str, limit: int) -> out.TrailOut:
    """The dossier's chain; what the assessors did is not told to who may not see their side."""
    dossier = seen(work, dossier_id).dossier
    acts = open_acts(work.session, work.actor, dossier, work.today)
    rows = queries.trail(work.session, dossier_id, _number(after) if after else 0, limit + 1)
    return out.TrailOut(
        rows=[
            out.TrailRow(
                number=row.number,
                at=row.at,
                act=row.act,
                by_account=row.account_id,
                by_name=name,
                payload=_payload(row.act, content, external=Act.READ_EXTERNAL in acts),
                payload_hash=row.payload_hash,
                previous=row.previous,
                hash=row.hash,
            )
            for row, content, name in rows[:limit]
        ],
        next=cursor_of(str(rows[limit - 1][0].number)) if len(rows) > limit else None,
    )


def _now(work: Work, dossier: Dossier) -> out.DossierOut:
    placed = queries.one(work.session, dossier.id)
    assert placed is not None
    return described(work, placed)


def _before_closing(work: Work, dossier: Dossier, campaign: Campaign) -> Readiness:
    plain = plain_dossier(work.session, dossier, campaign, external=False)
    return guards.before_closing(
        plain,
        unconfirmed_codes(work.session, dossier.id),
        queries.unconfirmed(work.session, dossier.id),
        claims_block=campaign.claims_block and "evidence" not in dossier.waived,
    )


def _before_submission(work: Work, dossier: Dossier, campaign: Campaign) -> Readiness:
    snapshot = transitions.snapshot_to_sign(work.session, dossier)
    return guards.before_submission(
        signed=queries.signed_report(work.session, snapshot.id) is not None,
        two_people=campaign.two_people,
        same_person=snapshot.by_account == work.actor.account_id,
    )


def _told(act: str, found: Readiness) -> out.ReadinessOut:
    return out.ReadinessOut.model_validate(
        {
            "act": act,
            "ready": not found.blocks,
            "blocks": as_schema.guards(found.blocks),
            "warns": as_schema.guards(found.warns),
        }
    )


def _payload(act: str, content: str | None, *, external: bool) -> dict[str, object] | None:
    return None if act.startswith("external.") and not external else as_schema.payload(content)


def _moment_and_id(after: str) -> tuple[datetime, str]:
    moment, last = values_of(after, 2)
    try:
        found = datetime.fromisoformat(moment)
    except ValueError as error:
        raise _wrong() from error
    if found.tzinfo is None:
        raise _wrong()
    return found, last


def _number(after: str) -> int:
    (text,) = values_of(after, 1)
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise _wrong()
    return int(text)


def _wrong() -> ShapeWrong:
    message = "Con trỏ trang không đúng. Hãy bắt đầu lại từ trang đầu của danh sách."
    return ShapeWrong(reasons=(Reason("after", "cursor", message),))
