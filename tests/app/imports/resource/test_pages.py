"""The plain pages of imports: sent, looked at, told what columns are, confirmed, undone."""

import re
from typing import Any

from starlette.testclient import TestClient

from app.accounts.actor import Grant
from app.accounts.models import Role
from tests.app.bodies.province import person
from tests.app.imports.resource.conftest import TITLES, Office, table

PAGE = "/nhap-du-lieu"
NEW = ("00301", "Trường Tiểu học Minh Họa", "th", "A100")
FAULTY = ("00302", "Trường <b>Lạ</b>", "không có loại này", "A100")
ONCE = re.compile(r'name="lan-gui" value="([0-9a-z]{26})"')


def sent(office: Office, client: TestClient, content: bytes) -> str:
    """The address of the import of a file that was sent by the page's form."""
    answer = client.post(
        PAGE,
        data={
            "kind": "bodies",
            "body_id": office.province.so,
            "campaign_id": "",
            "side": "self",
        },
        files={"file": ("danh sách.csv", content, "text/csv")},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def pressed(client: TestClient, address: str, step: str, **fields: str) -> Any:  # noqa: ANN401
    """The answer to a form of the import's page."""
    page = client.get(address).text
    number = ONCE.search(page)
    assert number is not None, page
    data = {"lan-gui": number[1], **fields}
    return client.post(f"{address}/{step}", data=data, follow_redirects=False)


def fingerprint(page: str) -> str:
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
    assert found is not None, page
    return found[1]


def test_a_table_goes_all_the_way_and_back(office: Office, admin: TestClient) -> None:
    address = sent(office, admin, table(NEW))
    waiting = admin.get(address).text
    assert 'http-equiv="refresh"' in waiting
    assert "đang chờ đọc" in waiting
    office.work()
    tried = admin.get(address).text
    assert 'http-equiv="refresh"' not in tried
    assert "Xác nhận ghi 1 dòng" in tried
    mark = fingerprint(tried)
    assert pressed(admin, address, "xac-nhan", fingerprint=mark).status_code == 303
    office.work()
    assert "Đã ghi lúc" in admin.get(address).text
    assert pressed(admin, address, "hoan-tac").status_code == 303
    office.work()
    assert "Đã hoàn tác lúc" in admin.get(address).text
    assert "đã hoàn tác" in admin.get(PAGE).text


def test_faulty_rows_come_first_and_stand_in_the_way(office: Office, admin: TestClient) -> None:
    address = sent(office, admin, table(NEW, FAULTY))
    office.work()
    page = admin.get(address).text
    assert "có lỗi, ghi các dòng còn lại" in page
    assert "Trường &lt;b&gt;Lạ&lt;/b&gt;" in page
    assert NEW[1] not in page
    assert NEW[1] in admin.get(f"{address}?ket-qua=tat-ca").text
    mark = fingerprint(page)
    refused = pressed(admin, address, "xac-nhan", fingerprint=mark)
    assert refused.status_code == 400
    assert "1 dòng có lỗi nên chưa ghi gì" in refused.text
    agreed = pressed(admin, address, "xac-nhan", fingerprint=mark, leave_out="1")
    assert agreed.status_code == 303


def test_a_double_click_confirms_once(office: Office, admin: TestClient) -> None:
    address = sent(office, admin, table(NEW))
    office.work()
    page = admin.get(address).text
    number = ONCE.search(page)
    assert number is not None
    form = {"lan-gui": number[1], "fingerprint": fingerprint(page)}
    answers = [
        admin.post(f"{address}/xac-nhan", data=form, follow_redirects=False) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 303]
    office.work()
    assert "Đã ghi lúc" in admin.get(address).text


def test_columns_that_nobody_knows_can_be_named(office: Office, admin: TestClient) -> None:
    odd = (TITLES[0], TITLES[1], TITLES[2], "Đơn vị chủ quản trực tiếp của trường")
    found = office.tried(admin, table(NEW, titles=odd))
    address = f"{PAGE}/{found['id']}"
    columns = found["layouts"][0]["columns"]
    page = admin.get(address).text
    assert f"1 cột không dùng: {odd[3]}" in page
    place = next(one["place"] for one in columns if one["title"] == odd[3])
    said = {f"c-0-{place}": "parent"}
    assert pressed(admin, address, "cot", **said).status_code == 303
    office.work()
    assert "Xác nhận ghi 1 dòng" in admin.get(address).text
    again = office.tried(admin, table(("00309", *NEW[1:]), titles=odd))
    roles = [one["role"] for one in again["layouts"][0]["columns"]]
    assert roles[3] == "parent", "what was said once is kept"


def test_a_file_that_is_no_table_says_why(office: Office, admin: TestClient) -> None:
    address = sent(office, admin, b"%PDF-1.7 khong phai bang")
    office.work()
    page = admin.get(address).text
    assert "không nhận được tệp" in page
    assert 'class="note bad"' in page
    assert pressed(admin, address, "bo").headers["location"] == PAGE
    assert admin.get(address).status_code == 404


def test_nobody_else_finds_the_pages(office: Office, admin: TestClient) -> None:
    address = sent(office, admin, table(NEW))
    with office.house.database.writing() as session:
        other = person(session, "nguoi khac", Grant(Role.ASSESSOR, office.province.x))
    stranger = office.client(other)
    assert stranger.get(PAGE).status_code == 403
    assert stranger.get(address).status_code == 404
    for step in ("cot", "chay-thu", "xac-nhan", "hoan-tac", "bo"):
        assert stranger.post(f"{address}/{step}", data={"x": "1"}).status_code in {403, 404}
    assert "Bảng tính" not in stranger.get("/ho-so").text
