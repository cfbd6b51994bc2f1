"""`/api/v1/dossiers/{id}`: the assessing side's way through the states, and what it looks at.

External answers and comments are saved like the school's own, at `…/external/answers`.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.bodies.text import Id
from app.dossiers import assessing, comparison, return_list
from app.dossiers import schemas as out
from app.dossiers.answering import PARTS, SEEING, STEPPING, refusals_of, thing_of
from app.dossiers.assessing import Step
from app.dossiers.external_schemas import (
    ComparisonOut,
    ReturnChangesOut,
    ReturnedPage,
    ReturnIn,
    ReturnsOut,
)
from app.dossiers.parameters import PAGE, After, DossierId, IfMatchHeader, Limit, stated
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers", tags=["Đánh giá ngoài"])
returned = APIRouter(prefix="/api/v1/returned-dossiers", tags=["Đánh giá ngoài"])
PartId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$")]
_STEP = refusals_of(*STEPPING, write=True)


@router.post(
    "/{dossier_id}/receive",
    summary="Tiếp nhận",
    response_model=out.DossierOut,
    responses=_STEP,
)
def receive(dossier_id: DossierId, visit: Visiting, if_match: IfMatchHeader = "") -> Response:
    """Đơn vị đánh giá nhận hồ sơ đã nộp."""
    return _stepped(visit, dossier_id, assessing.RECEIVE, if_match)


@router.post(
    "/{dossier_id}/send-back",
    summary="Trả lại trước khi tiếp nhận",
    response_model=out.DossierOut,
    responses=_STEP,
)
def send_back(
    dossier_id: DossierId, visit: Visiting, body: out.ReasonIn, if_match: IfMatchHeader = ""
) -> Response:
    """Cả hồ sơ về lại nhà trường, kèm lý do; bản đã ký hết hiệu lực."""
    return _stepped(visit, dossier_id, assessing.SEND_BACK, if_match, body.reason)


@router.post(
    "/{dossier_id}/recall",
    summary="Thu hồi việc tiếp nhận",
    response_model=out.DossierOut,
    responses=_STEP,
)
def recall(
    dossier_id: DossierId, visit: Visiting, body: out.ReasonIn, if_match: IfMatchHeader = ""
) -> Response:
    """Hồ sơ đã tiếp nhận trở về “đã nộp”, kèm lý do."""
    return _stepped(visit, dossier_id, assessing.RECALL, if_match, body.reason)


@router.post(
    "/{dossier_id}/start-external",
    summary="Bắt đầu đánh giá ngoài",
    response_model=out.DossierOut,
    responses=_STEP,
)
def start(dossier_id: DossierId, visit: Visiting, if_match: IfMatchHeader = "") -> Response:
    """Phiếu ngoài bắt đầu trống, hoặc là bản sao của phiếu tự đánh giá, theo quy định của đợt."""
    return _stepped(visit, dossier_id, assessing.START, if_match)


@router.post(
    "/{dossier_id}/conclude",
    summary="Kết luận đánh giá ngoài",
    response_model=out.DossierOut,
    responses=_STEP,
)
def conclude(dossier_id: DossierId, visit: Visiting, if_match: IfMatchHeader = "") -> Response:
    """Chỉ trưởng đoàn; mọi tiêu chí phải có kết quả. Mức lấy từ phiếu đánh giá ngoài."""
    return _stepped(visit, dossier_id, assessing.CONCLUDE, if_match)


@router.get("/{dossier_id}/comparison", summary="So sánh hai phiếu", responses=refusals_of(*PARTS))
def compare(dossier_id: DossierId, visit: Visiting) -> ComparisonOut:
    """Từng tiêu chí: tự đánh giá, đánh giá ngoài, chênh lệch, mã minh chứng, nhận xét."""
    with visit.reading() as work:
        found = comparison.compared(work, dossier_id)
    visit.saw(work.actor, thing_of(dossier_id), "comparison")
    return found


@router.post(
    "/{dossier_id}/returns",
    summary="Trả bổ sung theo tiêu chí",
    response_model=out.DossierOut,
    responses=_STEP,
)
def give_back(
    dossier_id: DossierId, visit: Visiting, body: ReturnIn, if_match: IfMatchHeader = ""
) -> Response:
    """Mỗi tiêu chí kèm lý do; chỉ các tiêu chí ấy được sửa. Kết quả đánh giá ngoài giữ nguyên."""
    version = stated(if_match)
    return visit.answer(lambda work: Made(assessing.give_back(work, dossier_id, version, body)))


@router.post(
    "/{dossier_id}/returns/taking-back",
    summary="Thu lại việc trả bổ sung",
    response_model=out.DossierOut,
    responses=_STEP,
)
def take_back(
    dossier_id: DossierId, visit: Visiting, body: out.ReasonIn, if_match: IfMatchHeader = ""
) -> Response:
    """Hồ sơ trở về bản đã nộp và được đánh giá tiếp; phần trường sửa dở được lưu riêng."""
    return _stepped(visit, dossier_id, assessing.TAKE_BACK, if_match, body.reason)


@router.get("/{dossier_id}/returns", summary="Các lần trả bổ sung", responses=refusals_of(*SEEING))
def all_returns(dossier_id: DossierId, visit: Visiting) -> ReturnsOut:
    """Tiêu chí, lý do, hạn và thời gian còn lại của từng lần."""
    with visit.reading() as work:
        return return_list.returns_of(work, dossier_id)


@router.get(
    "/{dossier_id}/returns/{return_id}/changes",
    summary="Nhà trường đã sửa gì sau khi được trả",
    responses=refusals_of(*PARTS),
)
def changes_since(dossier_id: DossierId, return_id: PartId, visit: Visiting) -> ReturnChangesOut:
    """So hai bản chốt trước và sau: câu trả lời, số liệu, lời văn, minh chứng."""
    with visit.reading() as work:
        return return_list.changes_since(work, dossier_id, return_id)


@router.post(
    "/{dossier_id}/revisions",
    summary="Mở bản sửa sau công nhận",
    status_code=201,
    response_model=out.DossierOut,
    responses=refusals_of(*STEPPING, write=True),
)
def revise(
    dossier_id: DossierId, visit: Visiting, body: out.ReasonIn, if_match: IfMatchHeader = ""
) -> Response:
    """Bản mới là bản sao đang soạn; bản cũ còn hiệu lực đến khi bản mới được công nhận."""
    version = stated(if_match)

    def do(work: Work) -> Made:
        return Made(assessing.revise(work, dossier_id, version, body.reason), 201)

    return visit.answer(do)


@returned.get("", summary="Hồ sơ đang được trả bổ sung", responses=refusals_of())
def returned_dossiers(
    visit: Visiting,
    campaign: Annotated[Id | None, Query(description="Chỉ đợt này.")] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> ReturnedPage:
    """Gấp nhất trước: tiêu chí nào, vì sao, còn bao lâu."""
    with visit.reading() as work:
        return return_list.returned_page(work, campaign or "", after, limit)


def _stepped(
    visit: Visit, dossier_id: str, step: Step, if_match: str, reason: str = ""
) -> Response:
    version = stated(if_match)
    return visit.answer(
        lambda work: Made(assessing.stepped(work, dossier_id, step, version, reason))
    )
