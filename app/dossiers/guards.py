"""What must be true before a dossier may be closed, handed in or concluded: every reason at once."""

from collections.abc import Iterator

from app.campaigns.models import Campaign
from app.dossiers import fields
from app.errors import Reason
from exports.dossier import Dossier as PlainDossier
from exports.dossier import Side
from scoring.claims import uncovered
from scoring.sheet import Severity


def before_closing(
    plain: PlainDossier, campaign: Campaign, covered: frozenset[str], unconfirmed: list[str]
) -> tuple[list[Reason], list[Reason]]:
    """(what blocks, what only warns) before chốt: everything but the signature."""
    blocks = list(_sheet(plain.self_side))
    blocks += _report(plain)
    blocks += [
        Reason(code, "unconfirmed", f"{code}: lấy từ năm trước hoặc từ bản cũ, chưa được xác nhận.")
        for code in unconfirmed
    ]
    claims = [
        Reason(
            code, "claim-without-evidence", f"Tiêu chí {code}: có điểm nhưng chưa có minh chứng."
        )
        for code in uncovered(plain.edition, plain.self_side.sheet, covered)
    ]
    if campaign.claims_block:
        return blocks + claims, []
    return blocks, claims


def before_conclusion(plain: PlainDossier) -> list[Reason]:
    """What blocks the conclusion of an external assessment."""
    if plain.external is None:
        return [Reason("external", "no-external-sheet", "Chưa có phiếu đánh giá ngoài.")]
    return list(_sheet(plain.external))


def _sheet(side: Side) -> Iterator[Reason]:
    for code in side.sheet.missing:
        yield Reason(code, "unanswered", f"Tiêu chí {code} chưa được trả lời.")
    for finding in side.sheet.findings:
        if finding.severity is not Severity.WARNS:
            yield Reason(finding.where, finding.code, finding.message)


def _report(plain: PlainDossier) -> Iterator[Reason]:
    values = fields.as_fields(plain.narrative, plain.header)
    for field, title in fields.REQUIRED.items():
        if not values[field].strip():
            yield Reason(field, "report-incomplete", f"{title} của báo cáo còn trống.")
