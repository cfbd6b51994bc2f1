"""What the routes of bodies share: parameters, and a changed body as an answer."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints

from app.accounts.errors import NotAllowed, ScopeMissing, SignInNeeded
from app.accounts.once import KeyUsedOtherwise
from app.bodies import errors
from app.bodies.history import body_on
from app.bodies.models import Body
from app.bodies.schemas import Day
from app.bodies.text import one_line
from app.edge.openapi import Responses, refusals
from app.edge.versions import VersionMissing
from app.errors import ServiceError, ShapeWrong
from app.visit import Made, Work

OnDay = Annotated[
    Day | None,
    Query(
        alias="on",
        description="Xem như vào ngày này; bỏ trống là hôm nay.",
    ),
]
Searched = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(max_length=100),
    Query(description="Một phần tên (không cần dấu) hoặc phần đầu của mã."),
]
After = Annotated[str, Query(max_length=600, description="Con trỏ `next` của trang trước.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Số dòng của một trang.")]
PAGE = 50

_VISITED = (SignInNeeded, NotAllowed, ScopeMissing, ShapeWrong)
CHANGING = (errors.BodyNotFound, errors.BodyStale, VersionMissing)
OF_PERIODS = (errors.LaterChangeExists, errors.BodyNotThere)


def refused(*kinds: type[ServiceError], body: bool = False) -> Responses:
    """`refusals` of a route that somebody must be signed in for."""
    return refusals(*_VISITED, *((KeyUsedOtherwise,) if body else ()), *kinds, body=body)


def changed(work: Work, body: Body, on: date, status: int = 200) -> Made:
    """The body as it is from the day of the change on, or today if that is later."""
    day = max(on, work.today, body.founded_on)
    shown = body_on(work.session, work.actor, body.id, day, work.today)
    return Made(shown, status, body.version)
