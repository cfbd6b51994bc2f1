"""`/api/v1/dossiers/{id}/evidence`: the list, its records and their files."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.attachments import errors, files, service
from app.attachments.access import readable, room, self_side, writable
from app.attachments.file_schemas import FileOut
from app.attachments.handing_out import Wants, of_dossier
from app.attachments.models import Evidence
from app.attachments.receiving import Wanted, kinds_of, nothing_more, receive
from app.attachments.schemas import (
    PAGE,
    After,
    EvidenceOut,
    EvidencePage,
    EvidenceWords,
    GapsOut,
    Id,
    Limit,
    NewEvidence,
)
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierLocked, DossierNotFound, VersionStale
from app.dossiers.models import Dossier
from app.edge.cursors import cursor_of, values_of
from app.edge.openapi import body_of
from app.edge.versions import IfMatch, VersionMissing, etag_of
from app.uploads import queries as uploads
from app.visit import Made, Visit, Visiting, Work
from evidence.kinds import Kind, media_type

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])

Number = Annotated[int, Path(ge=1, le=1_000_000, description="Số thứ tự của lần gửi tệp.")]
FILE_PART = {"type": "string", "format": "binary", "description": "Tệp minh chứng."}
BINARY = {"schema": {"type": "string", "format": "binary"}}
OF_FILES = (
    errors.FileNotAccepted,
    errors.FileTooLarge,
    errors.DossierFull,
    errors.CampaignFull,
    errors.FileJustPruned,
    errors.NotInspected,
    errors.AntivirusSilent,
    errors.VaultUnavailable,
    errors.VaultFull,
)
OF_DOWNLOADS = (
    errors.FileErased,
    errors.FileLost,
    errors.RangeOutside,
    errors.VaultUnavailable,
)
FILE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Tệp, tên ở Content-Disposition",
        "content": {media_type(kind): BINARY for kind in Kind},
    },
    206: {
        "description": "Phần được yêu cầu, khoảng ở Content-Range",
        "content": {media_type(kind): BINARY for kind in Kind},
    },
}


@router.get("/evidence", summary="Danh mục minh chứng", responses=refusals_of(DossierNotFound))
def list_evidence(
    dossier_id: Id, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> EvidencePage:
    """Theo thứ tự mã; mỗi minh chứng kèm tệp mới nhất."""
    start = values_of(after, 1)[0] if after else ""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        found = service.listed(work.session, dossier, start, limit + 1)
        shown = tuple(EvidenceOut.of(one) for one in found[:limit])
        visit.saw(work.actor, f"dossier:{dossier.id}", "evidence")
    more = cursor_of(shown[-1].code) if len(found) > limit else None
    return EvidencePage(evidence=shown, next=more)


@router.get(
    "/evidence-gaps",
    summary="Minh chứng còn thiếu hoặc lạc",
    responses=refusals_of(DossierNotFound),
)
def evidence_gaps(dossier_id: Id, visit: Visiting) -> GapsOut:
    """Liên kết tới mã không có trong bộ chỉ số; tiêu chí có điểm mà chưa có minh chứng."""
    with visit.reading() as work:
        return GapsOut.of(service.gaps(work.session, readable(work, dossier_id)))


@router.post(
    "/evidence",
    summary="Thêm một minh chứng",
    status_code=201,
    response_model=EvidenceOut,
    responses=refusals_of(
        errors.EvidenceNotAccepted,
        DossierNotFound,
        errors.EvidenceCodeTaken,
        DossierLocked,
        write=True,
    ),
)
def add_evidence(dossier_id: Id, body: NewEvidence, visit: Visiting) -> Response:
    """Gửi kèm Idempotency-Key để gửi lại mà không bị ghi hai lần."""

    def do(work: Work) -> Made:
        at = writable(work, dossier_id)
        made = service.create(work.session, at, body.code, body.draft(), work.who)
        return Made(EvidenceOut.of(made), 201, made.row.version)

    return visit.answer(do)


@router.get(
    "/evidence/{evidence_id}",
    summary="Một minh chứng và mọi lần gửi tệp",
    responses=refusals_of(DossierNotFound, errors.EvidenceNotFound),
)
def show_evidence(
    dossier_id: Id, evidence_id: Id, visit: Visiting, answer: Response
) -> EvidenceOut:
    """ETag là phiên bản để sửa."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        row = service.found(work.session, dossier, evidence_id)
        shown = EvidenceOut.of(service.piece(work.session, dossier, row))
        visit.saw(work.actor, f"evidence:{row.id}")
    answer.headers["ETag"] = etag_of(shown.version)
    return shown


