"""`/api/v1/dossiers/{id}/evidence-last-year`: last year's evidence taken over, then confirmed."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.attachments import errors, reuse
from app.attachments.access import room
from app.attachments.reuse_schemas import (
    ConfirmedEvidenceOut,
    ConfirmEvidenceIn,
    ReuseIn,
    ReuseOut,
)
from app.attachments.schemas import Id
from app.dossiers.answering import PARTS, refusals_of, thing_of
from app.dossiers.errors import DossierLocked, SourceUnclear
from app.dossiers.last_year_schemas import DossierRef
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])


@router.get(
    "/evidence-last-year",
    summary="Xem trước minh chứng năm trước",
    responses=refusals_of(*PARTS),
)
def preview_evidence(
    dossier_id: Id,
    visit: Visiting,
    source: Annotated[DossierRef | None, Query(description="Hồ sơ năm trước được chọn.")] = None,
) -> ReuseOut:
    """Các hồ sơ năm trước và những minh chứng sẽ được lấy, mã mới, tệp đi theo. Chưa ghi gì."""
    with visit.reading() as work:
        found = ReuseOut.of(reuse.preview(work, dossier_id, source))
    visit.saw(work.actor, thing_of(dossier_id), "last-year")
    return found


@router.post(
    "/evidence-last-year",
    summary="Lấy minh chứng năm trước",
    response_model=ReuseOut,
    responses=refusals_of(
        *PARTS,
        errors.EvidenceNotFound,
        errors.DossierFull,
        DossierLocked,
        SourceUnclear,
        write=True,
    ),
)
def take_evidence(dossier_id: Id, body: ReuseIn, visit: Visiting) -> Response:
    """Tệp không phải gửi lại. Mỗi minh chứng chờ xác nhận, chưa xác nhận thì chưa tính là đã có."""

    def do(work: Work) -> Made:
        wanted = reuse.Wanted(body.source, body.codes)
        return Made(ReuseOut.of(reuse.take(work, dossier_id, wanted, room(visit))))

    return visit.answer(do)


@router.post(
    "/evidence-confirmations",
    summary="Xác nhận minh chứng được mang sang",
    response_model=ConfirmedEvidenceOut,
    responses=refusals_of(*PARTS, errors.EvidenceNotFound, DossierLocked, write=True),
)
def confirm_evidence(dossier_id: Id, body: ConfirmEvidenceIn, visit: Visiting) -> Response:
    """Các mã nêu tên, hoặc tất cả; sửa một minh chứng hay gửi tệp mới cũng là xác nhận nó."""

    def do(work: Work) -> Made:
        done = reuse.confirm(work, dossier_id, None if body.all else body.codes)
        return Made(ConfirmedEvidenceOut(codes=tuple(done)))

    return visit.answer(do)
