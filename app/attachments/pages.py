"""Plain pages of evidence: the list, one piece, its files."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.accounts.errors import NotAllowed, SignInNeeded
from app.attachments import errors, link_checks, service, verdicts
from app.attachments.access import readable, self_side, writable
from app.attachments.handing_out import Wants
from app.attachments.link_routes import LinkCheckOut
from app.attachments.linking import link_of
from app.attachments.receiving import nothing_more, receive
from app.attachments.routes import Number, after_file, before_file, download_file
from app.attachments.schemas import PAGE, After, EvidenceOut, EvidenceWords, Id, NewEvidence
from app.dossiers.answering import thing_of
from app.dossiers.errors import DossierNotFound, VersionStale
from app.dossiers.models import Dossier
from app.dossiers.service import shown
from app.dossiers.sheets import edition_of
from app.edge.bodies import megabytes
from app.edge.cursors import cursor_of, values_of
from app.edge.form_fields import FormFields, SentAnswers
from app.edge.multipart import wrong_field
from app.edge.problems import from_validation
from app.errors import ServiceError
from app.policy import Act, open_acts
from app.visit import Visit, Visiting, Work
from exports.dossier import EvidenceStatus

Words = TypeVar("Words", bound=EvidenceWords)
router = APIRouter(include_in_schema=False)
STATUSES = {
    EvidenceStatus.PRESENT: "đã có",
    EvidenceStatus.UPDATING: "đang cập nhật",
    EvidenceStatus.ABSENT: "chưa có",
}
TEXTS = ("title", "location", "holder", "note", "number", "issuer", "document_date")
ELSEWHERE = (SignInNeeded, NotAllowed, DossierNotFound, errors.EvidenceNotFound)


@router.get("/ho-so/{dossier_id}/minh-chung")
def evidence_page(
    dossier_id: Id,
    visit: Visiting,
    link: Annotated[str, Query(alias="tieu-chi", max_length=20)] = "",
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """The list in the order of the codes, and a new piece."""
    return _list(visit, dossier_id, {f"link-{link}": "1"} if link else {}, after=after)


@router.post("/ho-so/{dossier_id}/minh-chung")
def add_on_page(dossier_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """A new piece; its file is sent on its own page."""
    try:
        body = _checked(NewEvidence, sent, code=sent.text("code", 60))
        with visit.writing() as work:
            at = writable(work, dossier_id)
            made = service.create(work.session, at, body.code, body.draft(), work.who).row.id
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _list(visit, dossier_id, sent, error)
    return _to(dossier_id, f"/{made}#tep")


@router.get("/ho-so/{dossier_id}/minh-chung/{evidence_id}")
def piece_page(dossier_id: Id, evidence_id: Id, visit: Visiting) -> Response:
    """One piece with every file it had."""
    return _piece(visit, dossier_id, evidence_id)


@router.post("/ho-so/{dossier_id}/minh-chung/{evidence_id}")
def change_on_page(dossier_id: Id, evidence_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """New words over the version on the page."""
    version = _version(sent)
    try:
        body = _checked(EvidenceWords, sent)
        with visit.writing() as work:
            at = writable(work, dossier_id)
            service.change(work.session, at, evidence_id, version, body.draft(), work.who)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _piece(visit, dossier_id, evidence_id, sent, error)
    return _to(dossier_id, f"/{evidence_id}")


@router.post("/ho-so/{dossier_id}/minh-chung/{evidence_id}/go")
def remove_on_page(dossier_id: Id, evidence_id: Id, visit: Visiting, sent: SentAnswers) -> Response:
    """Take it from the list."""
    version = _version(sent)
    try:
        with visit.writing() as work:
            at = writable(work, dossier_id)
            service.remove(work.session, at, evidence_id, version, work.who)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return _piece(visit, dossier_id, evidence_id, {}, error)
    return _to(dossier_id)


@router.post("/ho-so/{dossier_id}/minh-chung/{evidence_id}/tep")
async def send_on_page(
    dossier_id: Id, evidence_id: Id, request: Request, visit: Visiting
) -> Response:
    """A file, by the same way as the API's."""
    try:
        wanted = await to_thread.run_sync(before_file, visit, dossier_id, evidence_id)
        kept, _ = await receive(request, visit.service, wanted, nothing_more)
        await to_thread.run_sync(after_file, visit, dossier_id, evidence_id, kept)
    except ELSEWHERE:
        raise
    except ServiceError as error:
        return await run_in_threadpool(_piece, visit, dossier_id, evidence_id, {}, error)
    return _to(dossier_id, f"/{evidence_id}#tep")