@router.put(
    "/evidence/{evidence_id}",
    summary="Sửa một minh chứng",
    response_model=EvidenceOut,
    responses=refusals_of(
        errors.EvidenceNotAccepted,
        DossierNotFound,
        errors.EvidenceNotFound,
        DossierLocked,
        VersionStale,
        VersionMissing,
        write=True,
    ),
)
def change_evidence(
    dossier_id: Id, evidence_id: Id, body: EvidenceWords, visit: Visiting, version: IfMatch
) -> Response:
    """Ghi lại toàn bộ phần chữ; mã và các tệp giữ nguyên."""

    def do(work: Work) -> Made:
        at = writable(work, dossier_id)
        made = service.change(work.session, at, evidence_id, version, body.draft(), work.who)
        return Made(EvidenceOut.of(made), 200, made.row.version)

    return visit.answer(do)


@router.delete(
    "/evidence/{evidence_id}",
    summary="Gỡ một minh chứng khỏi danh mục",
    status_code=204,
    responses=refusals_of(
        DossierNotFound,
        errors.EvidenceNotFound,
        DossierLocked,
        VersionStale,
        VersionMissing,
        write=True,
    ),
)
def remove_evidence(dossier_id: Id, evidence_id: Id, visit: Visiting, version: IfMatch) -> Response:
    """Tệp đã gửi vẫn nằm trong kho; mã không dùng lại."""

    def do(work: Work) -> Made:
        at = writable(work, dossier_id)
        service.remove(work.session, at, evidence_id, version, work.who)
        return Made(status=204)

    return visit.answer(do)


@router.post(
    "/evidence/{evidence_id}/files",
    summary="Gửi tệp của minh chứng",
    status_code=201,
    responses={
        200: {"description": "Chính tệp này đã có", "model": FileOut},
        **refusals_of(
            DossierNotFound, errors.EvidenceNotFound, DossierLocked, *OF_FILES, write=True
        ),
    },
    openapi_extra=body_of(
        multipart={
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": FILE_PART},
                "additionalProperties": False,
            }
        }
    ),
)
async def add_file(
    dossier_id: Id, evidence_id: Id, request: Request, answer: Response, visit: Visiting
) -> FileOut:
    """Mỗi lần gửi là một bản mới; bản cũ còn nguyên. Gửi lại đúng tệp cũ thì không thêm bản."""
    wanted = await to_thread.run_sync(before_file, visit, dossier_id, evidence_id)
    kept, _ = await receive(request, visit.service, wanted, nothing_more)
    file, is_new = await to_thread.run_sync(after_file, visit, dossier_id, evidence_id, kept)
    answer.status_code = 201 if is_new else 200
    return file


@router.get(
    "/evidence/{evidence_id}/files/{revision}",
    summary="Tải một tệp của minh chứng",
    response_class=Response,
    responses={
        **FILE_ANSWER,
        **refusals_of(
            DossierNotFound,
            errors.EvidenceNotFound,
            errors.FileNotFound,
            *OF_DOWNLOADS,
        ),
    },
)
def download_file(
    dossier_id: Id, evidence_id: Id, revision: Number, visit: Visiting, wants: Wants
) -> Response:
    """Trình duyệt lưu tệp về máy, không mở trong trang của dịch vụ; Range lấy một phần.

    Người của trường nhận đúng tệp đã gửi, người khác nhận bản đã bỏ vị trí chụp.
    """
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        row = service.found(work.session, dossier, evidence_id)
        file = files.revision(work.session, row, revision).file
        visit.saw(work.actor, f"evidence:{row.id}", "download")
        return of_dossier(visit, work, dossier, file, wants)


def before_file(visit: Visit, dossier_id: str, evidence_id: str) -> Wanted:
    """Refuse before the file is sent what would be refused after it; what may come."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        at = self_side(work, dossier)
        files.require_file_open(work.session, at, service.found(work.session, dossier, evidence_id))
        _require_room(visit, work, dossier, 0)
        return Wanted(dossier.tenant_id, kinds_of(at.edition))


def after_file(
    visit: Visit, dossier_id: str, evidence_id: str, kept: files.Kept
) -> tuple[FileOut, bool]:
    """Record the file that has arrived; whether it is a new one."""
    with visit.writing() as work:
        at = writable(work, dossier_id)
        row: Evidence = service.found(work.session, at.dossier, evidence_id)
        _require_room(visit, work, at.dossier, kept.stored.size)
        found, is_new = files.append(work.session, at, row, kept, work.who)
        files.require_there(visit.service.vault, at.dossier.tenant_id, kept)
        return FileOut.of(found), is_new


def _require_room(visit: Visit, work: Work, dossier: Dossier, size: int) -> None:
    """Raise DossierFull or CampaignFull; what was promised to uploads counts as taken."""
    promised = uploads.promised(work.session, dossier.id, work.at)
    files.require_room(work.session, dossier, size + promised, room(visit))
    limit = visit.service.settings.max_campaign_bytes
    files.require_campaign_room(work.session, dossier.campaign_id, size, limit, work.at)
