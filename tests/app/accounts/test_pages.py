"""The plain pages of people, driven as a browser without scripts would."""

import re
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from app import clock
from app.accounts import joining
from app.accounts.cookies import own_path
from app.accounts.links import PATHS
from app.accounts.models import (
    Account,
    ApiToken,
    BrowserSession,
    LinkKind,
    OneTimeLink,
    Role,
    RoleGrant,
)
from app.audit.chain import Who
from tests.app.house import PASSWORD, House, opened

NEW = "một mật khẩu mới tinh"
TWICE = {"password": NEW, "again": NEW}


@pytest.fixture
def editor(house: House) -> str:
    """Somebody with a password and a role."""
    with house.building() as province:
        province.body("so", kind="so")
        province.body("th", "so")
        account = province.person("Editor", (Role.SCHOOL_EDITOR, "th"))
    house.set_password(account)
    return account


def who() -> Who:
    return Who(None, clock.now())


def link(house: House, kind: LinkKind, account: str | None = None, email: str = "") -> str:
    with house.database.writing() as session:
        if kind is LinkKind.SETUP:
            return joining.setup_link(session, who())
        if kind is LinkKind.RESET:
            return joining.reset_link(session, session.get_one(Account, account), who())
        return joining.invite(session, email, "Người Mới", Role.SCHOOL_HEAD, "th", who())


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def count(house: House, table: type) -> int:
    with house.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_sign_in_leads_on_and_sign_out_ends_the_session(house: House, editor: str) -> None:
    browser = house.browser()
    first = browser.get("/tai-khoan")
    assert (first.status_code, first.headers["location"]) == (303, "/dang-nhap?tiep=%2Ftai-khoan")
    form = browser.get(first.headers["location"])
    assert 'value="/tai-khoan"' in form.text
    sent = {"email": house.email(editor), "password": PASSWORD, "tiep": "/tai-khoan"}
    answer = browser.post("/dang-nhap", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Người soạn hồ sơ của trường" in text_of(browser.get("/tai-khoan").text)
    assert browser.get("/dang-xuat").status_code == 200
    assert count(house, BrowserSession) == 1
    assert browser.post("/dang-xuat").status_code == 303
    assert count(house, BrowserSession) == 0
    assert browser.get("/tai-khoan").status_code == 303


def test_over_https_the_cookie_is_bound_to_the_host(
    house: House, editor: str, tmp_path: Path
) -> None:
    with opened(house.database.url, tmp_path, public_url="https://thangdo.example") as secure:
        sent = {"email": house.email(editor), "password": PASSWORD}
        cookie = secure.client.post("/dang-nhap", data=sent).headers["set-cookie"]
    assert cookie.startswith("__Host-thangdo=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_failed_sign_in_shows_the_form_again_with_the_address(house: House, editor: str) -> None:
    sent = {"email": house.email(editor), "password": "sai"}
    answer = house.browser().post("/dang-nhap", data=sent)
    assert answer.status_code == 401
    assert f'value="{house.email(editor)}"' in answer.text
    assert "Chưa đăng nhập được" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "", "x", "/a\nb"]
)
def test_signing_in_leads_nowhere_else(path: str) -> None:
    assert own_path(path) == "/ho-so"


def test_another_site_cannot_sign_somebody_in(house: House, editor: str) -> None:
    sent = {"email": house.email(editor), "password": PASSWORD}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert house.browser().post("/dang-nhap", data=sent, headers=headers).status_code == 403


@pytest.mark.parametrize("kind", LinkKind)
def test_looking_at_a_link_does_not_use_it(house: House, editor: str, kind: LinkKind) -> None:
    """Scanners of mail open every link, several times."""
    path = link(house, kind, editor, "moi@truong.example")
    for _ in range(3):
        assert house.browser().get(path).status_code == 200
        assert house.browser().head(path).status_code == 200
    with house.database.reading() as session:
        assert session.exec(select(OneTimeLink.used_at)).one() is None


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_works_once(house: House, editor: str, kind: LinkKind) -> None:
    path = link(house, kind, editor, "moi@truong.example")
    sent = {"email": "moi@truong.example", "name": "Người Mới", **TWICE}
    browser = house.browser()
    assert browser.post(path, data=sent).headers["location"] == "/ho-so"
    assert browser.get("/tai-khoan").status_code == 200
    for answer in (house.browser().get(path), house.browser().post(path, data=sent)):
        assert answer.status_code == 404
        assert "Liên kết không còn dùng được" in answer.text


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_ends_with_its_time(house: House, editor: str, kind: LinkKind) -> None:
    path = link(house, kind, editor, "moi@truong.example")
    with house.database.writing() as session:
        session.exec(select(OneTimeLink)).one().expires_at = clock.now()
    assert house.browser().get(path).status_code == 404
    assert house.browser().post(path, data=TWICE).status_code == 404


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_of_one_kind_is_none_of_another(house: House, editor: str, kind: LinkKind) -> None:
    secret = link(house, kind, editor, "moi@truong.example").rpartition("/")[2]
    for other in LinkKind:
        path = f"{PATHS[other]}{secret}"
        assert house.browser().get(path).status_code == (200 if other is kind else 404)


