"""`/api/v1/dossiers`: finding a dossier, and its way through the states."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.bodies.text import Id, KindCode
from app.dossiers import schemas as out
from app.dossiers import service, steps
from app.dossiers.answering import SEEING, STEPPING, refusals_of, thing_of
from app.dossiers.models import DossierState
from app.dossiers.parameters import (
    PAGE,
    After,
    DossierId,
    IfMatchHeader,
    Limit,
    Searched,
    stated,
)
from app.dossiers.queries import Wanted
from app.edge.versions import etag_of
from app.visit import Made, Visiting

router = APIRouter(prefix="/api/v1/dossiers", tags=["Hồ sơ"])


@router.get("", summary="Danh sách hồ sơ", responses=refusals_of())
def list_dossiers(  # noqa: PLR0913, PLR0917 - one parameter per filter
    visit: Visiting,
    campaign: Annotated[Id | None, Query(description="Chỉ đợt này.")] = None,
    body: Annotated[Id | None, Query(description="Chỉ đơn vị này.")] = None,
    state: Annotated[list[DossierState] | None, Query(max_length=len(DossierState))] = None,
    kind: Annotated[list[KindCode] | None, Query(max_length=30)] = None,
    late: Annotated[bool | None, Query(description="Muộn, hoặc không muộn.")] = None,
    q: Searched = "",
    mine: Annotated[bool, Query(description="Chỉ hồ sơ trường tôi hoặc được phân công.")] = False,  # noqa: FBT002
    after: After = "",
    limit: Limit = PAGE,
) -> out.DossierPage:
    """Các hồ sơ bạn được xem, theo thứ tự lập; mức của đánh giá ngoài chỉ hiện khi đã kết luận."""
    with visit.reading() as work:
        wanted = Wanted(
            campaign_id=campaign or "",
            body_id=body or "",
            states=tuple(state or ()),
            kinds=tuple(kind or ()),
            late=None if late is None else (late, work.at),
            text=q.strip(),
            mine=service.mine(work) if mine else None,
        )
        return service.page(work, wanted, after, limit)


@router.get("/{dossier_id}", summary="Một hồ sơ", responses=refusals_of(*SEEING))
def one_dossier(dossier_id: DossierId, visit: Visiting, response: Response) -> out.DossierOut:
    """Trạng thái, hạn, mức từng bên và những việc bạn làm được lúc này."""
    with visit.reading() as work:
        found = service.shown(work, dossier_id)
    visit.saw(work.actor, thing_of(dossier_id))
    response.headers["ETag"] = etag_of(found.version)
    return found


@router.get(
    "/{dossier_id}/readiness",
    summary="Còn thiếu gì cho bước kế tiếp",
    responses=refusals_of(*SEEING),
)
def readiness(dossier_id: DossierId, visit: Visiting) -> out.ReadinessOut:
    """Mọi điều đang chặn và mọi điều nên xem lại trước khi chốt, nộp hoặc kết luận."""
    with visit.reading() as work:
        return steps.readiness(work, dossier_id)


@router.post(
    "/{dossier_id}/close",
    summary="Chốt",
    response_model=out.ClosedOut,
    responses=refusals_of(*STEPPING, write=True),
)
def close(dossier_id: DossierId, visit: Visiting, if_match: IfMatchHeader = "") -> Response:
    """Khóa phiếu tự đánh giá và chụp lại nguyên trạng; văn bản in từ đây mang mã băm và mã QR."""
    return visit.answer(lambda work: Made(steps.close(work, dossier_id, stated(if_match))))


@router.post(
    "/{dossier_id}/reopen",
    summary="Mở lại hồ sơ đã chốt",
    response_model=out.DossierOut,
    responses=refusals_of(*STEPPING, write=True),
)
def reopen(
    dossier_id: DossierId, visit: Visiting, body: out.ReasonIn, if_match: IfMatchHeader = ""
) -> Response:
    """Trước khi nộp: bản chốt và bản đã ký của nó hết hiệu lực."""
    version = stated(if_match)
    return visit.answer(lambda work: Made(steps.reopen(work, dossier_id, version, body.reason)))


@router.post(
    "/{dossier_id}/submit",
    summary="Nộp",
    response_model=out.DossierOut,
    responses=refusals_of(*STEPPING, write=True),
)
def submit(dossier_id: DossierId, visit: Visiting, if_match: IfMatchHeader = "") -> Response:
    """Người đứng đầu nộp hồ sơ đã ký; nộp sau hạn vẫn nhận và được đánh dấu muộn."""
    return visit.answer(lambda work: Made(steps.submit(work, dossier_id, stated(if_match))))


@router.get(
    "/{dossier_id}/history", summary="Các trạng thái đã qua", responses=refusals_of(*SEEING)
)
def history(
    dossier_id: DossierId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> out.StatesOut:
    """Từ cũ đến mới, kèm lý do và người làm."""
    with visit.reading() as work:
        return steps.history(work, dossier_id, after, limit)


@router.get("/{dossier_id}/audit", summary="Nhật ký của hồ sơ", responses=refusals_of(*SEEING))
def trail(
    dossier_id: DossierId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> out.TrailOut:
    """Chuỗi băm, từ cũ đến mới; nội dung đánh giá ngoài chỉ hiện với người được xem."""
    with visit.reading() as work:
        found = steps.trail(work, dossier_id, after, limit)
    visit.saw(work.actor, thing_of(dossier_id), "audit")
    return found
