"""What is given or taken counts from the next request, in every worker: nothing is remembered."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.accounts import service, signing_in, tokens
from app.accounts.actor import Scope, by_account
from app.accounts.models import Account, ApiToken, BrowserSession, Role, RoleGrant
from app.audit.chain import Who
from app.bodies.models import Body
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.house import House, opened

DOSSIER = "/api/v1/dossiers/dth1dot"


class Workers(NamedTuple):
    """Two services on one database, and somebody who is known to both."""

    houses: tuple[House, House]
    account: str
    cookie: str
    token: str

    @property
    def database(self) -> Database:
        """The one they share."""
        return self.houses[0].database

    def statuses(self) -> set[tuple[int, int]]:
        """What browser and program get from each of the two, a second time as well."""
        found = set()
        for house in self.houses * 2:
            by_cookie = _asked(house.client, {"Cookie": f"thangdo={self.cookie}"})
            by_token = _asked(house.client, {"Authorization": f"Bearer {self.token}"})
            found.add((by_cookie, by_token))
        return found


def _asked(client: TestClient, headers: dict[str, str]) -> int:
    client.cookies.clear()
    return client.get(DOSSIER, headers=headers).status_code


@pytest.fixture
def workers(database_url: URL, tmp_path: Path) -> Iterator[Workers]:
    """The auditor of the Sở above the school, who reads its dossier."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(opened(database_url, tmp_path)) for _ in range(2))
        with first.database.writing() as session:
            process = Process(session)
            account = process.province.person("auditor", (Role.AUDITOR, "so"))
            at = clock.now()
            cookie = signing_in.begin_session(session, account, at).secret
            actor = by_account(session, account, clock.day_of(at))
            assert actor is not None
            _, token = tokens.make(session, actor, "minh họa", (Scope.READ,), 1, Who(account, at))
        found = Workers((first, second), account, cookie, token)
        assert found.statuses() == {(200, 200)}
        yield found


def _revoke_role(found: Workers) -> None:
    with found.database.writing() as session:
        row = session.exec(select(RoleGrant).where(RoleGrant.account_id == found.account)).one()
        service.revoke(session, row, Who(None, clock.now()))


def _end_session(found: Workers) -> None:
    with found.database.writing() as session:
        signing_in.sign_out(session, found.cookie)


def _revoke_token(found: Workers) -> None:
    with found.database.writing() as session:
        signing_in.revoke_tokens(session, found.account, clock.now())


def _switch_off(found: Workers) -> None:
    with found.database.writing() as session:
        account = session.get_one(Account, found.account)
        service.disable(session, account, Who(None, clock.now()))


def _dissolve(found: Workers) -> None:
    with found.database.writing() as session:
        session.get_one(Body, "so").dissolved_on = clock.today()


def _expire(found: Workers) -> None:
    with found.database.writing() as session:
        for row in (*session.exec(select(BrowserSession)), *session.exec(select(ApiToken))):
            row.expires_at = clock.now()
            session.add(row)


@pytest.mark.parametrize(
    ("take", "left"),
    [
        (_revoke_role, (404, 404)),
        (_end_session, (401, 200)),
        (_revoke_token, (200, 401)),
        (_switch_off, (401, 401)),
        (_dissolve, (404, 404)),
        (_expire, (401, 401)),
    ],
)
def test_what_is_taken_is_gone_in_every_worker(
    workers: Workers, take: Callable[[Workers], None], left: tuple[int, int]
) -> None:
    take(workers)
    assert workers.statuses() == {left}


def test_what_is_given_is_there_in_every_worker(workers: Workers) -> None:
    _revoke_role(workers)
    assert workers.statuses() == {(404, 404)}
    with workers.database.writing() as session:
        person = session.get_one(Account, workers.account)
        service.grant(session, person, Role.BODY_LEADER, "xa", Who(None, clock.now()))
    assert workers.statuses() == {(200, 200)}


def test_an_end_that_is_still_to_come_takes_nothing(workers: Workers) -> None:
    with workers.database.writing() as session:
        session.get_one(Body, "so").dissolved_on = clock.today().replace(year=2099)
    assert workers.statuses() == {(200, 200)}
