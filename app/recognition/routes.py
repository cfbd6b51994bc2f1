"""Recognition decisions and publication over HTTP."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.attachments import errors as of_files
from app.attachments import files
from app.attachments.files import Kept
from app.attachments.handing_out import Wants, given, shown
from app.attachments.queries import inspection, stored
from app.attachments.receiving import Wanted, nothing_more, receive
from app.attachments.routes import FILE_ANSWER, FILE_PART, OF_DOWNLOADS, OF_FILES
from app.bodies.errors import BodyNotFound
from app.bodies.text import Id
from app.campaigns.errors import CampaignNotFound
from app.dossiers.answering import refusals_of
from app.dossiers.errors import NotReady, VersionStale
from app.dossiers.models import Origin
from app.dossiers.parameters import PAGE, After, Limit
from app.edge.openapi import body_of
from app.edge.versions import IfMatch, VersionMissing, etag_of
from app.recognition import filing, listing, publishing, queries, reaching, revoking, service
from app.recognition.errors import DecisionNotFound, DecisionRefused, NumberTaken
from app.recognition.guards import Given, GivenLine
from app.recognition.models import RecognitionDecision
from app.recognition.schemas import (
    DecisionLinePage,
    PublishedNow,
    PublishedPage,
    PublishIn,
    RecognitionIn,
    RecognitionOut,
    RecognitionPage,
    RevokeIn,
)
from app.vault.erasing import require_not_erased
from app.visit import Made, Visit, Visiting, Work
from evidence.kinds import PAPERS

router = APIRouter(prefix="/api/v1", tags=["Công nhận và công bố"])
DecisionId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$", description="Mã quyết định.")]
CHANGING = (DecisionNotFound, VersionStale, VersionMissing)


@router.get(
    "/bodies/{body_id}/decisions",
    summary="Các quyết định công nhận",
    responses=refusals_of(BodyNotFound),
)
def decisions(
    body_id: Id,
    visit: Visiting,
    campaign: Annotated[Id | None, Query(description="Chỉ đợt này.")] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> RecognitionPage:
    """Mới nhất trước."""
    with visit.reading() as work:
        return listing.decisions(work, body_id, campaign, after, limit)


@router.post(
    "/bodies/{body_id}/decisions",
    summary="Ban hành quyết định công nhận",
    status_code=201,
    response_model=RecognitionOut,
    responses=refusals_of(BodyNotFound, DecisionRefused, NumberTaken, write=True),
)
def issue(body_id: Id, visit: Visiting, body: RecognitionIn) -> Response:
    """Công nhận mọi hồ sơ nêu tên, hoặc không hồ sơ nào; mức lấy từ đánh giá ngoài đã kết luận."""

    def do(work: Work) -> Made:
        made = service.issue(work.session, work.actor, body_id, _given(body), work.at)
        return _made(work, made, 201)

    return visit.answer(do)


@router.get(
    "/decisions/{decision_id}",
    summary="Một quyết định",
    responses=refusals_of(DecisionNotFound),
)
def one(decision_id: DecisionId, visit: Visiting, answer: Response) -> RecognitionOut:
    """ETag là phiên bản để sửa đổi hoặc thu hồi."""
    with visit.reading() as work:
        found = listing.decision(work, decision_id)
    answer.headers["ETag"] = etag_of(found.version)
    return found


@router.get(
    "/decisions/{decision_id}/lines",
    summary="Các hồ sơ của một quyết định",
    responses=refusals_of(DecisionNotFound),
)
def lines(
    decision_id: DecisionId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> DecisionLinePage:
    """Những hồ sơ bạn được xem, kể cả dòng đã thu hồi hoặc đã được thay."""
    with visit.reading() as work:
        return listing.lines(work, decision_id, after, limit)


@router.post(
    "/decisions/{decision_id}/amendments",
    summary="Sửa đổi bằng quyết định mới",
    status_code=201,
    response_model=RecognitionOut,
    responses=refusals_of(*CHANGING, DecisionRefused, NumberTaken, write=True),
)
def amend(
    decision_id: DecisionId, visit: Visiting, version: IfMatch, body: RecognitionIn
) -> Response:
    """Quyết định sau thay các dòng nó nêu của quyết định trước; các dòng khác giữ nguyên."""

    def do(work: Work) -> Made:
        given = _given(body)
        made = service.amend(work.session, work.actor, decision_id, version, given, work.at)
        return _made(work, made, 201)

    return visit.answer(do)


@router.post(
    "/decisions/{decision_id}/revoke",
    summary="Thu hồi quyết định hoặc một số dòng",
    response_model=RecognitionOut,
    responses=refusals_of(*CHANGING, DecisionRefused, NotReady, write=True),
)
def revoke(decision_id: DecisionId, visit: Visiting, version: IfMatch, body: RevokeIn) -> Response:
    """Kèm lý do; hồ sơ trở về “đã đánh giá ngoài”."""

    def do(work: Work) -> Made:
        made = revoking.revoke(
            work.session, work.actor, decision_id, version, body.reason, body.dossiers, work.at
        )
        return _made(work, made)

    return visit.answer(do)


@router.post(
    "/decisions/{decision_id}/file",
    summary="Gửi bản quyết định đã ký",
    responses=refusals_of(DecisionNotFound, *OF_FILES, write=True),
    openapi_extra=body_of(
        multipart={
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {**FILE_PART, "description": "Bản ký: .pdf, .jpg, .png."}},
                "additionalProperties": False,
            }
        }
    ),
)
async def keep_file(decision_id: DecisionId, request: Request, visit: Visiting) -> RecognitionOut:
    """Bản gửi sau thay bản trước; bản trước vẫn còn trong kho."""
    tenant_id = await to_thread.run_sync(_before_file, visit, decision_id)
    wanted = Wanted(tenant_id, PAPERS, frozenset())
    kept, _ = await receive(request, visit.service, wanted, nothing_more)
    return await to_thread.run_sync(_after_file, visit, decision_id, kept)


@router.get(
    "/decisions/{decision_id}/file",
    summary="Tải bản quyết định đã ký",
    response_class=Response,
    responses={
        **FILE_ANSWER,
        **refusals_of(DecisionNotFound, of_files.FileNotFound, *OF_DOWNLOADS),
    },
)
def download(decision_id: DecisionId, visit: Visiting, wants: Wants) -> Response:
    """Trình duyệt lưu tệp về máy, không mở trong trang của dịch vụ."""
    with visit.reading() as work:
        found = reaching.readable(work.session, work.actor, decision_id, work.today)
        if found.object_sha256 is None:
            raise of_files.FileNotFound
        row = stored(work.session, found.tenant_id, found.object_sha256)
        if row is None:
            raise of_files.FileLost
        visit.saw(work.actor, f"decision:{found.id}", "download")
        require_not_erased(work.session, row.tenant_id, row.sha256, row.stored_at)
        inside = inspection(work.session, found.inspection_id)
        what = shown(row, inside, found.file_name, own=False)
        return given(visit, work.session, row.tenant_id, what, wants)


@router.post(
    "/bodies/{body_id}/publications",
    summary="Công bố",
    response_model=PublishedNow,
    responses=refusals_of(BodyNotFound, DecisionRefused, write=True),
)
def publish(body_id: Id, visit: Visiting, body: PublishIn) -> Response:
    """Công bố mức của các hồ sơ đã công nhận, tất cả hoặc không hồ sơ nào."""

    def do(work: Work) -> Made:
        done = publishing.publish(
            work.session, work.actor, body_id, body.campaign_id, body.dossiers, work.at
        )
        return Made(PublishedNow(dossiers=done))

    return visit.answer(do)


@router.get(
    "/campaigns/{campaign_id}/published",
    summary="Các mức đã công bố",
    responses=refusals_of(CampaignNotFound),
)
def published(
    campaign_id: Annotated[Id, Path(description="Mã đợt đánh giá.")],
    visit: Visiting,
    after: After = "",
    limit: Limit = PAGE,
) -> PublishedPage:
    """Theo mã đơn vị, kèm số và ngày quyết định."""
    with visit.reading() as work:
        return listing.published(work, campaign_id, after, limit)


def _given(body: RecognitionIn) -> Given:
    return Given(
        body.campaign_id,
        body.number,
        body.signed_on,
        body.signer,
        [GivenLine(one.dossier_id, one.level) for one in body.lines],
        Origin(body.origin),
    )


def _made(work: Work, row: RecognitionDecision, status: int = 200) -> Made:
    return Made(listing.told(work, row), status, row.version)


def _before_file(visit: Visit, decision_id: str) -> str:
    """Refuse before the file is sent what would be refused after it."""
    with visit.reading() as work:
        found = queries.decision(work.session, decision_id)
        if found is None:
            raise DecisionNotFound
        reaching.require_issuer(work.session, work.actor, found, work.today)
        return found.tenant_id


def _after_file(visit: Visit, decision_id: str, kept: Kept) -> RecognitionOut:
    with visit.writing() as work:
        found = queries.held_decision(work.session, decision_id)
        if found is None:
            raise DecisionNotFound
        reaching.require_issuer(work.session, work.actor, found, work.today)
        filing.keep(work.session, found, kept, work.who)
        files.require_there(visit.service.vault, found.tenant_id, kept)
        return listing.told(work, found)
