"""The assessors' word on each piece of evidence, in the API and on the page of the piece."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.attachments import errors, verdicts
from app.attachments.models import EvidenceVerdict
from app.attachments.schemas import Id
from app.attachments.verdict_schemas import VerdictIn, VerdictOut, VerdictsOut
from app.dossiers.answering import refusals_of, thing_of
from app.dossiers.errors import DossierLocked, DossierNotFound, VersionStale
from app.edge.form_fields import SentAnswers
from app.edge.multipart import wrong_field
from app.edge.versions import IfMatch, VersionMissing
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])
pages = APIRouter(include_in_schema=False)
MAX_REASON = 2000


@router.get(
    "/evidence-verdicts",
    summary="Ý kiến của đoàn về từng minh chứng",
    responses=refusals_of(DossierNotFound),
)
def show_verdicts(dossier_id: Id, visit: Visiting) -> VerdictsOut:
    """Nhà trường thấy khi đã kết luận; khi trả bổ sung thì thấy ở các tiêu chí được trả."""
    with visit.reading() as work:
        found = tuple(VerdictOut.of(one) for one in verdicts.shown(work, dossier_id))
    visit.saw(work.actor, thing_of(dossier_id), "evidence")
    return VerdictsOut(verdicts=found)


@router.put(
    "/evidence/{evidence_id}/verdict",
    summary="Chấp nhận hoặc không chấp nhận một minh chứng",
    response_model=VerdictOut,
    responses=refusals_of(
        DossierNotFound,
        errors.EvidenceNotFound,
        errors.VerdictReasonMissing,
        DossierLocked,
        VersionStale,
        VersionMissing,
        write=True,
    ),
)
def judge_evidence(
    dossier_id: Id, evidence_id: Id, body: VerdictIn, visit: Visiting, version: IfMatch
) -> Response:
    """Chỉ khi đang đánh giá ngoài. If-Match là phiên bản của ý kiến; chưa có ý kiến thì "0"."""

    def do(work: Work) -> Made:
        said = verdicts.judge(work, dossier_id, evidence_id, version, body.verdict, body.reason)
        return Made(VerdictOut.of(said), 200, said.row.version)

    return visit.answer(do)


@pages.post("/ho-so/{dossier_id}/minh-chung/{evidence_id}/y-kien")
def judge_on_page(dossier_id: Id, evidence_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """The same from the page of the piece."""
    version, verdict = sent.text("version", 9), sent.text("verdict", 10)
    if not (version.isascii() and version.isdigit()) or verdict not in set(EvidenceVerdict):
        raise wrong_field("verdict", "không đúng: hãy mở lại trang của minh chứng")
    reason = VerdictIn(verdict=EvidenceVerdict(verdict), reason=sent.text("reason", MAX_REASON))
    with visit.writing() as work:
        verdicts.judge(work, dossier_id, evidence_id, int(version), reason.verdict, reason.reason)
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung/{evidence_id}#y-kien", 303)
