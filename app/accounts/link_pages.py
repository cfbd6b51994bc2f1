"""Pages behind one-time links. Looking at one changes nothing: scanners of mail look at all."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from app import clock
from app.accounts import joining, links, passwords, queries, signing_in
from app.accounts.cookies import START, welcome
from app.accounts.errors import (
    AccountExists,
    LinkNotValid,
    PasswordRefused,
    SignInRefused,
    TooManyAttempts,
)
from app.accounts.models import Account, LinkKind, OneTimeLink, Role
from app.accounts.pages import typed_twice
from app.accounts.signing_in import email_of
from app.accounts.titles import ROLE_TITLES
from app.audit.chain import Who
from app.bodies.queries import name_of
from app.bodies.text import MAX_NAME, one_line
from app.context import Context, context
from app.edge.form_fields import FormFields, SentFields
from app.errors import ServiceError
from app.visit import Visiting

router = APIRouter(include_in_schema=False)
Service = Annotated[Context, Depends(context)]
Secret = Annotated[str, Path(max_length=100)]
_AGAIN = (AccountExists, PasswordRefused, SignInRefused, TooManyAttempts)
"""Refusals after which the same form is shown again."""


@router.get("/thiet-lap/{secret}")
def set_up_page(secret: Secret, service: Service) -> Response:
    """The form of the first administrator."""
    _look(service, LinkKind.SETUP, secret)
    return _set_up(service, secret)


@router.post("/thiet-lap/{secret}")
def set_up(secret: Secret, service: Service, fields: SentFields) -> Response:
    """The first administrator, signed in."""
    _look(service, LinkKind.SETUP, secret)
    email, name = email_of(fields.text("email", 200)), _name(fields)
    try:
        if "@" not in email or not name:
            raise PasswordRefused("Hãy điền họ tên và địa chỉ thư điện tử.")
        password_hash = _new_password(fields, email)
        with service.database.writing() as session:
            who = Who(None, clock.now())
            account = joining.set_up(session, secret, email, name, password_hash, who)
            signed_in = signing_in.begin_session(session, account.id, who.at)
    except _AGAIN as error:
        return _set_up(service, secret, error, email, name)
    return welcome(service.settings, signed_in, START)


@router.get("/loi-moi/{secret}")
def invitation_page(secret: Secret, service: Service) -> Response:
    """What one is invited to."""
    return _invitation(service, secret)


@router.post("/loi-moi/{secret}")
def accept_invitation(
    secret: Secret, service: Service, visit: Visiting, fields: SentFields
) -> Response:
    """The role is taken, the person signed in."""
    link, known = _look(service, LinkKind.INVITATION, secret)
    email, name = link.email or "", _name(fields)
    try:
        if known is None:
            password_hash = _new_password(fields, email)
        else:
            password_hash = None
            signing_in.prove(
                service.database, email, fields.exact("password"), visit.address, clock.now()
            )
        with service.database.writing() as session:
            who = Who(None, clock.now())
            account = joining.accept_invitation(session, secret, name, password_hash, who)
            signed_in = signing_in.begin_session(session, account.id, who.at)
    except _AGAIN as error:
        return _invitation(service, secret, error, name)
    return welcome(service.settings, signed_in, START)


@router.get("/dat-lai-mat-khau/{secret}")
def reset_page(secret: Secret, service: Service) -> Response:
    """The form of a new password."""
    _look(service, LinkKind.RESET, secret)
    return service.pages.page("reset.html", secret=secret, problem=None)


@router.post("/dat-lai-mat-khau/{secret}")
def reset(secret: Secret, service: Service, fields: SentFields) -> Response:
    """The new password counts, every session before it has ended, this browser is signed in."""
    _, account = _look(service, LinkKind.RESET, secret)
    try:
        password_hash = _new_password(fields, account.email if account else "")
        with service.database.writing() as session:
            who = Who(None, clock.now())
            held = joining.use_reset_link(session, secret, password_hash, who)
            signed_in = signing_in.begin_session(session, held.id, who.at)
    except _AGAIN as error:
        return service.pages.page("reset.html", error.status, secret=secret, problem=error)
    return welcome(service.settings, signed_in, START)


def _look(service: Context, kind: LinkKind, secret: str) -> tuple[OneTimeLink, Account | None]:
    """The link and the account it is about. Raises LinkNotValid."""
    with service.database.reading() as session:
        link = links.look(session, kind, secret, clock.now())
        if kind is LinkKind.SETUP and joining.is_set_up(session):
            raise LinkNotValid
        if link.email is not None:
            return link, queries.account_named(session, link.email)
        return link, session.get(Account, link.account_id) if link.account_id else None


def _new_password(fields: FormFields, email: str) -> str:
    """The hash of a password typed twice, made before any transaction begins."""
    return passwords.hash_of(passwords.check(typed_twice(fields), email))


def _name(fields: FormFields) -> str:
    return str(one_line(fields.text("name", MAX_NAME)))


def _set_up(
    service: Context,
    secret: str,
    problem: ServiceError | None = None,
    email: str = "",
    name: str = "",
) -> Response:
    status = problem.status if problem else 200
    return service.pages.page(
        "set_up.html", status, secret=secret, problem=problem, email=email, name=name
    )


def _invitation(
    service: Context, secret: str, problem: ServiceError | None = None, name: str = ""
) -> Response:
    link, known = _look(service, LinkKind.INVITATION, secret)
    body: Any = None
    if link.body_id:
        with service.database.reading() as session:
            body = name_of(session, link.body_id, clock.today())
    return service.pages.page(
        "invitation.html",
        problem.status if problem else 200,
        secret=secret,
        problem=problem,
        email=link.email,
        name=name or link.name,
        role=ROLE_TITLES[Role(link.role or "")],
        body=body,
        known=known is not None,
    )
