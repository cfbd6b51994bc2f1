"""`/api/v1/imports`: a table from the file to what it changes, step by step."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from app.attachments import files
from app.attachments.errors import (
    AntivirusSilent,
    FileErased,
    FileJustPruned,
    FileLost,
    FileNotAccepted,
    FileTooLarge,
    VaultFull,
    VaultUnavailable,
)
from app.attachments.handing_out import SANDBOX
from app.audit.chain import Who
from app.bodies.errors import BodyNotFound
from app.bodies.text import Id
from app.campaigns.errors import CampaignNotFound
from app.dossiers.answering import refusals_of
from app.dossiers.parameters import PAGE, After, Limit
from app.edge.attachments import content_disposition
from app.edge.cursors import cursor_of, values_of
from app.edge.openapi import body_of
from app.edge.versions import etag_of
from app.imports import permission, queries, service
from app.imports.errors import (
    ImportNotFound,
    ImportNotNow,
    ImportRefused,
    ImportStale,
    ImportsTooMany,
)
from app.imports.listing import page_of_rows
from app.imports.models import ImportBatch, ImportKind, RowOutcome
from app.imports.receiving import taken
from app.imports.schemas import (
    ConfirmIn,
    ImportLineOut,
    ImportOut,
    ImportPage,
    ImportRowPage,
    MappingIn,
    UndoIn,
)
from app.storage.columns import ID_LENGTH
from app.vault.erasing import require_not_erased
from app.visit import Made, Visit, Visiting, Work
from evidence.store import pieces

router = APIRouter(prefix="/api/v1/imports", tags=["Nhập bảng tính"])
ImportId = Annotated[str, Path(pattern=rf"^[0-9a-z]{{1,{ID_LENGTH}}}$", description="Mã lần nhập.")]
OCTETS = "application/octet-stream"
_WORDS = {"type": "string", "maxLength": 100}
_UPLOAD = {
    "schema": {
        "type": "object",
        "required": ["body_id", "file"],
        "properties": {
            "kind": {"type": "string", "enum": list(ImportKind), "default": "results"},
            "body_id": {**_WORDS, "description": "Đơn vị mà tệp thuộc về: Sở, xã."},
            "campaign_id": {**_WORDS, "description": "Đợt đánh giá; kết quả phải có."},
            "side": {
                "type": "string",
                "enum": ["self", "external"],
                "default": "self",
                "description": "Phiếu của các cột không nói rõ tự đánh giá hay đánh giá ngoài.",
            },
            "day": {**_WORDS, "description": "Danh sách đơn vị: hiệu lực từ ngày; trống: hôm nay."},
            "number": {**_WORDS, "description": "Số quyết định, khi bảng không ghi."},
            "signed_on": {**_WORDS, "description": "Ngày ký quyết định, khi bảng không ghi."},
            "signer": {**_WORDS, "maxLength": 200, "description": "Người ký, khi bảng không ghi."},
            "file": {
                "type": "string",
                "format": "binary",
                "description": "Bảng tính .xlsx, .xls, .ods hoặc .csv; đứng sau các trường khác.",
            },
        },
        "additionalProperties": False,
    }
}
STEPPING = (ImportNotFound, ImportNotNow)


@router.post(
    "",
    summary="Gửi bảng tính để chạy thử",
    status_code=202,
    response_model=ImportOut,
    responses=refusals_of(
        BodyNotFound,
        CampaignNotFound,
        FileNotAccepted,
        FileTooLarge,
        FileJustPruned,
        ImportsTooMany,
        AntivirusSilent,
        VaultFull,
        VaultUnavailable,
        write=True,
    ),
    openapi_extra=body_of(multipart=_UPLOAD),
)
async def send_table(request: Request, visit: Visiting) -> Response:
    """Chưa ghi gì vào hồ sơ. Hỏi lại lần nhập đến khi trạng thái là ready, mapping hoặc refused."""
    batch = await taken(request, visit)
    headers = {"ETag": etag_of(batch.version), "Location": f"/api/v1/imports/{batch.id}"}
    told = ImportOut.of(batch).model_dump_json()
    return Response(told, 202, headers, "application/json")


@router.get("", summary="Các lần nhập", responses=refusals_of())
def list_imports(
    visit: Visiting,
    body: Annotated[Id | None, Query(description="Chỉ của đơn vị này.")] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> ImportPage:
    """Mới nhất trước, của các đơn vị bạn quản lý."""
    start = values_of(after, 1)[0] if after else ""
    with visit.reading() as work:
        visible = permission.visible_imports(work.actor, work.today)
        found = queries.page(work.session, visible, body, start, limit + 1)
    more = len(found) > limit
    return ImportPage(
        imports=[ImportLineOut.of(one) for one in found[:limit]],
        next=cursor_of(found[limit - 1].id) if more else None,
    )


@router.get("/{import_id}", summary="Một lần nhập", responses=refusals_of(ImportNotFound))
def get_import(import_id: ImportId, visit: Visiting, answer: Response) -> ImportOut:
    """Tiến độ, các cột đã nhận ra, kết quả chạy thử; ETag đổi theo từng bước."""
    with visit.reading() as work:
        found = permission.seen(work.session, work.actor, import_id, work.today)
    answer.headers["ETag"] = etag_of(found.version)
    return ImportOut.of(found)


@router.get("/{import_id}/rows", summary="Các dòng", responses=refusals_of(ImportNotFound))
def list_rows(
    import_id: ImportId,
    visit: Visiting,
    outcome: Annotated[RowOutcome | None, Query(description="Chỉ các dòng như vậy.")] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> ImportRowPage:
    """Theo thứ tự trong tệp, của lần chạy thử gần nhất: từng ô đổi gì, sai gì."""
    with visit.reading() as work:
        batch = permission.seen(work.session, work.actor, import_id, work.today)
        visit.saw(work.actor, f"import:{batch.id}", "rows")
        return page_of_rows(work.session, batch, outcome, after, limit)


@router.put(
    "/{import_id}/mapping",
    summary="Xác nhận các cột",
    status_code=202,
    response_model=ImportOut,
    responses=refusals_of(*STEPPING, ImportRefused, write=True),
)
def map_columns(import_id: ImportId, visit: Visiting, body: MappingIn) -> Response:
    """Được giữ cho các tệp cùng bố cục của đơn vị, rồi chạy thử lại."""
    return _step(
        visit,
        import_id,
        lambda work, batch: service.map_columns(work.session, batch, body.columns, work.who),
    )


@router.post(
    "/{import_id}/dry-run",
    summary="Chạy thử lại",
    status_code=202,
    response_model=ImportOut,
    responses=refusals_of(*STEPPING, write=True),
)
def try_again(import_id: ImportId, visit: Visiting) -> Response:
    """So lại với dữ liệu lúc này; chưa ghi gì."""
    return _step(
        visit, import_id, lambda work, batch: service.try_again(work.session, batch, work.who)
    )


@router.post(
    "/{import_id}/confirm",
    summary="Xác nhận ghi",
    status_code=202,
    response_model=ImportOut,
    responses=refusals_of(*STEPPING, ImportStale, ImportRefused, write=True),
)
def confirm(import_id: ImportId, visit: Visiting, body: ConfirmIn) -> Response:
    """Ghi tất cả hoặc không gì cả; dữ liệu đã đổi từ lúc chạy thử thì thành stale."""
    return _step(
        visit,
        import_id,
        lambda work, batch: service.confirm(
            work.session, batch, body.fingerprint, work.who, leave_out=body.leave_out_invalid
        ),
    )


@router.post(
    "/{import_id}/undo",
    summary="Hoàn tác",
    status_code=202,
    response_model=ImportOut,
    responses=refusals_of(*STEPPING, write=True),
)
def undo(import_id: ImportId, visit: Visiting, body: UndoIn) -> Response:
    """Trả lại như trước. Có dòng đã được làm việc tiếp thì vẫn là applied và faults nêu chúng."""
    return _step(
        visit,
        import_id,
        lambda work, batch: service.undo(work.session, batch, work.who, rest=body.rest),
    )


@router.get(
    "/{import_id}/file",
    summary="Tải lại tệp đã gửi",
    response_class=Response,
    responses={
        200: {
            "description": "Tệp gốc, tên ở Content-Disposition",
            "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}},
        },
        **refusals_of(ImportNotFound, FileErased, FileLost, VaultUnavailable),
    },
)
def download_table(import_id: ImportId, visit: Visiting) -> Response:
    """Đúng từng byte như đã gửi; trình duyệt lưu tệp về máy."""
    with visit.reading() as work:
        batch = permission.seen(work.session, work.actor, import_id, work.today)
        require_not_erased(work.session, batch.tenant_id, batch.object_sha256, batch.created_at)
        visit.saw(work.actor, f"import:{batch.id}", "download")
    content = files.opened(visit.service.vault, batch.tenant_id, batch.object_sha256)
    headers = {
        "Content-Disposition": content_disposition(batch.file_name),
        "Content-Length": str(batch.size),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(pieces(content), 200, headers, OCTETS)


@router.delete(
    "/{import_id}",
    summary="Bỏ lần nhập chưa xác nhận",
    status_code=204,
    response_class=Response,
    responses=refusals_of(*STEPPING, write=True),
)
def forget_import(import_id: ImportId, visit: Visiting) -> Response:
    """Xóa cả các dòng chạy thử; tệp được dọn sau."""

    def do(work: Work) -> Made:
        service.forget(work.session, _held(work, import_id), work.who)
        return Made(status=204)

    return visit.answer(do)


def _step(visit: Visit, import_id: str, do: Callable[[Work, ImportBatch], None]) -> Response:
    """One short step on the import, held; a job does the rest."""

    def step(work: Work) -> Made:
        batch = _held(work, import_id)
        do(work, batch)
        work.session.flush()
        return Made(ImportOut.of(batch), 202, batch.version)

    answer = visit.answer(step)
    visit.service.foreman.news()
    return answer


def _held(work: Work, import_id: str) -> ImportBatch:
    """The import, its row held, for who may work on it. Raises ImportNotFound, NotAllowed."""
    permission.seen(work.session, work.actor, import_id, work.today)
    batch = queries.held(work.session, import_id)
    permission.require(work.session, work.actor, batch, Who(work.actor.account_id, work.at))
    return batch
