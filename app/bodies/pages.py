"""Plain pages of bodies for whoever administers them: list, one body, a list loaded."""

import base64
import binascii
from datetime import date
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.bodies import history, listing, service
from app.bodies.answering import PAGE, After, OnDay, Searched
from app.bodies.errors import LoadPreviewStale, LoadRefused
from app.bodies.kinds import LEVEL_TITLES, all_kinds
from app.bodies.load.columns import COLUMNS
from app.bodies.load.service import ListFile, load, preview
from app.bodies.models import Duty
from app.bodies.queries import Wanted
from app.bodies.reading_parts import day_in, day_part
from app.bodies.schemas import BodyRef, FoundIn, LoadOut, OfficerIn, Person, RenameIn
from app.bodies.service import Target
from app.bodies.text import Id, KindCode
from app.edge.form_fields import FormFields, SentFields
from app.edge.multipart import Parts, read_multipart, wrong_field
from app.edge.problems import from_validation
from app.policy import Act, acts_at_body, require, require_at_body
from app.visit import Visit, Visiting, Work

router = APIRouter(include_in_schema=False)

WORDS = {
    "name": "Tên",
    "code": "Mã",
    "parent": "Trực thuộc",
    "assessing": "Đánh giá ngoài",
    "head": "Thủ trưởng",
    "focal": "Đầu mối",
    "predecessor": "Kế thừa từ",
    "successor": "Kế thừa bởi",
}
OfKind = Annotated[KindCode | None, Query(alias="loai")]


