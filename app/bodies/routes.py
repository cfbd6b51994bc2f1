"""`/api/v1/bodies`: bodies as of a day, and one change at a time."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.bodies import errors, history, listing, officers, queries, service
from app.bodies.answering import (
    CHANGING,
    OF_PERIODS,
    PAGE,
    After,
    Limit,
    OnDay,
    Searched,
    changed,
    refused,
)
from app.bodies.queries import Wanted
from app.bodies.schemas import (
    AssessedByIn,
    BodyList,
    BodyOut,
    CorrectIn,
    DissolveIn,
    FoundIn,
    HistoryOut,
    MoveIn,
    OfficerIn,
    RecodeIn,
    RenameIn,
)
from app.bodies.service import Target
from app.bodies.text import Code, Id, KindCode
from app.edge.attachments import attachment
from app.edge.openapi import XLSX
from app.edge.versions import IfMatch, etag_of
from app.policy import Act, require_at_body
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/bodies", tags=["Đơn vị"])

OF_SUPERIORS = (errors.ParentRefused, errors.TreeCycle)
BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get("", summary="Danh sách đơn vị", responses=refused(errors.BodyNotFound))
def list_bodies(  # noqa: PLR0913, PLR0917 - one parameter per filter
    visit: Visiting,
    on: OnDay = None,
    text: Searched = "",
    kind: Annotated[list[KindCode] | None, Query(max_length=30)] = None,
    parent: Annotated[Id | None, Query(description="Chỉ các đơn vị trực thuộc đơn vị này.")] = None,
    ended: Annotated[bool, Query(description="Cả đơn vị đã ngừng hoạt động.")] = False,  # noqa: FBT002
    after: After = "",
    limit: Limit = PAGE,
) -> BodyList:
    """Đơn vị của bạn và các đơn vị cấp dưới, theo tên; tìm không phân biệt dấu và hoa thường."""
    wanted = Wanted(text, tuple(kind or ()), parent, ended)
    with visit.reading() as work:
        days = (on or work.today, work.today)
        return listing.list_bodies(
            work.session, work.actor, wanted, listing.Page(after, limit), days
        )


@router.post(
    "",
    summary="Lập một đơn vị",
    status_code=201,
    response_model=BodyOut,
    responses=refused(
        errors.BodyNotFound,
        errors.KindUnknown,
        errors.KindInUse,
        errors.CodeTaken,
        errors.BodyNotThere,
        *OF_SUPERIORS,
        body=True,
    ),
)
def found_body(body: FoundIn, visit: Visiting) -> Response:
    """Sở do người quản trị hệ thống lập; đơn vị khác do người quản trị của Sở lập."""

    def do(work: Work) -> Made:
        made = service.found(work.session, work.actor, body, work.at)
        return changed(work, made, body.on, 201)

    return visit.answer(do)


@router.get("/{body_id}", summary="Một đơn vị", responses=refused(errors.BodyNotFound))
def show_body(body_id: Id, visit: Visiting, answer: Response, on: OnDay = None) -> BodyOut:
    """Đơn vị vào một ngày: tên, mã, cấp trên, thủ trưởng, đầu mối. ETag là phiên bản để sửa."""
    with visit.reading() as work:
        day = on or work.today
        shown = history.body_on(work.session, work.actor, body_id, day, work.today)
        visit.saw(work.actor, f"body:{body_id}")
    answer.headers["ETag"] = etag_of(shown.version)
    return shown


@router.get("/{body_id}/history", summary="Lịch sử", responses=refused(errors.BodyNotFound))
def show_history(body_id: Id, visit: Visiting) -> HistoryOut:
    """Mọi tên, mã, cấp trên, thủ trưởng, đầu mối và lần sắp xếp, cũ trước."""
    with visit.reading() as work:
        return history.history_of(work.session, work.actor, body_id, work.today)


@router.get(
    "/{body_id}/by-code/{code}",
    summary="Tìm theo mã ngành",
    responses=refused(errors.BodyNotFound, errors.CodeUnknown, errors.CodeAmbiguous),
)
def find_by_code(
    body_id: Id,
    code: Annotated[Code, Path()],
    visit: Visiting,
    answer: Response,
    on: OnDay = None,
) -> BodyOut:
    """Đơn vị mang mã này dưới một đơn vị; mã trùng sau hợp nhất thì lỗi nêu tên từng đơn vị."""
    with visit.reading() as work:
        require_at_body(work.session, work.actor, Act.READ_BODY, body_id, work.today)
        day = on or work.today
        found = queries.by_code(work.session, code, [body_id], day)
        shown = history.body_on(work.session, work.actor, found, day, work.today)
    answer.headers["ETag"] = etag_of(shown.version)
    return shown


@router.get(
    "/{body_id}/officers",
    summary="Danh sách đầu mối",
    response_class=Response,
    responses={200: {"content": {XLSX: BINARY}}, **refused(errors.BodyNotFound)},
)
def list_officers(body_id: Id, visit: Visiting, on: OnDay = None) -> Response:
    """Thủ trưởng và đầu mối của đơn vị và mọi đơn vị trực thuộc, một bảng Excel."""
    with visit.reading() as work:
        day = on or work.today
        rows = officers.officers(work.session, work.actor, body_id, day, work.today)
        name = queries.name_of(work.session, body_id, day)
        visit.saw(work.actor, f"body:{body_id}", "officers")
    content = officers.officers_workbook(rows, name, day)
    return attachment(content, f"Đầu mối - {name}.xlsx", XLSX)


@router.patch(
    "/{body_id}",
    summary="Đính chính loại, cấp học",
    response_model=BodyOut,
    responses=refused(*CHANGING, errors.KindUnknown, errors.KindInUse, body=True),
)
def correct_body(body_id: Id, body: CorrectIn, visit: Visiting, version: IfMatch) -> Response:
    """Chỉ để sửa chỗ nhập sai; đơn vị đổi loại hình thì ghi việc thay thế."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.correct(work.session, work.actor, target, body, work.at)
        return changed(work, made, work.today)

    return visit.answer(do)


