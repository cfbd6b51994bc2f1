"""Last year's evidence as a page: what would be taken, taking it, and confirming what was."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from app.attachments import queries, reuse
from app.attachments.access import readable, room
from app.attachments.reuse_schemas import ReuseOut
from app.attachments.schemas import Id
from app.dossiers.answering import thing_of
from app.dossiers.models import DossierState
from app.dossiers.service import shown
from app.edge.form_fields import SentAnswers
from app.policy import Act, open_acts
from app.visit import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/ho-so/{dossier_id}/minh-chung-nam-truoc")
def reuse_page(
    dossier_id: Id,
    visit: Visiting,
    source: Annotated[str, Query(alias="ho-so", max_length=26, pattern="^[0-9A-Za-z_-]*$")] = "",
) -> Response:
    """What there is to take, and what waits to be confirmed."""
    with visit.reading() as work:
        row = readable(work, dossier_id)
        writes = Act.WRITE_SELF in open_acts(work.session, work.actor, row, work.today)
        answer = visit.service.pages.page(
            "evidence_last_year.html",
            dossier=shown(work, row.id),
            found=ReuseOut.of(reuse.preview(work, dossier_id, source or None)),
            waiting=queries.unconfirmed(work.session, row.id),
            writes=writes,
            takes=writes and row.state == DossierState.DRAFTING,
        )
    visit.saw(work.actor, thing_of(dossier_id), "last-year")
    return answer


@router.post("/ho-so/{dossier_id}/minh-chung-nam-truoc")
def take_on_page(dossier_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """Take the ticked ones, or all that the page named."""
    ticked = [name.removeprefix("code-") for name in sent if name.startswith("code-")]
    wanted = reuse.Wanted(sent.text("source", 26) or None, ticked or None)
    with visit.writing() as work:
        reuse.take(work, dossier_id, wanted, room(visit))
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung-nam-truoc#cho-xac-nhan", 303)


@router.post("/ho-so/{dossier_id}/minh-chung-nam-truoc/xac-nhan")
def confirm_on_page(dossier_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """Confirm the ticked ones; with none ticked, all that wait."""
    ticked = [name.removeprefix("code-") for name in sent if name.startswith("code-")]
    with visit.writing() as work:
        reuse.confirm(work, dossier_id, ticked or None)
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung-nam-truoc#cho-xac-nhan", 303)
