"""Where evidence lies on the web: what stands as an address, and what a page makes of it."""

import pytest

from app.attachments.linking import MAX_ADDRESS, link_of, wrong_with
from tests.app.attachments.school import Desk

GOOD = (
    "http://truong.example",
    "https://truong.example:8443/a/b?c=d#e",
    "HTTPS://TRUONG.EXAMPLE/",
    "https://trường.example/kế-hoạch",
    "http://192.168.1.5/noi-bo",
    "http://[2001:db8::1]/",
)
BAD = (
    "http://",
    "http:///trang",
    "http://localhost/",
    "http://localhost./",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://010.0.0.1/",
    "http://[::1%25eth0]/",
    "http://[::1/",
    "http://a..example/",
    "http://-a.example/",
    "http://truong.example:0/",
    "http://truong.example:99999/",
    "http://ten:khoa@truong.example/",
    "http://@truong.example/",
    "http://truong.example\\@khac.example/",
    "http://truong.example/a b",
    "http://truong.example/\u202etxt",
    "http://truong.example/\x07",
    "http://truong.example/" + "a" * MAX_ADDRESS,
)


@pytest.mark.parametrize("address", GOOD)
def test_a_real_address_stands(address: str) -> None:
    assert not wrong_with(address)
    assert link_of(address) == address


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_real_address_is_told_so(address: str) -> None:
    assert wrong_with(address)
    assert not link_of(address)


@pytest.mark.parametrize(
    "text", ["Tủ 3, ngăn 2", "javascript:alert(1)", "data:text/html,a", "ftp://a.example/", ""]
)
def test_any_other_text_is_no_link(text: str) -> None:
    assert not link_of(text)


def test_an_address_with_credentials_is_refused_and_nothing_kept(desk: Desk) -> None:
    answer = desk.add(location="https://ten:khoa@truong.example/")
    assert answer.status_code == 400, answer.text
    assert [one["where"] for one in answer.json()["errors"]] == ["location"]
    assert "khoa" not in answer.text
    assert desk.send("GET", "/evidence").json()["evidence"] == []


def test_words_are_changed_only_to_an_address_that_can_stand(desk: Desk) -> None:
    made = desk.made(location="Tủ 3, ngăn 2")
    words = {"title": "Minh họa", "status": "present", "links": ["1.4"]}
    answer = desk.send(
        "PUT",
        f"/evidence/{made['id']}",
        json=words | {"location": "http://2130706433/"},
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 400, answer.text
    assert desk.send("GET", f"/evidence/{made['id']}").json()["location"] == "Tủ 3, ngăn 2"


def page(desk: Desk, evidence_id: str) -> str:
    """The page of the piece, as a token gets it."""
    address = f"/ho-so/{desk.dossier}/minh-chung/{evidence_id}"
    answer = desk.client.get(address, headers={"Authorization": f"Bearer {desk.person}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_page_links_to_an_address_and_hands_nothing_over(desk: Desk) -> None:
    made = desk.made(location='https://truong.example/?a="><b>')
    shown = page(desk, made["id"])
    assert 'target="_blank" rel="noreferrer noopener nofollow"' in shown
    assert 'href="https://truong.example/?a=&#34;&gt;&lt;b&gt;"' in shown


def test_any_other_location_is_text_on_the_page(desk: Desk) -> None:
    made = desk.made(location="javascript:alert(1)")
    shown = page(desk, made["id"])
    assert 'href="javascript' not in shown
    assert "javascript:alert(1)" in shown
