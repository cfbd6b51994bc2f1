"""Publication: recognised levels of a campaign are published by the body that recognised them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.clock import day_of
from app.dossiers.models import Dossier, DossierState
from app.dossiers.transitions import STATE_TITLES, step
from app.errors import Reason
from app.policy import Act, require_at_body
from app.policy.many import Lines, read_lines
from app.recognition import queries
from app.recognition.errors import DecisionRefused


def publish(  # noqa: PLR0913, PLR0917 - whose, of which campaign, which of them
    session: Session,
    actor: Actor,
    body_id: str,
    campaign_id: str,
    dossier_ids: Collection[str] | None,
    at: datetime,
) -> list[str]:
    """Publish these dossiers, or all that the body has recognised in the campaign (None).

    All or nothing; the ids. Raises DecisionRefused with every dossier that cannot be published.
    """
    require_at_body(session, actor, Act.ISSUE_DECISION, body_id, day_of(at))
    who, lines = Who(actor.account_id, at), read_lines(session)
    recognising = lines.recognised_by(body_id)
    wanted = set(
        queries.to_publish(session, campaign_id, recognising)
        if dossier_ids is None
        else dossier_ids
    )
    if not wanted:
        raise DecisionRefused("Không có hồ sơ nào đã công nhận mà chưa công bố trong đợt này.")
    held = queries.held_dossiers(session, wanted)
    reasons = tuple(_refused(actor, body_id, campaign_id, lines, held, wanted))
    if reasons:
        raise DecisionRefused(reasons=reasons)
    for key in sorted(wanted):
        dossier = held[key]
        dossier.published_at = at
        level = dossier.recognised_level
        step(session, dossier, "recognition.published", DossierState.PUBLISHED, who, level=level)
    told = {"campaign": campaign_id, "dossiers": sorted(wanted)}
    record_on_body(session, body_id, who, "recognition.published", told)
    session.flush()
    return sorted(wanted)


def _refused(  # noqa: PLR0913, PLR0917 - who publishes what of whose
    actor: Actor,
    body_id: str,
    campaign_id: str,
    lines: Lines,
    held: Mapping[str, Dossier],
    wanted: Collection[str],
) -> Iterator[Reason]:
    for key in sorted(wanted):
        dossier = held.get(key)
        if (
            dossier is None
            or dossier.campaign_id != campaign_id
            or not lines.recognises(body_id, dossier)
        ):
            message = "Không có hồ sơ này trong số hồ sơ mà đơn vị công nhận ở đợt này."
            yield Reason(key, "unknown-dossier", message)
            continue
        name = dossier.body_name
        if dossier.state != DossierState.RECOGNISED:
            title = STATE_TITLES[DossierState(dossier.state)]
            message = f"{name}: hồ sơ đang ở trạng thái “{title}”, cần “đã công nhận”."
            yield Reason(key, "not-recognised", message)
        if dossier.superseded_at is not None:
            yield Reason(key, "superseded", f"{name}: đã được thay bằng bản mới hơn.")
        if not lines.may(actor, Act.PUBLISH, dossier):
            yield Reason(key, "own-school", f"{name}: là trường mà bạn làm việc.")
