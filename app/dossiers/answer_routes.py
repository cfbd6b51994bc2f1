"""`/api/v1/dossiers/{id}/{side}`: the answers of a side, its sheet, and the way up."""

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from app.assessments.as_json import Json, plan_as_json
from app.assessments.schemas import PlanOut, SheetOut
from app.assessments.service import planned
from app.dossiers import schemas as out
from app.dossiers import service
from app.dossiers.answering import PARTS, SAVING, SEEING, refusals_of, thing_of
from app.dossiers.models import SideName
from app.dossiers.parameters import SIDE, DossierId, ItemCode, Side
from app.edge.versions import IfMatch, etag_of
from app.errors import AnswersNotAccepted, Busy, TargetNotReachable
from app.visit import Made, Visit, Visiting, Work
from criteria.edition import Edition
from scoring.answers import Answers

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Câu trả lời"])


@router.put(
    f"/{SIDE}/answers/{{item}}",
    summary="Lưu một câu trả lời",
    response_model=out.SavedAnswer,
    responses=refusals_of(*SAVING, write=True),
)
def save_answer(  # noqa: PLR0913, PLR0917 - where, over which version, what
    dossier_id: DossierId,
    side: Side,
    item: ItemCode,
    visit: Visiting,
    version: IfMatch,
    body: out.AnswerIn,
) -> Response:
    """Ghi lên đúng phiên bản nêu ở If-Match; có người lưu trước thì 412 kèm giá trị mới."""
    change = body.over(item, version)

    def save(work: Work) -> Made:
        saved = service.save_answer(work, dossier_id, SideName(side), change)
        return Made(saved, version=saved.version)

    return visit.answer(save)


@router.get(f"/{SIDE}/answers", summary="Mọi câu trả lời", responses=refusals_of(*PARTS))
def all_answers(dossier_id: DossierId, side: Side, visit: Visiting) -> out.SideOut:
    """Điểm, số liệu, nhận xét của một bên, kèm phiên bản của từng mục."""
    with visit.reading() as work:
        found = service.side(work, dossier_id, SideName(side))
    visit.saw(work.actor, thing_of(dossier_id), side)
    return found


@router.patch(
    f"/{SIDE}/answers",
    summary="Lưu nhiều mục",
    response_model=out.SavedOut,
    responses=refusals_of(*SAVING, write=True),
)
def save_batch(dossier_id: DossierId, side: Side, visit: Visiting, body: out.ChangesIn) -> Response:
    """Được lưu tất cả hoặc không lưu gì; mỗi mục nêu phiên bản đang thấy (0: chưa có)."""
    name = SideName(side)
    return visit.answer(lambda work: Made(service.save_changes(work, dossier_id, name, body)))


@router.get(f"/{SIDE}/answers/{{item}}", summary="Một câu trả lời", responses=refusals_of(*PARTS))
def one_answer(
    dossier_id: DossierId, side: Side, item: ItemCode, visit: Visiting, response: Response
) -> out.StoredAnswer:
    """Phiên bản ở ETag; 0 nghĩa là chưa trả lời."""
    with visit.reading() as work:
        found = service.answer(work, dossier_id, SideName(side), item)
    visit.saw(work.actor, thing_of(dossier_id), side)
    response.headers["ETag"] = etag_of(found.version)
    return found


@router.get(
    f"/{SIDE}/sheet",
    summary="Bảng điểm",
    response_model=SheetOut,
    responses=refusals_of(*PARTS),
)
def sheet(dossier_id: DossierId, side: Side, visit: Visiting) -> Json:
    """Tính trên máy chủ, mỗi mục một câu giải thích; đã chốt thì đúng như lúc chốt."""
    with visit.reading() as work:
        found = service.sheet(work, dossier_id, SideName(side))
    visit.saw(work.actor, thing_of(dossier_id), side)
    return found


@router.post(
    f"/{SIDE}/what-if",
    summary="Cách ngắn nhất để đạt một mức",
    response_model=PlanOut,
    responses=refusals_of(*PARTS, AnswersNotAccepted, TargetNotReachable, Busy, write=True),
)
async def what_if(dossier_id: DossierId, side: Side, visit: Visiting, body: out.TargetIn) -> Json:
    """Từ các câu trả lời đang có: ít tiêu chí nhất, rồi ít điểm nhất. Không lưu gì."""
    edition, answers = await to_thread.run_sync(_given, visit, dossier_id, SideName(side))
    kept = frozenset(body.unreachable)
    plan = await visit.service.work.do(planned, edition, answers, body.target, kept)
    return plan_as_json(edition, plan)


@router.get("/texts", summary="Lời văn của báo cáo", responses=refusals_of(*SEEING))
def texts(dossier_id: DossierId, visit: Visiting) -> out.TextsOut:
    """Mọi mục của Phụ lục II và phần thể thức, kèm phiên bản của từng mục."""
    with visit.reading() as work:
        found = service.texts(work, dossier_id)
    visit.saw(work.actor, thing_of(dossier_id), "texts")
    return found


def _given(visit: Visit, dossier_id: str, name: SideName) -> tuple[Edition, Answers]:
    with visit.reading() as work:
        edition, side = service.answered(work, dossier_id, name)
    return edition, side.answers
