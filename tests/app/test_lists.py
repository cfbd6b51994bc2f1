"""Every list of the API comes in pages of a bounded length, in as many statements as one row."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.engine import make_url

from tests.app.good_requests import address, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE
from tests.statements import counted

LONGEST = 500
# Bounded by what they are: one dossier, one edition, one person's own few things.
WHOLE = {
    "compare_sides",
    "download_late_list",
    "download_officers",
    "find_by_code",
    "get_body_history",
    "get_campaign",
    "get_edition",
    "get_evidence_checklist",
    "get_form_preview",
    "get_progress",
    "get_readiness",
    "get_sheet",
    "get_snapshot",
    "get_stored_edition",
    "get_team",
    "list_answers",
    "list_changes_since_return",
    "list_edition_versions",
    "list_evidence_gaps",
    "list_evidence_verdicts",
    "list_kinds",
    "list_my_tokens",
    "list_objections",
    "list_returns",
    "preview_last_years_evidence",
    "list_shipped_editions",
    "list_signed_reports",
    "list_snapshots",
    "list_texts",
    "preview_erasure",
    "preview_last_year",
    "who_am_i",
}
LISTS = [
    route
    for route in TABLE
    if route.startswith("GET /api/v1/") and "#" not in route and "{side:side}" not in route
]


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A province with several of most things."""
    folder = tmp_path_factory.mktemp("lists")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


def paged(app: FastAPI) -> dict[str, dict[str, Any]]:
    """By address the parameters of every GET that takes a limit."""
    found = {}
    for path, methods in app.openapi()["paths"].items():
        parameters = {one["name"]: one for one in methods.get("get", {}).get("parameters", [])}
        if "limit" in parameters:
            found[f"GET {path}"] = parameters
    return found


def answered(app: FastAPI, operation: dict[str, Any]) -> dict[str, Any]:
    """The properties of what an operation answers with."""
    content = operation["responses"].get("200", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = app.openapi()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    found: dict[str, Any] = schema.get("properties", {})
    return found


def test_every_list_is_in_pages_or_bounded_by_what_it_is(app: FastAPI) -> None:
    known = paged(app)
    for path, methods in app.openapi()["paths"].items():
        operation = methods.get("get")
        if operation is None or f"GET {path}" in known:
            continue
        lists = [one for one in answered(app, operation).values() if one.get("type") == "array"]
        assert not lists or operation["operationId"] in WHOLE or _is_one(path), path


def _is_one(path: str) -> bool:
    """One thing with its parts, not a list of things."""
    return path.endswith("}") or path == "/healthz"


def test_a_page_has_a_bounded_length_and_a_cursor(app: FastAPI) -> None:
    for route, parameters in paged(app).items():
        limit = parameters["limit"]["schema"]
        assert limit["minimum"] == 1, route
        assert limit["default"] <= limit["maximum"] <= LONGEST, route
        assert parameters["after"]["schema"]["maxLength"] <= LONGEST * 2, route
        operation = app.openapi()["paths"][route.partition(" ")[2]]["get"]
        assert "next" in answered(app, operation), route


@pytest.mark.parametrize("route", LISTS)
def test_many_rows_take_no_more_statements_than_one(town: Town, app: FastAPI, route: str) -> None:
    if route not in paged(app):
        return
    column = COLUMNS[TABLE[route].marks.index("+", COLUMNS.index("admin"))]
    url = address(route, town.at(state_of(route), column))
    engine = town.house.app.state.context.database.engine
    counts = []
    for limit in (1, 100):
        asked = f"{url}{'&' if '?' in url else '?'}limit={limit}"
        assert town.send(column, "GET", asked).status_code == 200
        with counted(engine) as statements:
            assert town.send(column, "GET", asked).status_code == 200
        counts.append(len([one for one in statements if "access" not in one]))
    # One more at most, for what the first row does not have: a parent, a team.
    assert counts[1] <= counts[0] + 1
