"""Whether the address of a piece of evidence opens: asked by the service, and what was found kept.

Nothing is asked inside a transaction: who may is judged before, and once more when the outcome is
kept, beside the address it is of.
"""

from typing import NamedTuple

from app.attachments import access, linking, queries, service
from app.attachments.errors import LinksNotFetched, NoLink
from app.attachments.fetching import Failure, Outcome
from app.attachments.models import Evidence, LinkCheck
from app.audit.chain import record_on_dossier
from app.dossiers.errors import DossierLocked
from app.dossiers.models import Dossier, DossierState
from app.policy import Act, open_acts, require
from app.visit import Work

SAID = {
    Failure.REFUSED: "Địa chỉ, hoặc nơi nó chuyển tiếp tới, viết không đúng nên không được mở.",
    Failure.NOT_PUBLIC: "Không có máy này trên Internet công khai, hoặc cổng không phải 80, 443. "
    "Trang trong mạng nội bộ thì hãy tự mở để xem.",
    Failure.SILENT: "Trang không trả lời kịp. Hãy thử lại sau, hoặc tự mở để xem.",
    Failure.UNREACHABLE: "Không kết nối được tới trang. Hãy thử lại sau, hoặc xem lại địa chỉ.",
    Failure.INSECURE: "Chứng thư bảo mật (https) của trang không đáng tin nên không được mở.",
    Failure.BROKEN: "Trang trả lời không đúng giao thức web.",
    Failure.REDIRECTS: "Trang chuyển tiếp quá nhiều lần. Hãy ghi thẳng địa chỉ cuối cùng.",
}
_BAD = 400


class Asking(NamedTuple):
    """A piece of evidence and the address it names."""

    evidence_id: str
    address: str


def said_of(row: LinkCheck) -> str:
    """The outcome as a sentence."""
    if row.failure:
        return SAID[Failure(row.failure)]
    if row.status >= _BAD:
        return f"Trang báo lỗi {row.status}: hãy xem lại địa chỉ."
    return "Mở được."


def may_check(work: Work, dossier: Dossier) -> bool:
    """Whether the person may have it asked now."""
    may = open_acts(work.session, work.actor, dossier, work.today)
    return bool(may & {Act.WRITE_SELF, Act.WRITE_EXTERNAL})


def begin(work: Work, dossier_id: str, evidence_id: str, *, on: bool) -> Asking:
    """What is to be asked.

    Raises as `require` does, EvidenceNotFound, DossierLocked, LinksNotFetched, NoLink.
    """
    dossier = access.readable(work, dossier_id)
    row = _allowed(work, dossier, evidence_id)
    if not on:
        raise LinksNotFetched
    if not linking.link_of(row.location):
        raise NoLink
    return Asking(row.id, row.location)


def keep(work: Work, dossier_id: str, asked: Asking, outcome: Outcome) -> LinkCheck:
    """Keep the outcome in place of the one before. Raises what `begin` does, of what is now."""
    dossier = access.held(work, dossier_id, Act.READ)
    piece = _allowed(work, dossier, asked.evidence_id)
    if piece.location != asked.address:
        raise NoLink
    row = work.session.merge(
        LinkCheck(
            evidence_id=piece.id,
            address=asked.address,
            status=outcome.status,
            failure=outcome.failure or "",
            final_url=outcome.final_url,
            media_type=outcome.media_type,
            by_account=work.who.account_id,
            at=work.at,
        )
    )
    told: dict[str, object] = {
        "code": piece.code,
        "address": row.address,
        "status": row.status,
        "failure": row.failure,
        "final_url": row.final_url,
    }
    record_on_dossier(work.session, dossier, work.who, "evidence.link_checked", told)
    work.session.add(dossier)
    work.session.flush()
    return row


def of(work: Work, piece: Evidence) -> LinkCheck | None:
    """What is known of the address that the piece names now."""
    row = queries.link_check(work.session, piece.id)
    return row if row is not None and row.address == piece.location else None


def _allowed(work: Work, dossier: Dossier, evidence_id: str) -> Evidence:
    """While a dossier is assessed its assessors may, else those who write it."""
    external = dossier.state == DossierState.ASSESSING
    act = Act.WRITE_EXTERNAL if external else Act.WRITE_SELF
    require(work.session, work.actor, act, dossier, work.today)
    row = service.found(work.session, dossier, evidence_id)
    if not may_check(work, dossier):
        raise DossierLocked
    return row
