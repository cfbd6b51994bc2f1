"""The pages. Vietnamese addresses for people; everything works without JavaScript."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.assessments.bodies import level_part
from app.assessments.documents import families
from app.assessments.routes import document_named, make_report
from app.assessments.service import dossier_of, refused
from app.context import Context, context, context_with_editions
from app.edge.attachments import attachment
from app.edge.multipart import read_multipart
from app.edge.openapi import XLSX
from app.editions.service import blank_form, blank_form_name, profile_of
from app.errors import NothingHere
from app.settings import MEGABYTE
from app.visit import cookie_name
from app.web.result import result_of
from app.web.sent import FORMAT, KEPT, Sent, read_sent
from exports.forms.guard import MAX_BYTES
from scoring.errors import AnswersRefused

router = APIRouter(include_in_schema=False)
Service = Annotated[Context, Depends(context_with_editions)]

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


@router.get("/")
async def home(
    request: Request, service: Service, name: Annotated[str, Query(alias="bo-chi-so")] = ""
) -> Response:
    """Drop a form, try an example, take a blank form; who brings a session finds their dossiers."""
    edition = service.editions.named(name) if name else service.editions.usual
    return service.pages.page(
        "home.html",
        edition=edition,
        editions=service.editions.all,
        examples=service.examples.all,
        signed_in=cookie_name(service.settings) in request.cookies,
        max_megabytes=min(MAX_BYTES, service.settings.max_upload_bytes * 3 // 4) // MEGABYTE,
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
async def static(
    name: str, request: Request, service: Annotated[Context, Depends(context)], v: str = ""
) -> Response:
    """A static file; under its own hash it may be kept for good."""
    asset = service.pages.assets.get(name)
    if asset is None:
        raise NothingHere
    tag = f'"{asset.tag}"'
    headers = {"ETag": tag, "Cache-Control": KEPT_FOR_GOOD if v == asset.tag else "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


@router.post("/ket-qua")
async def result(request: Request, service: Service) -> Response:
    """The result of the form that was sent."""
    parts = read_multipart(await request.body(), request.headers.get("content-type", ""))
    sent = read_sent(parts, service.examples)
    return await service.work.do(show_result, service, sent, level_part(parts), parts.texts(KEPT))


@router.get("/vi-du/{name}")
async def example(name: str, service: Service) -> Response:
    """The result of an example, or with `.xlsx` its form."""
    found = service.examples.get(name.removesuffix(".xlsx"))
    if name.endswith(".xlsx"):
        return attachment(found.content, f"{found.title}.xlsx", XLSX)
    sent = Sent(found.content, None, found.name)
    return await service.work.do(show_result, service, sent, None, ())


@router.post("/tai-ve")
async def download(request: Request, service: Service) -> Response:
    """One document of the form that the result page carries."""
    parts = read_multipart(await request.body(), request.headers.get("content-type", ""))
    document = document_named(parts.text(FORMAT))
    sent = read_sent(parts, service.examples)
    return await service.work.do(make_report, service, sent.form, sent.external, document)


def show_result(
    service: Context, sent: Sent, target: int | None, kept: tuple[str, ...]
) -> Response:
    """The result page; runs in a thread of the workshop."""
    dossier = dossier_of(sent.form, service.editions, sent.external)
    try:
        result = result_of(dossier, target, kept)
    except AnswersRefused as error:  # a tick for a code that the form's edition does not have
        raise refused(error) from error
    return service.pages.page(
        "result.html",
        result=result,
        sent=sent,
        families=families(),
    )
