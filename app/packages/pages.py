"""Plain pages: what a campaign gives as files, a package and how far it is."""

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.bodies.text import Id
from app.campaigns import answering
from app.dossiers.documents import BY_FORMAT, DOCUMENTS
from app.dossiers.models import DossierState
from app.dossiers.transitions import STATE_TITLES
from app.edge.form_fields import FormFields, SentFields
from app.edge.problems import from_validation
from app.packages import queries, service
from app.packages.models import PackageState
from app.packages.routes import PackageId, fetch_package
from app.packages.schemas import PackageIn
from app.visit import Visit, Visiting, Work

router = APIRouter(include_in_schema=False)

CHOSEN_FIRST = frozenset({"pdf"})
STATES = {
    PackageState.READY: "chưa tải",
    PackageState.RUNNING: "đang tải",
    PackageState.DONE: "đã tải trọn gói",
    PackageState.STOPPED: "dừng giữa chừng, hãy tải lại",
}
REFRESHED_SECONDS = 5


@router.get("/dot-danh-gia/{campaign_id}/xuat-du-lieu")
def export_page(campaign_id: Id, visit: Visiting) -> Response:
    """Tables to take along, and a package to put together."""
    return _export(visit, campaign_id)


def _export(visit: Visit, campaign_id: str, *, nothing_chosen: bool = False) -> Response:
    with visit.reading() as work:
        campaign = answering.shown(work, campaign_id)
        sight = service.sight_of(work)
        return visit.service.pages.page(
            "export.html",
            422 if nothing_chosen else 200,
            nothing_chosen=nothing_chosen,
            campaign=campaign,
            bodies=queries.bodies_in(work.session, sight, campaign_id, work.today),
            documents=DOCUMENTS,
            chosen=CHOSEN_FIRST,
            states=[(state.value, title) for state, title in STATE_TITLES.items()],
        )


@router.post("/dot-danh-gia/{campaign_id}/xuat-du-lieu")
def put_down_on_page(campaign_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """A package; then to its page."""
    documents = [one.format for one in DOCUMENTS if fields.text(f"van-ban-{one.format}", 10)]
    if not documents:
        return _export(visit, campaign_id, nothing_chosen=True)
    wanted = _wanted(fields, documents)

    def do(work: Work) -> str:
        return f"/goi-van-ban/{service.create(work, campaign_id, wanted).id}"

    return visit.done_once(do)


@router.get("/goi-van-ban/{package_id}")
def package_page(package_id: PackageId, visit: Visiting) -> Response:
    """What it holds and how far it is; looked at again by itself while it is fetched."""
    with visit.reading() as work:
        row = service.mine(work, package_id)
        found = service.told(row, work.at)
        return visit.service.pages.page(
            "package.html",
            package=found,
            campaign=answering.shown(work, row.campaign_id),
            documents=[BY_FORMAT[one] for one in row.documents],
            said=STATES[found.state],
            again=REFRESHED_SECONDS if found.state in {"ready", "running"} else 0,
        )


@router.get("/goi-van-ban/{package_id}/tai")
async def fetch_on_page(package_id: PackageId, visit: Visiting, request: Request) -> Response:
    """The zip itself."""
    return await fetch_package(package_id, visit, request)


def _wanted(fields: FormFields, documents: list[str]) -> PackageIn:
    states = [state.value for state in DossierState if fields.text(f"trang-thai-{state}", 10)]
    given = {"documents": documents, "body_id": fields.text("don-vi", 30) or None, "states": states}
    try:
        return PackageIn.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error
