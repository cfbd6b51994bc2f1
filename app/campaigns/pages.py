"""Plain pages of campaigns: the list, one with its progress, a new one, who is late."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from sqlmodel import Session, col, select
from starlette.responses import Response

from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.bodies import queries as bodies
from app.bodies.answering import PAGE, After
from app.bodies.kinds import all_kinds
from app.bodies.reading_parts import day_in
from app.bodies.text import Id
from app.campaigns import answering, running, service
from app.campaigns.changing import Target
from app.campaigns.lateness import LateWanted, Which, late_bodies
from app.campaigns.models import CampaignState, ExternalStart
from app.campaigns.progress import progress
from app.campaigns.schemas import (
    AddIn,
    CampaignIn,
    DeadlineIn,
    ExtensionIn,
    KindRuleIn,
    Meaning,
)
from app.dossiers.models import DossierState
from app.dossiers.transitions import STATE_TITLES
from app.edge.form_fields import FormFields, SentFields
from app.edge.multipart import wrong_field
from app.edge.problems import from_validation
from app.index.models import EditionState, StoredEdition
from app.index.service import edition
from app.policy import Act, acts_at_body
from app.visit import Visiting, Work
from criteria.edition import Edition

router = APIRouter(include_in_schema=False)

TITLES = {
    CampaignState.DRAFT: "bản nháp",
    CampaignState.OPEN: "đang mở",
    CampaignState.CLOSED: "đã đóng",
}
PREPARING = (Role.SO_ADMINISTRATOR,)


@router.get("/dot-danh-gia")
def campaigns_page(visit: Visiting, after: Annotated[After, Query(alias="sau")] = "") -> Response:
    """The campaigns one may see, newest first."""
    with visit.reading() as work:
        return visit.service.pages.page(
            "campaigns.html",
            found=answering.page_of(work, (), after, PAGE),
            titles=TITLES,
            after=after,
            may_create=bool(work.actor.at(PREPARING)),
        )


@router.get("/dot-danh-gia/moi")
def new_campaign_page(
    visit: Visiting, chosen: Annotated[str, Query(alias="bo-chi-so", max_length=64)] = ""
) -> Response:
    """A new campaign: one edition, the kinds it serves, one deadline for all of them."""
    with visit.reading() as work:
        if not work.actor.at(PREPARING):
            raise NotAllowed
        editions = _active(work.session)
        wanted = next((one for one in editions if one.ref.sha256 == chosen), None)
        owners = bodies.names(work.session, work.actor.at(PREPARING), work.today)
        return visit.service.pages.page(
            "campaign_new.html",
            editions=editions,
            edition=wanted or (editions[0] if editions else None),
            owners=owners,
        )


@router.post("/dot-danh-gia/moi")
def create_on_page(visit: Visiting, fields: SentFields) -> Response:
    """The draft; further rules per kind come by the API."""
    try:
        wanted = _wanted(fields)
    except ValidationError as error:
        raise from_validation(error) from error

    def do(work: Work) -> str:
        return _home(service.create(work.session, work.actor, wanted, work.at).id)

    return visit.done_once(do)


@router.get("/dot-danh-gia/{campaign_id}")
def campaign_page(campaign_id: Id, visit: Visiting) -> Response:
    """One campaign: what holds in it and how far it has come."""
    with visit.reading() as work:
        shown = answering.shown(work, campaign_id)
        return visit.service.pages.page(
            "campaign.html",
            campaign=shown,
            titles=TITLES,
            kinds=all_kinds(work.session),
            progress=progress(work.session, work.actor, campaign_id, work.at),
            states=[(state.value, title) for state, title in STATE_TITLES.items()],
            runs=Act.RUN_CAMPAIGN
            in acts_at_body(work.session, work.actor, shown.owner.id, work.today),
        )


@router.post("/dot-danh-gia/{campaign_id}/mo")
def open_on_page(campaign_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """Open it."""
    target = _target(campaign_id, fields)

    def do(work: Work) -> str:
        running.open_campaign(work.session, work.actor, target, work.at)
        return _home(campaign_id)

    return visit.done_once(do)


@router.post("/dot-danh-gia/{campaign_id}/them-don-vi")
def add_on_page(campaign_id: Id, visit: Visiting) -> Response:
    """Dossiers for all bodies that came after the opening."""

    def do(work: Work) -> str:
        running.add_bodies(work.session, work.actor, campaign_id, AddIn(), work.at)
        return _home(campaign_id)

    return visit.done_once(do)


@router.post("/dot-danh-gia/{campaign_id}/dong")
def close_on_page(campaign_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """Close it; the tick says that it is meant."""
    if not fields.text("sure"):
        raise wrong_field("sure", "chưa chọn: hãy đánh dấu xác nhận trước khi đóng đợt")
    target, told = _target(campaign_id, fields), bool(fields.text("take_back"))

    def do(work: Work) -> str:
        running.close_campaign(work.session, work.actor, target, work.at, take_back=told)
        return _home(campaign_id)

    return visit.done_once(do)


@router.get("/dot-danh-gia/{campaign_id}/qua-han")
def late_page(
    campaign_id: Id,
    visit: Visiting,
    which: Annotated[Which, Query(alias="loc")] = Which.ALL,
    assessing: Annotated[Id | None, Query(alias="don-vi")] = None,
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """Who is late; whoever runs the campaign extends one school here."""
    wanted = LateWanted(which, "", assessing or "", after, PAGE)
    with visit.reading() as work:
        shown = answering.shown(work, campaign_id)
        return visit.service.pages.page(
            "campaign_late.html",
            campaign=shown,
            found=late_bodies(work.session, work.actor, campaign_id, wanted, work.at),
            which=which,
            assessing=assessing or "",
            after=after,
            states={state.value: title for state, title in STATE_TITLES.items()},
            missing={DossierState.DRAFTING, DossierState.AWAITING_SIGNATURE},
            runs=_runs(work, shown.owner.id, shown.state),
        )


@router.post("/dot-danh-gia/{campaign_id}/gia-han")
def extend_on_page(campaign_id: Id, visit: Visiting, fields: SentFields) -> Response:
    """More time for one school."""
    try:
        wanted = ExtensionIn(
            body_id=fields.text("body", 26),
            deadline=DeadlineIn(day=_day(fields, "day"), meaning=Meaning.BY),
            reason=fields.text("reason", 1000),
        )
    except ValidationError as error:
        raise from_validation(error) from error

    def do(work: Work) -> str:
        running.extend(work.session, work.actor, campaign_id, wanted, work.at)
        return f"{_home(campaign_id)}/qua-han"

    return visit.done_once(do)


def _runs(work: Work, owner_id: str, state: str) -> bool:
    may = acts_at_body(work.session, work.actor, owner_id, work.today)
    return Act.RUN_CAMPAIGN in may and state == CampaignState.OPEN


def _active(session: Session) -> list[Edition]:
    rows = session.exec(
        select(StoredEdition.sha256)
        .where(StoredEdition.state == EditionState.ACTIVE)
        .order_by(col(StoredEdition.edition_id), col(StoredEdition.version).desc())
    )
    found = [edition(session, sha256) for sha256 in rows]
    return sorted(found, key=lambda one: one.illustration)


def _wanted(fields: FormFields) -> CampaignIn:
    edition_sha256 = fields.text("edition", 64)
    codes = [name.removeprefix("kind-") for name in fields if name.startswith("kind-")]
    if not codes:
        raise wrong_field("kind", "chưa có: hãy chọn ít nhất một loại đơn vị")
    self_deadline = DeadlineIn(day=_day(fields, "day"), meaning=Meaning(_meaning(fields)))
    external_day = day_in(fields.text("external", 10), "external")
    external = DeadlineIn(day=external_day, meaning=Meaning.BY) if external_day else None
    return CampaignIn(
        owner_id=fields.text("owner", 26),
        title=fields.text("title"),
        school_year=fields.text("year", 20),
        external_start=ExternalStart.COPY if fields.text("copy") else ExternalStart.BLANK,
        claims_block=bool(fields.text("claims")),
        two_people=bool(fields.text("two")),
        sign_again=bool(fields.text("again")),
        kinds=tuple(
            KindRuleIn(
                kind=code,
                edition_sha256=edition_sha256,
                self_deadline=self_deadline,
                external_deadline=external,
            )
            for code in codes
        ),
    )


def _meaning(fields: FormFields) -> str:
    text = fields.text("meaning", 10)
    if text not in set(Meaning):
        raise wrong_field("meaning", "không đúng: hãy chọn lại cách tính hạn")
    return text


def _day(fields: FormFields, name: str) -> date:
    day = day_in(fields.text(name, 10), name)
    if day is None:
        raise wrong_field(name, "chưa có: hãy chọn ngày")
    return day


def _target(campaign_id: str, fields: FormFields) -> Target:
    version = fields.text("version", 9)
    if not (version.isascii() and version.isdigit()):
        raise wrong_field("version", "không đúng: hãy mở lại trang của đợt đánh giá")
    return Target(campaign_id, int(version))


def _home(campaign_id: str) -> str:
    return f"/dot-danh-gia/{campaign_id}"
