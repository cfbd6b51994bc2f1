"""The session's cookie: for this host, this site and no script."""

from starlette.responses import RedirectResponse, Response

from app.accounts.keys import ABSOLUTE
from app.accounts.signing_in import SignedIn
from app.settings import Settings
from app.visit import cookie_name

SIGN_IN = "/dang-nhap"
HOME = "/tai-khoan"
START = "/ho-so"
"""Where one lands after signing in."""
SEE_OTHER = 303


def go(path: str) -> Response:
    """To another page after a form."""
    return RedirectResponse(path, SEE_OTHER)


def welcome(settings: Settings, signed_in: SignedIn, path: str) -> Response:
    """To a page, signed in."""
    return keep(settings, signed_in, go(path))


def keep(settings: Settings, signed_in: SignedIn, answer: Response) -> Response:
    """The answer, which leaves the browser signed in."""
    answer.set_cookie(
        cookie_name(settings),
        signed_in.secret,
        max_age=int(ABSOLUTE.total_seconds()),  # the server ends it earlier when it is idle
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def farewell(settings: Settings) -> Response:
    """To the sign-in page, signed out."""
    answer = go(SIGN_IN)
    answer.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return answer


def own_path(path: str) -> str:
    """The path, if it is one of ours: a link to the sign-in page must not lead elsewhere."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    if plain and path.startswith("/") and not path.startswith("//"):
        return path
    return START
