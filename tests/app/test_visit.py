"""One request, one transaction: committed before the answer, or nothing of it stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import pytest
import sqlalchemy as sa
from fastapi import Body as RequestBody
from httpx2 import Response as Answer
from pydantic import BaseModel
from sqlalchemy.engine import URL
from sqlmodel import Session, func, select
from starlette.responses import Response
from starlette.testclient import TestClient

from app import clock
from app.accounts.actor import Scope
from app.accounts.errors import NotAllowed
from app.accounts.keys import NOTE_EVERY
from app.accounts.models import Account, ApiToken, IdempotencyKey, Role, RoleGrant
from app.bodies.models import Body, BodyName
from app.dossiers.models import Dossier
from app.policy import Act, require
from app.visit import Made, Visiting, Work
from tests.app.house import House, opened
from tests.app.province import Province
from tests.statements import counted


class Told(BaseModel):
    """What the routes of this test answer with."""

    name: str


def add_name(session: Session, name: str, body: str = "th") -> None:
    """A row that shows whether a transaction was committed."""
    on = date(2000, 1, 1)
    session.add(BodyName(body_id=body, name=name, search=name, valid_from=on, valid_to=on))


@pytest.fixture
def door(house: House) -> House:
    """The service with some routes more, a school and its head."""

    @house.app.post("/api/v1/test/committed")
    def committed(visit: Visiting) -> Told:
        with visit.writing() as work:
            add_name(work.session, "một")
        return Told(name="một")

    @house.app.post("/api/v1/test/raised")
    def raised(visit: Visiting) -> Told:
        with visit.writing() as work:
            add_name(work.session, "một")
            work.session.flush()
            raise NotAllowed

    @house.app.post("/api/v1/test/broken")
    def broken(visit: Visiting) -> Told:
        with visit.writing() as work:
            add_name(work.session, "một")
            work.session.flush()
            raise RuntimeError("nobody foresaw this")

    @house.app.post("/api/v1/test/uncommittable")
    def uncommittable(visit: Visiting) -> Told:
        """Every statement succeeds; only the commit finds that the body does not exist."""
        with visit.writing() as work:
            work.session.connection().exec_driver_sql(
                "PRAGMA defer_foreign_keys = ON"
                if work.session.get_bind().dialect.name == "sqlite"
                else "SET CONSTRAINTS ALL DEFERRED"
            )
            add_name(work.session, "một", "không có")
            work.session.flush()
        return Told(name="một")

    @house.app.post("/api/v1/test/once", response_model=Told)
    def once(visit: Visiting, name: Annotated[str, RequestBody(embed=True)]) -> Response:
        def do(work: Work) -> Made:
            if name == "không":
                raise NotAllowed
            add_name(work.session, name)
            return Made(Told(name=name), 201, 7)

        return visit.answer(do)

    @house.app.get("/api/v1/test/read")
    def read(visit: Visiting) -> Told:
        with visit.reading() as work:
            return Told(name=work.actor.name)

    with house.building() as province:
        province.body("so", kind="so")
        province.body("th", "so")
        province.person("Head", (Role.SCHOOL_HEAD, "th"))
        if not house.database.is_sqlite:
            province.session.connection().execute(
                sa.text(
                    "ALTER TABLE body_name ALTER CONSTRAINT body_name_body_id_to_body DEFERRABLE"
                )
            )
    return house


@pytest.fixture
def head(door: House) -> str:
    with door.database.reading() as session:
        return session.exec(select(Account.id)).one()


def names(house: House) -> int:
    with house.database.reading() as session:
        return session.exec(select(func.count()).select_from(BodyName)).one()


def test_what_was_answered_is_committed(door: House, head: str) -> None:
    assert door.browser(head).post("/api/v1/test/committed").status_code == 200
    assert names(door) == 1


@pytest.mark.parametrize(("path", "status"), [("raised", 403), ("broken", 500)])
def test_a_route_that_raises_leaves_nothing(door: House, head: str, path: str, status: int) -> None:
    answer = door.browser(head).post(f"/api/v1/test/{path}")
    assert answer.status_code == status
    assert names(door) == 0


def test_a_commit_that_fails_is_an_error_and_leaves_nothing(door: House, head: str) -> None:
    answer = door.browser(head).post("/api/v1/test/uncommittable")
    assert answer.status_code == 500
    assert answer.json()["code"] == "unexpected"
    assert names(door) == 0


def test_after_a_failure_the_next_write_goes_on(door: House, head: str) -> None:
    browser = door.browser(head)
    for path in ("broken", "uncommittable", "raised"):
        browser.post(f"/api/v1/test/{path}")
    assert browser.post("/api/v1/test/committed").status_code == 200
    assert names(door) == 1


def test_more_writers_than_threads_all_come_through(door: House, head: str) -> None:
    """Writers wait inside their own thread, so none holds what the one before needs."""
    browser = door.browser(head)
    with ThreadPoolExecutor(40) as pool:
        answers = list(
            pool.map(lambda _: browser.post("/api/v1/test/committed").status_code, range(60))
        )
    assert answers == [200] * 60
    assert names(door) == 60


@pytest.mark.parametrize("path", ["committed", "read"])
def test_nobody_is_told_to_sign_in(door: House, path: str) -> None:
    method = "GET" if path == "read" else "POST"
    for client in (door.browser(), door.browser()):
        client.cookies.set("thangdo", "made-up")
        answer = client.request(method, f"/api/v1/test/{path}")
        assert answer.status_code == 401
        assert answer.json()["code"] == "sign-in-needed"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert names(door) == 0


@pytest.mark.parametrize(
    "header", ["Bearer made-up", "Basic dGQ6dGQ=", "Bearer", "Bearer " + "x" * 5000]
)
def test_a_wrong_token_is_nobody_even_beside_a_good_cookie(
    door: House, head: str, header: str
) -> None:
    browser = door.browser(head)
    answer = browser.get("/api/v1/test/read", headers={"Authorization": header})
    assert answer.status_code == (401 if header.startswith("Bearer ") else 200)


Ending = Callable[[Session, str], None]


def disable(session: Session, account: str) -> None:
    session.get_one(Account, account).disabled_at = clock.now()


def dissolve(session: Session, _account: str) -> None:
    session.get_one(Body, "th").dissolved_on = clock.today()


def revoke(session: Session, _account: str) -> None:
    session.exec(select(RoleGrant)).one().revoked_at = clock.now()


@pytest.mark.parametrize("end", [disable, dissolve, revoke])
@pytest.mark.parametrize("kind", ["browser", "machine"])
def test_what_ends_counts_from_the_next_request(
    door: House, head: str, end: Ending, kind: str
) -> None:
    client = door.browser(head) if kind == "browser" else door.machine(head)
    assert client.get("/api/v1/me").json()["grants"][0]["body_id"] == "th"
    with door.database.writing() as session:
        end(session, head)
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401 or answer.json()["grants"] == []
    assert (answer.status_code == 401) is (end is disable)


def test_a_body_s_people_work_until_the_day_it_ends(door: House, head: str) -> None:
    with door.database.writing() as session:
        session.get_one(Body, "th").dissolved_on = clock.today() + timedelta(days=1)
    assert door.browser(head).get("/api/v1/me").json()["grants"]


def test_a_grant_counts_from_the_next_request(door: House, head: str) -> None:
    browser = door.browser(head)
    assert len(browser.get("/api/v1/me").json()["grants"]) == 1
    with door.building() as province:
        province.grant(head, Role.AUDITOR, "so")
    assert len(browser.get("/api/v1/me").json()["grants"]) == 2


@pytest.mark.parametrize("ends", ["expires_at", "revoked_at"])
def test_a_token_that_ended_is_nobody(door: House, head: str, ends: str) -> None:
    machine = door.machine(head)
    with door.database.writing() as session:
        setattr(session.exec(select(ApiToken)).one(), ends, clock.now())
    assert machine.get("/api/v1/test/read").status_code == 401


def test_a_token_s_use_is_noted_once_a_minute(door: House, head: str) -> None:
    machine = door.machine(head)

    def used() -> object:
        with door.database.reading() as session:
            return session.exec(select(ApiToken.last_used_at)).one()

    machine.get("/api/v1/test/read")
    first = used()
    assert first is not None
    machine.get("/api/v1/test/read")
    machine.post("/api/v1/test/committed")
    assert used() == first
    with door.database.writing() as session:
        session.exec(select(ApiToken)).one().last_used_at = clock.now() - NOTE_EVERY
    machine.post("/api/v1/test/committed")
    assert used() != first


def work_statements(ran: list[str]) -> list[str]:
    return [one for one in ran if not one.startswith(("BEGIN", "PRAGMA"))]


def test_authentication_is_one_statement_however_many_roles(door: House, head: str) -> None:
    browser, machine = door.browser(head), door.machine(head)
    machine.get("/api/v1/test/read")  # the first use is noted
    engine = door.app.state.context.database.engine
    for client in (browser, machine):
        with counted(engine) as ran:
            client.get("/api/v1/test/read")
        assert len(work_statements(ran)) == 1
    with door.building() as province:
        for number in range(20):
            province.grant(head, Role.AUDITOR, province.body(f"b{number}", "so"))
    for client in (browser, machine):
        with counted(engine) as ran:
            client.get("/api/v1/test/read")
        assert len(work_statements(ran)) == 1


def test_permission_on_a_dossier_takes_no_statement_or_one(door: House, head: str) -> None:
    """Authentication, the held row and this: at most three for saving one answer."""
    with door.building() as province:
        province.dossier("th", "so", "so", province.campaign("so"))
        assessor = province.person("assessor", (Role.ASSESSOR, "so"), (Role.SCHOOL_HEAD, "so"))
        dossier = province.session.get_one(Dossier, "Dth")
        province.assign(dossier, assessor)
    with door.database.reading() as session:
        dossier = session.get_one(Dossier, "Dth")
        connection = session.connection()
        for account, act, most in (
            (head, Act.WRITE_SELF, 0),
            (assessor, Act.WRITE_EXTERNAL, 1),
        ):
            actor = Province(session).actor(account, clock.today())
            with counted(connection) as ran:
                require(session, actor, act, dossier, clock.today())
            assert len(ran) == most


def once(client: TestClient, name: str, key: str = "khoa 1") -> Answer:
    return client.post(
        "/api/v1/test/once",
        json={"name": name},
        headers={"Idempotency-Key": key},
    )


def test_the_same_write_again_gets_the_same_answer_and_one_effect(door: House, head: str) -> None:
    browser = door.browser(head)
    first, again = once(browser, "một"), once(browser, "một")
    assert (first.status_code, first.headers["etag"]) == (201, '"7"')
    assert (again.status_code, again.content, again.headers["etag"]) == (
        201,
        first.content,
        '"7"',
    )
    assert names(door) == 1


def test_a_key_used_for_something_else_is_refused(door: House, head: str) -> None:
    browser = door.browser(head)
    once(browser, "một")
    assert once(browser, "hai").status_code == 409
    assert once(browser, "hai", "khac").status_code == 201
    assert names(door) == 2


def test_two_people_may_choose_the_same_key(door: House, head: str) -> None:
    with door.building() as province:
        other = province.person("Other", (Role.SCHOOL_EDITOR, "th"))
    once(door.browser(head), "một")
    assert once(door.browser(other), "hai").status_code == 201


def test_a_refused_write_leaves_its_key_free(door: House, head: str) -> None:
    browser = door.browser(head)
    assert once(browser, "không").status_code == 403
    with door.database.reading() as session:
        assert session.exec(select(func.count()).select_from(IdempotencyKey)).one() == 0


def test_the_same_write_twenty_times_at_once_has_one_effect(door: House, head: str) -> None:
    browser = door.browser(head)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: once(browser, "một"), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert names(door) == 1


def test_a_key_that_is_too_long_is_refused(door: House, head: str) -> None:
    assert once(door.browser(head), "một", "x" * 101).status_code == 422


def test_without_a_key_every_write_counts(door: House, head: str) -> None:
    browser = door.browser(head)
    for _ in range(2):
        assert browser.post("/api/v1/test/once", json={"name": "một"}).status_code == 201
    assert names(door) == 2


def test_a_token_reads_only_with_the_scope_for_it(door: House, head: str) -> None:
    machine = door.machine(head, Scope.ANSWERS)
    assert machine.get("/api/v1/accounts").json()["code"] == "scope-missing"
    assert machine.get("/api/v1/me").json()["scopes"] == ["answers"]


CROSS = {"Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    "headers", [CROSS, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_cannot_use_the_cookie_to_write(
    door: House, head: str, headers: dict[str, str]
) -> None:
    answer = door.browser(head).post("/api/v1/test/committed", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")
    assert names(door) == 0


FORWARDED = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5"}


@pytest.mark.parametrize(
    ("trusted", "address"), [((), "testclient"), (("testclient",), "203.0.113.5")]
)
def test_only_a_trusted_proxy_says_where_a_request_came_from(
    sqlite_url: URL, tmp_path: Path, trusted: tuple[str, ...], address: str
) -> None:
    """Else anybody could choose the address by which sign-ins are counted."""
    with opened(sqlite_url, tmp_path, trusted_proxies=trusted) as house:

        @house.app.get("/api/v1/test/address")
        def told(visit: Visiting) -> Told:
            return Told(name=visit.address)

        answer = house.browser().get("/api/v1/test/address", headers=FORWARDED)
    assert answer.json()["name"] == address
