"""The checklist as a page: what is suggested, what is there, what is still missing or astray."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.attachments import checklist, queries, service
from app.attachments.access import readable, self_side, writable
from app.attachments.schemas import Id
from app.dossiers.answering import thing_of
from app.dossiers.models import Dossier
from app.dossiers.service import shown
from app.dossiers.sheets import edition_of
from app.edge.form_fields import SentAnswers
from app.edge.multipart import wrong_field
from app.policy import Act, open_acts
from app.visit import Visiting, Work

router = APIRouter(include_in_schema=False)


@router.get("/ho-so/{dossier_id}/goi-y-minh-chung")
def checklist_page(dossier_id: Id, visit: Visiting) -> Response:
    """Every criterion with its suggestions; printable."""
    with visit.reading() as work:
        row = readable(work, dossier_id)
        places = checklist.checklist(work.session, row)
        answer = visit.service.pages.page(
            "evidence_checklist.html",
            dossier=shown(work, row.id),
            edition=edition_of(work.session, row),
            suggested=places,
            gaps=service.gaps(work.session, row),
            ids=queries.ids(work.session, row.id),
            writes=_writes(work, row),
        )
    visit.saw(work.actor, thing_of(dossier_id), "evidence")
    return answer


@router.post("/ho-so/{dossier_id}/goi-y-minh-chung")
def take_on_page(dossier_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """One suggestion becomes a record."""
    target, number = sent.text("code", 20), sent.text("number", 4)
    if not (number.isascii() and number.isdigit()):
        raise wrong_field("number", "không đúng: hãy mở lại trang gợi ý minh chứng")
    with visit.writing() as work:
        at = writable(work, dossier_id)
        checklist.take(work.session, at, target, int(number), work.who)
    return RedirectResponse(f"/ho-so/{dossier_id}/goi-y-minh-chung#g-{target}", 303)


def _writes(work: Work, row: Dossier) -> bool:
    may = open_acts(work.session, work.actor, row, work.today)
    return Act.WRITE_SELF in may and self_side(work, row).openness.open
