"""`/api/v1/index`: a new edition into a running service: proposed, approved, activated."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.bodies.answering import PAGE, After, Limit, refused
from app.edge.multipart import read_multipart, wrong_field
from app.edge.openapi import body_of
from app.errors import EditionNotFound
from app.index import adopting, errors, queries, showing
from app.index.examining import Examined, GivenEdition, examined
from app.index.models import EditionState, StoredEdition
from app.index.schemas import ProposalOut, StoredEditionList, WithdrawalIn
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1/index/editions", tags=["Bộ chỉ số của hệ thống"])

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 của tệp YAML.")]
KNOWN = frozenset({"file", "golden", "map"})
STEP = (EditionNotFound, errors.EditionStateWrong)
YAML = "application/yaml"


def _text(what: str) -> dict[str, Any]:
    return {"type": "string", "format": "binary", "description": f"{what}; YAML, UTF-8."}


_PARTS = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": _text("Bộ chỉ số"),
            "golden": _text("Ca mẫu"),
            "map": _text("Bản đồ chuyển từ một phiên bản đang dùng"),
        },
        "additionalProperties": False,
    }
}


@router.get("", summary="Các bộ chỉ số đã đề xuất hoặc đang dùng", responses=refused())
def list_editions(
    visit: Visiting,
    state: Annotated[list[EditionState] | None, Query(max_length=len(EditionState))] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> StoredEditionList:
    """Bản đề xuất sau cùng ở trước; dành cho người quản trị hệ thống."""
    with visit.reading() as work:
        adopting.allow(work.session, work.actor, work.at)
        return showing.page(work.session, state or (), after, limit)


@router.post(
    "",
    summary="Đề xuất một bộ chỉ số",
    status_code=201,
    response_model=ProposalOut,
    responses=refused(errors.IndexFileRefused, errors.EditionRecordedOtherwise, body=True),
    openapi_extra=body_of(multipart=_PARTS),
)
async def propose(request: Request, visit: Visiting) -> Response:
    """Kiểm tra tệp cùng ca mẫu, so với bản đang dùng; gửi lại đúng tệp cũ thì nhận lại như cũ."""
    given = await _given(request)
    known = await to_thread.run_sync(_known, visit)
    given = given._replace(known=known)
    found: Examined = await visit.service.work.do(examined, given)

    def do(work: Work) -> Made:
        row = adopting.propose(work.session, work.actor, given, found, work.at)
        return _made(work, row, 201)

    return await to_thread.run_sync(visit.answer, do)


@router.get("/{sha256}", summary="Một bộ chỉ số", responses=refused(EditionNotFound))
def one_edition(sha256: Sha256, visit: Visiting) -> ProposalOut:
    """Trạng thái, điều cần xem lại, và mọi khác biệt với bản đang dùng."""
    with visit.reading() as work:
        adopting.allow(work.session, work.actor, work.at)
        return showing.proposal(work.session, queries.one(work.session, sha256))


@router.get(
    "/{sha256}/source",
    summary="Tệp YAML như đã gửi",
    response_class=Response,
    responses={
        200: {"content": {YAML: {"schema": {"type": "object"}}}},
        **refused(EditionNotFound),
    },
)
def source(sha256: Sha256, visit: Visiting) -> Response:
    """Nguyên văn từng byte, để người phê duyệt đọc."""
    with visit.reading() as work:
        adopting.allow(work.session, work.actor, work.at)
        content = queries.one(work.session, sha256).content
    return Response(content, media_type=YAML)


@router.post(
    "/{sha256}/approval",
    summary="Phê duyệt",
    response_model=ProposalOut,
    responses=refused(*STEP, errors.SecondPersonNeeded, body=True),
)
def approve(sha256: Sha256, visit: Visiting) -> Response:
    """Người phê duyệt phải khác người đề xuất, trừ khi hệ thống chỉ có một quản trị."""
    two = visit.service.settings.editions_two_people

    def do(work: Work) -> Made:
        row = adopting.approve(work.session, work.actor, sha256, work.at, two_people=two)
        return _made(work, row)

    return visit.answer(do)


@router.post(
    "/{sha256}/activation",
    summary="Kích hoạt",
    response_model=ProposalOut,
    responses=refused(*STEP, body=True),
)
def activate(sha256: Sha256, visit: Visiting) -> Response:
    """Từ lúc này chọn được cho đợt đánh giá và dùng được ở mọi nơi, không phải khởi động lại."""
    return visit.answer(
        lambda work: _made(work, adopting.activate(work.session, work.actor, sha256, work.at))
    )


@router.post(
    "/{sha256}/withdrawal",
    summary="Rút lại đề xuất",
    response_model=ProposalOut,
    responses=refused(*STEP, body=True),
)
def withdraw(sha256: Sha256, visit: Visiting, body: WithdrawalIn) -> Response:
    """Chỉ bản chưa kích hoạt; số phiên bản vẫn thuộc về nội dung đã ghi nhận."""

    def do(work: Work) -> Made:
        row = adopting.withdraw(work.session, work.actor, sha256, body.reason, work.at)
        return _made(work, row)

    return visit.answer(do)


async def _given(request: Request) -> GivenEdition:
    body = await request.body()
    parts = read_multipart(body, request.headers.get("content-type", ""))
    parts.refuse_others(KNOWN)
    content = parts.content("file")
    if content is None:
        raise wrong_field("file", "chưa có: hãy gửi tệp YAML của bộ chỉ số")
    return GivenEdition(content, parts.content("golden"), parts.content("map"))


def _known(visit: Visit) -> tuple[tuple[str, bytes], ...]:
    """Nobody's text is read before they may propose one."""
    with visit.reading() as work:
        adopting.allow(work.session, work.actor, work.at)
        return queries.sources(work.session)


def _made(work: Work, row: StoredEdition, status: int = 200) -> Made:
    return Made(showing.proposal(work.session, row), status)
