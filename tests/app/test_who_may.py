"""Who gets what from every route behind a sign-in, each asked in good shape.

Nobody, a person without a role, and an editor of another school under the same campaign.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import make_url

from app.accounts.models import Role
from app.index.models import StoredEdition
from tests.app.good_requests import address, brought
from tests.app.house import House, opened
from tests.app.province import EDITION

# In a line: method, path, and the statuses for the three in this order.
TABLE = {
    (method, path): tuple(int(status) for status in statuses)
    for method, path, *statuses in map(
        str.split, Path(__file__).with_name("who_may.txt").read_text("utf-8").splitlines()
    )
}


class Town(NamedTuple):
    """The service, and the accounts of the two who can sign in."""

    house: House
    without_role: str
    of_another_school: str


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two schools under one Sở; only one of them has a dossier."""
    folder = tmp_path_factory.mktemp("town")
    file = shutil.copyfile(sqlite_template, folder / "thangdo.db")
    with opened(make_url(f"sqlite:///{file}"), folder) as house:
        with house.building() as province:
            province.body("so", kind="so")
            province.body("phong", "so", kind="phong")
            province.body("truong", "phong")
            province.body("khac", "phong")
            dossier = province.dossier("truong", "phong", "so", province.campaign("so"))
            dossier.id = "hosotruong"
            # Its content is empty: no page may offer it for a new campaign.
            province.session.get_one(StoredEdition, EDITION).state = "proposed"
            lone = province.person("lone")
            other = province.person("other", (Role.SCHOOL_EDITOR, "khac"))
        yield Town(house, lone, other)


@pytest.mark.parametrize("route", TABLE, ids=" ".join)
def test_each_gets_what_the_table_says(town: Town, route: tuple[str, str]) -> None:
    method, path = route
    asked = {"method": method, "url": address(path), **brought(" ".join(route))}
    answers = [
        town.house.browser(who).request(**asked)
        for who in (None, town.without_role, town.of_another_school)
    ]
    assert tuple(answer.status_code for answer in answers) == TABLE[route]
    if path.startswith("/api/v1/"):
        assert answers[0].json()["code"] == "sign-in-needed"
    elif method == "GET":
        assert answers[0].headers["location"].startswith("/dang-nhap?tiep=")


@pytest.mark.parametrize("route", TABLE, ids=" ".join)
def test_nobody_gets_in_and_nobody_learns_of_a_dossier(route: tuple[str, str]) -> None:
    nobody, without_role, of_another_school = TABLE[route]
    method, path = route
    is_page = not path.startswith("/api/")
    assert nobody == (303 if is_page and method == "GET" else 401)
    if "{dossier_id}" in path:
        assert (without_role, of_another_school) == (404, 404)
