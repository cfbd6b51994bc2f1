"""The pages on which a dossier is written: the answers of both sides, the report."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Path, Query
from pydantic import ValidationError
from starlette.responses import Response

from app.accounts import queries as people
from app.accounts.errors import NotAllowed, SignInNeeded
from app.dossiers import assessing, fields, service
from app.dossiers.answer_form import answers_in, is_empty, lines, texts_in
from app.dossiers.answer_view import Answers, Known, savers, shown_award, text_fields
from app.dossiers.answering import thing_of
from app.dossiers.comparison import compared
from app.dossiers.dossier_page import anchor
from app.dossiers.errors import DossierNotFound, NotReady, PartNotFound
from app.dossiers.external_schemas import ComparisonOut, ReturnIn
from app.dossiers.models import SideName
from app.dossiers.openness import Openness, openness
from app.dossiers.pages import home
from app.dossiers.pages_steps import version_of
from app.dossiers.parameters import DossierId
from app.dossiers.reaching import WRITING, held, seen
from app.dossiers.schemas import ChangesIn
from app.dossiers.sheets import edition_of, evidence_of
from app.edge.form_fields import FormFields, SentAnswers
from app.edge.shapes import sentence
from app.errors import Reason, ServiceError
from app.policy import Act, open_acts
from app.visit import Visit, Visiting, Work
from criteria.edition import Edition

router = APIRouter(include_in_schema=False)
Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z._-]{1,64}$")]


class Shown(NamedTuple):
    """What a page tells besides what is stored: a refused form and why, or what was just saved."""

    sent: Mapping[str, str] = MappingProxyType({})
    problem: ServiceError | None = None
    saved: str = ""

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 200 if self.problem is None else self.problem.status


NOTHING = Shown()
SavedPart = Annotated[str, Query(alias="da-luu", max_length=64)]
"""Which part was saved just before: said beside its button."""
PAGE_OF = {SideName.SELF: "tra-loi", SideName.EXTERNAL: "danh-gia"}
TEMPLATE_OF = {SideName.SELF: "dossier_answers.html", SideName.EXTERNAL: "assess.html"}
ELSEWHERE = (SignInNeeded, NotAllowed, DossierNotFound, PartNotFound)
"""Refusals that leave nothing of the page to show."""
WHOLE_SHEET = "chung"


@router.get("/ho-so/{dossier_id}/tra-loi")
def answers_page(dossier_id: DossierId, visit: Visiting, saved: SavedPart = "") -> Response:
    """The school's answers, group by group."""
    return _page(visit, dossier_id, SideName.SELF, Shown(saved=saved))


@router.post("/ho-so/{dossier_id}/tra-loi/{criterion}")
def save_on_page(
    dossier_id: DossierId, criterion: Code, visit: Visiting, sent: SentAnswers
) -> Response:
    """One criterion's answers, or the facts of the whole sheet."""
    return _saved(visit, dossier_id, SideName.SELF, criterion, sent)


@router.get("/ho-so/{dossier_id}/danh-gia")
def assess_page(dossier_id: DossierId, visit: Visiting, saved: SavedPart = "") -> Response:
    """Both sides, item by item; the external one can be written while it is being assessed."""
    return _page(visit, dossier_id, SideName.EXTERNAL, Shown(saved=saved))


@router.post("/ho-so/{dossier_id}/danh-gia/{criterion}")
def assess_on_page(
    dossier_id: DossierId, criterion: Code, visit: Visiting, sent: SentAnswers
) -> Response:
    """The assessors' answers to one criterion."""
    return _saved(visit, dossier_id, SideName.EXTERNAL, criterion, sent)


@router.post("/ho-so/{dossier_id}/tra-bo-sung")
def return_on_page(dossier_id: DossierId, visit: Visiting, sent: SentAnswers) -> Response:
    """Send back the criteria for which a reason was written."""
    named = [
        {"criterion": name.removeprefix("reason-"), "reason": lines(sent.text(name, 4_000))}
        for name in sent
        if name.startswith("reason-") and sent.text(name, 4_000)
    ]
    version = version_of(sent)

    def do(work: Work) -> str:
        held(work, dossier_id, Act.RETURN)
        try:
            wanted = ReturnIn.model_validate({"by": sent.text("by", 10), "criteria": named})
        except ValidationError as error:
            raise NotReady(reasons=tuple(map(_return_reason, error.errors()))) from error
        assessing.give_back(work, dossier_id, version, wanted)
        return home(dossier_id)

    try:
        return visit.done_once(do)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _page(visit, dossier_id, SideName.EXTERNAL, Shown(sent, error))


@router.get("/ho-so/{dossier_id}/bao-cao")
def report_page(dossier_id: DossierId, visit: Visiting, saved: SavedPart = "") -> Response:
    """The narrative and the header of the report."""
    return _report(visit, dossier_id, Shown(saved=saved))


