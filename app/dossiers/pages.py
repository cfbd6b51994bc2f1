"""Plain pages of dossiers: mine, one, and what is taken home of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from app.accounts.actor import SCHOOL_ROLES
from app.accounts.models import Role
from app.attachments.handing_out import Wants
from app.attachments.schemas import Id as PartId
from app.attachments.signed_routes import download_signed
from app.bodies.text import Id
from app.dossiers import service
from app.dossiers.dossier_page import dossier_page
from app.dossiers.models import DossierState
from app.dossiers.page_lists import campaigns_to_choose, to_assess
from app.dossiers.parameters import PAGE, After, DossierId, Searched
from app.dossiers.print_routes import Format, print_document
from app.dossiers.queries import Wanted
from app.dossiers.transitions import STATE_TITLES
from app.visit import Visiting

router = APIRouter(include_in_schema=False)
ABOVE = frozenset(Role) - frozenset(SCHOOL_ROLES)


@router.get("/ho-so")
def dossiers_page(  # noqa: PLR0913, PLR0917 - one parameter per filter
    visit: Visiting,
    campaign: Annotated[Id | None, Query(alias="dot")] = None,
    state: Annotated[DossierState | None, Query(alias="trang-thai")] = None,
    text: Annotated[Searched, Query(alias="tim")] = "",
    late: Annotated[bool, Query(alias="muon")] = False,  # noqa: FBT002
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """The dossiers one may see: of one's school, or of the schools below."""
    chosen = {
        "dot": campaign or "",
        "trang-thai": state.value if state else "",
        "tim": text.strip(),
        "muon": "1" if late else "",
    }
    with visit.reading() as work:
        wanted = Wanted(
            campaign_id=campaign or "",
            states=(state,) if state else (),
            text=text.strip(),
            late=(True, work.at) if late else None,
            newest_first=True,  # the year that is at work
        )
        return visit.service.pages.page(
            "dossiers.html",
            found=service.page(work, wanted, after, PAGE),
            campaigns=campaigns_to_choose(work),
            states=STATE_TITLES,
            chosen=chosen,
            after=after,
            above=bool(work.actor.at(ABOVE)),
            has_role=bool(work.actor.grants),
        )


@router.get("/danh-gia")
def assess_list_page(
    visit: Visiting,
    which: Annotated[Literal["", "tat-ca"], Query(alias="loc")] = "",
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """The dossiers one assesses, or whose assessment one leads."""
    with visit.reading() as work:
        return visit.service.pages.page(
            "assess_list.html",
            found=to_assess(work, after, PAGE, everything=bool(which)),
            everything=bool(which),
            after=after,
        )


@router.get("/ho-so/{dossier_id}")
def one_page(dossier_id: DossierId, visit: Visiting) -> Response:
    """One dossier: where it stands, what blocks it, what one may do."""
    return dossier_page(visit, dossier_id)


@router.get("/ho-so/{dossier_id}/van-ban/{document}")
async def print_on_page(dossier_id: DossierId, document: Format, visit: Visiting) -> Response:
    """A document, as the API prints it."""
    return await print_document(dossier_id, document, visit)


@router.get("/ho-so/{dossier_id}/ban-ky/{report_id}")
def signed_on_page(
    dossier_id: DossierId, report_id: PartId, visit: Visiting, wants: Wants
) -> Response:
    """The report that the head signed."""
    return download_signed(dossier_id, report_id, visit, wants)


def to_dossier(dossier_id: str, rest: str = "") -> Response:
    """To a page of the dossier after a form."""
    return RedirectResponse(home(dossier_id, rest), 303)


def home(dossier_id: str, rest: str = "") -> str:
    """The address of the dossier's page, or of a part of it."""
    return f"/ho-so/{dossier_id}{rest}"
