"""Plain pages of people: sign in and out, and one's own account."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app import clock
from app.accounts import queries, signing_in, tokens
from app.accounts.actor import Scope
from app.accounts.cookies import HOME, farewell, go, own_path, welcome
from app.accounts.errors import PasswordRefused, SignInNeeded, SignInRefused, TooManyAttempts
from app.accounts.routes import change_own_password
from app.accounts.schemas import PathId, TokenIn
from app.accounts.titles import ROLE_TITLES, SCOPE_TITLES
from app.bodies.queries import names
from app.context import Context, context
from app.edge.form_fields import FormFields, SentFields
from app.edge.multipart import wrong_field
from app.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)
Service = Annotated[Context, Depends(context)]
LIFETIMES = (30, 90, 180, 366)


@router.get("/dang-nhap")
def sign_in_page(
    service: Service, then: Annotated[str, Query(alias="tiep", max_length=2000)] = ""
) -> Response:
    """The form of signing in."""
    return service.pages.page("sign_in.html", then=own_path(then), email="", problem=None)


@router.post("/dang-nhap")
def sign_in(service: Service, visit: Visiting, fields: SentFields) -> Response:
    """Sign in and go on to where one wanted to be."""
    email, then = fields.text("email"), own_path(fields.text("tiep", 2000))
    try:
        signed_in = signing_in.sign_in(
            service.database, email, fields.exact("password"), visit.address, clock.now()
        )
    except (SignInRefused, TooManyAttempts) as error:
        return service.pages.page(
            "sign_in.html", error.status, error.headers, then=then, email=email, problem=error
        )
    return welcome(service.settings, signed_in, then)


@router.get("/dang-xuat")
def sign_out_page(service: Service) -> Response:
    """Asks once more, since looking at an address must not end anything."""
    return service.pages.page("sign_out.html")


@router.post("/dang-xuat")
def sign_out(service: Service, visit: Visiting) -> Response:
    """End this browser's session."""
    if visit.cookie:
        with service.database.writing() as session:
            signing_in.sign_out(session, visit.cookie)
    return farewell(service.settings)


@router.get("/tai-khoan")
def my_account(visit: Visiting) -> Response:
    """One's own roles, password and tokens."""
    return _account(visit)


@router.post("/tai-khoan/mat-khau")
def change_password(visit: Visiting, fields: SentFields) -> Response:
    """Another password; every other browser is signed out."""
    try:
        signed_in = change_own_password(visit, fields.exact("current"), typed_twice(fields))
    except (PasswordRefused, SignInRefused, TooManyAttempts) as error:
        return _account(visit, error.status, problem=error)
    return welcome(visit.service.settings, signed_in, HOME)


@router.post("/tai-khoan/phien")
def end_other_sessions(visit: Visiting) -> Response:
    """Sign out everywhere but here."""
    with visit.writing() as work:
        tokens.at_a_browser(work.actor)
        signing_in.end_sessions(work.session, work.actor.account_id)
        signed_in = signing_in.begin_session(work.session, work.actor.account_id, work.at)
    return welcome(visit.service.settings, signed_in, HOME)


@router.post("/tai-khoan/ma-truy-cap")
def make_token(visit: Visiting, fields: SentFields) -> Response:
    """A new token, shown once."""
    wanted = _token_wanted(fields)
    with visit.writing() as work:
        token, secret = tokens.make(
            work.session, work.actor, wanted.name, wanted.scopes, wanted.days, work.who
        )
    return visit.service.pages.page("token_made.html", token=token, secret=secret)


@router.post("/tai-khoan/ma-truy-cap/{token_id}/thu-hoi")
def revoke_token(token_id: PathId, visit: Visiting) -> Response:
    """A token ends now."""
    with visit.writing() as work:
        tokens.revoke(work.session, work.actor, token_id, work.who)
    return go(HOME)


def typed_twice(fields: FormFields) -> str:
    """A new password as it was typed both times. Raises PasswordRefused."""
    if fields.exact("password") != fields.exact("again"):
        raise PasswordRefused("Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại.")
    return fields.exact("password")


def _token_wanted(fields: FormFields) -> TokenIn:
    scopes = tuple(scope for scope in Scope if fields.text(f"scope-{scope}"))
    days = fields.text("days", 4)
    if not scopes:
        raise wrong_field("scopes", "chưa có: hãy chọn ít nhất một phạm vi")
    if not days.isascii() or not days.isdigit() or int(days) not in LIFETIMES:
        raise wrong_field("days", "không đúng: hãy chọn lại thời hạn")
    if not fields.text("name", 100):
        raise wrong_field("name", "chưa có: hãy đặt tên để nhận ra mã")
    return TokenIn(name=fields.text("name", 100), scopes=scopes, days=int(days))


def _account(visit: Visit, status: int = 200, problem: Any = None) -> Response:  # noqa: ANN401
    with visit.reading() as work:
        if work.actor.scopes is not None:
            raise SignInNeeded
        known = names(work.session, work.actor.bodies, work.today)
        return visit.service.pages.page(
            "account.html",
            status,
            actor=work.actor,
            grants=[
                (ROLE_TITLES[role], known.get(body or "", "")) for role, body in work.actor.grants
            ],
            tokens=queries.tokens_of(work.session, work.actor.account_id),
            scopes=SCOPE_TITLES,
            lifetimes=LIFETIMES,
            at=work.at,
            problem=problem,
        )
