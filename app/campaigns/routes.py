"""`/api/v1/campaigns`: drafts, opening and closing, extensions, who is late, progress."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.bodies import errors as of_bodies
from app.bodies.answering import PAGE, After, Limit, refused
from app.bodies.text import Id, KindCode
from app.campaigns import answering, errors, queries, running, service
from app.campaigns.changing import Target
from app.campaigns.late_sheet import late_workbook
from app.campaigns.lateness import LateWanted, Which, all_late, late_bodies
from app.campaigns.models import CampaignState
from app.campaigns.progress import progress
from app.campaigns.schemas import (
    AddIn,
    CampaignChange,
    CampaignIn,
    CampaignList,
    CampaignOut,
    DeadlinesIn,
    ExtensionIn,
    ExtensionList,
    ExtensionOut,
    KindRuleIn,
    LateList,
    OpenedOut,
    ProgressOut,
)
from app.edge.attachments import attachment
from app.edge.openapi import XLSX
from app.edge.versions import IfMatch, VersionMissing, etag_of
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/campaigns", tags=["Đợt đánh giá"])

CHANGING = (errors.CampaignNotFound, errors.CampaignStale, VersionMissing)
SEEING = refused(errors.CampaignNotFound)
OF_RULES = (of_bodies.KindUnknown, errors.EditionUnfit, errors.DeadlineRefused)
BINARY = {"schema": {"type": "string", "format": "binary"}}
LateOf = Annotated[Which, Query(description="missing: chưa nộp; handed_in: nộp muộn; all: cả hai.")]
TakeBack = Annotated[
    bool, Query(description="Có hồ sơ dở dang vẫn đóng, thu lại các lần trả bổ sung.")
]
OfKind = Annotated[KindCode | None, Query(description="Chỉ loại đơn vị này.")]
AssessedBy = Annotated[Id | None, Query(description="Chỉ hồ sơ do đơn vị này đánh giá ngoài.")]


@router.get("", summary="Các đợt đánh giá", responses=refused())
def list_campaigns(
    visit: Visiting,
    state: Annotated[list[CampaignState] | None, Query(max_length=3)] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> CampaignList:
    """Đợt của đơn vị bạn, của cấp trên và cấp dưới; mới trước."""
    with visit.reading() as work:
        return answering.page_of(work, state or (), after, limit)


@router.post(
    "",
    summary="Lập một đợt",
    status_code=201,
    response_model=CampaignOut,
    responses=refused(of_bodies.BodyNotFound, errors.CampaignNotFound, *OF_RULES, body=True),
)
def create_campaign(body: CampaignIn, visit: Visiting) -> Response:
    """Bản nháp: chưa ai ngoài người lập thấy, cho đến khi mở."""

    def do(work: Work) -> Made:
        made = service.create(work.session, work.actor, body, work.at)
        return Made(answering.whole(work, made), 201, made.version)

    return visit.answer(do)


@router.get("/{campaign_id}", summary="Một đợt", responses=SEEING)
def show_campaign(campaign_id: Id, visit: Visiting, answer: Response) -> CampaignOut:
    """Bộ chỉ số, thời hạn, đơn vị đánh giá của từng loại. ETag là phiên bản để sửa."""
    with visit.reading() as work:
        shown = answering.shown(work, campaign_id)
    answer.headers["ETag"] = etag_of(shown.version)
    return shown


@router.patch(
    "/{campaign_id}",
    summary="Sửa một đợt",
    response_model=CampaignOut,
    responses=refused(*CHANGING, errors.CampaignNotDraft, body=True),
)
def change_campaign(
    campaign_id: Id, body: CampaignChange, visit: Visiting, version: IfMatch
) -> Response:
    """Bản nháp sửa được mọi mục; đợt đã mở chỉ đổi được tên."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        made = service.change(work.session, work.actor, target, body, work.at)
        return Made(answering.whole(work, made), 200, made.version)

    return visit.answer(do)


@router.put(
    "/{campaign_id}/kinds",
    summary="Đặt quy định cho một loại đơn vị",
    response_model=CampaignOut,
    responses=refused(*CHANGING, errors.CampaignNotDraft, *OF_RULES, body=True),
)
def set_kind(campaign_id: Id, body: KindRuleIn, visit: Visiting, version: IfMatch) -> Response:
    """Bộ chỉ số, thời hạn, đơn vị đánh giá và công nhận; chỉ khi còn là bản nháp."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        made = service.set_kind(work.session, work.actor, target, body, work.at)
        return Made(answering.whole(work, made), 200, made.version)

    return visit.answer(do)


@router.delete(
    "/{campaign_id}/kinds/{kind}",
    summary="Bỏ một loại đơn vị",
    response_model=CampaignOut,
    responses=refused(*CHANGING, errors.CampaignNotDraft, errors.BodyNotAssessed, body=True),
)
def drop_kind(
    campaign_id: Id, kind: Annotated[KindCode, Path()], visit: Visiting, version: IfMatch
) -> Response:
    """Loại này không được đánh giá trong đợt; chỉ khi còn là bản nháp."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        made = service.drop_kind(work.session, work.actor, target, kind, work.at)
        return Made(answering.whole(work, made), 200, made.version)

    return visit.answer(do)


