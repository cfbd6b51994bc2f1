"""HEAD for every address that answers GET: what watches a service asks so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = "thangdo.head"


def asks_for_head(scope: Scope) -> bool:
    """Whether nothing of the body is wanted: for routes whose body is much work to make."""
    return bool(scope.get(_HEAD, False))


class HeadAsGet:
    """ASGI middleware: the same status and headers as for GET, and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application for GET and keep the body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET", _HEAD: True}, receive, bare)
