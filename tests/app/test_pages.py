"""The pages, as a browser without JavaScript sees them."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.cli import forms

MAX_CSS = 15_000
MAX_FIRST_VISIT = 10_000
"""Bytes over the line for the first page with its files: under 1 s at 100 kbit/s."""


class Fields(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is hidden."""
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given["name"] or ""] = given["value"] or ""


def result(client: TestClient, form: bytes, external: bytes | None = None, **data: str) -> str:
    files = {"form": ("p.xlsx", form)}
    if external is not None:
        files["external"] = ("n.xlsx", external)
    answer = client.post("/ket-qua", data=data, files=files)
    assert answer.status_code == 200, answer.text
    return answer.text


def carried(client: TestClient, page: str, path: str, **data: str | list[str]) -> bytes:
    """What the result page sends back: its hidden fields as multipart, and a chosen button."""
    fields = [(name, (None, value)) for name, value in Fields(page).found.items()]
    for name, value in data.items():
        values = [value] if isinstance(value, str) else value
        fields += [(name, (None, one)) for one in values]
    answer = client.post(path, files=fields)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize(("share", "level"), [("0.3", 1), ("0.6", 2), ("0.9", 3)])
def test_a_school_sees_its_level(client: TestClient, share: str, level: int) -> None:
    page = result(client, forms.filled(share))
    assert f"Xếp mức {level}" in page
    assert forms.NAME in page


def test_every_item_has_its_sentence_and_unconfirmed_values_their_mark(client: TestClient) -> None:
    page = result(client, forms.filled("0.6"))
    assert page.count('<span class="sentence">') >= 29
    assert "(một nguồn)" in page
    assert "(suy luận)" in page
    assert "chỉ một nguồn, chưa được xác nhận" in page


def test_says_what_is_missing_and_gives_no_level(client: TestClient) -> None:
    page = result(client, forms.with_award(None))
    assert "Chưa đủ dữ liệu" in page
    assert "Chưa trả lời: 1 tiêu chí" in page
    assert "Cách ngắn nhất" not in page


def test_names_claims_without_evidence(client: TestClient) -> None:
    assert "Đã chấm nhưng chưa có minh chứng: 29 tiêu chí" in result(client, forms.filled())


def test_self_and_external_are_shown_side_by_side(client: TestClient) -> None:
    page = result(client, forms.filled("0.9"), forms.filled("0.6"))
    assert "Xếp mức 3" in page
    assert "Xếp mức 2" in page
    assert "ĐG ngoài" in page


def test_the_result_page_brings_its_form_back_for_each_download(client: TestClient) -> None:
    page = result(client, forms.filled("0.6"), forms.filled("0.5"))
    assert carried(client, page, "/tai-ve", format="pdf").startswith(b"%PDF")
    assert carried(client, page, "/tai-ve", format="zip").startswith(b"PK")
    again = carried(client, page, "/ket-qua").decode()
    assert "Xếp mức 2" in again
    assert "ĐG ngoài" in again


def test_what_cannot_be_done_is_left_out_of_the_way_up(client: TestClient) -> None:
    page = result(client, forms.filled("0.7"))
    first = re.search(r'name="kept" value="([^"]+)"', page)
    assert first
    again = carried(client, page, "/ket-qua", kept=[first[1]], target="3").decode()
    assert "Đang giữ nguyên" in again
    steps = again.split('<ol class="path">')[1].split("</ol>")[0]
    assert f"Nâng {first[1]} " not in steps


def test_a_school_may_look_two_levels_up(client: TestClient) -> None:
    page = result(client, forms.filled("0.3"), target="3")
    assert "Cách ngắn nhất để lên mức 3" in page


@pytest.mark.parametrize("name", ["muc-1", "muc-2", "muc-3"])
def test_an_example_is_one_click_away_and_shows_its_level(client: TestClient, name: str) -> None:
    home = client.get("/").text
    assert f'href="/vi-du/{name}"' in home
    page = client.get(f"/vi-du/{name}").text
    assert f"Xếp mức {name[-1]}" in page
    assert Fields(page).found == {"example": name}
    assert carried(client, page, "/tai-ve", format="docx").startswith(b"PK")
    form = client.get(f"/vi-du/{name}.xlsx")
    assert f"Xếp mức {name[-1]}" in result(client, form.content)


def test_what_a_school_typed_never_becomes_markup(client: TestClient) -> None:
    evil = "<script>alert(1)</script><b>Trường"
    page = result(client, forms.filled(name=evil))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "data",
    [
        {"form_base64": "không phải base64"},
        {"form_base64": "UEs="},
        {"example": "muc-9"},
        {"example": "../muc-1"},
        {},
        {"example": "muc-1", "kept": "9.9"},
        {"example": "muc-1", "target": "mười"},
        {"example": "muc-1", "surprise": "x"},
    ],
)
def test_refuses_fields_that_were_tampered_with(client: TestClient, data: dict[str, str]) -> None:
    answer = client.post("/ket-qua", files=[(key, (None, value)) for key, value in data.items()])
    assert answer.status_code in {400, 404, 415, 422}
    assert 'id="loi"' in answer.text


def test_the_blank_form_fits_the_kind_of_school(client: TestClient) -> None:
    address = "/phieu-trong?bo-chi-so=thangdo.qd-4725@1.0&loai-truong=th_thcs&cap-hoc=thcs"
    answer = client.get(address)
    assert answer.content.startswith(b"PK")
    assert "trung%20h%E1%BB%8Dc%20c%C6%A1%20s%E1%BB%9F" in answer.headers["content-disposition"]
    wrong = client.get(address.replace("cap-hoc=thcs", "cap-hoc=thpt"))
    assert wrong.status_code == 400
    assert "có thể chọn: Tiểu học, Trung học cơ sở" in wrong.text


def test_no_page_holds_inline_code_or_another_host(client: TestClient) -> None:
    pages = ["/", "/vi-du/muc-1", "/bo-chi-so", "/bo-chi-so/thangdo.qd-4725/1.0", "/api",
             "/api/loi", "/nope"]  # fmt: skip
    for address in pages:
        text = client.get(address).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=\"/static/)", text)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)
        assert '<html lang="vi">' in text


def test_the_first_visit_is_light(client: TestClient) -> None:
    total = 0
    home = client.get("/")
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', home.text)
    for address in ["/", *dict.fromkeys(files)]:
        with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
            total += sum(len(chunk) for chunk in answer.iter_raw())
    assert total < MAX_FIRST_VISIT
    assert len(client.get("/static/page.css").content) < MAX_CSS


def test_a_static_file_is_kept_for_good_under_its_own_hash_only(client: TestClient) -> None:
    home = client.get("/").text
    found = re.search(r'href="(/static/page\.css\?v=[0-9a-f]+)"', home)
    assert found
    fresh = client.get(found[1])
    assert "immutable" in fresh.headers["cache-control"]
    tag = {"If-None-Match": fresh.headers["etag"]}
    assert client.get(found[1], headers=tag).status_code == 304
    assert client.get("/static/page.css?v=old").headers["cache-control"] == "no-cache"


def test_a_mistake_of_ours_is_a_500_without_details() -> None:
    app = create_app(Settings())
    with TestClient(app, base_url="http://localhost") as client:
        app.state.context.editions.all = None
        for address, kind in (("/healthz", "application/problem+json"), ("/", "text/html")):
            answer = client.get(address)
            assert answer.status_code == 500
            assert answer.headers["content-type"].startswith(kind)
            assert "Lỗi ở phía chương trình" in answer.text
            assert "Traceback" not in answer.text
            assert "NoneType" not in answer.text
            assert "content-security-policy" in answer.headers
