"""`/api/v1/me`, `/api/v1/accounts`, `/api/v1/invitations`, `/api/v1/grants`: people."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import errors, joining, passwords, queries, service, signing_in, tokens
from app.accounts.actor import Scope
from app.accounts.cookies import keep
from app.accounts.links import LASTING
from app.accounts.models import Account, ApiToken, LinkKind, Role, RoleGrant
from app.accounts.schemas import (
    PAGE,
    AccountList,
    AccountOut,
    After,
    GrantIn,
    GrantOut,
    InvitationIn,
    Limit,
    LinkOut,
    MeOut,
    MyGrant,
    PasswordIn,
    PathId,
    Text,
    TokenIn,
    TokenList,
    TokenMade,
    TokenOut,
)
from app.bodies.errors import BodyNotFound, BodyNotThere
from app.bodies.queries import names
from app.bodies.text import Id
from app.edge.cursors import cursor_of, values_of
from app.edge.openapi import Responses, refusals
from app.policy import require_scope
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1", tags=["Người dùng"])

SIGNED = (errors.SignInNeeded, errors.NotAllowed, errors.ScopeMissing)
NOTHING: Responses = {204: {"description": "Xong"}}


@router.get("/me", summary="Tôi là ai", responses=refusals(errors.SignInNeeded))
def me(visit: Visiting) -> MeOut:
    """Người đang gọi và các vai trò có hiệu lực hôm nay."""
    with visit.reading() as work:
        known = names(work.session, work.actor.bodies, work.today)
        return MeOut(
            id=work.actor.account_id,
            name=work.actor.name,
            grants=[
                MyGrant(role=role, body_id=body, body_name=known.get(body or ""))
                for role, body in work.actor.grants
            ],
            scopes=None if work.actor.scopes is None else sorted(work.actor.scopes),
        )


@router.put(
    "/me/password",
    summary="Đổi mật khẩu của tôi",
    status_code=204,
    responses={
        **NOTHING,
        **refusals(
            *SIGNED, errors.PasswordRefused, errors.SignInRefused, errors.TooManyAttempts, body=True
        ),
    },
)
def change_password(body: PasswordIn, visit: Visiting) -> Response:
    """Mọi phiên đăng nhập khác của tài khoản kết thúc; mã truy cập vẫn dùng được."""
    signed_in = change_own_password(visit, body.current, body.new)
    return keep(visit.service.settings, signed_in, Response(status_code=204))


@router.get("/me/tokens", summary="Mã truy cập của tôi", responses=refusals(errors.SignInNeeded))
def my_tokens(visit: Visiting) -> TokenList:
    """Các mã chưa thu hồi, mới trước; không bao giờ hiện lại mã."""
    with visit.reading() as work:
        found = queries.tokens_of(work.session, work.actor.account_id)
    return TokenList(tokens=[TokenOut(**_token(one)) for one in found])


@router.post(
    "/me/tokens",
    summary="Tạo mã truy cập",
    status_code=201,
    responses=refusals(*SIGNED, errors.TooManyTokens, body=True),
)
def make_token(body: TokenIn, visit: Visiting) -> TokenMade:
    """Chỉ làm được khi đăng nhập bằng trình duyệt. Mã hiện một lần này; hãy cất ngay."""
    with visit.writing() as work:
        token, secret = tokens.make(
            work.session, work.actor, body.name, body.scopes, body.days, work.who
        )
        return TokenMade(**_token(token), token=secret)


@router.delete(
    "/me/tokens/{token_id}",
    summary="Thu hồi mã truy cập",
    status_code=204,
    responses={**NOTHING, **refusals(*SIGNED, errors.TokenNotFound)},
)
def revoke_token(token_id: PathId, visit: Visiting) -> Response:
    """Có hiệu lực từ yêu cầu kế tiếp."""
    with visit.writing() as work:
        tokens.revoke(work.session, work.actor, token_id, work.who)
    return Response(status_code=204)


@router.get("/accounts", summary="Người dùng", responses=refusals(*SIGNED))
def accounts(
    visit: Visiting,
    text: Text = "",
    body_id: Annotated[Id | None, Query(description="Chỉ người có vai trò ở đơn vị này.")] = None,
    after: After = "",
    limit: Limit = PAGE,
) -> AccountList:
    """Những người trong phạm vi mình quản lý, theo họ tên."""
    page = queries.Page(text, body_id, values_of(after, 2) if after else (), limit + 1)
    with visit.reading() as work:
        require_scope(work.actor, Scope.READ)
        found = queries.accounts(work.session, work.actor, page, work.today)
        shown = found[:limit]
        last = shown[-1] if len(found) > limit else None
        return AccountList(
            accounts=_shown(work.session, shown, work.today),
            next=cursor_of(last.search, last.id) if last else None,
        )


@router.get(
    "/accounts/{account_id}",
    summary="Một người dùng",
    responses=refusals(*SIGNED, errors.AccountNotFound),
)
def account(account_id: PathId, visit: Visiting) -> AccountOut:
    """Người trong phạm vi mình quản lý, với mọi vai trò chưa thu hồi."""
    with visit.reading() as work:
        require_scope(work.actor, Scope.READ)
        found = service.seen(work.session, work.actor, account_id, work.today)
        return _shown(work.session, [found], work.today)[0]


@router.post(
    "/accounts/{account_id}/grants",
    summary="Cấp vai trò",
    status_code=201,
    response_model=GrantOut,
    responses=refusals(
        *SIGNED, errors.AccountNotFound, BodyNotFound, BodyNotThere, errors.RoleUnfit, body=True
    ),
)
def grant(account_id: PathId, body: GrantIn, visit: Visiting) -> Response:
    """Có hiệu lực từ yêu cầu kế tiếp. Không ai cấp được vai trò cao hơn mình."""

    def do(work: Work) -> Made:
        service.may_grant(work.session, work.actor, body.role, body.body_id, work.today)
        person = service.seen(work.session, work.actor, account_id, work.today)
        row = service.grant(work.session, person, body.role, body.body_id, work.who)
        return Made(_grants(work.session, [row], work.today)[0], 201)

    return visit.answer(do)


@router.delete(
    "/grants/{grant_id}",
    summary="Thu hồi vai trò",
    status_code=204,
    responses={
        **NOTHING,
        **refusals(*SIGNED, errors.GrantNotFound, errors.LastAdministrator),
    },
)
def revoke(grant_id: PathId, visit: Visiting) -> Response:
    """Có hiệu lực từ yêu cầu kế tiếp."""
    with visit.writing() as work:
        service.revoke_as(work.session, work.actor, grant_id, work.who)
    return Response(status_code=204)


@router.post(
    "/accounts/{account_id}/disable",
    summary="Khóa tài khoản",
    response_model=AccountOut,
    responses=refusals(*SIGNED, errors.AccountNotFound, errors.LastAdministrator),
)
def disable(account_id: PathId, visit: Visiting) -> Response:
    """Kết thúc mọi phiên và thu hồi mọi mã truy cập. Cần quyền trên mọi vai trò của người đó."""

    def do(work: Work) -> Made:
        person = service.answered_for(work.session, work.actor, account_id, work.today)
        service.disable(work.session, person, work.who)
        return Made(_shown(work.session, [person], work.today)[0])

    return visit.answer(do)


@router.post(
    "/accounts/{account_id}/enable",
    summary="Mở khóa tài khoản",
    response_model=AccountOut,
    responses=refusals(*SIGNED, errors.AccountNotFound),
)
def enable(account_id: PathId, visit: Visiting) -> Response:
    """Vai trò chưa thu hồi có hiệu lực trở lại; mã truy cập cũ thì không."""

    def do(work: Work) -> Made:
        person = service.answered_for(work.session, work.actor, account_id, work.today)
        service.enable(work.session, person, work.who)
        return Made(_shown(work.session, [person], work.today)[0])

    return visit.answer(do)


@router.post(
    "/accounts/{account_id}/reset-link",
    summary="Liên kết đặt lại mật khẩu",
    status_code=201,
    responses=refusals(*SIGNED, errors.AccountNotFound),
)
def reset_link(account_id: PathId, visit: Visiting) -> LinkOut:
    """Dùng một lần; liên kết cũ hết hiệu lực. Cần quyền trên mọi vai trò của người đó."""
    with visit.writing() as work:
        person = service.answered_for(work.session, work.actor, account_id, work.today)
        path = joining.reset_link(work.session, person, work.who)
        return _link(visit, path, LinkKind.RESET, work)


@router.post(
    "/invitations",
    summary="Mời người vào một vai trò",
    status_code=201,
    responses=refusals(*SIGNED, BodyNotFound, BodyNotThere, errors.RoleUnfit, body=True),
)
def invite(body: InvitationIn, visit: Visiting) -> LinkOut:
    """Người có tài khoản rồi thì nhận thêm vai trò; chưa có thì đặt mật khẩu và có tài khoản."""
    with visit.writing() as work:
        service.may_grant(work.session, work.actor, body.role, body.body_id, work.today)
        path = joining.invite(
            work.session, body.email, body.name, body.role, body.body_id, work.who
        )
        return _link(visit, path, LinkKind.INVITATION, work)


def change_own_password(visit: Visit, current: str, new: str) -> signing_in.SignedIn:
    """Another password for who is at the browser, and a new session for this browser alone.

    Raises PasswordRefused, ScopeMissing, SignInRefused, TooManyAttempts.
    """
    with visit.reading() as work:
        tokens.at_a_browser(work.actor)
        at = work.at
        person = work.session.get_one(Account, work.actor.account_id)
    plain = passwords.check(new, person.email)
    signing_in.prove(visit.service.database, person.email, current, visit.address, at)
    password_hash = passwords.hash_of(plain)
    with visit.writing() as work:
        held = queries.held_account(work.session, work.actor.account_id)
        assert held is not None
        signing_in.set_password(work.session, held, password_hash, work.who)
        return signing_in.begin_session(work.session, held.id, work.at)


def _link(visit: Visit, path: str, kind: LinkKind, work: Work) -> LinkOut:
    return LinkOut(url=visit.base + path, expires_at=work.at + LASTING[kind])


def _shown(session: Session, people: Sequence[Account], today: date) -> list[AccountOut]:
    held = queries.grants_of(session, [person.id for person in people])
    rows = [row for one in held.values() for row in one]
    grants = dict(zip((row.id for row in rows), _grants(session, rows, today), strict=True))
    return [
        AccountOut(
            id=person.id,
            email=person.email,
            name=person.name,
            created_at=person.created_at,
            disabled=person.disabled_at is not None,
            grants=[grants[row.id] for row in held[person.id]],
        )
        for person in people
    ]


def _grants(session: Session, rows: Sequence[RoleGrant], today: date) -> list[GrantOut]:
    known = names(session, (row.body_id for row in rows), today)
    return [
        GrantOut(
            id=row.id,
            role=Role(row.role),
            body_id=row.body_id,
            body_name=known.get(row.body_id or ""),
            granted_at=row.granted_at,
        )
        for row in rows
    ]


def _token(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
