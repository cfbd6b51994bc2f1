"""Whether the service lives and what it has loaded; fast, and without a word that is not so."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from app.context import Context, context
from app.edge.openapi import refusals
from app.editions.schemas import Shape

router = APIRouter(tags=["Dịch vụ"])


class Health(Shape):
    """The state of the service."""

    status: Literal["ok"]
    version: str
    editions: list[str]


@router.get("/healthz", summary="Dịch vụ còn sống không", responses=refusals())
async def healthz(service: Annotated[Context, Depends(context)]) -> Health:
    """Trả lời ngay, không tính toán gì; nêu các bộ chỉ số đã nạp lúc khởi động."""
    return Health(
        status="ok",
        version=service.version,
        editions=[str(edition.ref) for edition in service.editions.all],
    )
