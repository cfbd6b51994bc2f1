"""The team of a dossier and the answers to what its school objects, on the dossier's page."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import ValidationError
from starlette.responses import Response

from app.dossiers import assessing
from app.dossiers.answer_form import fact_value, lines
from app.dossiers.dossier_page import dossier_page
from app.dossiers.external_schemas import TeamIn, WordsIn
from app.dossiers.objection_schemas import ObjectionDecisionIn
from app.dossiers.pages import home
from app.dossiers.pages_steps import HIDDEN, version_of
from app.dossiers.parameters import DossierId
from app.dossiers.reaching import seen
from app.dossiers.sheets import edition_of
from app.edge.form_fields import SentAnswers
from app.edge.problems import from_validation
from app.errors import ServiceError
from app.visit import Visit, Visiting, Work

router = APIRouter(include_in_schema=False)
ObjectionId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,26}$")]
MAX_TEXT = 8_000


@router.post("/ho-so/{dossier_id}/phan-cong")
def assign_on_page(dossier_id: DossierId, visit: Visiting, sent: SentAnswers) -> Response:
    """The whole team, by mail address."""
    version = version_of(sent)
    team, lead = sent.text("team"), sent.text("lead")
    members = lines(sent.text("members", MAX_TEXT))
    emails = [line.strip() for line in members.split("\n") if line.strip()]
    named: list[dict[str, Any]] = [{"email": one} for one in emails]
    if lead:
        named.insert(0, {"email": lead, "lead": True})

    def do(work: Work) -> object:
        wanted = TeamIn.model_validate({"team": team, "members": named})
        return assessing.assign(work, dossier_id, version, wanted)

    return _done(visit, dossier_id, do, {"doan": team, "truong": lead, "vien": members}, "#doan")


@router.post("/ho-so/{dossier_id}/giai-trinh/{objection_id}/tra-loi")
def answer_on_page(
    dossier_id: DossierId, objection_id: ObjectionId, visit: Visiting, sent: SentAnswers
) -> Response:
    """The team's answer to an objection."""
    version, text = version_of(sent), lines(sent.text("text", MAX_TEXT))

    def do(work: Work) -> object:
        said = WordsIn.model_validate({"text": text}).text
        return assessing.answer_objection(work, dossier_id, objection_id, version, said)

    return _done(visit, dossier_id, do, {f"tra-loi-{objection_id}": text}, "#giai-trinh")


@router.post("/ho-so/{dossier_id}/giai-trinh/{objection_id}/quyet-dinh")
def decide_on_page(
    dossier_id: DossierId, objection_id: ObjectionId, visit: Visiting, sent: SentAnswers
) -> Response:
    """The leader's decision, with the results it corrects."""
    version, text = version_of(sent), lines(sent.text("text", MAX_TEXT))
    upheld = sent.text("upheld", 3) == "yes"
    awards = {
        name.removeprefix("award-"): sent.text(name, 40).replace(",", ".")
        for name in sent
        if name.startswith("award-") and sent.text(name, 40)
    }
    answers = [{"item": item, "award": award} for item, award in awards.items()]
    facts = {
        name.removeprefix("fact-"): sent.text(name, 2_000)
        for name in sent
        if name.startswith("fact-") and sent.text(name, 2_000)
    }

    def do(work: Work) -> object:
        wanted: dict[str, Any] = {"upheld": upheld, "text": text}
        if upheld:
            wanted |= {"answers": answers, "facts": _facts(work, dossier_id, facts)}
        decision = ObjectionDecisionIn.model_validate(wanted)
        return assessing.decide_objection(work, dossier_id, objection_id, version, decision)

    typed = {f"quyet-dinh-{objection_id}": text}
    typed |= {f"quyet-dinh-{objection_id}-{item}": award for item, award in awards.items()}
    typed |= {f"quyet-dinh-{objection_id}-so-{fact}": value for fact, value in facts.items()}
    return _done(visit, dossier_id, do, typed, "#giai-trinh")


def _facts(work: Work, dossier_id: str, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was typed for facts, read by the types that the index gives them."""
    known = edition_of(work.session, seen(work, dossier_id).dossier).facts
    return [
        {"fact": code, "value": fact_value(known[code], text) if code in known else text}
        for code, text in typed.items()
    ]


def _done(
    visit: Visit,
    dossier_id: str,
    do: Callable[[Work], object],
    typed: Mapping[str, str],
    part: str,
) -> Response:
    """Do it; a refusal shows the dossier as it is, with what was typed."""

    def done(work: Work) -> str:
        do(work)
        return home(dossier_id, part)

    try:
        return visit.done_once(done)
    except ValidationError as error:
        return dossier_page(visit, dossier_id, from_validation(error), typed)
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return dossier_page(visit, dossier_id, error, typed)
