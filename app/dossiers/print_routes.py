"""`/api/v1/dossiers/{id}/documents` and `…/snapshots`: what is taken home."""

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Path
from starlette.responses import Response

from app.dossiers import schemas as out
from app.dossiers.answering import PARTS, SEEING, refusals_of, thing_of
from app.dossiers.documents import BY_FORMAT, DOCUMENTS, HERE, Source, printed, source_of
from app.dossiers.keeping import all_snapshots, snapshot_file
from app.dossiers.models import SideName
from app.dossiers.parameters import DossierId, Sha256
from app.edge.attachments import attachment
from app.errors import Busy, DocumentNotPrinted
from app.visit import Visit, Visiting

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Văn bản"])

Format = Annotated[
    Literal[
        "docx",
        "pdf",
        "score-sheet-docx",
        "score-sheet-pdf",
        "evidence",
        "evidence-internal",
        "external-docx",
        "external-pdf",
    ],
    Path(description="Báo cáo, phiếu đánh giá hoặc danh mục minh chứng."),
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/documents/{document}",
    summary="In một văn bản",
    response_class=Response,
    responses={
        200: {
            "description": "Tệp đã chọn; tên tệp ở Content-Disposition",
            "content": {one.media_type: _BINARY for one in DOCUMENTS},
        },
        **refusals_of(*PARTS, DocumentNotPrinted, Busy),
    },
)
async def print_document(dossier_id: DossierId, document: Format, visit: Visiting) -> Response:
    """Chưa chốt: bản nháp của dữ liệu hiện tại. Đã chốt: từ bản chốt, kèm mã băm và mã QR."""
    chosen = BY_FORMAT[document]
    source = await to_thread.run_sync(_source, visit, dossier_id, chosen.side)
    by = HERE._replace(pdf=visit.service.press.pdf)
    content = await visit.service.work.do(printed, chosen, source, by)
    return attachment(content, chosen.file_name(source), chosen.media_type)


@router.get("/snapshots", summary="Các bản chốt", responses=refusals_of(*SEEING))
def snapshots(dossier_id: DossierId, visit: Visiting) -> out.SnapshotsOut:
    """Từ cũ đến mới; bản bị hủy khi mở lại vẫn còn trong danh sách."""
    with visit.reading() as work:
        return all_snapshots(work, dossier_id)


@router.get(
    "/snapshots/{sha256}",
    summary="Tải một bản chốt",
    response_class=Response,
    responses={
        200: {
            "description": "JSON kèm nguyên văn bộ chỉ số, đủ để kiểm tra và in lại ở nơi khác",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **refusals_of(*PARTS),
    },
)
def snapshot(dossier_id: DossierId, sha256: Sha256, visit: Visiting) -> Response:
    """Mã SHA-256 là của `snapshot` ở dạng chuẩn: khóa theo thứ tự, NFC, không khoảng trắng."""
    with visit.reading() as work:
        content, name = snapshot_file(work, dossier_id, sha256)
    visit.saw(work.actor, thing_of(dossier_id), "snapshot")
    return attachment(content, name, "application/json")


def _source(visit: Visit, dossier_id: str, side: SideName) -> Source:
    with visit.reading() as work:
        source = source_of(work, dossier_id, side)
    visit.saw(work.actor, thing_of(dossier_id), "print")
    return source
