"""`/api/v1/dossiers/{id}/last-year`: last year's answers taken over, then confirmed."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.dossiers import last_year
from app.dossiers import last_year_schemas as out
from app.dossiers.answering import PARTS, refusals_of, thing_of
from app.dossiers.errors import DossierLocked, SourceUnclear
from app.dossiers.parameters import DossierId
from app.visit import Made, Visiting

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Câu trả lời"])


@router.get("/last-year", summary="Xem trước câu trả lời năm trước", responses=refusals_of(*PARTS))
def preview(
    dossier_id: DossierId,
    visit: Visiting,
    source: Annotated[
        out.DossierRef | None, Query(description="Hồ sơ năm trước được chọn.")
    ] = None,
) -> out.LastYearOut:
    """Các hồ sơ năm trước, và những mục còn trống sẽ được điền. Chưa ghi gì."""
    with visit.reading() as work:
        found = last_year.preview(work, dossier_id, source)
    visit.saw(work.actor, thing_of(dossier_id), "last-year")
    return found


@router.post(
    "/last-year",
    summary="Lấy câu trả lời năm trước",
    response_model=out.LastYearTaken,
    responses=refusals_of(*PARTS, DossierLocked, SourceUnclear, write=True),
)
def take(dossier_id: DossierId, visit: Visiting, body: out.LastYearIn) -> Response:
    """Chỉ điền mục còn trống; mỗi mục chờ xác nhận, chưa xác nhận thì chưa chốt được."""
    return visit.answer(lambda work: Made(last_year.take(work, dossier_id, body.source)))


@router.post(
    "/confirmations",
    summary="Xác nhận các mục được mang sang",
    response_model=out.ConfirmedOut,
    responses=refusals_of(*PARTS, DossierLocked, write=True),
)
def confirm(dossier_id: DossierId, visit: Visiting, body: out.ConfirmIn) -> Response:
    """Các mục nêu tên, hoặc tất cả; lưu lại một mục cũng là xác nhận mục đó."""
    return visit.answer(lambda work: Made(last_year.confirm(work, dossier_id, body)))
