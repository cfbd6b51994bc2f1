"""What the workbooks are made of: plain values of the schools of a campaign."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from criteria.edition import Edition
from scoring.answers import Award, FactValue


class SideCells(NamedTuple):
    """One side of a school. What is absent is an empty cell, and an empty cell says nothing.

    `groups` are totals by group, `level` the number of the level; both as our own engine worked
    them out, or as printed where there are no points of items.
    """

    facts: Mapping[str, FactValue]
    awards: Mapping[str, Award]
    groups: Mapping[str, Decimal]
    level: int | None


class SchoolRow(NamedTuple):
    """One school of the table of results; `levels` are its cấp học in words."""

    code: str
    name: str
    levels: str
    own: SideCells
    external: SideCells
    decision: str
    decided_on: date | None
    recognised: int | None
    note: str


NOTHING = SideCells({}, {}, {}, None)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the title block says: campaign, year, body, when it was made."""

    campaign: str
    school_year: str
    body: str
    made: str


@dataclass(frozen=True, slots=True)
class Part:
    """The schools that one edition is for; `count` is how many rows there are to come."""

    edition: Edition
    count: int
    rows: Iterable[SchoolRow]


class LevelCount(NamedTuple):
    """How many schools stand at a level; None counts those that have none."""

    level: int | None
    schools: int


class ProvinceRow(NamedTuple):
    """One school of the province workbook. The three levels are apart and never mixed."""

    body: str
    code: str
    name: str
    levels: str
    state: str
    own: int | None
    external: int | None
    recognised: int | None
    decision: str
    decided_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ProvincePart:
    """The schools that one edition is for, sorted by body; `bodies` maps a body to its name."""

    edition: Edition
    bodies: Mapping[str, str]
    rows: Sequence[ProvinceRow]
