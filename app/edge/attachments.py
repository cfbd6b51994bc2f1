"""A file as an answer: named for people, in Vietnamese, with a name for old programs beside it."""

import re
import unicodedata
from urllib.parse import quote

from starlette.responses import Response

# Path separators, what Windows forbids in names, and whatever is invisible.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f]+')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MAX_NAME = 120
_BARRED = str.maketrans({"đ": "d", "Đ": "D"})


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """An answer that the browser saves under `name` and never opens in our origin."""
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": content_disposition(name)},
    )


def content_disposition(name: str) -> str:
    """`attachment` with the name in ASCII (RFC 6266) and whole in UTF-8 (RFC 8187)."""
    whole = safe_name(name)
    plain = ascii_name(whole)
    encoded = quote(whole, safe="!#$&+-.^_`|~")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def safe_name(name: str) -> str:
    """The name without what a file system or a header cannot hold; the extension stays."""
    text = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", name))
    text = "".join(one for one in text if unicodedata.category(one) not in _INVISIBLE)
    text = " ".join(text.split()).strip(". ")
    stem, dot, extension = text.rpartition(".")
    return f"{stem[:_MAX_NAME].rstrip()}{dot}{extension}" if dot else text[:_MAX_NAME] or "tep"


def ascii_name(name: str) -> str:
    """The name without diacritics; what has no ASCII letter becomes `_`."""
    plain = unicodedata.normalize("NFD", name.translate(_BARRED))
    return "".join(one if one.isascii() else "_" for one in plain if not unicodedata.combining(one))
