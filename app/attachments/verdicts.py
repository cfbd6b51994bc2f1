"""What the assessors say of each piece of evidence: accepted or rejected, and why.

It belongs to the external side: written only while the dossier is being assessed, and seen by the
school once that is concluded; before, only for the criteria that were returned.
"""

from typing import NamedTuple

from app.attachments import queries, service
from app.attachments.errors import VerdictReasonMissing
from app.attachments.models import Assessment, EvidenceVerdict
from app.audit.chain import record_on_dossier
from app.dossiers.errors import DossierLocked, VersionStale
from app.dossiers.models import Dossier, DossierState, SideName
from app.dossiers.openness import openness
from app.dossiers.queries import returned_now
from app.dossiers.reaching import held, seen
from app.dossiers.sheets import edition_of
from app.errors import Reason
from app.policy import Act, open_acts
from app.visit import Work


class Said(NamedTuple):
    """What is said of one piece, under its code."""

    code: str
    row: Assessment


def judge(  # noqa: PLR0913, PLR0917 - which piece, over which version, and what is said of it
    work: Work,
    dossier_id: str,
    evidence_id: str,
    version: int,
    verdict: EvidenceVerdict,
    reason: str,
) -> Said:
    """Accept or reject a piece, over the version stated (0: nothing was said yet).

    Raises DossierLocked, EvidenceNotFound, VersionStale, VerdictReasonMissing.
    """
    dossier, campaign = held(work, dossier_id, Act.WRITE_EXTERNAL)
    may = openness(work.session, dossier, SideName.EXTERNAL, campaign.state)
    if not may.open:
        raise DossierLocked(may.sentence)
    piece = service.found(work.session, dossier, evidence_id)
    if verdict is EvidenceVerdict.REJECTED and not reason:
        raise VerdictReasonMissing
    row = work.session.get(Assessment, evidence_id)
    if version != (row.version if row else 0):
        message = f"Ý kiến về {piece.code} vừa được người khác ghi: hãy xem lại rồi ghi."
        raise VersionStale(reasons=(Reason(piece.code, "version-stale", message),))
    if row is None:
        row = Assessment(evidence_id=evidence_id, verdict=verdict, reason=reason, at=work.at)
    else:
        row.version += 1
    row.verdict, row.reason = verdict, reason
    row.by_account, row.at = work.who.account_id, work.at
    work.session.add(row)
    dossier.external_version += 1
    told: dict[str, object] = {"code": piece.code, "verdict": verdict, "reason": reason}
    record_on_dossier(work.session, dossier, work.who, "external.evidence_judged", told)
    work.session.add(dossier)
    work.session.flush()
    return Said(piece.code, row)


def shown(work: Work, dossier_id: str) -> list[Said]:
    """What the person may see of it, in the order of the codes."""
    return visible(work, seen(work, dossier_id).dossier)


def visible(work: Work, dossier: Dossier) -> list[Said]:
    """The same of a dossier that the person may read."""
    found = [Said(*one) for one in queries.verdicts(work.session, dossier.id)]
    if Act.READ_EXTERNAL in open_acts(work.session, work.actor, dossier, work.today):
        return found
    if dossier.state != DossierState.RETURNED:
        return []
    returned = frozenset(returned_now(work.session, dossier.id))
    edition = edition_of(work.session, dossier)
    links = queries.links(work.session, [one.row.evidence_id for one in found])

    def of_returned(one: Said) -> bool:
        targets = links.get(one.row.evidence_id, ())
        return any(
            (edition.items[target].criterion if target in edition.items else target) in returned
            for target in targets
        )

    return [one for one in found if of_returned(one)]
