"""What must be true before a dossier is closed, handed in or concluded: every reason at once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.dossiers import fields
from app.dossiers.sheets import covered
from app.errors import Reason
from criteria.edition import Edition
from exports.dossier import Dossier as PlainDossier
from exports.dossier import Side
from scoring.claims import uncovered
from scoring.sheet import Severity

NOT_SIGNED = Reason(
    "signed_report",
    "not-signed",
    "Chưa có báo cáo đã ký. Hãy in báo cáo, ký, đóng dấu rồi tải bản đã ký lên.",
)
ONE_PERSON = Reason(
    "approval",
    "one-person",
    "Người chốt và người đứng đầu nộp hồ sơ phải là hai tài khoản khác nhau.",
)


class Readiness(NamedTuple):
    """What blocks an act, and what is only worth a look."""

    blocks: tuple[Reason, ...] = ()
    warns: tuple[Reason, ...] = ()


def before_closing(
    plain: PlainDossier,
    unconfirmed_evidence: frozenset[str],
    unconfirmed: Iterable[str],
    *,
    claims_block: bool,
) -> Readiness:
    """Before chốt: everything but the signature."""
    edition, side = plain.edition, plain.self_side
    claims = tuple(_claims(plain, unconfirmed_evidence))
    blocks = (
        *_missing(edition, side),
        *_findings(side, Severity.BLOCKS),
        *_report(plain),
        *_unconfirmed(edition, unconfirmed),
        *(claims if claims_block else ()),
    )
    warns = (
        *_findings(side, Severity.WARNS),
        *(() if claims_block else claims),
        *_unconfirmed_evidence(plain, unconfirmed_evidence),
    )
    return Readiness(blocks, warns)


def before_submission(*, signed: bool, two_people: bool, same_person: bool) -> Readiness:
    """Before handing in: the signature, and two people where the campaign wants them."""
    blocks = () if signed else (NOT_SIGNED,)
    return Readiness((*blocks, ONE_PERSON) if two_people and same_person else blocks)


def before_conclusion(plain: PlainDossier) -> list[Reason]:
    """What blocks the conclusion of an external assessment."""
    side = plain.external
    if side is None:
        return [Reason("external", "no-external-sheet", "Chưa có phiếu đánh giá ngoài.")]
    return [*_missing(plain.edition, side), *_findings(side, Severity.BLOCKS)]


def worth_a_look(plain: PlainDossier, side: Side, rejected: frozenset[str]) -> tuple[Reason, ...]:
    """What the engine warns of, and external claims that stand on rejected evidence only."""
    return (*_findings(side, Severity.WARNS), *_rejected_only(plain, side, rejected))


def _rejected_only(plain: PlainDossier, side: Side, rejected: frozenset[str]) -> Iterator[Reason]:
    before = frozenset(uncovered(plain.edition, side.sheet, covered(plain.evidence, ())))
    for code in uncovered(plain.edition, side.sheet, covered(plain.evidence, rejected)):
        if code not in before:
            message = (
                f"Tiêu chí {code}: đoàn cho điểm hoặc Đạt nhưng mọi minh chứng đều không được chấp "
                "nhận. Hãy xem lại kết quả hoặc ý kiến về minh chứng."
            )
            yield Reason(code, "claim-on-rejected-evidence", message)


def _missing(edition: Edition, side: Side) -> Iterator[Reason]:
    for code in side.sheet.missing:
        if edition.items[code].mandatory:
            message = f"Tiêu chí {code} là điều kiện bắt buộc: hãy chọn Đạt hoặc Không đạt."
            yield Reason(code, "undecided", message)
        else:
            message = f"Tiêu chí {code} chưa được trả lời: hãy cho điểm, kể cả khi là 0 điểm."
            yield Reason(code, "unanswered", message)


def _findings(side: Side, severity: Severity) -> Iterator[Reason]:
    for one in side.sheet.findings:
        if one.severity is severity:
            yield Reason(one.where, one.code, one.message)


def _claims(plain: PlainDossier, unconfirmed: frozenset[str]) -> Iterator[Reason]:
    edition, sheet = plain.edition, plain.self_side.sheet
    for code in uncovered(edition, sheet, covered(plain.evidence, unconfirmed)):
        places = {code, edition.items[code].criterion}
        waiting = [
            one.code
            for one in plain.evidence
            if one.code in unconfirmed and not places.isdisjoint(one.links)
        ]
        if waiting:
            message = (
                f"Tiêu chí {code} chỉ có minh chứng lấy từ năm trước, chưa xác nhận: "
                f"{', '.join(waiting)}. Hãy xem lại rồi xác nhận."
            )
            yield Reason(code, "claim-evidence-unconfirmed", message)
            continue
        what = "được chọn Đạt" if edition.items[code].mandatory else "có điểm"
        message = (
            f"Tiêu chí {code} {what} nhưng chưa có minh chứng nào ở tình trạng “đã có”: "
            "hãy gắn minh chứng."
        )
        yield Reason(code, "claim-without-evidence", message)


def _unconfirmed_evidence(plain: PlainDossier, unconfirmed: frozenset[str]) -> Iterator[Reason]:
    for one in plain.evidence:
        if one.code in unconfirmed:
            message = (
                f"Minh chứng {one.code} lấy từ năm trước, chưa xác nhận: "
                "hãy xem lại rồi xác nhận, hoặc gỡ khỏi danh mục."
            )
            yield Reason(one.code, "evidence-unconfirmed", message)


def _unconfirmed(edition: Edition, codes: Iterable[str]) -> Iterator[Reason]:
    for code in codes:
        title = fields.title(code) or f"Tiêu chí {code}"
        if code in edition.facts:
            title = f"Dữ kiện “{edition.facts[code].title}”"
        message = f"{title}: lấy từ năm trước hoặc từ bản cũ, hãy xem lại rồi lưu để xác nhận."
        yield Reason(code, "unconfirmed", message)


def _report(plain: PlainDossier) -> Iterator[Reason]:
    values = fields.as_fields(plain.narrative, plain.header)
    for field in fields.REQUIRED:
        if not values[field].strip():
            message = f"{fields.title(field)} của báo cáo còn trống, hãy điền."
            yield Reason(field, "report-incomplete", message)
