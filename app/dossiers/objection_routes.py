"""`/api/v1/dossiers/{id}/objections`: giải trình, its answers and decisions."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.dossiers import assessing
from app.dossiers.answering import PARTS, SAVING, STEPPING, refusals_of
from app.dossiers.errors import NotReady, TransitionRefused
from app.dossiers.external_schemas import ObjectionOut, ObjectionsIn, ObjectionsOut, WordsIn
from app.dossiers.objection_schemas import ObjectionDecisionIn
from app.dossiers.parameters import DossierId, IfMatchHeader, stated
from app.edge.versions import IfMatch
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}/objections", tags=["Giải trình"])
ObjectionId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$", description="Mã giải trình.")]
_WRITING = refusals_of(*SAVING, TransitionRefused, NotReady, write=True)


@router.get("", summary="Các giải trình", responses=refusals_of(*PARTS))
def objections(dossier_id: DossierId, visit: Visiting) -> ObjectionsOut:
    """Mọi đợt giải trình, kèm trả lời và quyết định."""
    with visit.reading() as work:
        return assessing.objections_of(work, dossier_id)


@router.post(
    "",
    summary="Giải trình",
    status_code=201,
    response_model=ObjectionsOut,
    responses=refusals_of(*STEPPING, write=True),
)
def object_to(
    dossier_id: DossierId, visit: Visiting, body: ObjectionsIn, if_match: IfMatchHeader = ""
) -> Response:
    """Nhà trường giải trình theo tiêu chí sau khi có kết luận đánh giá ngoài."""
    version = stated(if_match)

    def do(work: Work) -> Made:
        return Made(assessing.object_to(work, dossier_id, version, body), 201)

    return visit.answer(do)


@router.put(
    "/{objection_id}/answer",
    summary="Đánh giá viên trả lời",
    response_model=ObjectionOut,
    responses=_WRITING,
)
def answer(
    dossier_id: DossierId,
    objection_id: ObjectionId,
    visit: Visiting,
    version: IfMatch,
    body: WordsIn,
) -> Response:
    """ETag là phiên bản của giải trình; sửa được đến khi có quyết định."""

    def do(work: Work) -> Made:
        made = assessing.answer_objection(work, dossier_id, objection_id, version, body.text)
        return Made(made, version=made.version)

    return visit.answer(do)


@router.put(
    "/{objection_id}/decision",
    summary="Lãnh đạo quyết định",
    response_model=ObjectionOut,
    responses=_WRITING,
)
def decide(
    dossier_id: DossierId,
    objection_id: ObjectionId,
    visit: Visiting,
    version: IfMatch,
    body: ObjectionDecisionIn,
) -> Response:
    """Chấp nhận thì kèm kết quả được sửa của chính tiêu chí ấy; được áp dụng khi đã quyết hết."""

    def do(work: Work) -> Made:
        made = assessing.decide_objection(work, dossier_id, objection_id, version, body)
        return Made(made, version=made.version)

    return visit.answer(do)
