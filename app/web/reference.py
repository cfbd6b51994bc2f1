"""Pages to look things up: the indexes with their marks, the API, the codes of errors."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import Response

from app.context import Context, context_with_editions
from app.edge.problems import CATALOGUE
from app.errors import all_errors

router = APIRouter(include_in_schema=False)
Service = Annotated[Context, Depends(context_with_editions)]


class Operation(NamedTuple):
    """One line of the list of the API's addresses."""

    method: str
    path: str
    summary: str


@router.get("/bo-chi-so")
async def editions(service: Service) -> Response:
    """All indexes."""
    return service.pages.page("editions.html", editions=service.editions.all)


@router.get("/bo-chi-so/{edition_id}/{version}")
async def edition(edition_id: str, version: str, service: Service) -> Response:
    """One index: every value with its mark."""
    found = service.editions.get(edition_id, version)
    return service.pages.page("edition.html", edition=found)


@router.get("/api")
async def api(request: Request, service: Service) -> Response:
    """The addresses of the API; no page of FastAPI's own, for those load from other hosts."""
    return service.pages.page("api.html", operations=operations(request.app), catalogue=CATALOGUE)


@router.get(CATALOGUE)
async def problems(service: Service) -> Response:
    """Every code that a refusal can carry."""
    return service.pages.page("problems.html", errors=all_errors())


def operations(app: FastAPI) -> list[Operation]:
    """Every operation of the OpenAPI description, in its order."""
    return [
        Operation(method.upper(), path, described["summary"])
        for path, methods in app.openapi()["paths"].items()
        for method, described in methods.items()
    ]
