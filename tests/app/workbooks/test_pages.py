"""The plain pages of a form: down, up, look, choose, confirm, without a script."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.dossiers.models import DossierState
from tests.app.dossiers.desk import Desk, furnished
from tests.app.house import House
from tests.app.workbooks.paper import XLSX, Paper, blank

AWARD, NOTE = "award:1.3.2", "comment:1.3.2"
SIDE = "tu-danh-gia"


@pytest.fixture
def desk(small_house: House) -> Desk:
    return furnished(small_house)


def browser(desk: Desk, person: str = "editor") -> TestClient:
    return desk.house.browser(desk.account(person))


def url(desk: Desk, rest: str = "", side: str = SIDE) -> str:
    return f"/ho-so/{desk.dossier_id}/phieu/{side}{rest}"


def fetched(desk: Desk, client: TestClient) -> Paper:
    """The form behind the link of the page."""
    link = url(desk, "/tai-ve")
    assert f'href="{link}"' in client.get(url(desk)).text
    return Paper(client.get(link).content, desk.edition)


def sent(desk: Desk, client: TestClient, paper: Paper) -> Any:  # noqa: ANN401 - a client's answer
    return client.post(url(desk), files={"form": ("phieu của em.xlsx", paper.content, XLSX)})


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{16})"', page)
    assert found is not None
    return found[1]


def test_a_clerk_brings_a_form_home(desk: Desk) -> None:
    client = browser(desk)
    paper = fetched(desk, client)
    desk.put("1.3.2", "3", person="head")
    paper[AWARD], paper[NOTE] = 5, "Có nhật ký"
    uploaded = sent(desk, client, paper)
    assert uploaded.status_code == 303
    at = uploaded.headers["location"]
    shown = client.get(at).text
    assert "phieu của em.xlsx" in shown
    assert "Giữ của máy chủ" in shown
    assert "head" in shown  # whose change it is
    assert desk.answers()["1.3.2"].comment == ""
    assert "đang chờ xác nhận" in client.get(url(desk)).text
    done = client.post(at, data={"mark": mark(shown), f"o-{AWARD}": "file"})
    assert (done.status_code, done.headers["location"]) == (303, at)
    row = desk.answers()["1.3.2"]
    assert (str(row.award), row.comment) == ("5", "Có nhật ký")
    assert "Đã ghi <strong>2</strong> ô" in client.get(at).text
    assert "đang chờ xác nhận" not in client.get(url(desk)).text


def test_what_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    client = browser(desk)
    paper = fetched(desk, client)
    paper[AWARD] = 5
    at = sent(desk, client, paper).headers["location"]
    before = mark(client.get(at).text)
    desk.put("1.3.2", "3", person="head")
    stale = client.post(at, data={"mark": before})
    assert (stale.status_code, "Hồ sơ vừa thay đổi" in stale.text) == (412, True)
    assert str(desk.answers()["1.3.2"].award) == "3"
    assert client.post(at, data={"mark": mark(stale.text)}).status_code == 303
    assert str(desk.answers()["1.3.2"].award) == "3"  # nobody chose: the server's stays


def test_a_file_that_is_no_form_is_refused_on_the_page(desk: Desk) -> None:
    client = browser(desk)
    refused = client.post(url(desk), files={"form": ("a.pdf", b"%PDF-1.7", "application/pdf")})
    assert (refused.status_code, "Tệp này là PDF" in refused.text) == (400, True)
    assert 'type="file"' in refused.text


def test_an_upload_can_be_dropped(desk: Desk) -> None:
    client = browser(desk)
    paper = blank(desk.edition)
    paper[AWARD] = 5
    at = sent(desk, client, paper).headers["location"]
    assert client.post(f"{at}/bo", data={"bo": "1"}).headers["location"] == url(desk)
    assert client.get(at).status_code == 404
    assert desk.answers() == {}


def test_who_only_reads_gets_the_form_and_no_way_to_send_it(desk: Desk) -> None:
    page = browser(desk, "leader").get(url(desk)).text
    assert "Tải phiếu (.xlsx)" in page
    assert 'type="file"' not in page


def test_assessors_have_a_page_of_their_side(small_house: House) -> None:
    desk = furnished(small_house, DossierState.ASSESSING)
    client = browser(desk, "assessor")
    page = client.get(url(desk, side="danh-gia-ngoai")).text
    assert "Phiếu đánh giá ngoài" in page
    assert 'type="file"' in page
    answer = client.get(url(desk, "/tai-ve", "danh-gia-ngoai"))
    assert Paper(answer.content, desk.edition).external
    assert browser(desk).get(url(desk, side="danh-gia-ngoai")).status_code == 403
