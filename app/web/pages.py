"""The pages. Vietnamese addresses for people; everything works without JavaScript."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.context import Context, context
from app.edge.attachments import attachment
from app.edge.openapi import XLSX
from app.editions.service import blank_form, blank_form_name, profile_of
from app.errors import NothingHere

router = APIRouter(include_in_schema=False)
Service = Annotated[Context, Depends(context)]

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


@router.get("/")
async def home(service: Service, name: Annotated[str, Query(alias="bo-chi-so")] = "") -> Response:
    """Drop a form, try an example, take a blank form."""
    edition = service.editions.named(name) if name else service.editions.usual
    return service.pages.page(
        "home.html",
        edition=edition,
        editions=service.editions.all,
        examples=service.examples.all,
        max_bytes=service.settings.max_upload_bytes,
    )


@router.get("/phieu-trong")
async def take_blank_form(
    service: Service,
    name: Annotated[str, Query(alias="bo-chi-so")],
    kind: Annotated[str, Query(alias="loai-truong")],
    levels: Annotated[list[str] | None, Query(alias="cap-hoc")] = None,
) -> Response:
    """The blank form of a kind of school."""
    edition = service.editions.named(name)
    profile = profile_of(edition, kind, levels or ())
    content = await service.work.do(blank_form, edition, profile)
    return attachment(content, blank_form_name(edition, profile), XLSX)


@router.get("/static/{name}")
async def static(name: str, request: Request, service: Service, v: str = "") -> Response:
    """A static file; under its own hash it may be kept for good."""
    asset = service.pages.assets.get(name)
    if asset is None:
        raise NothingHere
    tag = f'"{asset.tag}"'
    headers = {"ETag": tag, "Cache-Control": KEPT_FOR_GOOD if v == asset.tag else "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
