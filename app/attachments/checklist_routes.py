"""`/api/v1/dossiers/{id}/evidence-checklist`: what is suggested as evidence, and taking it up."""

from fastapi import APIRouter
from starlette.responses import Response

from app.attachments import checklist, errors, service
from app.attachments.access import readable, writable
from app.attachments.checklist_schemas import ChecklistOut, SuggestionIn
from app.attachments.schemas import EvidenceOut, Id
from app.dossiers.answering import refusals_of, thing_of
from app.dossiers.errors import DossierLocked, DossierNotFound
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])


@router.get(
    "/evidence-checklist",
    summary="Gợi ý minh chứng và minh chứng đã có",
    responses=refusals_of(DossierNotFound),
)
def show_checklist(dossier_id: Id, visit: Visiting) -> ChecklistOut:
    """Gợi ý của bộ chỉ số và của Sở theo từng tiêu chí, đã có minh chứng hay chưa, bởi mã nào."""
    with visit.reading() as work:
        found = checklist.checklist(work.session, readable(work, dossier_id))
    visit.saw(work.actor, thing_of(dossier_id), "evidence")
    return ChecklistOut.of(found)


@router.post(
    "/evidence-checklist",
    summary="Đưa một gợi ý vào danh mục",
    status_code=201,
    response_model=EvidenceOut,
    responses={
        200: {"description": "Gợi ý này đã ở trong danh mục", "model": EvidenceOut},
        **refusals_of(
            DossierNotFound,
            errors.SuggestionNotFound,
            errors.EvidenceNotAccepted,
            DossierLocked,
            write=True,
        ),
    },
)
def take_suggestion(dossier_id: Id, body: SuggestionIn, visit: Visiting) -> Response:
    """Thành một minh chứng “chưa có” với mã tiếp theo; gọi lại thì vẫn là minh chứng đó."""

    def do(work: Work) -> Made:
        at = writable(work, dossier_id)
        made, is_new = checklist.take(work.session, at, body.code, body.number, work.who)
        row = service.found(work.session, at.dossier, made)
        shown = EvidenceOut.of(service.piece(work.session, at.dossier, row))
        return Made(shown, 201 if is_new else 200, row.version)

    return visit.answer(do)
