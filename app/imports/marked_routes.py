"""`/api/v1/imports/…/marked`: the file of an import with its faults marked."""

from functools import partial
from typing import BinaryIO

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from app.attachments import files
from app.attachments.errors import FileErased, FileLost, VaultUnavailable
from app.attachments.handing_out import SANDBOX
from app.dossiers.answering import refusals_of
from app.edge.attachments import content_disposition
from app.edge.openapi import XLSX
from app.errors import Busy
from app.imports import marked, permission
from app.imports.errors import ImportNotFound, ImportNotNow, ImportNotRead, ImportRefused
from app.imports.models import ImportBatch
from app.imports.routes import ImportId
from app.vault.erasing import require_not_erased
from app.visit import Visit, Visiting

router = APIRouter(prefix="/api/v1/imports", tags=["Nhập bảng tính"])


@router.get(
    "/{import_id}/marked",
    summary="Tải tệp đã đánh dấu lỗi",
    response_class=Response,
    responses={
        200: {
            "description": "Tệp của bạn, thêm cột “Lỗi”; tên ở Content-Disposition",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        },
        **refusals_of(
            ImportNotFound,
            ImportNotNow,
            ImportRefused,
            ImportNotRead,
            FileErased,
            FileLost,
            VaultUnavailable,
            Busy,
        ),
    },
)
async def download_marked(import_id: ImportId, visit: Visiting) -> Response:
    """Tệp .xlsx chỉ thêm cột “Lỗi”, tô màu và ghi chú; .xls, .ods, .csv thành một tệp .xlsx mới."""
    person = await to_thread.run_sync(_seen, visit, import_id)
    made = await visit.service.markers.do(partial(_made, visit, import_id), person)
    headers = {
        "Content-Disposition": content_disposition(made.name),
        "Content-Length": str(made.size),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(made.pieces(), 200, headers, XLSX)


def _seen(visit: Visit, import_id: str) -> str:
    """Who asks. Raises ImportNotFound."""
    with visit.reading() as work:
        permission.seen(work.session, work.actor, import_id, work.today)
        return work.actor.account_id


def _made(visit: Visit, import_id: str) -> marked.Made:
    """In the turn of the one who asks: the question alone may fill a file of 100 MB."""
    batch, asked = _asked(visit, import_id)
    try:
        vault = visit.service.vault
        with files.opened(vault, batch.tenant_id, batch.object_sha256) as content:
            return marked.answer(batch, asked, content)
    except BaseException:
        asked.close()
        raise


def _asked(visit: Visit, import_id: str) -> tuple[ImportBatch, BinaryIO]:
    with visit.reading() as work:
        batch = permission.seen(work.session, work.actor, import_id, work.today)
        require_not_erased(work.session, batch.tenant_id, batch.object_sha256, batch.created_at)
        asked = marked.question(work.session, batch)
        visit.saw(work.actor, f"import:{batch.id}", "marked")
        return batch, asked
