"""Resumable uploads by tus 1.0 (creation, termination, expiration) for files of evidence."""

import base64
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.attachments import errors as of_files
from app.attachments.routes import OF_FILES
from app.attachments.schemas import Id
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierLocked, DossierNotFound
from app.edge.uploads import MAX_FILE_NAME
from app.errors import KindNotAccepted, Reason, ShapeWrong
from app.uploads import errors, service
from app.uploads.models import Upload, UploadState
from app.uploads.service import Place, Promise
from app.uploads.taking import take_in
from app.visit import Visiting
from evidence.errors import StoreUnavailable

router = APIRouter(
    prefix="/api/v1/dossiers/{dossier_id}/evidence/{evidence_id}/uploads",
    tags=["Gửi tệp nhiều lần"],
)

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
KIND = "application/offset+octet-stream"
SPOKEN = {"Tus-Resumable": VERSION}
_DIGITS = 16


async def _spoken(
    tus_resumable: Annotated[
        str, Header(max_length=20, description="Phiên bản tus: `1.0.0`.", examples=[VERSION])
    ] = "",
) -> None:
    if tus_resumable != VERSION:
        raise errors.ProtocolUnknown


Spoken = Depends(_spoken)


class UploadOut(BaseModel):
    """How far an upload has come."""

    state: Literal["coming", "done", "refused"]
    received: int = Field(description="Số byte đã nhận chắc chắn.")
    length: int
    file_name: str
    revision: int | None = Field(description="Số của tệp khi đã xong.")
    refusal: str = Field(description="Vì sao tệp không được nhận; trống nếu không bị từ chối.")
    expires_at: datetime


@router.options("", summary="Cách gửi tệp nhiều lần", status_code=204, responses=refusals_of())
def what_is_spoken(dossier_id: Id, evidence_id: Id, visit: Visiting) -> Response:
    """Phiên bản tus, các phần mở rộng và số byte tối đa của một tệp."""
    del dossier_id, evidence_id  # the same for every evidence
    headers = {
        **SPOKEN,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(visit.service.settings.max_file_bytes),
    }
    return Response(status_code=204, headers=headers)


@router.post(
    "",
    summary="Bắt đầu gửi một tệp",
    status_code=201,
    response_class=Response,
    dependencies=[Spoken],
    responses=refusals_of(
        DossierNotFound,
        of_files.EvidenceNotFound,
        DossierLocked,
        errors.TooManyUploads,
        errors.ProtocolUnknown,
        of_files.FileTooLarge,
        of_files.DossierFull,
        of_files.CampaignFull,
        write=True,
    ),
)
def create(
    dossier_id: Id,
    evidence_id: Id,
    visit: Visiting,
    upload_length: Annotated[str, Header(max_length=30, examples=["1048576"])] = "",
    upload_metadata: Annotated[
        str,
        Header(
            max_length=4000,
            description="`filename` và `filetype`, mỗi giá trị mã hóa base64.",
            examples=["filename a2UtaG9hY2gucGRm,filetype YXBwbGljYXRpb24vcGRm"],
        ),
    ] = "",
) -> Response:
    """Giữ chỗ cho tệp; địa chỉ để gửi các phần nằm ở Location."""
    promise = _promise(upload_length, upload_metadata)
    with visit.writing() as work:
        made = service.create(work, dossier_id, evidence_id, promise, visit.service.settings)
        address = f"/api/v1/dossiers/{dossier_id}/evidence/{evidence_id}/uploads/{made.id}"
        headers = {**SPOKEN, **_expiry(made.expires_at), "Location": address}
    return Response(status_code=201, headers=headers)


@router.get(
    "/{upload_id}",
    summary="Đã nhận đến đâu",
    responses=refusals_of(DossierNotFound, errors.UploadNotFound, errors.UploadGone),
)
def progress(
    dossier_id: Id, evidence_id: Id, upload_id: Id, visit: Visiting, response: Response
) -> UploadOut:
    """HEAD trả cùng các mục đầu: Upload-Offset là chỗ gửi tiếp."""
    with visit.reading() as work:
        found = service.shown(work, Place(dossier_id, evidence_id, upload_id))
        shown = UploadOut.model_validate(found.model_dump(include=set(UploadOut.model_fields)))
    response.headers.update(_state_of(found))
    return shown


