"""Kinds of body, reorganisations, handovers, and lists loaded: what concerns many bodies."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.bodies import errors, kinds, listing, queries, service
from app.bodies.answering import PAGE, After, Limit, refused
from app.bodies.listing import Page
from app.bodies.load.service import ListFile, load, preview
from app.bodies.models import BodyKind
from app.bodies.reading_parts import list_part
from app.bodies.schemas import (
    BodyRef,
    HandoverIn,
    HandoverOut,
    HandoverPage,
    KindChange,
    KindIn,
    KindList,
    KindOut,
    LoadOut,
    ReorganisationIn,
    ReorganisationOut,
)
from app.bodies.text import Id, KindCode
from app.edge.openapi import body_of
from app.edge.versions import IfMatch, VersionMissing
from app.policy import Act, require
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1", tags=["Đơn vị"])

_LIST = {"type": "string", "format": "binary", "description": "Danh sách .xlsx hoặc .csv (UTF-8)."}
_ON = {"type": "string", "format": "date", "description": "Ngày hiệu lực; bỏ trống là hôm nay."}


@router.get("/body-kinds", summary="Các loại đơn vị", responses=refused())
def list_kinds(visit: Visiting) -> KindList:
    """Mọi loại đơn vị, theo thứ tự hiển thị."""
    with visit.reading() as work:
        return KindList(kinds=[_kind(kind) for kind in kinds.all_kinds(work.session).values()])


@router.post(
    "/body-kinds",
    summary="Thêm một loại đơn vị",
    status_code=201,
    response_model=KindOut,
    responses=refused(errors.KindTaken, body=True),
)
def add_kind(body: KindIn, visit: Visiting) -> Response:
    """Dành cho người quản trị hệ thống; mã phải trùng mã loại trong bộ chỉ số."""

    def do(work: Work) -> Made:
        require(work.session, work.actor, Act.MANAGE_INSTALLATION, None, work.today)
        kind = kinds.add_kind(work.session, work.who, body)
        return Made(_kind(kind), 201, kind.version)

    return visit.answer(do)


@router.patch(
    "/body-kinds/{code}",
    summary="Sửa một loại đơn vị",
    response_model=KindOut,
    responses=refused(
        errors.KindUnknown, errors.KindInUse, errors.BodyStale, VersionMissing, body=True
    ),
)
def change_kind(
    code: Annotated[KindCode, Path()], body: KindChange, visit: Visiting, version: IfMatch
) -> Response:
    """Đổi tên gọi hoặc cấp học; không bỏ được cấp học còn đơn vị đang dạy."""

    def do(work: Work) -> Made:
        require(work.session, work.actor, Act.MANAGE_INSTALLATION, None, work.today)
        kind = kinds.change_kind(work.session, work.who, (code, version), body)
        return Made(_kind(kind), 200, kind.version)

    return visit.answer(do)


@router.post(
    "/reorganisations",
    summary="Sáp nhập, chia tách, thay thế",
    status_code=201,
    response_model=ReorganisationOut,
    responses=refused(
        errors.BodyNotFound,
        errors.KindUnknown,
        errors.KindInUse,
        errors.ReorganisationRefused,
        errors.LaterChangeExists,
        errors.BodyNotThere,
        errors.CodeTaken,
        errors.ParentRefused,
        errors.TreeCycle,
        body=True,
    ),
)
def reorganise(body: ReorganisationIn, visit: Visiting) -> Response:
    """Cả phương án là một việc, vào một ngày: hoặc xong hết, hoặc chưa có gì thay đổi."""

    def do(work: Work) -> Made:
        done = service.reorganise(work.session, work.actor, body, work.at)
        called = queries.names(work.session, done.successors, body.on)
        refs = [BodyRef(id=one, name=called[one]) for one in done.successors]
        return Made(ReorganisationOut(successors=refs, moved=len(done.moved)), 201)

    return visit.answer(do)


@router.post(
    "/handovers",
    summary="Bàn giao việc cho đơn vị kế thừa",
    status_code=201,
    response_model=HandoverOut,
    responses=refused(errors.BodyNotFound, errors.ReorganisationRefused, body=True),
)
def hand_over(body: HandoverIn, visit: Visiting) -> Response:
    """Từ lúc bàn giao, đơn vị kế thừa làm tiếp hồ sơ mà đơn vị trước đang đánh giá."""

    def do(work: Work) -> Made:
        row = service.hand_over(work.session, work.actor, body, work.at)
        ids = (row.from_body_id, row.to_body_id)
        called = queries.names(work.session, ids, work.today)
        return Made(listing.handover_out(row, called), 201)

    return visit.answer(do)


@router.get(
    "/bodies/{body_id}/handovers",
    summary="Các lần bàn giao của một đơn vị",
    responses=refused(errors.BodyNotFound),
)
def list_handovers(
    body_id: Id, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> HandoverPage:
    """Đơn vị bàn giao cho ai, nhận của ai, khi nào, vì sao; mới trước."""
    with visit.reading() as work:
        return listing.handovers(work.session, work.actor, body_id, Page(after, limit), work.today)


_PREVIEW_PARTS = {"file": _LIST, "on": _ON}
_LOAD_PARTS = {
    **_PREVIEW_PARTS,
    "fingerprint": {
        "type": "string",
        "maxLength": 64,
        "description": "Dấu của lần xem trước; khác thì không nạp.",
    },
}


def _multipart(parts: Mapping[str, object]) -> dict[str, Any]:
    return body_of(
        multipart={
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": parts,
                "additionalProperties": False,
            }
        }
    )


@router.post(
    "/bodies/{body_id}/list-preview",
    summary="Xem trước việc nạp danh sách",
    responses=refused(errors.BodyNotFound, errors.LoadRefused, body=True),
    openapi_extra=_multipart(_PREVIEW_PARTS),
)
async def preview_list(body_id: Id, request: Request, visit: Visiting) -> LoadOut:
    """Danh sách sẽ lập và đổi những gì dưới đơn vị này; chưa ghi gì."""
    content, on, _ = await list_part(request)
    return await to_thread.run_sync(_previewed, visit, body_id, content, on)


@router.post(
    "/bodies/{body_id}/list",
    summary="Nạp danh sách đơn vị",
    response_model=LoadOut,
    responses=refused(errors.BodyNotFound, errors.LoadRefused, errors.LoadPreviewStale, body=True),
    openapi_extra=_multipart(_LOAD_PARTS),
)
async def load_list(body_id: Id, request: Request, visit: Visiting) -> Response:
    """Nạp tất cả hoặc không gì cả; nạp lại đúng tệp cũ thì không đổi gì."""
    content, on, fingerprint = await list_part(request)

    def do(work: Work) -> Made:
        given = ListFile(body_id, content, on or work.today)
        return Made(load(work.session, work.actor, given, work.at, fingerprint or None))

    return await to_thread.run_sync(visit.answer, do)


def _previewed(visit: Visit, body_id: str, content: bytes, on: date | None) -> LoadOut:
    with visit.reading() as work:
        given = ListFile(body_id, content, on or work.today)
        return preview(work.session, work.actor, given, work.at)


def _kind(kind: BodyKind) -> KindOut:
    return KindOut.model_validate(kind, from_attributes=True)
