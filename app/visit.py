"""A visit: one request with the person behind it and the one transaction it works in.

    @router.put("/dossiers/{dossier_id}/…")
    def save(dossier_id: Id, body: …, visit: Visiting) -> …:
        with visit.writing() as work:
            dossier = …(work.session, dossier_id)
            require(work.session, work.actor, Act.WRITE_SELF, dossier, work.today)
            …
        return …

A write that must bear being sent twice gives its work to `visit.answer`, which keeps what was
answered under the request's Idempotency-Key, in the same transaction.

The route is a plain `def`: it runs in one thread from the first statement to the commit, so a
writer that waits never holds the thread that another writer needs to finish. The answer is sent
after the block has ended, so what was answered is committed; a block that raises leaves nothing.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app import clock
from app.accounts import keys, once
from app.accounts.actor import Actor, Presence, by_session, by_token
from app.accounts.errors import SignInNeeded
from app.audit.access import Sight
from app.audit.chain import Who
from app.context import Context, context
from app.edge.bodies import STREAMED
from app.edge.versions import etag_of
from app.errors import Reason, ShapeWrong
from app.settings import Settings
from app.web.standing import stand

PLAIN_COOKIE = "thangdo"
SECURE_COOKIE = "__Host-thangdo"
"""Browsers take this name only with Secure, for the whole host and from no sub-domain."""
log = logging.getLogger(__name__)
FORM_KEY = "lan-gui"
"""The field by which a page's form is known when it comes twice, as a double click sends it."""
_FORM_KEY = re.compile(rb"(?:^|&)lan-gui=[0-9a-z]{26}(?:&|$)")
_FORM = "application/x-www-form-urlencoded"
MAX_SECRET = 200
MAX_ADDRESS = 60


class Work(NamedTuple):
    """What a transaction works with: its session, who acts, and when."""

    session: Session
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return clock.day_of(self.at)

    @property
    def who(self) -> Who:
        """For the audit log."""
        return Who(self.actor.account_id, self.at)


class Made(NamedTuple):
    """What a write answers with: a model or nothing, the status, the version as ETag."""

    model: BaseModel | None = None
    status: int = 200
    version: int | None = None

    def told(self) -> once.Answered:
        """As it is kept and sent."""
        text = self.model.model_dump_json() if self.model is not None else ""
        etag = etag_of(self.version) if self.version is not None else ""
        return once.Answered(self.status, text, etag)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request: the key it brought, where it came from, and under which address it found us."""

    service: Context
    cookie: str
    token: str
    address: str
    base: str = ""
    key: once.Key | None = None

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """One state of the data to read from. Raises SignInNeeded."""
        at = clock.now()
        with self.service.database.reading() as session:
            presence = self._presence(session, at)
            yield Work(session, presence.actor, at)
        if keys.is_due(presence, at):
            self._note(presence, at)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A transaction that commits when the block ends. Raises SignInNeeded."""
        with self.service.database.writing() as session:
            at = clock.now()  # after the wait for the one writer: order of time is order of commit
            presence = self._presence(session, at)
            if keys.is_due(presence, at):
                keys.note(session, presence, at)
            yield Work(session, presence.actor, at)

    def answer(self, do: Callable[[Work], Made]) -> Response:
        """One writing transaction and its answer; the same request again gets the same answer."""
        with self.writing() as work:
            known = self._known(work)
            if known is None:
                known = do(work).told()
                if self.key is not None:
                    work.session.flush()
                    once.finish(work.session, work.actor.account_id, self.key, known)
        headers = {"ETag": known.etag} if known.etag else {}
        kind = "application/json" if known.content else None
        return Response(known.content, known.status, headers, kind)

    def done_once(self, do: Callable[[Work], str]) -> Response:
        """One writing transaction of a page's form; then to the address that `do` gives.

        The same form sent again does nothing more and leads to the same place.
        """
        with self.writing() as work:
            known = self._known(work)
            if known is None:
                known = once.Answered(303, do(work))
                if self.key is not None:
                    work.session.flush()
                    once.finish(work.session, work.actor.account_id, self.key, known)
        return RedirectResponse(known.content, 303)

    def _known(self, work: Work) -> once.Answered | None:
        if self.key is None:
            return None
        return once.begin(work.session, work.actor.account_id, self.key, work.at)

    def saw(self, actor: Actor, thing: str, act: str = "read") -> None:
        """Note in the access log that the person read something (`dossier:…`, `evidence:…`)."""
        sight = Sight(clock.now(), actor.account_id, self.address, thing, act)
        self.service.access.note(sight)

    def _note(self, presence: Presence, at: datetime) -> None:
        """When a key was last used; on a full disk people can still read."""
        try:
            with self.service.database.writing() as session:
                keys.note(session, presence, at)
        except SQLAlchemyError:
            log.exception("the last use of a key could not be noted")

    def _presence(self, session: Session, at: datetime) -> Presence:
        today = clock.day_of(at)
        found = None
        if self.token:
            found = by_token(session, self.token, at, today)
        elif self.cookie:
            found = by_session(session, self.cookie, at, today)
        if found is None:
            raise SignInNeeded
        stand(found.actor)
        return found


class _Arriving(SecurityBase):
    """The dependency; being a security scheme it also tells OpenAPI that a token is needed."""

    def __init__(self) -> None:
        self.model = BearerModel(description="Mã truy cập tạo ở trang Tài khoản của tôi.")
        self.scheme_name = "token"

    async def __call__(self, request: Request) -> Visit:
        service = context(request)
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        token = secret.strip() if kind.lower() == "bearer" else ""
        cookie = request.cookies.get(cookie_name(service.settings), "")
        return Visit(
            service,
            cookie[:MAX_SECRET],
            token[:MAX_SECRET],
            address_of(request, service.settings),
            service.settings.public_url or str(request.base_url).rstrip("/"),
            await _key_of(request),
        )


Visiting = Annotated[Visit, Depends(_Arriving())]


async def _key_of(request: Request) -> once.Key | None:
    text = request.headers.get("idempotency-key", "")
    if request.scope.get(STREAMED, False):
        return None  # a file sent again is known by its own hash
    if not text:
        return await _key_of_form(request)
    if len(text) > once.MAX_KEY or not text.isprintable():
        message = f"“Idempotency-Key” phải là chữ in được, không quá {once.MAX_KEY} ký tự."
        raise ShapeWrong(reasons=(Reason("Idempotency-Key", "key", message),))
    told = hashlib.sha256()
    for part in (
        request.method,
        request.url.path,
        request.url.query,
        request.headers.get("if-match", ""),
    ):
        told.update(part.encode() + b"\0")
    told.update(await request.body())
    return once.Key(text, told.hexdigest())


async def _key_of_form(request: Request) -> once.Key | None:
    """Of a form that its page gave a number: that and all that it brings are its key."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    body = await request.body()
    if not _FORM_KEY.search(body):
        return None
    told = hashlib.sha256(request.url.path.encode() + b"\0" + body).hexdigest()
    return once.Key(f"form-{told}", told)


def cookie_name(settings: Settings) -> str:
    """The name of the session's cookie."""
    return SECURE_COOKIE if settings.secure else PLAIN_COOKIE


def address_of(request: Request, settings: Settings) -> str:
    """Where a request came from; a trusted proxy says so in the last X-Forwarded-For."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    if forwarded and peer in settings.trusted_proxies:
        peer = forwarded.rpartition(",")[2].strip()
    return peer[:MAX_ADDRESS]