@router.put(
    "/{campaign_id}/deadlines",
    summary="Đặt thời hạn cho một loại đơn vị",
    response_model=CampaignOut,
    responses=refused(
        *CHANGING,
        errors.CampaignNotOpen,
        errors.BodyNotAssessed,
        errors.DeadlineRefused,
        body=True,
    ),
)
def set_deadlines(
    campaign_id: Id, body: DeadlinesIn, visit: Visiting, version: IfMatch
) -> Response:
    """Đổi được cả khi đợt đang mở; “trước ngày” và “chậm nhất ngày” là hai thời điểm khác nhau."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        made = service.set_deadlines(work.session, work.actor, target, body, work.at)
        return Made(answering.whole(work, made), 200, made.version)

    return visit.answer(do)


@router.post(
    "/{campaign_id}/opening",
    summary="Mở đợt",
    status_code=201,
    response_model=OpenedOut,
    responses=refused(*CHANGING, errors.CampaignNotDraft, errors.CampaignNotReady, body=True),
)
def open_campaign(campaign_id: Id, visit: Visiting, version: IfMatch) -> Response:
    """Lập hồ sơ cho mọi đơn vị được đánh giá, tất cả trong một lần."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        created = running.open_campaign(work.session, work.actor, target, work.at)
        return _opened(work, campaign_id, created)

    return visit.answer(do)


@router.post(
    "/{campaign_id}/bodies",
    summary="Thêm đơn vị mới vào đợt đang mở",
    status_code=201,
    response_model=OpenedOut,
    responses=refused(
        errors.CampaignNotFound,
        errors.CampaignNotOpen,
        errors.CampaignNotReady,
        errors.BodyNotAssessed,
        body=True,
    ),
)
def add_bodies(campaign_id: Id, body: AddIn, visit: Visiting) -> Response:
    """Một đơn vị, hoặc mọi đơn vị còn thiếu; gọi lại thì không lập thêm."""

    def do(work: Work) -> Made:
        created = running.add_bodies(work.session, work.actor, campaign_id, body, work.at)
        return _opened(work, campaign_id, created)

    return visit.answer(do)


@router.post(
    "/{campaign_id}/closing",
    summary="Đóng đợt",
    response_model=CampaignOut,
    responses=refused(*CHANGING, errors.CampaignNotOpen, errors.CampaignMidway, body=True),
)
def close_campaign(
    campaign_id: Id,
    visit: Visiting,
    version: IfMatch,
    take_back: TakeBack = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Không nhận hồ sơ nữa; hồ sơ đã nộp vẫn được đánh giá và công nhận tiếp."""

    def do(work: Work) -> Made:
        target = Target(campaign_id, version)
        made = running.close_campaign(
            work.session, work.actor, target, work.at, take_back=take_back
        )
        return Made(answering.whole(work, made), 200, made.version)

    return visit.answer(do)


@router.post(
    "/{campaign_id}/extensions",
    summary="Gia hạn cho một đơn vị",
    status_code=201,
    response_model=ExtensionOut,
    responses=refused(
        errors.CampaignNotFound,
        errors.CampaignNotOpen,
        errors.BodyNotAssessed,
        errors.DeadlineRefused,
        body=True,
    ),
)
def extend(campaign_id: Id, body: ExtensionIn, visit: Visiting) -> Response:
    """Hạn mới phải muộn hơn hạn đang áp dụng; lần gia hạn sau cùng có hiệu lực."""

    def do(work: Work) -> Made:
        row = running.extend(work.session, work.actor, campaign_id, body, work.at)
        return Made(answering.extension_out(work, row), 201)

    return visit.answer(do)


@router.get(
    "/{campaign_id}/extensions",
    summary="Các lần gia hạn",
    responses=refused(errors.CampaignNotFound),
)
def list_extensions(
    campaign_id: Id, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> ExtensionList:
    """Của các đơn vị bạn được xem, mới trước."""
    with visit.reading() as work:
        return answering.extensions_of(work, campaign_id, after, limit)


@router.get(
    "/{campaign_id}/progress", summary="Tiến độ", responses=refused(errors.CampaignNotFound)
)
def show_progress(campaign_id: Id, visit: Visiting) -> ProgressOut:
    """Số hồ sơ theo trạng thái, loại đơn vị, đơn vị đánh giá và mức đã công nhận."""
    with visit.reading() as work:
        return progress(work.session, work.actor, campaign_id, work.at)


@router.get(
    "/{campaign_id}/late", summary="Đơn vị quá hạn", responses=refused(errors.CampaignNotFound)
)
def list_late(  # noqa: PLR0913, PLR0917 - one parameter per filter
    campaign_id: Id,
    visit: Visiting,
    which: LateOf = Which.ALL,
    kind: OfKind = None,
    assessing: AssessedBy = None,
    after: After = "",
    limit: Limit = PAGE,
) -> LateList:
    """Chưa nộp khi đã quá hạn, hoặc nộp sau hạn; theo tên đơn vị."""
    wanted = LateWanted(which, kind or "", assessing or "", after, limit)
    with visit.reading() as work:
        return late_bodies(work.session, work.actor, campaign_id, wanted, work.at)


@router.get(
    "/{campaign_id}/late-list",
    summary="Danh sách đơn vị quá hạn (Excel)",
    response_class=Response,
    responses={200: {"content": {XLSX: BINARY}}, **refused(errors.CampaignNotFound)},
)
def late_list(
    campaign_id: Id,
    visit: Visiting,
    which: LateOf = Which.ALL,
    kind: OfKind = None,
    assessing: AssessedBy = None,
) -> Response:
    """Toàn bộ danh sách trong một bảng Excel."""
    wanted = LateWanted(which, kind or "", assessing or "")
    with visit.reading() as work:
        rows = all_late(work.session, work.actor, campaign_id, wanted, work.at)
        title = queries.campaign(work.session, campaign_id).title
        at = work.at
    return attachment(late_workbook(rows, title, at), f"Quá hạn - {title}.xlsx", XLSX)


def _opened(work: Work, campaign_id: str, created: int) -> Made:
    total = queries.dossier_count(work.session, campaign_id)
    return Made(OpenedOut(created=created, dossiers=total), 201)
