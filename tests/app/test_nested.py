"""What belongs to another dossier is not there under this one, though the person may see both."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import make_url

from app.dossiers.models import DossierState as S
from tests.app.good_requests import AT, address, brought, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE, mark, split

OF_A_DOSSIER = (
    "evidence_id",
    "upload_id",
    "report_id",
    "objection_id",
    "file_id",
    "return_id",
    "sha256",
)
"""Parameters of paths that name a part of a dossier."""
ELSEWHERE = {
    "evidence_id": (S.SUBMITTED, "evidence_id"),
    "report_id": (S.AWAITING_SIGNATURE, "report_id"),
    "objection_id": (S.OBJECTED, "objection_id"),
    "file_id": (S.OBJECTED, "file_id"),
    "return_id": (S.ASSESSING, "return_id"),
    "sha256": (S.SUBMITTED, "sha256"),
}
"""Where the part of another dossier of the same school is found."""


class Swap(NamedTuple):
    """One route, asked for a part of another dossier."""

    route: str
    part: str


SWAPS = [
    Swap(route, part)
    for route, row in TABLE.items()
    if "{dossier_id}" in route and "+" in row.marks and not route.startswith("OPTIONS ")
    for part in OF_A_DOSSIER
    if f"{{{part}}}" in route
]


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everybody and everything; whatever is refused changes nothing."""
    folder = tmp_path_factory.mktemp("town")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


@pytest.mark.parametrize("swap", SWAPS, ids=lambda one: f"{one.route} {one.part}")
def test_a_part_of_another_dossier_is_not_found(town: Town, swap: Swap) -> None:
    column = COLUMNS[TABLE[swap.route].marks.index("+")]
    things = dict(town.at(state_of(swap.route), column))
    url = address(swap.route, things | _elsewhere(town, column, swap, things))
    assert url != address(swap.route, things)
    answer = town.send(column, split(swap.route)[0], url, **brought(swap.route, things))
    assert mark(answer) == "0", answer.text


def _elsewhere(town: Town, column: str, swap: Swap, things: Mapping[str, str]) -> dict[str, str]:
    """The same kind of part of another dossier, or another dossier for the same part.

    An upload is another person's.
    """
    named = AT.get(swap.route, {}).get(swap.part, f"{{{swap.part}}}").strip("{}")
    if swap.part == "upload_id":
        other = "head" if column == "editor" else "editor"
        return {named: town.own[other][named]}
    state, name = ELSEWHERE[swap.part]
    found = town.things[state][name]
    if found == things.get(name):
        return {"dossier_id": town.things[S.ASSESSED]["dossier_id"]}
    return {named: found}
