"""The columns of a layout by what they are for, so that a line is read without looking twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.dossiers.models import SideName
from app.imports.shapes import Layout

SIDES = (SideName.SELF.value, SideName.EXTERNAL.value)
_TOLD = ("decision", "decided_on", "recognised")


class Place(NamedTuple):
    """One column: where, its letter, its title, and the code it is about ("" where it has none)."""

    at: int
    letter: str
    title: str
    code: str = ""


class SideColumns(NamedTuple):
    """What a layout has of one side."""

    items: Sequence[Place]
    facts: Sequence[Place]
    groups: Sequence[Place]
    criteria: Sequence[Place]
    level: Place | None

    @property
    def reports(self) -> bool:
        """Whether it prints results without the points they rest on."""
        return not self.items and bool(self.groups or self.criteria or self.level)


class Columns(NamedTuple):
    """A layout as a line of it is read."""

    code: Place | None
    name: Place | None
    sides: Mapping[str, SideColumns]
    told: Sequence[Place]
    edition: str


def columns_of(layouts: Iterable[Layout]) -> dict[str, Columns]:
    """By sheet."""
    return {one.sheet: _columns(one) for one in layouts}


def letters(place: int) -> str:
    """The name of a column as people read it: 0 is A, 26 is AA."""
    name, left = "", place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _columns(layout: Layout) -> Columns:
    known: dict[str, Place] = {}
    for at, column in enumerate(layout.columns):
        role = column.role
        if role and role != "ignore" and role not in known:
            known[role] = Place(at, letters(column.place), column.title, role.rpartition(":")[2])
    return Columns(
        known.get("code"),
        known.get("name"),
        {side: _side(known, side) for side in SIDES},
        [known[role] for role in _TOLD if role in known],
        layout.edition,
    )


def _side(known: Mapping[str, Place], side: str) -> SideColumns:
    return SideColumns(
        items=_all(known, f"{side}:"),
        facts=_all(known, f"fact:{side}:"),
        groups=_all(known, f"group:{side}:"),
        criteria=_all(known, f"criterion:{side}:"),
        level=known.get(f"level:{side}"),
    )


def _all(known: Mapping[str, Place], beginning: str) -> list[Place]:
    return [
        place._replace(code=role[len(beginning) :])
        for role, place in known.items()
        if role.startswith(beginning)
    ]
