"""`/api/v1/dossiers/{id}/evidence…`: by its code, in one package, and looked at in small."""

import io
import shutil
import tempfile
from collections.abc import Iterable
from typing import Annotated, BinaryIO, NamedTuple, cast

from anyio import to_thread
from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from app import clock
from app.attachments import errors, files, packing, queries, service
from app.attachments.access import readable
from app.attachments.handing_out import SANDBOX, Shown, shown
from app.attachments.routes import Number
from app.attachments.schemas import EvidenceOut, Id
from app.dossiers.answering import refusals_of
from app.dossiers.documents import BY_FORMAT, Source, printed, source_of
from app.dossiers.errors import DossierNotFound
from app.dossiers.models import Dossier, SideName
from app.dossiers.sheets import edition_of
from app.edge.attachments import content_disposition
from app.edge.versions import etag_of
from app.errors import Busy, DocumentNotPrinted
from app.policy import is_of_school
from app.vault.erasing import Buried, require_not_erased
from app.visit import Visit, Visiting, Work
from evidence.codes import EvidenceCodeInvalid, parse
from evidence.errors import InspectionUnavailable
from evidence.preview import PREVIEWED, preview

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])

Code = Annotated[
    str, Path(max_length=60, description="Mã minh chứng, ví dụ MC.1.4.01 hoặc [H1-1.1-01].")
]
_ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
_PNG = {"image/png": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/evidence/by-code/{code}",
    summary="Minh chứng theo mã",
    responses=refusals_of(DossierNotFound, errors.EvidenceNotFound),
)
def evidence_by_code(dossier_id: Id, code: Code, visit: Visiting, answer: Response) -> EvidenceOut:
    """Địa chỉ này không đổi khi tệp hay tên của minh chứng đổi; ETag là phiên bản để sửa."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        row = service.found(work.session, dossier, id_of(work, dossier, code))
        told = EvidenceOut.of(service.piece(work.session, dossier, row))
        visit.saw(work.actor, f"evidence:{row.id}")
    answer.headers["ETag"] = etag_of(told.version)
    return told


@router.get(
    "/evidence/{evidence_id}/files/{revision}/preview",
    summary="Xem nhanh một tệp",
    response_class=Response,
    responses={
        200: {"description": "Trang đầu hoặc ảnh thu nhỏ", "content": _PNG},
        **refusals_of(
            DossierNotFound,
            errors.EvidenceNotFound,
            errors.FileNotFound,
            errors.FileErased,
            errors.FileLost,
            errors.NoPreview,
            errors.NotInspected,
            errors.VaultUnavailable,
            Busy,
        ),
    },
)
async def preview_file(
    dossier_id: Id, evidence_id: Id, revision: Number, visit: Visiting
) -> Response:
    """Trang đầu của PDF hoặc ảnh, cạnh dài không quá 1000 điểm."""
    tenant_id, what = await to_thread.run_sync(
        _to_look_at, visit, dossier_id, evidence_id, revision
    )
    drawn = await visit.service.work.do(_drawn, visit, tenant_id, what)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(drawn, media_type="image/png", headers=headers)


@router.get(
    "/evidence.zip",
    summary="Mọi minh chứng trong một gói",
    response_class=Response,
    responses={
        200: {"description": "Gói .zip: mỗi tiêu chí một thư mục, kèm danh mục", "content": _ZIP},
        **refusals_of(DossierNotFound, errors.VaultUnavailable, DocumentNotPrinted, Busy),
    },
)
async def take_all(dossier_id: Id, visit: Visiting) -> Response:
    """Tệp mới nhất của từng minh chứng; tệp đã xóa hẳn được ghi tên trong một tệp chữ."""
    plan = await to_thread.run_sync(_planned, visit, dossier_id)
    source = await to_thread.run_sync(_source, visit, dossier_id)
    listed = await visit.service.work.do(printed, BY_FORMAT["evidence"], source)
    texts = [packing.Text(packing.LIST_NAME, listed), *plan.texts]
    size = packing.length(texts, plan.files)
    headers = {
        "Content-Disposition": content_disposition(f"Minh chứng {plan.name}.zip"),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        **({"Content-Length": str(size)} if size is not None else {}),
    }
    body = packing.streamed(visit.service.vault, plan.tenant_id, texts, plan.files, clock.now())
    return StreamingResponse(body, headers=headers, media_type="application/zip")


def id_of(work: Work, dossier: Dossier, code: str) -> str:
    """The evidence with this code, however it is written. Raises EvidenceNotFound."""
    try:
        wanted = str(parse(code))
    except EvidenceCodeInvalid:
        wanted = code
    found = queries.by_code(work.session, dossier.id, wanted)
    if found is None:
        raise errors.EvidenceNotFound
    return found


class _Plan(NamedTuple):
    tenant_id: str
    name: str
    files: list[packing.Packed]
    texts: list[packing.Text]


def _planned(visit: Visit, dossier_id: str) -> _Plan:
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        own = is_of_school(work.session, work.actor, dossier, work.today)
        named: list[packing.Named] = []
        lost: list[str] = []
        pieces = service.listed(work.session, dossier, "", packing.MOST)
        buried = Buried(work.session, dossier.tenant_id, _hashes(pieces))
        for piece in pieces:
            for file, stored, inspection in piece.files:
                what = shown(stored, inspection, file.file_name, own=own)
                try:
                    buried.refuse(stored.sha256, file.at)
                    buried.refuse(what.sha256, file.at)
                except errors.FileErased as error:
                    lost.append(f"{piece.row.code} {file.file_name}: {error.detail}")
                    continue
                named.append(
                    packing.Named(
                        piece.row.code, piece.links, what.name, what.sha256, what.size, file.at
                    )
                )
        visit.saw(work.actor, f"dossier:{dossier.id}", "evidence-package")
        placed = packing.packed(edition_of(work.session, dossier), named)
        texts = [packing.missing(lost)] if lost else []
        return _Plan(dossier.tenant_id, dossier.body_name, placed, texts)


def _hashes(pieces: Iterable[service.Piece]) -> set[str]:
    """The contents of the files, and what stands in for them before others."""
    found = set()
    for piece in pieces:
        for _, stored, inspection in piece.files:
            found.add(stored.sha256)
            if inspection is not None and inspection.object_sha256:
                found.add(inspection.object_sha256)
    return found


def _source(visit: Visit, dossier_id: str) -> Source:
    with visit.reading() as work:
        return source_of(work, dossier_id, SideName.SELF)


def _to_look_at(
    visit: Visit, dossier_id: str, evidence_id: str, revision: int
) -> tuple[str, Shown]:
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        row = service.found(work.session, dossier, evidence_id)
        file, stored, inspection = files.revision(work.session, row, revision)
        require_not_erased(work.session, file.tenant_id, stored.sha256, file.at)
        own = is_of_school(work.session, work.actor, dossier, work.today)
        what = shown(stored, inspection, file.file_name, own=own)
        require_not_erased(work.session, file.tenant_id, what.sha256, file.at)
        visit.saw(work.actor, f"evidence:{row.id}", "preview")
    if what.kind not in PREVIEWED:
        raise errors.NoPreview
    return file.tenant_id, what


def _drawn(visit: Visit, tenant_id: str, what: Shown) -> bytes:
    with files.opened(visit.service.vault, tenant_id, what.sha256) as content:
        try:
            drawn = _draw(visit, content, what)
        except InspectionUnavailable as error:
            raise errors.NotInspected from error
    if drawn is None:
        raise errors.NoPreview
    return drawn


def _draw(visit: Visit, content: BinaryIO, what: Shown) -> bytes | None:
    """From a real file: what lies in object storage is fetched first."""
    try:
        content.fileno()
    except io.UnsupportedOperation:
        spool = visit.service.settings.data_dir / "spool"
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=spool) as here:
            shutil.copyfileobj(content, here)
            here.flush()
            return preview(cast("BinaryIO", here), what.kind)
    return preview(content, what.kind)
