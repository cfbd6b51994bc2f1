"""Pages that hand evidence out: by its code, in one package, and looked at in small."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.attachments.access import readable
from app.attachments.handing_routes import Code, id_of, preview_file, take_all
from app.attachments.routes import Number
from app.attachments.schemas import Id
from app.visit import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/ho-so/{dossier_id}/mc/{code}")
def go_to_code(dossier_id: Id, code: Code, visit: Visiting) -> Response:
    """From the code, as it stands on papers, to the piece as it is now."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        found = id_of(work, dossier, code)
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung/{found}#tep", 303)


@router.get("/ho-so/{dossier_id}/minh-chung/{evidence_id}/tep/{revision}/xem")
async def look_on_page(
    dossier_id: Id, evidence_id: Id, revision: Number, visit: Visiting
) -> Response:
    """The small picture, as the API draws it."""
    return await preview_file(dossier_id, evidence_id, revision, visit)


@router.get("/ho-so/{dossier_id}/goi-minh-chung")
async def take_all_on_page(dossier_id: Id, visit: Visiting) -> Response:
    """All of it in one package."""
    return await take_all(dossier_id, visit)