@router.put(
    "/{body_id}/name",
    summary="Đổi tên",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, body=True),
)
def rename_body(body_id: Id, body: RenameIn, visit: Visiting, version: IfMatch) -> Response:
    """Tên mới từ một ngày; tên cũ còn trong lịch sử."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.rename(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)


@router.put(
    "/{body_id}/code",
    summary="Đổi mã ngành",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, errors.CodeTaken, body=True),
)
def recode_body(body_id: Id, body: RecodeIn, visit: Visiting, version: IfMatch) -> Response:
    """Mã mới từ một ngày, do Sở quản lý vào ngày đó cấp."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.recode(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)


@router.put(
    "/{body_id}/parent",
    summary="Chuyển đơn vị quản lý",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, *OF_SUPERIORS, body=True),
)
def move_body(body_id: Id, body: MoveIn, visit: Visiting, version: IfMatch) -> Response:
    """Đơn vị quản lý trực tiếp từ một ngày."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.move(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)


@router.put(
    "/{body_id}/assessing",
    summary="Chọn đơn vị đánh giá ngoài",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, *OF_SUPERIORS, body=True),
)
def set_assessing(body_id: Id, body: AssessedByIn, visit: Visiting, version: IfMatch) -> Response:
    """Đơn vị đánh giá ngoài từ một ngày; bỏ trống là đơn vị quản lý."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.set_assessing(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)


@router.put(
    "/{body_id}/officer",
    summary="Ghi thủ trưởng hoặc đầu mối",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, body=True),
)
def set_officer(body_id: Id, body: OfficerIn, visit: Visiting, version: IfMatch) -> Response:
    """Người giữ việc từ một ngày; bỏ trống người là khuyết."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.set_officer(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)


@router.put(
    "/{body_id}/dissolution",
    summary="Giải thể",
    response_model=BodyOut,
    responses=refused(*CHANGING, *OF_PERIODS, errors.ChildrenRemain, body=True),
)
def dissolve_body(body_id: Id, body: DissolveIn, visit: Visiting, version: IfMatch) -> Response:
    """Ngừng hoạt động từ một ngày, không có đơn vị kế thừa; tài khoản mất quyền từ ngày đó."""

    def do(work: Work) -> Made:
        target = Target(body_id, version)
        made = service.dissolve(work.session, work.actor, target, body, work.at)
        return changed(work, made, body.on)

    return visit.answer(do)