@router.get("/don-vi")
def bodies_page(  # noqa: PLR0913, PLR0917 - one parameter per field of the search
    visit: Visiting,
    text: Annotated[Searched, Query(alias="tim")] = "",
    kind: Annotated[str, Query(alias="loai", max_length=30)] = "",
    parent: Annotated[Id | None, Query(alias="cha")] = None,
    ended: Annotated[bool, Query(alias="da-dung")] = False,  # noqa: FBT002
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """Bodies by name, with a search that ignores diacritics."""
    wanted = Wanted(text, (kind,) if kind else (), parent, ended)
    with visit.reading() as work:
        days = (work.today, work.today)
        found = listing.list_bodies(
            work.session, work.actor, wanted, listing.Page(after, PAGE), days
        )
        upper: BodyRef | None = None
        if parent is not None:
            shown = history.body_on(work.session, work.actor, parent, work.today, work.today)
            upper = BodyRef(id=shown.id, name=shown.name)
        kinds = all_kinds(work.session)
        return visit.service.pages.page(
            "bodies.html",
            found=found,
            kinds=kinds,
            text=text,
            kind=kind,
            upper=upper,
            ended=ended,
            after=after,
            founds=work.actor.is_system_administrator,
        )


@router.get("/don-vi/lap")
def found_page(
    visit: Visiting, parent: Annotated[Id | None, Query(alias="cha")] = None
) -> Response:
    """A new body under another; without one, a Sở."""
    with visit.reading() as work:
        upper: BodyRef | None = None
        if parent is None:
            require(work.session, work.actor, Act.MANAGE_INSTALLATION, None, work.today)
        else:
            require_at_body(work.session, work.actor, Act.MANAGE_BODIES, parent, work.today)
            shown = history.body_on(work.session, work.actor, parent, work.today, work.today)
            upper = BodyRef(id=shown.id, name=shown.name)
        kinds = all_kinds(work.session).values()
        return visit.service.pages.page(
            "body_new.html",
            upper=upper,
            kinds=[kind for kind in kinds if kind.issues_codes == (parent is None)],
            today=work.today,
        )


@router.post("/don-vi/lap")
def found_on_page(visit: Visiting, fields: SentFields) -> Response:
    """Found it."""
    try:
        wanted = FoundIn(
            kind=fields.text("kind"),
            name=fields.text("name"),
            code=fields.text("code") or None,
            parent_id=fields.text("parent") or None,
            on=_day(fields),
        )
    except ValidationError as error:
        raise from_validation(error) from error

    def do(work: Work) -> str:
        return _home(service.found(work.session, work.actor, wanted, work.at).id)

    return visit.done_once(do)


@router.get("/don-vi/{body_id}")
def body_page(body_id: Id, visit: Visiting, on: OnDay = None) -> Response:
    """One body: what it is on a day, who is in charge, all that is recorded of it."""
    return _body(visit, body_id, on)


@router.post("/don-vi/{body_id}/ten")
def rename_on_page(body_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """Another name from a day on."""
    try:
        wanted = RenameIn(name=fields.text("name"), on=_day(fields))
    except ValidationError as error:
        raise from_validation(error) from error
    target = _target(body_id, fields)

    def do(work: Work) -> str:
        service.rename(work.session, work.actor, target, wanted, work.at)
        return _home(body_id)

    return visit.done_once(do)


@router.post("/don-vi/{body_id}/nguoi")
def set_officer_on_page(body_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """The head or the officer in charge from a day on; without a name, the post is vacant."""
    try:
        person = None
        if fields.text("name"):
            person = Person(
                name=fields.text("name"), phone=fields.text("phone"), email=fields.text("email")
            )
        wanted = OfficerIn.model_validate(
            {"duty": fields.text("duty"), "person": person, "on": _day(fields)}
        )
    except ValidationError as error:
        raise from_validation(error) from error
    target = _target(body_id, fields)

    def do(work: Work) -> str:
        service.set_officer(work.session, work.actor, target, wanted, work.at)
        return _home(body_id)

    return visit.done_once(do)


@router.get("/don-vi/{body_id}/nap-danh-sach")
def load_page(body_id: Id, visit: Visiting) -> Response:
    """Choose a list to load under this body."""
    return _load_page(visit, body_id)


@router.post("/don-vi/{body_id}/nap-danh-sach")
async def load_on_page(body_id: Id, request: Request, visit: Visiting) -> Response:
    """A chosen file is previewed; a confirmed one, which the preview sends back, is loaded."""
    body = await request.body()
    parts = read_multipart(body, request.headers.get("content-type", ""))
    parts.refuse_others(frozenset({"file", "on", "fingerprint", "content"}))
    return await to_thread.run_sync(_loaded, visit, body_id, parts)


def _loaded(visit: Visit, body_id: str, parts: Parts) -> Response:
    content, fingerprint = _content(parts), parts.text("fingerprint")
    on = day_part(parts)
    try:
        if not fingerprint:
            told = _previewed(visit, body_id, content, on)
            sent = base64.b64encode(content).decode()
            return _load_page(visit, body_id, told=told, sent=sent, on=on)
        with visit.writing() as work:
            given = ListFile(body_id, content, on or work.today)
            told = load(work.session, work.actor, given, work.at, fingerprint)
    except (LoadRefused, LoadPreviewStale) as error:
        return _load_page(visit, body_id, problem=error, on=on)
    return _load_page(visit, body_id, told=told, on=on)


def _previewed(visit: Visit, body_id: str, content: bytes, on: date | None) -> LoadOut:
    with visit.reading() as work:
        given = ListFile(body_id, content, on or work.today)
        return preview(work.session, work.actor, given, work.at)


def _content(parts: Parts) -> bytes:
    """The file as chosen, or as the preview sends it back in base 64."""
    chosen = parts.content("file")
    if chosen is not None:
        return chosen
    sent = parts.content("content")
    if sent is None:
        raise wrong_field("file", "chưa có: hãy chọn danh sách .xlsx hoặc .csv")
    try:
        return base64.b64decode(sent, validate=True)
    except binascii.Error as error:
        raise wrong_field("content", "không đúng: hãy chọn lại tệp") from error


def _body(visit: Visit, body_id: str, on: date | None) -> Response:
    with visit.reading() as work:
        day = on or work.today
        shown = history.body_on(work.session, work.actor, body_id, day, work.today)
        visit.saw(work.actor, f"body:{body_id}")
        lines = history.history_of(work.session, work.actor, body_id, work.today).history
        others = {one.other.id for one in lines if one.other}
        others |= {shown.parent.id} if shown.parent else set()
        return visit.service.pages.page(
            "body.html",
            body=shown,
            day=day,
            today=work.today,
            kind=all_kinds(work.session)[shown.kind],
            levels=[LEVEL_TITLES.get(one, one) for one in shown.school_levels],
            lines=lines,
            reachable=listing.reachable(work.session, work.actor, others, work.today),
            words=WORDS,
            duties=list(Duty),
            acts=acts_at_body(work.session, work.actor, body_id, work.today),
            Act=Act,
        )


def _load_page(  # noqa: PLR0913 - what the template shows
    visit: Visit,
    body_id: str,
    *,
    told: LoadOut | None = None,
    sent: str = "",
    on: date | None = None,
    problem: LoadRefused | LoadPreviewStale | None = None,
) -> Response:
    with visit.reading() as work:
        require_at_body(work.session, work.actor, Act.MANAGE_BODIES, body_id, work.today)
        shown = history.body_on(work.session, work.actor, body_id, work.today, work.today)
        return visit.service.pages.page(
            "body_load.html",
            problem.status if problem else 200,
            body=shown,
            columns=COLUMNS,
            told=told,
            sent=sent,
            on=on or work.today,
            problem=problem,
        )


def _target(body_id: str, fields: FormFields) -> Target:
    version = fields.text("version", 9)
    if not (version.isascii() and version.isdigit()):
        raise wrong_field("version", "không đúng: hãy mở lại trang của đơn vị")
    return Target(body_id, int(version))


def _day(fields: FormFields) -> date:
    day = day_in(fields.text("on", 10), "on")
    if day is None:
        raise wrong_field("on", "chưa có: hãy chọn ngày hiệu lực")
    return day


def _home(body_id: str) -> str:
    return f"/don-vi/{body_id}"
