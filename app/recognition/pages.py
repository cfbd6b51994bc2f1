"""Plain pages of recognition: the decisions, one of them, a new one over ticked dossiers."""

from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.bodies.queries import names
from app.campaigns.queries import campaign
from app.dossiers import service as dossiers
from app.dossiers.models import DossierState
from app.dossiers.page_lists import campaigns_to_choose
from app.dossiers.parameters import PAGE, After
from app.dossiers.queries import Wanted
from app.dossiers.schemas import DossierLine
from app.dossiers.transitions import STATE_TITLES
from app.edge.form_fields import FormFields, SentAnswers
from app.edge.problems import from_validation
from app.errors import ServiceError
from app.recognition import listing, publishing, queries, service
from app.recognition.errors import DecisionRefused
from app.recognition.guards import Given, GivenLine
from app.recognition.routes import DecisionId
from app.recognition.schemas import RecognitionIn
from app.visit import Visit, Visiting, Work
from app.web.standing import DECIDING

router = APIRouter(include_in_schema=False)
MOST = 200
"""Dossiers to tick on one page; more are recognised in several decisions, or by the API."""
_TICK = "hs-"
HIDDEN = {401, 403, 404}


class _Ready(NamedTuple):
    """What a body can recognise and publish now in a campaign."""

    body_id: str
    body: str
    campaign_id: str
    campaign: str
    assessed: list[DossierLine]
    recognised: int


@router.get("/quyet-dinh")
def decisions_page(visit: Visiting, after: Annotated[After, Query(alias="sau")] = "") -> Response:
    """The decisions of one's bodies; for a leader, what waits for one."""
    return _page(visit, after)


@router.post("/quyet-dinh")
def issue_on_page(visit: Visiting, sent: SentAnswers) -> Response:
    """A decision over the ticked dossiers, at the levels of their external assessment."""
    ticked = [name.removeprefix(_TICK) for name in sent if name.startswith(_TICK)]

    def do(work: Work) -> str:
        body = sent.text("body", 26)
        try:
            wanted = RecognitionIn.model_validate(
                {
                    "campaign_id": sent.text("campaign", 26),
                    "number": sent.text("number"),
                    "signed_on": sent.text("signed_on", 10),
                    "signer": sent.text("signer"),
                    "lines": [{"dossier_id": one} for one in ticked],
                }
            )
        except ValidationError as error:
            if not ticked:
                said = "Chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một hồ sơ."
                raise DecisionRefused(said) from error
            raise from_validation(error) from error
        given = Given(
            wanted.campaign_id,
            wanted.number,
            wanted.signed_on,
            wanted.signer,
            [GivenLine(one.dossier_id) for one in wanted.lines],
        )
        made = service.issue(work.session, work.actor, body, given, work.at)
        return f"/quyet-dinh/{made.id}"

    return _done(visit, sent, do)


@router.post("/quyet-dinh/cong-bo")
def publish_on_page(visit: Visiting, sent: SentAnswers) -> Response:
    """Publish all that the body has recognised in the campaign."""

    def do(work: Work) -> str:
        body, chosen = sent.text("body", 26), sent.text("campaign", 26)
        publishing.publish(work.session, work.actor, body, chosen, None, work.at)
        return "/quyet-dinh"

    return _done(visit, sent, do)


@router.get("/quyet-dinh/{decision_id}")
def decision_page(
    decision_id: DecisionId, visit: Visiting, after: Annotated[After, Query(alias="sau")] = ""
) -> Response:
    """One decision and its dossiers."""
    with visit.reading() as work:
        found = listing.decision(work, decision_id)
        return visit.service.pages.page(
            "decision.html",
            decision=found,
            body=names(work.session, [found.body_id], work.today).get(found.body_id, ""),
            campaign=campaign(work.session, found.campaign_id),
            found=listing.lines(work, decision_id, after, PAGE),
            states=STATE_TITLES,
            after=after,
        )


def _done(visit: Visit, sent: FormFields, do: Callable[[Work], str]) -> Response:
    try:
        return visit.done_once(do)
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return _page(visit, "", error, sent)


def _page(
    visit: Visit,
    after: str,
    problem: ServiceError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    with visit.reading() as work:
        bodies = sorted(work.actor.at(DECIDING))
        if not bodies:
            raise NotAllowed
        pages = [(one, listing.decisions(work, one, None, after, PAGE)) for one in bodies]
        called = names(work.session, bodies, work.today)
        return visit.service.pages.page(
            "decisions.html",
            200 if problem is None else problem.status,
            found=[(called.get(one, ""), page) for one, page in pages],
            ready=_ready(work, called),
            problem=problem,
            typed=typed or {},
            after=after,
        )


def _ready(work: Work, called: Mapping[str, str]) -> list[_Ready]:
    """Of the newest campaigns, for the bodies that the person leads."""
    found = []
    led = sorted(work.actor.at((Role.BODY_LEADER,)))
    for chosen, title in campaigns_to_choose(work)[:3] if led else ():
        assessed, recognised = (
            dossiers.page(work, Wanted(campaign_id=chosen, states=(state,)), "", MOST).dossiers
            for state in (DossierState.ASSESSED, DossierState.RECOGNISED)
        )
        whose = queries.recognising(work.session, [one.id for one in (*assessed, *recognised)])
        for body in led:
            mine = [one for one in assessed if whose[one.id] == body]
            done = sum(whose[one.id] == body for one in recognised)
            if mine or done:
                found.append(_Ready(body, called.get(body, ""), chosen, title, mine, done))
    return found
