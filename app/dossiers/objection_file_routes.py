"""`/api/v1/dossiers/{id}/objections/{id}/files`: what the school adds to its objection."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.attachments import errors, files
from app.attachments.access import room
from app.attachments.handing_out import Wants, of_dossier
from app.attachments.receiving import Wanted, nothing_more, receive
from app.attachments.routes import FILE_ANSWER, FILE_PART, OF_DOWNLOADS, OF_FILES
from app.dossiers import objection_files
from app.dossiers.answering import PARTS, refusals_of
from app.dossiers.errors import NotReady, TransitionRefused
from app.dossiers.external_schemas import ObjectionFileOut
from app.dossiers.objection_routes import ObjectionId
from app.dossiers.parameters import DossierId
from app.dossiers.reaching import held, seen
from app.edge.openapi import body_of
from app.policy import Act
from app.visit import Visit, Visiting

router = APIRouter(
    prefix="/api/v1/dossiers/{dossier_id}/objections/{objection_id}/files", tags=["Giải trình"]
)
FileId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$", description="Mã tệp.")]


@router.post(
    "",
    summary="Gửi tệp kèm giải trình",
    status_code=201,
    responses=refusals_of(*PARTS, TransitionRefused, NotReady, *OF_FILES, write=True),
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
    dossier_id: DossierId, objection_id: ObjectionId, request: Request, visit: Visiting
) -> ObjectionFileOut:
    """Minh chứng mới cho tiêu chí đang giải trình; phiếu tự đánh giá đã khóa không đổi."""
    tenant_id = await to_thread.run_sync(_before_file, visit, dossier_id, objection_id)
    kept, _ = await receive(request, visit.service, Wanted(tenant_id), nothing_more)
    return await to_thread.run_sync(_after_file, visit, dossier_id, objection_id, kept)


@router.get(
    "/{file_id}",
    summary="Tải một tệp kèm giải trình",
    response_class=Response,
    responses={
        **FILE_ANSWER,
        **refusals_of(
            *PARTS,
            errors.FileNotFound,
            *OF_DOWNLOADS,
        ),
    },
)
def download(
    dossier_id: DossierId,
    objection_id: ObjectionId,
    file_id: FileId,
    visit: Visiting,
    wants: Wants,
) -> Response:
    """Dành cho người được xem giải trình; trình duyệt lưu tệp về máy."""
    with visit.reading() as work:
        dossier = seen(work, dossier_id, Act.READ_EXTERNAL).dossier
        row = objection_files.one(work.session, dossier, objection_id, file_id)
        visit.saw(work.actor, f"objection_file:{row.id}", "download")
        return of_dossier(visit, work, dossier, row, wants)


def _before_file(visit: Visit, dossier_id: str, objection_id: str) -> str:
    """Refuse before the file is sent what would be refused after it; the tenant."""
    with visit.reading() as work:
        dossier = seen(work, dossier_id, Act.OBJECT).dossier
        objection_files.awaited(work.session, dossier, objection_id)
        files.require_room(work.session, dossier, 0, room(visit))
        return dossier.tenant_id


def _after_file(
    visit: Visit, dossier_id: str, objection_id: str, kept: files.Kept
) -> ObjectionFileOut:
    with visit.writing() as work:
        dossier, _ = held(work, dossier_id, Act.OBJECT)
        files.require_room(work.session, dossier, kept.stored.size, room(visit))
        row = objection_files.add(work.session, dossier, objection_id, kept, work.who)
        files.require_there(visit.service.vault, dossier.tenant_id, kept)
        return ObjectionFileOut(id=row.id, file_name=row.file_name, at=row.at)
