"""Who may send what from where, and what the browser is told about every answer."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.bodies import Answer
from app.errors import CrossSite, HostNotAllowed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# No inline script or style, nothing from elsewhere, no frame around us, forms only to ourselves.
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """ASGI middleware: every answer carries the headers; none is kept by a cache unless it says so.

    A result shows a school's data, so `no-store` is the rule and an address that may be kept is
    the exception.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what the answer does not say itself."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


class HostGuard:
    """ASGI middleware: only names that the operator allows.

    Without it a page whose name an attacker points at this machine would count as our own site.
    """

    def __init__(self, app: ASGIApp, *, allowed: tuple[str, ...], answer: Answer) -> None:
        self.app = app
        self.allowed = frozenset(allowed)
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or answer 421."""
        if scope["type"] != "http" or "*" in self.allowed:
            await self.app(scope, receive, send)
            return
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) == 1 and host_name(hosts[0]) in self.allowed:
            await self.app(scope, receive, send)
        else:
            await self.answer(scope, HostNotAllowed())(scope, receive, send)


class SameSite:
    """ASGI middleware: a browser's request that changes or computes must come from our own page.

    Browsers say so themselves (Sec-Fetch-Site, or Origin where that is missing), whatever the
    address: a page and an API call with the session's cookie are guarded alike. Programs send
    neither and pass; they bring a token, which no other site's page can make a browser send.
    """

    def __init__(self, app: ASGIApp, *, answer: Answer) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or answer 403."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or from_here(scope):
            await self.app(scope, receive, send)
        else:
            await self.answer(scope, CrossSite())(scope, receive, send)


def from_here(scope: Scope) -> bool:
    """Whether a request comes from our own page, from the address bar, or from no browser."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        # The scheme is left out: behind a proxy the service does not know its own.
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    except ValueError:
        return False


def host_name(host: str) -> str:
    """The name in a Host header, lower case, without the port; brackets stay around IPv6."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()
