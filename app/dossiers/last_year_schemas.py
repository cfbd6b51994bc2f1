"""Answers of last year's dossier: what would be taken, what was, and what is confirmed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.editions.schemas import Shape
from app.storage.columns import ID_LENGTH

MAX_CODES = 1000
DossierRef = Annotated[str, StringConstraints(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$")]
Codes = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
    Field(default_factory=list, max_length=MAX_CODES),
]


class SourceOut(Shape):
    """An earlier dossier with answers of the school's own."""

    dossier_id: str
    body_name: str
    school_year: str
    revision: int
    edition: str = Field(description="mã@phiên bản")


class TakenAnswer(Shape):
    """One item that would be filled in, and under which code it stood."""

    item: str
    old: str
    award: str | None
    inapplicable: str | None
    review: str


class TakenText(Shape):
    """One fact or field that would be filled in."""

    code: str
    value: str


class LeftOut(Shape):
    """What is not taken, and why."""

    code: str
    reason: str


class LastYearOut(Shape):
    """What taking would fill in; `source` null: choose one of `sources` first."""

    sources: list[SourceOut]
    source: SourceOut | None
    answers: list[TakenAnswer]
    facts: list[TakenText]
    texts: list[TakenText]
    left_out: list[LeftOut]


class LastYearIn(Shape):
    """Which earlier dossier to take from; nothing: the only one that comes into question."""

    source: DossierRef | None = None


class LastYearTaken(Shape):
    """How much was filled in, all of it waiting to be confirmed."""

    source: SourceOut
    answers: int
    facts: int
    texts: int
    left_out: list[LeftOut]


class ConfirmIn(Shape):
    """What a person has looked at and lets stand: named codes, or everything."""

    all: bool = False
    answers: Codes
    facts: Codes
    texts: Codes


class ConfirmedOut(Shape):
    """What is confirmed now; what was confirmed before is not named."""

    answers: list[str]
    facts: list[str]
    texts: list[str]
