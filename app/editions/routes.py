"""`/api/v1/editions`: the indexes this service scores by."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.responses import Response

from app.context import Context, context_with_editions
from app.edge.attachments import attachment
from app.edge.openapi import XLSX, refusals
from app.editions.as_schema import summary, whole
from app.editions.schemas import EditionList, EditionOut, EditionVersions
from app.editions.service import blank_form, blank_form_name, profile_of
from app.errors import Busy, EditionNotFound, ProfileNotAccepted, ShapeWrong

router = APIRouter(prefix="/api/v1/editions", tags=["Bộ chỉ số"])
Service = Annotated[Context, Depends(context_with_editions)]

EditionId = Annotated[str, Path(description="Mã bộ chỉ số.", examples=["thangdo.qd-4725"])]
Version = Annotated[str, Path(description="Phiên bản.", examples=["1.0"])]

YAML = "application/yaml"
MAX_LEVELS = 20


@router.get("", summary="Các bộ chỉ số", responses=refusals())
async def editions(service: Service) -> EditionList:
    """Mọi bộ chỉ số và phiên bản đang dùng được."""
    return EditionList(editions=[summary(edition) for edition in service.editions.all])


@router.get("/{edition_id}", summary="Các phiên bản", responses=refusals(EditionNotFound))
async def versions(edition_id: EditionId, service: Service) -> EditionVersions:
    """Các phiên bản của một bộ chỉ số, bản cũ trước."""
    found = service.editions.versions(edition_id)
    return EditionVersions(id=edition_id, versions=[summary(edition) for edition in found])


@router.get(
    "/{edition_id}/{version}", summary="Toàn bộ bộ chỉ số", responses=refusals(EditionNotFound)
)
async def edition(edition_id: EditionId, version: Version, service: Service) -> EditionOut:
    """Mọi nhóm, tiêu chí, điểm tối đa, mức, kèm nguồn và mức độ chắc chắn của từng giá trị."""
    return whole(service.editions.get(edition_id, version))


@router.get(
    "/{edition_id}/{version}/source",
    summary="Tệp YAML của bộ chỉ số",
    response_class=Response,
    responses={
        # What it describes is the YAML once parsed, as for JSON.
        200: {"content": {YAML: {"schema": {"type": "object"}}}},
        304: {"description": "Không đổi"},
        **refusals(EditionNotFound),
    },
)
async def source(
    edition_id: EditionId,
    version: Version,
    service: Service,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Nguyên văn từng byte; ETag là SHA-256, trùng với mã băm trong phiếu và báo cáo."""
    found = service.editions.get(edition_id, version)
    tag = f'"{found.ref.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(found.source, media_type=YAML, headers=headers)


@router.get(
    "/{edition_id}/{version}/form",
    summary="Phiếu trống",
    response_class=Response,
    responses={
        200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}},
        **refusals(EditionNotFound, ProfileNotAccepted, ShapeWrong, Busy),
    },
)
async def form(
    edition_id: EditionId,
    version: Version,
    service: Service,
    kind: Annotated[str, Query(description="Mã loại trường.", examples=["th"], max_length=64)],
    school_levels: Annotated[
        list[str] | None,
        Query(
            description="Mã cấp học; bỏ trống là mọi cấp của loại trường.", max_length=MAX_LEVELS
        ),
    ] = None,
) -> Response:
    """Phiếu Excel trống cho một loại trường."""
    found = service.editions.get(edition_id, version)
    profile = profile_of(found, kind, school_levels or ())
    content = await service.work.do(blank_form, found, profile)
    return attachment(content, blank_form_name(found, profile), XLSX)
