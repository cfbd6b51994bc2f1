"""Packages over HTTP: asked for, looked at, fetched."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.bodies.errors import BodyNotFound
from app.bodies.text import Id
from app.campaigns.errors import CampaignNotFound
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierNotFound
from app.edge.head import asks_for_head
from app.packages import service
from app.packages.answering import HEADERS, PackageResponse
from app.packages.errors import PackageNotFound, PackagesBusy, PackageTooLarge
from app.packages.schemas import PackageIn, PackageOut
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1", tags=["Gói văn bản"])
PackageId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$", description="Mã gói.")]
_ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


@router.post(
    "/campaigns/{campaign_id}/packages",
    summary="Lập một gói văn bản",
    status_code=201,
    response_model=PackageOut,
    responses=refusals_of(
        CampaignNotFound, BodyNotFound, DossierNotFound, PackageTooLarge, write=True
    ),
)
def create_package(campaign_id: Id, body: PackageIn, visit: Visiting) -> Response:
    """Trả lời gói sẽ có bao nhiêu hồ sơ, văn bản; văn bản được in khi tải. Gói được giữ 7 ngày."""

    def do(work: Work) -> Made:
        row = service.create(work, campaign_id, body)
        return Made(service.told(row, work.at), 201)

    return visit.answer(do)


@router.get(
    "/packages/{package_id}",
    summary="Một gói văn bản và tiến độ",
    responses=refusals_of(PackageNotFound),
)
def show_package(package_id: PackageId, visit: Visiting) -> PackageOut:
    """Chỉ người lập gói xem được; tiến độ là của lần tải gần nhất."""
    with visit.reading() as work:
        return service.told(service.mine(work, package_id), work.at)


@router.get(
    "/packages/{package_id}/content",
    summary="Tải một gói văn bản",
    response_class=Response,
    responses={
        200: {"description": "Gói .zip, được làm dần trong lúc tải", "content": _ZIP},
        **refusals_of(PackageNotFound, PackageTooLarge, PackagesBusy),
    },
)
async def fetch_package(package_id: PackageId, visit: Visiting, request: Request) -> Response:
    """Văn bản nào không in được thì có lý do trong “Không có trong gói.txt”, gói vẫn trọn vẹn."""
    if asks_for_head(request.scope):
        await to_thread.run_sync(_look, visit, package_id)
        return Response(media_type="application/zip", headers=HEADERS)
    return await fetched(visit, package_id)


async def fetched(visit: Visit, package_id: str) -> PackageResponse:
    """The package as an answer. Raises PackagesBusy, and as `service.begin` does."""
    packer = visit.service.packer
    place = packer.enter()
    try:
        begun = await to_thread.run_sync(service.begin, visit, package_id, place)
    except BaseException:
        place.leave()
        raise

    def ended(whole: bool) -> None:  # noqa: FBT001 - the only thing there is to say
        place.leave()
        begun.telling.end(whole=whole)

    return PackageResponse(begun.pieces, begun.file_name, packer.waiting, ended)


def _look(visit: Visit, package_id: str) -> None:
    with visit.reading() as work:
        service.mine(work, package_id)
