"""Cursors of lists: where a page ended, as opaque text. The next page begins after that row.

A cursor is no secret and no permission: it only says where to go on, and every query behind it
filters by what the reader may see.
"""

import base64
import binascii
import json

from app.errors import Reason, ShapeWrong

MAX_CURSOR = 600


def cursor_of(*values: str) -> str:
    """The cursor of a row whose sort keys have these values."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def values_of(cursor: str, count: int) -> tuple[str, ...]:
    """The sort keys in a cursor. Raises ShapeWrong for what is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise wrong_cursor() from error
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(isinstance(one, str) and "\0" not in one and _whole(one) for one in values)
    ):
        raise wrong_cursor()
    return tuple(values)


def _whole(text: str) -> bool:
    """No lone surrogate, which JSON can carry but a database cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def wrong_cursor() -> ShapeWrong:
    """The refusal of a cursor that is none of ours."""
    message = "Con trỏ trang không đúng. Hãy bắt đầu lại từ trang đầu của danh sách."
    return ShapeWrong(reasons=(Reason("after", "cursor", message),))
