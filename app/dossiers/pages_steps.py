"""The acts of a dossier's page: each posts the version that was on the screen."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.attachments.signed_routes import hand_in_signed
from app.dossiers.assessing import object_to
from app.dossiers.deeds import DEEDS
from app.dossiers.dossier_page import dossier_page
from app.dossiers.external_schemas import ObjectionsIn
from app.dossiers.pages import home, to_dossier
from app.dossiers.parameters import DossierId
from app.edge.form_fields import FormFields, SentAnswers, SentFields
from app.edge.multipart import wrong_field
from app.edge.problems import from_validation
from app.errors import NothingHere, ServiceError
from app.visit import Visiting, Work

router = APIRouter(include_in_schema=False)
Word = Annotated[str, Path(pattern=r"^[a-z-]{1,20}$")]
MAX_REASON = 2_000
HIDDEN = {401, 403, 404, 422}
"""Refusals that are not about the dossier's state: told on a page of their own."""


@router.post("/ho-so/{dossier_id}/viec/{word}")
def act_on_page(dossier_id: DossierId, word: Word, visit: Visiting, sent: SentFields) -> Response:
    """One step; a refusal shows the dossier as it is now, with the reason still in its field."""
    deed = DEEDS.get(word)
    if deed is None:
        raise NothingHere
    version = version_of(sent)
    reason = sent.text("reason", MAX_REASON * 2).replace("\r\n", "\n")
    try:
        return visit.done_once(lambda work: home(deed.do(work, dossier_id, version, reason).id))
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return dossier_page(visit, dossier_id, error, {word: reason})


@router.post("/ho-so/{dossier_id}/ban-ky")
async def sign_on_page(dossier_id: DossierId, request: Request, visit: Visiting) -> Response:
    """The report that the head signed, with its number and day."""
    try:
        await hand_in_signed(dossier_id, request, visit)
    except ServiceError as error:
        if error.status in {401, 403, 404}:
            raise
        typed = {
            f"ban-ky-{part.name}": part.content.decode(errors="replace").strip()
            for part in getattr(request.state, "texts", ())
        }
        return await run_in_threadpool(dossier_page, visit, dossier_id, error, typed)
    return to_dossier(dossier_id, "#ban-ky")


@router.post("/ho-so/{dossier_id}/giai-trinh")
def object_on_page(dossier_id: DossierId, visit: Visiting, sent: SentAnswers) -> Response:
    """The school objects to one criterion."""
    one = {
        "criterion": sent.text("criterion", 64),
        "text": sent.text("text", 8_000).replace("\r\n", "\n"),
        "evidence_code": sent.text("evidence", 60),
    }
    version = version_of(sent)
    try:
        wanted = ObjectionsIn.model_validate({"objections": [one]})
    except ValidationError as error:
        return dossier_page(visit, dossier_id, from_validation(error), {"giai-trinh": one["text"]})

    def do(work: Work) -> str:
        object_to(work, dossier_id, version, wanted)
        return home(dossier_id, "#giai-trinh")

    try:
        return visit.done_once(do)
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return dossier_page(visit, dossier_id, error, {"giai-trinh": one["text"]})


def version_of(sent: FormFields) -> int:
    """The version of the dossier on the page that was sent. Raises ShapeWrong."""
    text = sent.text("version", 9)
    if not (text.isascii() and text.isdigit()):
        raise wrong_field("version", "không đúng: hãy mở lại trang của hồ sơ")
    return int(text)
