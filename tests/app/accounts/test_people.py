"""People over the API: who may give what to whom, and what a role given away can do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlmodel import col, func, select

from app.accounts.actor import Scope
from app.accounts.models import BrowserSession, Role, RoleGrant
from app.audit.models import AuditRow
from tests.app.house import PASSWORD, House
from tests.statements import counted


@dataclass
class People:
    """Who there is, by name."""

    house: House
    ids: dict[str, str]

    def __getattr__(self, name: str) -> str:
        return self.ids[name]


@pytest.fixture
def people(house: House) -> People:
    """A Sở with a commune, two schools and their people; another Sở beside it."""
    with house.building() as province:
        province.body("so", kind="so")
        province.body("so2", kind="so")
        province.body("xa", "so", "ubnd_xa")
        province.body("th", "xa")
        province.body("thb", "xa")
        province.body("thx", "so2")
        roles: dict[str, list[tuple[Role, str | None]]] = {
            "system": [(Role.SYSTEM_ADMINISTRATOR, None)],
            "admin": [(Role.SO_ADMINISTRATOR, "so")],
            "admin2": [(Role.SO_ADMINISTRATOR, "so2")],
            "leader": [(Role.BODY_LEADER, "xa")],
            "head": [(Role.SCHOOL_HEAD, "th")],
            "editor": [(Role.SCHOOL_EDITOR, "th")],
            "teacher": [(Role.SCHOOL_EDITOR, "thb")],
            "double": [(Role.SCHOOL_EDITOR, "th"), (Role.SO_ADMINISTRATOR, "so2")],
            "nobody": [],
        }
        ids = {name: province.person(name, *grants) for name, grants in roles.items()}
    return People(house, ids)


def give(people: People, who: str, whom: str, role: str, body: str | None) -> int:
    answer = people.house.browser(people.ids[who]).post(
        f"/api/v1/accounts/{people.ids[whom]}/grants", json={"role": role, "body_id": body}
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("who", "whom", "role", "body", "status"),
    [
        ("head", "editor", "school_editor", "th", 201),  # what they have: stays
        ("head", "editor", "school_head", "th", 403),
        ("head", "teacher", "school_editor", "th", 404),
        ("head", "editor", "school_editor", "thb", 404),
        ("head", "editor", "auditor", "xa", 404),
        ("editor", "editor", "school_editor", "th", 403),
        ("leader", "teacher", "school_head", "thb", 201),
        ("leader", "head", "assessor", "xa", 201),
        ("leader", "head", "body_leader", "xa", 403),
        ("leader", "head", "auditor", "xa", 403),
        ("leader", "admin", "assessor", "xa", 404),
        ("leader", "head", "assessor", "so", 404),
        ("admin", "leader", "so_administrator", "so", 201),
        ("admin", "leader", "so_administrator", "so2", 404),
        ("admin", "leader", "system_administrator", None, 403),
        ("admin2", "head", "auditor", "so2", 404),
        ("system", "admin", "system_administrator", None, 201),
        ("system", "admin", "so_administrator", "so2", 201),
        ("system", "nobody", "school_editor", "th", 201),
        ("nobody", "nobody", "school_editor", "th", 404),
        ("admin", "head", "so_administrator", "xa", 400),
        ("admin", "head", "assessor", "th", 400),
        ("admin", "head", "system_administrator", "so", 403),
        ("system", "head", "auditor", None, 403),
    ],
)
def test_nobody_gives_what_stands_above_them_or_elsewhere(  # noqa: PLR0913, PLR0917
    people: People, who: str, whom: str, role: str, body: str | None, status: int
) -> None:
    before = grants(people)
    assert give(people, who, whom, role, body) == status
    if status != 201:
        assert grants(people) == before


def grants(people: People) -> int:
    with people.house.database.reading() as session:
        return session.exec(
            select(func.count()).select_from(RoleGrant).where(col(RoleGrant.revoked_at).is_(None))
        ).one()


def grant_of(people: People, whom: str, role: str) -> str:
    with people.house.database.reading() as session:
        return session.exec(
            select(RoleGrant.id).where(
                RoleGrant.account_id == people.ids[whom], RoleGrant.role == role
            )
        ).one()


@pytest.mark.parametrize(
    ("who", "whom", "role", "status"),
    [
        ("head", "editor", "school_editor", 204),
        ("head", "head", "school_head", 403),
        ("head", "teacher", "school_editor", 404),
        ("leader", "head", "school_head", 204),
        ("leader", "double", "so_administrator", 403),
        ("leader", "admin", "so_administrator", 404),
        ("admin", "admin", "so_administrator", 204),
        ("system", "admin", "so_administrator", 204),
        ("system", "system", "system_administrator", 409),
        ("nobody", "editor", "school_editor", 404),
    ],
)
def test_who_may_give_may_take(people: People, who: str, whom: str, role: str, status: int) -> None:
    browser = people.house.browser(people.ids[who])
    answer = browser.delete(f"/api/v1/grants/{grant_of(people, whom, role)}")
    assert answer.status_code == status
    assert grants(people) == (8 if status == 204 else 9)


def test_two_administrators_cannot_take_each_other_s_role_at_once(people: People) -> None:
    assert give(people, "system", "admin", "system_administrator", None) == 201
    targets = [("system", "admin"), ("admin", "system")]

    def take(pair: tuple[str, str]) -> int:
        who, whom = pair
        browser = people.house.browser(people.ids[who])
        path = f"/api/v1/grants/{grant_of(people, whom, 'system_administrator')}"
        return browser.delete(path).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(take, targets))
    assert answers[0] == 204
    assert answers[1] in {403, 404, 409}
    with people.house.database.reading() as session:
        left = session.exec(
            select(func.count())
            .select_from(RoleGrant)
            .where(
                RoleGrant.role == Role.SYSTEM_ADMINISTRATOR,
                col(RoleGrant.revoked_at).is_(None),
            )
        ).one()
    assert left == 1


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("head", "editor", 201),
        ("head", "double", 403),  # an administrator elsewhere: not the head's to reset
        ("head", "teacher", 404),
        ("leader", "head", 201),
        ("leader", "leader", 403),
        ("admin", "leader", 201),
        ("admin", "double", 403),
        ("admin", "nobody", 404),
        ("system", "nobody", 201),
        ("system", "admin", 201),
        ("nobody", "nobody", 403),
    ],
)
def test_a_password_is_reset_only_by_who_may_revoke_every_role(
    people: People, who: str, whom: str, status: int
) -> None:
    browser = people.house.browser(people.ids[who])
    for act in ("reset-link", "disable"):
        answer = browser.post(f"/api/v1/accounts/{people.ids[whom]}/{act}")
        assert answer.status_code == (200 if (status, act) == (201, "disable") else status)


def test_a_locked_account_is_out_at_once_and_its_tokens_for_good(people: People) -> None:
    house = people.house
    theirs, machine = house.browser(people.editor), house.machine(people.editor)
    boss = house.browser(people.head)
    assert boss.post(f"/api/v1/accounts/{people.editor}/disable").json()["disabled"]
    assert (theirs.get("/api/v1/me").status_code, machine.get("/api/v1/me").status_code) == (
        401,
        401,
    )
    assert not boss.post(f"/api/v1/accounts/{people.editor}/enable").json()["disabled"]
    assert machine.get("/api/v1/me").status_code == 401
    assert house.browser(people.editor).get("/api/v1/me").status_code == 200


def test_a_list_shows_whom_one_looks_after(people: People) -> None:
    def seen(who: str, **query: str) -> set[str]:
        answer = people.house.browser(people.ids[who]).get("/api/v1/accounts", params=query)
        assert answer.status_code == 200
        return {one["name"] for one in answer.json()["accounts"]}

    assert seen("head") == {"head", "editor", "double"}
    assert seen("leader") == {"leader", "head", "editor", "double", "teacher"}
    assert seen("admin2") == {"admin2", "double"}
    assert seen("teacher") == {"teacher"}
    assert seen("system") == set(people.ids)
    assert seen("system", text="TEACH") == {"teacher"}
    assert seen("system", body_id="th") == {"head", "editor", "double"}
    assert seen("system", text="%") == set()


def test_pages_of_a_list_hold_everybody_once_in_order(people: People) -> None:
    browser = people.house.browser(people.system)
    names: list[str] = []
    after = ""
    while True:
        page = browser.get("/api/v1/accounts", params={"limit": 2, "after": after}).json()
        names += [one["name"] for one in page["accounts"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert names == sorted(people.ids)


def test_a_list_takes_as_many_statements_for_many_as_for_few(people: People) -> None:
    browser = people.house.browser(people.admin)
    engine = people.house.app.state.context.database.engine

    def statements() -> int:
        with counted(engine) as ran:
            assert browser.get("/api/v1/accounts?limit=200").status_code == 200
        return len(ran)

    few = statements()
    with people.house.building() as province:
        for number in range(60):
            province.person(f"p{number}", (Role.SCHOOL_EDITOR, province.body(f"t{number}", "xa")))
    assert statements() == few


def test_a_repeated_grant_with_a_key_is_one_grant(people: People) -> None:
    browser = people.house.browser(people.leader)
    path = f"/api/v1/accounts/{people.teacher}/grants"
    sent = {"role": "school_head", "body_id": "thb"}
    answers = [browser.post(path, json=sent, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


def test_a_role_given_twice_is_one_role(people: People) -> None:
    first = give(people, "leader", "teacher", "school_head", "thb")
    count = grants(people)
    assert (first, give(people, "leader", "teacher", "school_head", "thb")) == (201, 201)
    assert grants(people) == count


def test_what_is_done_with_people_is_in_the_log_of_the_body(people: People) -> None:
    give(people, "leader", "teacher", "school_head", "thb")
    with people.house.database.reading() as session:
        row = session.exec(select(AuditRow).where(AuditRow.chain == "body:thb")).one()
    assert (row.act, row.account_id) == ("role.granted", people.leader)


def test_a_token_makes_no_token_and_changes_no_password(people: People) -> None:
    machine = people.house.machine(people.editor)
    sent = {"name": "khác", "scopes": ["read"], "days": 1}
    assert machine.post("/api/v1/me/tokens", json=sent).json()["code"] == "scope-missing"
    change = {"current": "x" * 12, "new": "một mật khẩu mới"}
    assert machine.put("/api/v1/me/password", json=change).json()["code"] == "scope-missing"
    listed = machine.get("/api/v1/me/tokens").json()["tokens"]
    assert machine.delete(f"/api/v1/me/tokens/{listed[0]['id']}").status_code == 403


def test_a_token_without_the_scope_manages_nobody(people: People) -> None:
    machine = people.house.machine(people.admin, Scope.READ, Scope.ANSWERS, Scope.ASSESS)
    sent = {"role": "auditor", "body_id": "so"}
    answer = machine.post(f"/api/v1/accounts/{people.leader}/grants", json=sent)
    assert answer.json()["code"] == "scope-missing"


def test_a_token_is_shown_once_and_ends_when_revoked(people: People) -> None:
    browser = people.house.browser(people.editor)
    sent = {"name": "máy", "scopes": ["read", "read"], "days": 30}
    made = browser.post("/api/v1/me/tokens", json=sent)
    secret = made.json()["token"]
    listed = browser.get("/api/v1/me/tokens")
    assert secret not in listed.text
    assert listed.json()["tokens"][0]["hint"] == secret[-4:]
    headers = {"Authorization": f"Bearer {secret}"}
    client = people.house.browser()
    assert client.get("/api/v1/me", headers=headers).json()["scopes"] == ["read"]
    assert browser.delete(f"/api/v1/me/tokens/{made.json()['id']}").status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert browser.delete(f"/api/v1/me/tokens/{made.json()['id']}").status_code == 404


def test_nobody_ends_another_s_token(people: People) -> None:
    sent = {"name": "máy", "scopes": ["read"], "days": 30}
    made = people.house.browser(people.editor).post("/api/v1/me/tokens", json=sent).json()
    other = people.house.browser(people.system)
    assert other.delete(f"/api/v1/me/tokens/{made['id']}").status_code == 404


def test_a_new_password_ends_every_other_session(people: People) -> None:
    house = people.house
    house.set_password(people.editor)
    here, elsewhere = house.browser(people.editor), house.browser(people.editor)
    before = here.cookies["thangdo"]
    change = {"current": PASSWORD, "new": "một mật khẩu khác"}
    assert here.put("/api/v1/me/password", json=change).status_code == 204
    assert [one.get("/api/v1/me").status_code for one in (here, elsewhere)] == [200, 401]
    stolen = house.browser()
    stolen.cookies.set("thangdo", before)
    assert stolen.get("/api/v1/me").status_code == 401
    with house.database.reading() as session:
        count = select(func.count()).select_from(BrowserSession)
        assert session.exec(count.where(BrowserSession.account_id == people.editor)).one() == 1


def test_a_wrong_current_password_changes_nothing(people: People) -> None:
    people.house.set_password(people.editor)
    browser = people.house.browser(people.editor)
    change = {"current": "không đúng đâu", "new": "một mật khẩu khác"}
    assert browser.put("/api/v1/me/password", json=change).json()["code"] == "sign-in-refused"
    assert browser.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("system", "/api/v1/audit/installation", 200),
        ("admin", "/api/v1/audit/installation", 403),
        ("admin", "/api/v1/audit/bodies/th", 200),
        ("system", "/api/v1/audit/bodies/th", 200),
        ("leader", "/api/v1/audit/bodies/th", 403),
        ("head", "/api/v1/audit/bodies/th", 403),
        ("head", "/api/v1/audit/bodies/thb", 404),
        ("admin2", "/api/v1/audit/bodies/th", 404),
        ("nobody", "/api/v1/audit/bodies/th", 404),
        ("admin", "/api/v1/audit/dossiers/Dth", 200),
        ("admin", "/api/v1/audit/dossiers/Dth/access", 200),
        ("head", "/api/v1/audit/dossiers/Dth", 403),
        ("teacher", "/api/v1/audit/dossiers/Dth", 404),
        ("system", "/api/v1/audit/dossiers/Dth", 404),
        ("admin", "/api/v1/audit/dossiers/khongco", 404),
        ("system", "/api/v1/audit/bodies/khongco", 404),
        ("admin", "/api/v1/audit/bodies/khongco", 404),
    ],
)
def test_the_log_is_for_those_who_look_into_it(
    people: People, who: str, path: str, status: int
) -> None:
    with people.house.building() as province:
        province.dossier("th", "xa", "so", province.campaign("so"))
    path = path.replace("Dth", "dth")
    with people.house.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE dossier SET id = 'dth' WHERE id = 'Dth'")
    answer = people.house.browser(people.ids[who]).get(path)
    assert answer.status_code == status, answer.text


def test_a_page_of_the_log_goes_on_where_the_last_ended(people: People) -> None:
    for body in ("th", "thb"):
        for role in ("school_editor", "school_head"):
            give(people, "admin", "teacher", role, body)
    browser = people.house.browser(people.admin)
    first = browser.get("/api/v1/audit/bodies/th", params={"limit": 1}).json()
    assert first["length"] == 2
    second = browser.get(
        "/api/v1/audit/bodies/th", params={"limit": 1, "after": first["next"]}
    ).json()
    numbers = [page["rows"][0]["number"] for page in (first, second)]
    assert (numbers, second["next"]) == ([2, 1], None)
    assert first["rows"][0]["previous"] == second["rows"][0]["hash"]
    assert first["rows"][0]["account_name"] == "admin"


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WyItMSJd", "WyI5OTk5OTk5OTk5OTkiXQ"])
def test_a_cursor_that_is_none_of_ours_is_refused(people: People, cursor: str) -> None:
    browser = people.house.browser(people.admin)
    answer = browser.get("/api/v1/audit/bodies/th", params={"after": cursor})
    assert answer.status_code == 422


def test_a_person_who_is_not_there_is_not_found(people: People) -> None:
    browser = people.house.browser(people.system)
    assert browser.get(f"/api/v1/accounts/{'0' * 26}").json()["code"] == "account-not-found"
