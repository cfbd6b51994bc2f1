"""`/api/v1/dossiers/{id}/{side}/form`: the form of a side, out and home again."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from app.assessments.bodies import MULTIPART, kind_of
from app.assessments.service import form_refused
from app.dossiers.answering import PARTS, SAVING, SEEING, refusals_of, thing_of
from app.dossiers.errors import DossierLocked
from app.dossiers.models import SideName
from app.dossiers.parameters import SIDE, DossierId, Side
from app.edge.attachments import attachment, safe_name
from app.edge.multipart import Parts, read_multipart, wrong_field
from app.edge.openapi import XLSX, body_of
from app.errors import Busy, FormNotAccepted
from app.storage.columns import ID_LENGTH
from app.visit import Made, Visit, Visiting, Work
from app.workbooks import downloading, service
from app.workbooks import schemas as out
from app.workbooks.cells import FormCells, only, read_cells
from app.workbooks.downloading import Wanted
from app.workbooks.errors import FormPreviewGone, FormPreviewStale
from criteria.edition import Edition
from exports.forms.errors import FormRefused

router = APIRouter(prefix=f"/api/v1/dossiers/{{dossier_id}}/{SIDE}/form", tags=["Phiếu"])

MAX_FILE_NAME = 200
UploadId = Annotated[
    str, Path(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$", description="Mã bản xem trước.")
]
MarkHeader = Annotated[
    str,
    Header(
        alias="If-Match", max_length=100, description="ETag của bản xem trước đã xem; bắt buộc."
    ),
]
_BINARY = {"type": "string", "format": "binary"}
_FORM = {
    "schema": {
        "type": "object",
        "required": ["form"],
        "properties": {"form": {**_BINARY, "description": "Phiếu .xlsx đã điền."}},
        "additionalProperties": False,
    }
}


@router.get(
    "",
    summary="Tải phiếu",
    response_class=Response,
    responses={
        200: {
            "description": "Phiếu .xlsx mang mã tải; tên tệp ở Content-Disposition",
            "content": {XLSX: {"schema": _BINARY}},
        },
        **refusals_of(*PARTS, Busy),
    },
)
async def download_form(dossier_id: DossierId, side: Side, visit: Visiting) -> Response:
    """Điền sẵn từ hồ sơ. Phiếu đánh giá ngoài có thêm các cột điều nhà trường nêu, chỉ để đọc."""
    return await given(visit, dossier_id, SideName(side))


@router.post(
    "",
    summary="Nộp phiếu để xem trước",
    status_code=201,
    response_model=out.FormPreviewOut,
    responses=refusals_of(*PARTS, FormNotAccepted, DossierLocked, Busy, write=True),
    openapi_extra=body_of(multipart=_FORM),
)
async def upload_form(
    dossier_id: DossierId, side: Side, request: Request, visit: Visiting
) -> Response:
    """So ba bên từng ô; chưa ghi gì. Bản xem trước được giữ bảy ngày, nộp lại thì thay bản cũ."""
    told = await taken(request, visit, dossier_id, SideName(side))
    headers = {"ETag": f'"{told.mark}"'}
    return Response(told.model_dump_json(), 201, headers, "application/json")


@router.get(
    "/{upload_id}",
    summary="Bản xem trước",
    responses=refusals_of(*SEEING, FormPreviewGone),
)
def form_preview(
    dossier_id: DossierId, side: Side, upload_id: UploadId, visit: Visiting, response: Response
) -> out.FormPreviewOut:
    """So với máy chủ lúc này; ETag đổi khi có điều mới cần xem."""
    with visit.reading() as work:
        told = service.preview(work, dossier_id, SideName(side), upload_id)
    response.headers["ETag"] = f'"{told.mark}"'
    return told


@router.post(
    "/{upload_id}/confirm",
    summary="Xác nhận phiếu",
    response_model=out.FormSavedOut,
    responses=refusals_of(*SAVING, FormPreviewGone, FormPreviewStale, write=True),
)
def confirm_form(  # noqa: PLR0913, PLR0917 - where, which, as seen, decided how
    dossier_id: DossierId,
    side: Side,
    upload_id: UploadId,
    visit: Visiting,
    body: out.FormConfirmIn,
    if_match: MarkHeader = "",
) -> Response:
    """Ghi một lần; hồ sơ đổi từ lúc xem thì 412 kèm bản xem trước mới. Xác nhận lại: như cũ."""
    name = SideName(side)

    def confirm(work: Work) -> Made:
        return Made(service.confirm(work, dossier_id, name, upload_id, if_match, body.choices))

    return visit.answer(confirm)


@router.delete(
    "/{upload_id}",
    summary="Bỏ bản xem trước",
    status_code=204,
    response_class=Response,
    responses=refusals_of(*SEEING, FormPreviewGone, write=True),
)
def drop_form(dossier_id: DossierId, side: Side, upload_id: UploadId, visit: Visiting) -> Response:
    """Hồ sơ không đổi gì."""

    def drop(work: Work) -> Made:
        service.drop(work, dossier_id, SideName(side), upload_id)
        return Made(status=204)

    return visit.answer(drop)


async def given(visit: Visit, dossier_id: str, side: SideName) -> Response:
    """The workbook, made in the workshop between two transactions."""
    wanted = await to_thread.run_sync(_gathered, visit, dossier_id, side)
    made = await visit.service.work.do(downloading.make, wanted)
    await to_thread.run_sync(_recorded, visit, wanted, made)
    return attachment(made.content, wanted.file_name, XLSX)


async def taken(
    request: Request, visit: Visit, dossier_id: str, side: SideName
) -> out.FormPreviewOut:
    """The preview of the form in the request's part `form`, read in the workshop."""
    edition = await to_thread.run_sync(_admitted, visit, dossier_id, side)
    kind_of(request, MULTIPART)
    parts = read_multipart(await request.body(), request.headers.get("content-type", ""))
    parts.refuse_others(frozenset({"form"}))
    cells = await visit.service.work.do(_read, parts, edition)
    name = safe_name(parts.called("form"))[:MAX_FILE_NAME]
    return await to_thread.run_sync(_staged, visit, dossier_id, side, cells, name)


def _read(parts: Parts, edition: Edition) -> FormCells:
    content = parts.content("form")
    if content is None:
        raise wrong_field("form", "chưa có tệp: hãy chọn phiếu đã điền")
    try:
        return read_cells(content, only(edition))
    except FormRefused as error:
        raise form_refused(error) from error


def _gathered(visit: Visit, dossier_id: str, side: SideName) -> Wanted:
    with visit.reading() as work:
        wanted = downloading.gather(work, dossier_id, side)
    visit.saw(work.actor, thing_of(dossier_id), f"form-{side}")
    return wanted


def _recorded(visit: Visit, wanted: Wanted, made: downloading.Made) -> None:
    if not wanted.known:
        with visit.writing() as work:
            downloading.record(work, wanted, made)


def _admitted(visit: Visit, dossier_id: str, side: SideName) -> Edition:
    with visit.reading() as work:
        return service.admitted(work, dossier_id, side)


def _staged(
    visit: Visit, dossier_id: str, side: SideName, cells: FormCells, name: str
) -> out.FormPreviewOut:
    with visit.writing() as work:
        return service.stage(work, dossier_id, side, cells, name)
