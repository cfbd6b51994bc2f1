"""Assessors: of one dossier, of a whole campaign from a list, and how far they are."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.bodies.reading_parts import list_part
from app.bodies.text import Id
from app.campaigns import queries as campaigns
from app.campaigns.errors import CampaignNotFound
from app.dossiers import assessing
from app.dossiers.answering import STEPPING, refusals_of
from app.dossiers.assignment_bulk import assign_list, require_assigner
from app.dossiers.assignment_list import AssignmentListRefused
from app.dossiers.external_schemas import BulkOut, TeamIn, TeamOut, WorkloadPage
from app.dossiers.parameters import PAGE, After, DossierId, IfMatchHeader, Limit, stated
from app.dossiers.workload import workload
from app.edge.openapi import body_of
from app.policy import Act, require
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1", tags=["Phân công đánh giá"])
CampaignId = Annotated[Id, Path(description="Mã đợt đánh giá.")]
_PARTS = body_of(
    multipart={
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {
                    "type": "string",
                    "format": "binary",
                    "description": "Danh sách .xlsx hoặc .csv (UTF-8).",
                }
            },
            "additionalProperties": False,
        }
    }
)


@router.get(
    "/dossiers/{dossier_id}/assessors",
    summary="Đoàn đánh giá của một hồ sơ",
    responses=refusals_of(*STEPPING),
)
def team(dossier_id: DossierId, visit: Visiting) -> TeamOut:
    """Trưởng đoàn trước."""
    with visit.reading() as work:
        return assessing.team(work, dossier_id)


@router.put(
    "/dossiers/{dossier_id}/assessors",
    summary="Phân công một hồ sơ",
    response_model=TeamOut,
    responses=refusals_of(*STEPPING, write=True),
)
def assign(
    dossier_id: DossierId, visit: Visiting, body: TeamIn, if_match: IfMatchHeader = ""
) -> Response:
    """Nêu cả đoàn, đúng một trưởng đoàn; không ai đánh giá trường mình làm việc."""
    version = stated(if_match)
    return visit.answer(lambda work: Made(assessing.assign(work, dossier_id, version, body)))


@router.get(
    "/campaigns/{campaign_id}/assessors",
    summary="Khối lượng và tiến độ của từng đánh giá viên",
    responses=refusals_of(CampaignNotFound),
)
def assessors(
    campaign_id: CampaignId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> WorkloadPage:
    """Số hồ sơ theo trạng thái, số tiêu chí đã đánh giá, trên các hồ sơ bạn được xem."""
    with visit.reading() as work:
        found = campaigns.campaign(work.session, campaign_id)
        require(work.session, work.actor, Act.READ_CAMPAIGN, found, work.today)
        return workload(work, campaign_id, after, limit)


@router.post(
    "/campaigns/{campaign_id}/assessors/preview",
    summary="Xem trước danh sách phân công",
    responses=refusals_of(CampaignNotFound, AssignmentListRefused, write=True),
    openapi_extra=_PARTS,
)
async def preview_list(campaign_id: CampaignId, visit: Visiting, request: Request) -> BulkOut:
    """Danh sách sẽ phân công bao nhiêu hồ sơ; chưa ghi gì."""
    await to_thread.run_sync(_before_file, visit, campaign_id)
    content = (await list_part(request)).content
    return await to_thread.run_sync(_previewed, visit, campaign_id, content)


@router.post(
    "/campaigns/{campaign_id}/assessors",
    summary="Phân công từ danh sách",
    response_model=BulkOut,
    responses=refusals_of(CampaignNotFound, AssignmentListRefused, write=True),
    openapi_extra=_PARTS,
)
async def assign_from_list(campaign_id: CampaignId, visit: Visiting, request: Request) -> Response:
    """Tệp .xlsx hoặc .csv: mã trường, e-mail đánh giá viên, trưởng đoàn (x), đoàn."""
    await to_thread.run_sync(_before_file, visit, campaign_id)
    content = (await list_part(request)).content

    def do(work: Work) -> Made:
        return Made(_assigned(work, campaign_id, content, apply=True))

    return await to_thread.run_sync(visit.answer, do)


def _before_file(visit: Visit, campaign_id: str) -> None:
    """Refuse before the file is read what would be refused whatever is in it."""
    with visit.reading() as work:
        found = campaigns.campaign(work.session, campaign_id)
        require_assigner(work.session, work.actor, found, work.today)


def _previewed(visit: Visit, campaign_id: str, content: bytes) -> BulkOut:
    with visit.reading() as work:
        return _assigned(work, campaign_id, content, apply=False)


def _assigned(work: Work, campaign_id: str, content: bytes, *, apply: bool) -> BulkOut:
    found = campaigns.campaign(work.session, campaign_id)
    require_assigner(work.session, work.actor, found, work.today)
    done = assign_list(work.session, work.actor, campaign_id, content, work.at, apply=apply)
    return BulkOut(applied=apply, **done._asdict())
