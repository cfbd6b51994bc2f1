"""Who gets what from every route, compared with the table of `who_may.txt`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from app.accounts.actor import Scope
from tests.app.good_requests import address, brought, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, SCOPES, TABLE, mark, split

OF_TOKENS = [route for route, row in TABLE.items() if row.scope in {*SCOPES, "any", "browser"}]


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everybody and everything, put back after each act that was allowed."""
    folder = tmp_path_factory.mktemp("town")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


def asked(town: Town, route: str, column: str, token: str = "") -> str:
    """The mark of what that person gets from the route."""
    method, path = split(route)
    things = town.at(state_of(route), column)
    what = brought(route, things)
    if token:
        what.setdefault("headers", {})["Authorization"] = f"Bearer {token}"
    sender = "nobody" if token else column
    answer = town.send(sender, method, address(route, things), **what)
    found = mark(answer)
    if found == "!" and path.startswith("/api/v1/"):
        assert answer.json()["code"] == "sign-in-needed"
    if found == "+" and method != "GET":
        town.as_before()
    return found


@pytest.mark.parametrize("route", TABLE)
def test_everybody_gets_what_the_table_says(town: Town, route: str) -> None:
    expected = dict(zip(COLUMNS, TABLE[route].marks, strict=True))
    found = {column: asked(town, route, column) for column in COLUMNS}
    differing = {
        column: f"gets {found[column]}, should get {expected[column]}"
        for column in COLUMNS
        if found[column] != expected[column]
    }
    assert not differing


@pytest.mark.timeout(600)  # five thousand requests, one after the other
def test_postgresql_lets_in_the_same_people(postgresql_url: URL, tmp_path: Path) -> None:
    """All that is refused, and all that only reads: nothing here needs to be put back."""
    wrong = []
    with town_at(postgresql_url, tmp_path) as town:
        for route, row in TABLE.items():
            for column, expected in zip(COLUMNS, row.marks, strict=True):
                if row.scope == "open" or (expected == "+" and not route.startswith("GET ")):
                    continue
                found = asked(town, route, column)
                if found != expected:
                    wrong.append(f"{route}: {column} gets {found}, should get {expected}")
    assert not wrong


@pytest.mark.parametrize("route", OF_TOKENS)
def test_a_token_does_what_it_was_made_for_and_no_more(town: Town, route: str) -> None:
    scope, marks = TABLE[route]
    column = COLUMNS[marks.index("+")]
    everything = frozenset(Scope)
    if scope == "browser":
        assert asked(town, route, column, town.token(column, everything)) == "-"
        return
    wanted = frozenset({Scope(scope)} if scope in SCOPES else ())
    enough = wanted | {Scope.READ}
    assert asked(town, route, column, town.token(column, enough)) == "+"
    if wanted:
        assert asked(town, route, column, town.token(column, everything - wanted)) == "-"


@pytest.mark.parametrize("route", TABLE)
def test_the_table_lets_nobody_in_where_they_do_not_belong(route: str) -> None:
    """What must hold of the table itself, whoever wrote the row."""
    scope, marks = TABLE[route]
    given = dict(zip(COLUMNS, marks, strict=True))
    if scope == "open":
        return
    assert given["nobody"] == "!"
    if "{dossier_id}" in route:
        for column in ("none", "idle", "system", "next", "abroad", "gone"):
            assert given[column] == "0"
    for column in ("none", "gone"):
        assert given[column] != "+" or set(marks) == {"!", "+"}
    if scope in {"answers", "assess", "manage"} and split(route)[0] != "GET":
        assert given["auditor"] in {"-", "0"}
