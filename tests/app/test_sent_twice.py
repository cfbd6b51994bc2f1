"""A write sent twice under one Idempotency-Key: the same answer, and one effect."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import func, select

from app.accounts.models import IdempotencyKey
from app.audit.models import AuditRow
from app.edge.sent_twice import HEADER, WITHOUT, takes_key
from tests.app.good_requests import address, brought, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE, split


def of_description(route: str) -> str:
    method, path = split(route)
    return f"{method} {path.replace('{side:side}', '{side}')}"


KEPT = [route for route in TABLE if takes_key(*of_description(route).split(" ", 1))]


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("twice")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


def rows(town: Town) -> int:
    """How many acts the audit log holds."""
    with town.house.database.reading() as session:
        return session.exec(select(func.count()).select_from(AuditRow)).one()


def sent(town: Town, route: str, key: str) -> tuple[Any, int, Any]:
    """The two answers to the very same request, and how many acts there are between them."""
    column = COLUMNS[TABLE[route].marks.index("+")]
    things = town.at(state_of(route), column)
    what = brought(route, things)
    headers = what.pop("headers", {}) | {HEADER: key}
    built = town.house.client.build_request("POST", "/", **what)  # one boundary for both
    content = built.read()
    if content:
        headers["Content-Type"] = built.headers["content-type"]
    method, url = split(route)[0], address(route, things)
    first = town.send(column, method, url, headers=headers, content=content)
    between = rows(town)
    return first, between, town.send(column, method, url, headers=headers, content=content)


@pytest.mark.parametrize("route", KEPT)
def test_the_second_answer_is_the_first_and_nothing_is_done_again(town: Town, route: str) -> None:
    try:
        first, after, again = sent(town, route, "lan-nay")
        assert first.status_code < 300, first.text
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers.get("etag") == first.headers.get("etag")
        assert rows(town) == after
        with town.house.database.reading() as session:
            assert session.exec(select(IdempotencyKey.status)).all() == [first.status_code]
    finally:
        town.as_before()


def test_every_such_write_is_described_with_its_key_and_no_other_is(town: Town) -> None:
    described = town.house.app.openapi()["paths"]
    offering = {
        f"{method.upper()} {path}"
        for path, methods in described.items()
        for method, operation in methods.items()
        if any(one["name"] == HEADER for one in operation.get("parameters", ()))
    }
    assert offering == {of_description(route) for route in KEPT}
    everything = {
        f"{method.upper()} {path}" for path, methods in described.items() for method in methods
    }
    assert everything >= WITHOUT
