"""A list of bodies as it comes in: the file, the day, the fingerprint of its preview."""

from datetime import date
from typing import NamedTuple

from starlette.requests import Request

from app.bodies.schemas import FIRST_DAY, LAST_DAY
from app.edge.multipart import Parts, read_multipart, wrong_field

KNOWN = frozenset({"file", "on", "fingerprint"})


class ListPart(NamedTuple):
    """What the parts say; the day None is today, the fingerprint "" is none."""

    content: bytes
    on: date | None
    fingerprint: str


async def list_part(request: Request) -> ListPart:
    """The parts of the request. Raises ShapeWrong, BodyUnreadable, KindNotAccepted."""
    body = await request.body()
    parts = read_multipart(body, request.headers.get("content-type", ""))
    parts.refuse_others(KNOWN)
    content = parts.content("file")
    if content is None:
        raise wrong_field("file", "chưa có: hãy gửi danh sách .xlsx hoặc .csv")
    return ListPart(content, day_part(parts), parts.text("fingerprint"))


def day_part(parts: Parts, name: str = "on") -> date | None:
    """The day in a part; None where there is none."""
    return day_in(parts.text(name), name)


def day_in(text: str, name: str) -> date | None:
    """A day written as year-month-day, None for an empty text. Raises ShapeWrong."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise wrong_field(name, "phải là một ngày, dạng năm-tháng-ngày") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise wrong_field(name, f"phải từ năm {FIRST_DAY.year} đến năm {LAST_DAY.year}")
    return day