@pytest.mark.parametrize("kind", LinkKind)
def test_only_the_hash_of_a_link_is_stored(house: House, editor: str, kind: LinkKind) -> None:
    secret = link(house, kind, editor, "moi@truong.example").rpartition("/")[2]
    with house.database.reading() as session:
        stored = session.exec(select(OneTimeLink)).one().model_dump_json()
    assert secret not in stored


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"password": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"password": NEW, "again": NEW + "x"}, "không giống nhau"),
        ({}, "ít nhất 10 ký tự"),
    ],
)
@pytest.mark.parametrize("kind", LinkKind)
def test_a_poor_password_leaves_the_link_for_another_try(
    house: House, editor: str, kind: LinkKind, sent: dict[str, str], said: str
) -> None:
    path = link(house, kind, editor, "moi@truong.example")
    more = {"email": "moi@truong.example", "name": "Người Mới"}
    answer = house.browser().post(path, data=more | sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert house.browser().post(path, data=more | TWICE).status_code == 303


def test_the_first_administrator_runs_the_installation_and_is_the_only_first(
    house: House,
) -> None:
    first, second = link(house, LinkKind.SETUP), link(house, LinkKind.SETUP)
    browser = house.browser()
    sent = {"email": " Quan.Tri@So.Example ", "name": "Quản Trị", **TWICE}
    assert browser.post(first, data=sent).status_code == 303
    me = browser.get("/api/v1/me").json()
    assert [grant["role"] for grant in me["grants"]] == ["system_administrator"]
    assert house.browser().post(second, data=sent | {"email": "x@y.example"}).status_code == 404
    with house.database.reading() as session:
        assert session.exec(select(Account.email)).one() == "quan.tri@so.example"


def test_an_invitation_makes_an_account_with_the_role(house: House, editor: str) -> None:
    assert editor
    path = link(house, LinkKind.INVITATION, email="moi@truong.example")
    page = text_of(house.browser().get(path).text)
    assert "Thủ trưởng đơn vị" in page
    browser = house.browser()
    assert browser.post(path, data={"name": "Trần Thị Minh Họa", **TWICE}).status_code == 303
    me = browser.get("/api/v1/me").json()
    assert (me["name"], me["grants"][0]["role"], me["grants"][0]["body_id"]) == (
        "Trần Thị Minh Họa",
        "school_head",
        "th",
    )


def test_who_has_an_account_proves_it_and_takes_the_role(house: House, editor: str) -> None:
    path = link(house, LinkKind.INVITATION, email=house.email(editor))
    assert "đã có tài khoản" in house.browser().get(path).text
    assert house.browser().post(path, data={"password": "sai mật khẩu"}).status_code == 401
    assert house.browser().post(path, data=TWICE).status_code == 401
    browser = house.browser()
    assert browser.post(path, data={"password": PASSWORD}).status_code == 303
    roles = {grant["role"] for grant in browser.get("/api/v1/me").json()["grants"]}
    assert roles == {"school_editor", "school_head"}


def test_an_invitation_by_somebody_who_lost_the_right_is_void(house: House, editor: str) -> None:
    assert editor
    with house.building() as province:
        boss = province.person("Boss", (Role.SO_ADMINISTRATOR, "so"))
    sent = {"email": "moi@truong.example", "name": "M", "role": "auditor", "body_id": "so"}
    made = house.browser(boss).post("/api/v1/invitations", json=sent)
    path = made.json()["url"].removeprefix("http://localhost")
    with house.database.writing() as session:
        row = session.exec(select(RoleGrant).where(RoleGrant.account_id == boss)).one()
        row.revoked_at = clock.now()
    assert house.browser().post(path, data=TWICE).status_code == 404
    with house.database.reading() as session:
        emails = session.exec(select(Account.email)).all()
    assert "moi@truong.example" not in emails


def test_a_reset_ends_every_session_and_the_old_password(house: House, editor: str) -> None:
    before = house.browser(editor)
    older, path = link(house, LinkKind.RESET, editor), link(house, LinkKind.RESET, editor)
    assert house.browser().get(older).status_code == 404
    assert house.browser().post(path, data=TWICE).status_code == 303
    assert before.get("/tai-khoan").status_code == 303
    email = house.email(editor)
    for password, status in ((PASSWORD, 401), (NEW, 303)):
        sent = {"email": email, "password": password}
        assert house.browser().post("/dang-nhap", data=sent).status_code == status


def test_a_reset_link_of_a_locked_account_is_void(house: House, editor: str) -> None:
    path = link(house, LinkKind.RESET, editor)
    with house.database.writing() as session:
        session.get_one(Account, editor).disabled_at = clock.now()
    assert house.browser().post(path, data=TWICE).status_code == 404


def test_one_changes_one_s_password_and_stays_here(house: House, editor: str) -> None:
    here, elsewhere = house.browser(editor), house.browser(editor)
    sent = {"current": PASSWORD, **TWICE}
    assert here.post("/tai-khoan/mat-khau", data=sent | {"again": "x"}).status_code == 400
    assert here.post("/tai-khoan/mat-khau", data=sent | {"current": "sai"}).status_code == 401
    assert here.post("/tai-khoan/mat-khau", data=sent).status_code == 303
    assert here.get("/tai-khoan").status_code == 200
    assert elsewhere.get("/tai-khoan").status_code == 303


def test_one_signs_out_everywhere_else(house: House, editor: str) -> None:
    here, elsewhere = house.browser(editor), house.browser(editor)
    assert here.post("/tai-khoan/phien").status_code == 303
    assert here.get("/tai-khoan").status_code == 200
    assert elsewhere.get("/tai-khoan").status_code == 303


def test_a_token_is_made_shown_once_and_revoked(house: House, editor: str) -> None:
    browser = house.browser(editor)
    sent = {"name": "Phần mềm <b>", "scope-read": "1", "scope-answers": "1", "days": "30"}
    made = browser.post("/tai-khoan/ma-truy-cap", data=sent)
    found = re.search(r"td_[A-Za-z0-9_-]{43}", made.text)
    assert found
    machine = house.browser()
    machine.headers["Authorization"] = f"Bearer {found.group()}"
    assert machine.get("/api/v1/me").json()["scopes"] == ["answers", "read"]
    page = browser.get("/tai-khoan").text
    assert found.group() not in page
    assert "Phần mềm &lt;b&gt;" in page
    path = re.search(r"/tai-khoan/ma-truy-cap/[0-9a-z]+/thu-hoi", page)
    assert path
    assert browser.post(path.group()).status_code == 303
    assert machine.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "change", [{"days": "9999"}, {"days": "x"}, {"name": " "}, {"scope-read": ""}]
)
def test_a_token_form_that_cannot_be_makes_nothing(
    house: House, editor: str, change: dict[str, str]
) -> None:
    sent = {"name": "máy", "scope-read": "1", "days": "30"} | change
    assert house.browser(editor).post("/tai-khoan/ma-truy-cap", data=sent).status_code == 422
    assert count(house, ApiToken) == 0


def test_a_token_does_not_open_the_pages_of_its_person(house: House, editor: str) -> None:
    machine = house.machine(editor)
    assert machine.get("/tai-khoan").status_code == 303


HOSTILE = [
    b"",
    b"email=%ff%fe&password=x",
    b"email=a&email=b",
    b"email=a%00b&password=x",
    b"&".join(b"f%d=1" % number for number in range(200)),
    b"email=" + b"x" * 100_000,
    "email=ệ".encode(),
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_form_of_somebody_hostile_is_refused_in_words(small_house: House, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = small_house.browser().post("/dang-nhap", content=body, headers=headers)
    assert answer.status_code in {400, 401, 422}
    assert "<h1" in answer.text


def test_a_form_of_another_kind_is_refused(small_house: House) -> None:
    assert small_house.browser().post("/dang-nhap", json={"email": "x"}).status_code == 415


def test_every_person_s_page_says_nothing_to_a_cache(house: House, editor: str) -> None:
    def stored(browser: TestClient, path: str) -> str:
        return browser.get(path).headers["cache-control"]

    for path in ("/dang-nhap", "/dang-xuat", "/tai-khoan", link(house, LinkKind.RESET, editor)):
        assert stored(house.browser(editor), path) == "no-store"