@router.patch(
    "/{upload_id}",
    summary="Gửi tiếp",
    status_code=204,
    response_class=Response,
    dependencies=[Spoken],
    responses=refusals_of(
        DossierNotFound,
        of_files.EvidenceNotFound,
        DossierLocked,
        errors.UploadNotFound,
        errors.UploadBusy,
        errors.OffsetDiffers,
        errors.UploadGone,
        errors.ProtocolUnknown,
        *OF_FILES,
        write=True,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {KIND: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add(  # noqa: PLR0913, PLR0917 - where, and the protocol's headers
    dossier_id: Id,
    evidence_id: Id,
    upload_id: Id,
    request: Request,
    visit: Visiting,
    upload_offset: Annotated[str, Header(max_length=30, examples=["0"])] = "",
) -> Response:
    """Gửi phần còn lại từ Upload-Offset; đứt giữa chừng thì phần đã đến vẫn được giữ.

    Phần cuối cùng đến thì cả tệp được kiểm tra và gắn vào minh chứng, rồi mới trả lời.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
        raise KindNotAccepted
    place = Place(dossier_id, evidence_id, upload_id)
    received = await take_in(request, visit, place, _number("Upload-Offset", upload_offset))
    return Response(status_code=204, headers={**SPOKEN, "Upload-Offset": str(received)})


@router.delete(
    "/{upload_id}",
    summary="Bỏ lượt gửi",
    status_code=204,
    dependencies=[Spoken],
    responses=refusals_of(
        DossierNotFound,
        errors.UploadNotFound,
        errors.UploadBusy,
        errors.UploadGone,
        errors.ProtocolUnknown,
        of_files.VaultUnavailable,
        write=True,
    ),
)
def give_up(dossier_id: Id, evidence_id: Id, upload_id: Id, visit: Visiting) -> Response:
    """Các phần đã gửi bị xóa; chỗ đã giữ được trả lại."""
    with visit.writing() as work:
        tenant = service.end(work, Place(dossier_id, evidence_id, upload_id))
    try:
        visit.service.vault.drop_parts(tenant, upload_id)
    except StoreUnavailable as error:
        raise of_files.VaultUnavailable from error
    return Response(status_code=204, headers=SPOKEN)


def _state_of(upload: Upload) -> dict[str, str]:
    gone = upload.state == UploadState.REFUSED
    return {
        **SPOKEN,
        **_expiry(upload.expires_at),
        "Upload-Offset": "0" if gone else str(upload.received),
        "Upload-Length": str(upload.length),
        "Cache-Control": "no-store",
    }


def _expiry(at: datetime) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(at, usegmt=True)}


def _promise(length: str, metadata: str) -> Promise:
    given = _metadata(metadata)
    name = given.get("filename", "").strip()
    if not name or len(name) > MAX_FILE_NAME:
        message = f"Upload-Metadata phải có filename, không quá {MAX_FILE_NAME} ký tự."
        raise ShapeWrong(reasons=(Reason("Upload-Metadata", "filename", message),))
    size = _number("Upload-Length", length)
    if not size:
        message = "Tệp rỗng: hãy chọn một tệp có nội dung."
        raise ShapeWrong(reasons=(Reason("Upload-Length", "length", message),))
    return Promise(size, name, given.get("filetype", "")[:200])


def _number(header: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        message = f"“{header}” phải là một số nguyên không âm."
        raise ShapeWrong(reasons=(Reason(header, "number", message),))
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = _kept(base64.b64decode(value, validate=True).decode())
        except ValueError as error:  # also of letters outside of ASCII
            message = f"Giá trị của “{key[:40]}” phải là chữ UTF-8 mã hóa base64."
            raise ShapeWrong(reasons=(Reason("Upload-Metadata", "base64", message),)) from error
    return found


def _kept(text: str) -> str:
    """The text, unless no column of a database keeps it. Raises ValueError."""
    if "\0" in text:
        raise ValueError("NUL")
    return text