@router.get("/ho-so/{dossier_id}/minh-chung/{evidence_id}/tep/{revision}")
def take_on_page(
    dossier_id: Id, evidence_id: Id, revision: Number, visit: Visiting, wants: Wants
) -> Response:
    """A file, saved by the browser."""
    return download_file(dossier_id, evidence_id, revision, visit, wants)


def _list(
    visit: Visit,
    dossier_id: str,
    sent: Mapping[str, str],
    problem: ServiceError | None = None,
    after: str = "",
) -> Response:
    start = values_of(after, 1)[0] if after else ""
    with visit.reading() as work:
        row = readable(work, dossier_id)
        found = service.listed(work.session, row, start, PAGE + 1)
        answer = visit.service.pages.page(
            "evidence.html",
            200 if problem is None else problem.status,
            **_around(work, row),
            found=[EvidenceOut.of(one) for one in found[:PAGE]],
            next=cursor_of(found[PAGE - 1].row.code) if len(found) > PAGE else "",
            after=after,
            sent=sent,
            problem=problem,
        )
    visit.saw(work.actor, thing_of(dossier_id), "evidence")
    return answer


def _piece(
    visit: Visit,
    dossier_id: str,
    evidence_id: str,
    sent: Mapping[str, str] | None = None,
    problem: ServiceError | None = None,
) -> Response:
    with visit.reading() as work:
        row = readable(work, dossier_id)
        found = service.found(work.session, row, evidence_id)
        one = EvidenceOut.of(service.piece(work.session, row, found))
        check = link_checks.of(work, found)
        answer = visit.service.pages.page(
            "evidence_piece.html",
            200 if problem is None else problem.status,
            **_around(work, row),
            one=one,
            link=link_of(one.location),
            check=LinkCheckOut.of(check) if check else None,
            checks=visit.service.settings.fetch_links and link_checks.may_check(work, row),
            said=next((a for c, a in verdicts.visible(work, row) if a.evidence_id == one.id), None),
            judges=Act.WRITE_EXTERNAL in open_acts(work.session, work.actor, row, work.today),
            values=sent or _values(one),
            stale=isinstance(problem, VersionStale),
            largest=megabytes(visit.service.settings.max_file_bytes),
            problem=problem,
        )
    visit.saw(work.actor, f"evidence:{evidence_id}")
    return answer


def _around(work: Work, row: Dossier) -> dict[str, Any]:
    """What both pages show of the dossier, and whether the person may write there now."""
    may = open_acts(work.session, work.actor, row, work.today)
    writes = Act.WRITE_SELF in may and self_side(work, row).openness.open
    return {
        "dossier": shown(work, row.id),
        "edition": edition_of(work.session, row),
        "statuses": STATUSES,
        "writes": writes,
    }


def _values(one: EvidenceOut) -> dict[str, str]:
    """The fields of the form as the piece stands."""
    values = {name: str(getattr(one, name) or "") for name in TEXTS}
    ticks = {f"link-{code}": "1" for code in one.links}
    return {**values, **ticks, "status": one.status.value}


def _checked(kind: type[Words], sent: FormFields, **more: str) -> Words:
    texts = {name: sent.text(name, 2_000) for name in TEXTS}
    links = tuple(name.removeprefix("link-") for name in sent if name.startswith("link-"))
    day = texts.pop("document_date")
    try:
        return kind.model_validate(
            {
                **texts,
                **more,
                "document_date": day or None,
                "status": sent.text("status", 20),
                "links": links,
            }
        )
    except ValidationError as error:
        raise from_validation(error) from error


def _version(sent: FormFields) -> int:
    text = sent.text("version", 9)
    if not (text.isascii() and text.isdigit()):
        raise wrong_field("version", "không đúng: hãy mở lại trang của minh chứng")
    return int(text)


def _to(dossier_id: str, rest: str = "") -> Response:
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung{rest}", 303)
