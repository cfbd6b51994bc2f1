"""The last resort: what nobody foresaw is logged and answered with 500, without details.

A database that is full, away or overrun was foreseen: its refusal says so, and so does the log.
"""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.bodies import Answer, ClientGone
from app.errors import Unexpected
from app.storage.errors import refusal_of

log = logging.getLogger(__name__)


class LastResort:
    """ASGI middleware, inside the others so that a 500 carries the security headers as well."""

    def __init__(self, app: ASGIApp, *, answer: Answer) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on; an exception becomes one line in the log and one honest sentence."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientGone:
            return  # in the middle of a file; what had arrived of it is gone already
        except Exception as error:
            # The path is logged, never the body: it is a school's own data.
            refusal = refusal_of(error)
            if refusal is None:
                log.exception("%s %s failed", scope["method"], scope["path"])
            else:
                what = getattr(error, "orig", error)
                log.error("%s %s: %s: %s", scope["method"], scope["path"], refusal.code, what)  # noqa: TRY400 - the trace would tell nothing more
            if started:
                raise
            await self.answer(scope, refusal or Unexpected())(scope, receive, send)
