"""`/api/v1/campaigns/{id}/carry-over`: what another edition would change, and moving to it."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.bodies.answering import PAGE, After, Limit, refused
from app.bodies.text import Id
from app.campaigns.errors import CampaignNotOpen
from app.carry_over import errors, service
from app.carry_over.schemas import CarriedOverOut, CarryOverIn, CarryOverPreview, EditionName
from app.errors import NothingHere
from app.visit import Made, Visiting, Work

router = APIRouter(prefix="/api/v1/campaigns/{campaign_id}/carry-over", tags=["Chuyển bộ chỉ số"])

REFUSED = (NothingHere, CampaignNotOpen, errors.CarryOverUnfit)


@router.get("", summary="Xem trước việc chuyển phiên bản", responses=refused(*REFUSED))
def preview(
    campaign_id: Id,
    visit: Visiting,
    edition: Annotated[EditionName, Query()],
    after: After = "",
    limit: Limit = PAGE,
) -> CarryOverPreview:
    """Từng trường: mức cũ, mức mới, mục giữ nguyên, phải xem lại, cất đi. Chưa ghi gì."""
    with visit.reading() as work:
        wanted = service.Wanted(campaign_id, edition)
        return service.preview(work.session, work.actor, wanted, work.at, (after, limit))


@router.post(
    "",
    summary="Chuyển sang phiên bản khác",
    response_model=CarriedOverOut,
    responses=refused(*REFUSED, errors.CarryOverStale, body=True),
)
def carry_over(campaign_id: Id, body: CarryOverIn, visit: Visiting) -> Response:
    """Mọi hồ sơ đang soạn, trong một lần; hồ sơ đang khóa ở lại. Mục bị đổi phải xem lại."""

    def do(work: Work) -> Made:
        wanted = service.Wanted(campaign_id, body.edition)
        done = service.apply(work.session, work.actor, wanted, body.fingerprint, work.at)
        return Made(done)

    return visit.answer(do)
