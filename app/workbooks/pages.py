"""Plain pages of a form: download it, send it back, look at what it changes, confirm."""

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from app.bodies.text import Id
from app.dossiers.errors import DossierLocked
from app.dossiers.models import SideName
from app.dossiers.parameters import DossierId
from app.dossiers.reaching import READING, WRITING, seen
from app.edge.form_fields import FormFields, SentAnswers, SentFields
from app.errors import AnswersNotAccepted, FormNotAccepted, ServiceError, ShapeWrong
from app.policy import open_acts
from app.visit import Visit, Visiting
from app.workbooks import service
from app.workbooks.comparing import Fate
from app.workbooks.errors import FormPreviewStale
from app.workbooks.routes import given, taken
from app.workbooks.schemas import FormCellOut, FormPreviewOut
from app.workbooks.staging import SIDE_TITLES

router = APIRouter(prefix="/ho-so/{dossier_id}/phieu", include_in_schema=False)

_SIDES = {"tu-danh-gia": SideName.SELF, "danh-gia-ngoai": SideName.EXTERNAL}
_CHOICE = "o-"
SideWords = Annotated[Literal["tu-danh-gia", "danh-gia-ngoai"], Path()]


@router.get("/{side}")
def form_page(dossier_id: DossierId, side: SideWords, visit: Visiting) -> Response:
    """Where a form is fetched and brought back."""
    return _form_page(visit, dossier_id, side)


@router.get("/{side}/tai-ve")
async def download_on_page(dossier_id: DossierId, side: SideWords, visit: Visiting) -> Response:
    """The workbook."""
    return await given(visit, dossier_id, _SIDES[side])


@router.post("/{side}")
async def upload_on_page(
    dossier_id: DossierId, side: SideWords, request: Request, visit: Visiting
) -> Response:
    """A chosen file becomes a preview at an address of its own."""
    try:
        told = await taken(request, visit, dossier_id, _SIDES[side])
    except (FormNotAccepted, DossierLocked, ShapeWrong) as error:
        return await to_thread.run_sync(_form_page, visit, dossier_id, side, error)
    return RedirectResponse(f"/ho-so/{dossier_id}/phieu/{side}/{told.id}", 303)


@router.get("/{side}/{upload_id}")
def preview_page(
    dossier_id: DossierId, side: SideWords, upload_id: Id, visit: Visiting
) -> Response:
    """What the file would change."""
    return _preview_page(visit, dossier_id, side, upload_id)


@router.post("/{side}/{upload_id}")
def confirm_on_page(
    dossier_id: DossierId, side: SideWords, upload_id: Id, visit: Visiting, fields: SentAnswers
) -> Response:
    """Save it; where something changed meanwhile, look again."""
    mark = fields.text("mark", 40)
    try:
        with visit.writing() as work:
            name = _SIDES[side]
            service.confirm(work, dossier_id, name, upload_id, mark, _choices(fields))
    except (FormPreviewStale, DossierLocked, AnswersNotAccepted) as error:
        return _preview_page(visit, dossier_id, side, upload_id, error)
    return RedirectResponse(f"/ho-so/{dossier_id}/phieu/{side}/{upload_id}", 303)


@router.post("/{side}/{upload_id}/bo")
def drop_on_page(
    dossier_id: DossierId, side: SideWords, upload_id: Id, visit: Visiting, fields: SentFields
) -> Response:
    """Forget the upload."""
    del fields  # it has none, but must be sent as a form
    with visit.writing() as work:
        service.drop(work, dossier_id, _SIDES[side], upload_id)
    return RedirectResponse(f"/ho-so/{dossier_id}/phieu/{side}", 303)


def _choices(fields: FormFields) -> dict[str, str]:
    found = {
        key.removeprefix(_CHOICE): value for key, value in fields.items() if key.startswith(_CHOICE)
    }
    return {key: "file" if value == "file" else "server" for key, value in found.items()}


def _form_page(
    visit: Visit, dossier_id: str, side: str, problem: ServiceError | None = None
) -> Response:
    name = _SIDES[side]
    with visit.reading() as work:
        placed = seen(work, dossier_id, READING[name])
        acts = open_acts(work.session, work.actor, placed.dossier, work.today)
        may_upload = WRITING[name] in acts
        begun = name is SideName.SELF or bool(placed.dossier.external_version)
        return visit.service.pages.page(
            "workbook_form.html",
            problem.status if problem else 200,
            dossier=placed.dossier,
            side=side,
            title=SIDE_TITLES[name],
            may_upload=may_upload,
            begun=begun,
            waiting=service.waiting(work, dossier_id, name) if may_upload else None,
            problem=problem,
        )


def _preview_page(
    visit: Visit, dossier_id: str, side: str, upload_id: str, problem: ServiceError | None = None
) -> Response:
    name = _SIDES[side]
    with visit.reading() as work:
        placed = seen(work, dossier_id, WRITING[name])
        told = service.preview(work, dossier_id, name, upload_id)
        return visit.service.pages.page(
            "workbook_preview.html",
            problem.status if problem else 200,
            dossier=placed.dossier,
            side=side,
            title=SIDE_TITLES[name],
            told=told,
            parts=_parts(told),
            problem=problem,
        )


def _parts(told: FormPreviewOut) -> dict[str, list[FormCellOut]]:
    found: dict[str, list[FormCellOut]] = {fate.value: [] for fate in Fate}
    for cell in told.cells:
        found[cell.fate].append(cell)
    return found