@router.post("/ho-so/{dossier_id}/bao-cao")
def write_report(dossier_id: DossierId, visit: Visiting, sent: SentAnswers) -> Response:
    """Save what was changed of it."""

    def do(work: Work) -> str:
        held(work, dossier_id, WRITING[SideName.SELF])
        changes = texts_in(sent)
        if not is_empty(changes):
            service.save_changes(work, dossier_id, SideName.SELF, changes)
        return home(dossier_id, "/bao-cao?da-luu=bao-cao")

    try:
        return visit.done_once(do)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _report(visit, dossier_id, Shown(sent, error))


def _return_reason(found: Any) -> Reason:  # noqa: ANN401 - a finding of pydantic
    if found["loc"][:1] == ("by",):
        return Reason("by", "field", "Hãy chọn ngày cuối cùng để bổ sung.")
    if len(found["loc"]) == 1:
        return Reason("criteria", "nothing-named", "Hãy ghi lý do ở ít nhất một tiêu chí.")
    return Reason("criteria", str(found["type"]), sentence(found))


def _saved(
    visit: Visit, dossier_id: str, side: SideName, criterion: str, sent: FormFields
) -> Response:
    def do(work: Work) -> str:
        dossier, _ = held(work, dossier_id, WRITING[side])
        edition = edition_of(work.session, dossier)
        changes = _changes(edition, criterion, sent)
        if not is_empty(changes):
            service.save_changes(work, dossier_id, side, changes)
        return home(dossier_id, f"/{PAGE_OF[side]}?da-luu={criterion}#c-{criterion}")

    try:
        return visit.done_once(do)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _page(visit, dossier_id, side, Shown(sent, error))


def _changes(edition: Edition, criterion: str, sent: FormFields) -> ChangesIn:
    if criterion == WHOLE_SHEET:
        return answers_in(edition, "", sent)
    if criterion not in edition.criteria:
        raise PartNotFound("Bộ chỉ số của hồ sơ không có tiêu chí này.")
    return answers_in(edition, criterion, sent)


def _page(
    visit: Visit,
    dossier_id: str,
    side: SideName,
    told: Shown = NOTHING,
) -> Response:
    with visit.reading() as work:
        stored = service.side(work, dossier_id, side)
        dossier = service.shown(work, dossier_id)
        edition = edition_of(work.session, seen(work, dossier_id).dossier)
        both = compared(work, dossier_id) if side is SideName.EXTERNAL else None
        known = Known(
            edition,
            stored,
            _open(work, dossier_id, side),
            service.sheet(work, dossier_id, side),
            _evidence(work, dossier_id),
            {one.criterion: one.reason for one in dossier.returned},
            _items(both),
            told.sent,
            told.problem,
            people.names_of(work.session, savers(told.problem)),
        )
        answer = visit.service.pages.page(
            TEMPLATE_OF[side],
            told.status,
            dossier=dossier,
            edition=edition,
            known=known,
            answers=Answers(known),
            both=both,
            anchor=anchor,
            shown_award=shown_award,
            problem=told.problem,
            saved=told.saved,
        )
    visit.saw(work.actor, thing_of(dossier_id), side.value)
    return answer


def _items(both: ComparisonOut | None) -> dict[str, Any]:
    return {one.item: one for one in both.items} if both is not None else {}


def _open(work: Work, dossier_id: str, side: SideName) -> Openness:
    """What of the side the person may change now."""
    placed = seen(work, dossier_id)
    may = open_acts(work.session, work.actor, placed.dossier, work.today)
    if WRITING[side] not in may:
        return Openness(open=False)
    return openness(work.session, placed.dossier, side, placed.campaign.state)


def _evidence(work: Work, dossier_id: str) -> dict[str, list[str]]:
    """Codes of the evidence of each item and criterion."""
    found: dict[str, list[str]] = {}
    for one in evidence_of(work.session, dossier_id):
        for target in one.links:
            found.setdefault(target, []).append(one.code)
    return found


def _report(
    visit: Visit,
    dossier_id: str,
    told: Shown = NOTHING,
) -> Response:
    with visit.reading() as work:
        stored = service.texts(work, dossier_id).texts
        answer = visit.service.pages.page(
            "dossier_report.html",
            told.status,
            dossier=service.shown(work, dossier_id),
            open=_open(work, dossier_id, SideName.SELF),
            texts=text_fields(
                stored,
                told.sent,
                told.problem,
                people.names_of(work.session, savers(told.problem)),
            ),
            narrative=fields.NARRATIVE,
            header=fields.HEADER,
            titles=fields.TITLES,
            required=fields.REQUIRED,
            long=fields.LONG,
            problem=told.problem,
            saved=told.saved,
        )
    visit.saw(work.actor, thing_of(dossier_id), "texts")
    return answer
