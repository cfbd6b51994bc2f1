"""`/api/v1/campaigns/{id}/…`: tables of results, the province workbook, published levels."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from starlette.responses import Response, StreamingResponse

from app.bodies.answering import refused
from app.bodies.errors import BodyNotFound
from app.bodies.text import Id
from app.campaigns.errors import CampaignNotFound
from app.edge.attachments import content_disposition
from app.edge.openapi import XLSX
from app.errors import Busy
from app.province import service
from app.province.errors import TableNotMade
from app.province.orders import What
from app.province.schemas import Format, LevelsOut
from app.province.service import Ordered
from app.visit import Visit, Visiting

router = APIRouter(prefix="/api/v1/campaigns/{campaign_id}", tags=["Bảng nhiều trường"])

PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv; charset=utf-8"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_REFUSED = (CampaignNotFound, Busy, TableNotMade)
_SHEET = {"description": "Bảng .xlsx; tên tệp ở Content-Disposition", "content": {XLSX: _BINARY}}
_MEDIA = {What.CSV: CSV, What.JSON: "application/json", What.PARQUET: PARQUET}
BodyId = Annotated[
    Id | None,
    Query(description="Chỉ các trường thuộc đơn vị này; bỏ trống là mọi trường bạn được xem."),
]


@router.get(
    "/results-template.xlsx",
    summary="Bảng nhập kết quả (Excel)",
    response_class=Response,
    responses={200: _SHEET, **refused(*_REFUSED, BodyNotFound)},
)
async def results_template(campaign_id: Id, visit: Visiting, body_id: BodyId = None) -> Response:
    """Có sẵn các trường và ô kiểm tra; mỗi bộ chỉ số một trang, mang mã băm của bộ chỉ số."""
    return await given(visit, What.TEMPLATE, campaign_id, body_id)


@router.get(
    "/results.xlsx",
    summary="Bảng kết quả (Excel)",
    response_class=Response,
    responses={200: _SHEET, **refused(*_REFUSED, BodyNotFound)},
)
async def results(campaign_id: Id, visit: Visiting, body_id: BodyId = None) -> Response:
    """Điểm từng tiêu chí của mọi trường bạn được xem; nhập lại ngay thì không có gì thay đổi."""
    return await given(visit, What.RESULTS, campaign_id, body_id)


@router.get(
    "/province.xlsx",
    summary="Tổng hợp toàn tỉnh (Excel)",
    response_class=Response,
    responses={200: _SHEET, **refused(*_REFUSED)},
)
async def province(campaign_id: Id, visit: Visiting) -> Response:
    """Đếm theo cấp học, đơn vị và mức, mỗi đơn vị một trang, có biểu đồ và công thức."""
    return await given(visit, What.PROVINCE, campaign_id, None)


@router.get(
    "/levels.{form}",
    summary="Tải các mức đã công bố",
    response_class=Response,
    responses={
        200: {
            "description": "Cùng các cột ở cả ba dạng",
            "content": {CSV: {"schema": {"type": "string"}}, PARQUET: _BINARY},
            "model": LevelsOut,
        },
        **refused(*_REFUSED),
    },
)
async def levels(
    campaign_id: Id,
    visit: Visiting,
    form: Annotated[Format, Path(description="Dạng tệp.")],
) -> Response:
    """Dành cho mọi người xem được đợt; không có dữ liệu cá nhân. Tệp .csv mở được bằng Excel."""
    return await given(visit, What(form), campaign_id, None)


async def given(visit: Visit, what: What, campaign_id: str, body_id: str | None) -> Response:
    """The file, made apart and sent piece by piece."""
    ordered = await to_thread.run_sync(_ordered, visit, what, campaign_id, body_id)
    made = await visit.service.makers.make(ordered.order)
    headers = {
        "Content-Disposition": content_disposition(ordered.file_name),
        "Content-Length": str(made.size),
    }
    kind = _MEDIA.get(what, XLSX)
    return StreamingResponse(made.pieces(), media_type=kind, headers=headers)


def _ordered(visit: Visit, what: What, campaign_id: str, body_id: str | None) -> Ordered:
    database = visit.service.settings.database
    with visit.reading() as work:
        ordered = service.order(work, what, campaign_id, body_id, database)
    visit.saw(work.actor, f"campaign:{campaign_id}", what)
    return ordered
