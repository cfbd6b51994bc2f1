"""The pages of evidence: the list, one piece, its files; every refusal readable."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.attachments.models import Evidence, EvidenceFile, EvidenceLink
from app.dossiers.models import DossierState
from tests.app.dossiers.desk import Desk, furnished
from tests.app.dossiers.test_pages import browser, home, text_of
from tests.app.house import House
from tests.evidence.samples import pdf

NEW = {"title": "Kế hoạch (minh họa)", "status": "present", "link-1.4": "1", "link-1.3.2": "1"}
FILE = {"file": ("kế hoạch.pdf", pdf(), "application/pdf")}


@pytest.fixture
def desk(small_house: House) -> Desk:
    """A dossier without any evidence."""
    return furnished(small_house)


def made(desk: Desk, **more: str) -> str:
    """A new piece; the address of its page."""
    answer = browser(desk).post(home(desk, "/minh-chung"), data=NEW | more)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"]).partition("#")[0]


def row(desk: Desk) -> Evidence:
    with desk.rows() as session:
        return session.exec(select(Evidence)).one()


def send(desk: Desk, address: str, files: Any = FILE, person: str = "editor") -> Any:  # noqa: ANN401
    return browser(desk, person).post(f"{address}/tep", files=files)


def test_a_piece_gets_the_next_code_and_its_links(desk: Desk) -> None:
    address = made(desk)
    assert row(desk).code == "MC.1.4.01"
    with desk.rows() as session:
        assert set(session.exec(select(EvidenceLink.target))) == {"1.4", "1.3.2"}
    listed = browser(desk).get(home(desk, "/minh-chung"))
    assert f'href="{address}"' in listed.text
    assert "MC.1.4.01 Kế hoạch (minh họa)" in text_of(listed)
    answers = text_of(browser(desk).get(home(desk, "/tra-loi")))
    assert answers.count("1 minh chứng: MC.1.4.01") == 2


def test_the_criterion_one_came_from_is_ticked(desk: Desk) -> None:
    page = browser(desk).get(home(desk, "/minh-chung?tieu-chi=1.4")).text
    assert re.findall(r'name="(link-[^"]+)" value="1" checked', page) == ["link-1.4"]


def test_what_is_missing_is_told_and_what_was_typed_stays(desk: Desk) -> None:
    refused = browser(desk).post(
        home(desk, "/minh-chung"), data=NEW | {"title": " ", "note": "Đã gõ"}
    )
    assert refused.status_code == 422
    assert 'href="#title"' in refused.text
    assert ">Đã gõ</textarea>" in refused.text
    assert 'name="link-1.4" value="1" checked' in refused.text
    foreign = browser(desk).post(home(desk, "/minh-chung"), data=NEW | {"code": "MC.9.9.01"})
    assert foreign.status_code == 400
    assert "bộ chỉ số không có tiêu chí này" in text_of(foreign)


def test_a_file_is_sent_and_taken_home(desk: Desk) -> None:
    address = made(desk)
    assert send(desk, address).headers["location"] == f"{address}#tep"
    page = browser(desk).get(address)
    assert "kế hoạch.pdf lần 1" in text_of(page)
    taken = browser(desk, "leader").get(f"{address}/tep/1")
    assert taken.content == pdf()
    assert taken.headers["content-disposition"].startswith("attachment")
    assert send(desk, address).status_code == 303  # the very same file is no second one
    with desk.rows() as session:
        assert len(session.exec(select(EvidenceFile)).all()) == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("trang.html", b"<script>alert(1)</script>", "text/html"), "Không nhận tệp này"),
        (("giả.pdf", b"MZ\x90", "application/pdf"), "Không nhận tệp này"),
        (("", b"", "application/octet-stream"), "hãy chọn một tệp để gửi"),
    ],
)
def test_a_refused_file_is_told_on_the_page(desk: Desk, file: tuple[Any, ...], said: str) -> None:
    address = made(desk)
    boundary = "ranhgioi"
    name, content, kind = file
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        ).encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode()
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    refused = browser(desk).post(f"{address}/tep", content=body, headers=headers)
    assert 400 <= refused.status_code < 500
    assert said in text_of(refused)
    assert "<script>alert" not in refused.text
    assert "Minh chứng MC.1.4.01" in text_of(refused)
    with desk.rows() as session:
        assert session.exec(select(EvidenceFile)).all() == []


def test_words_are_changed_over_the_version_on_the_page(desk: Desk) -> None:
    address = made(desk)
    client = browser(desk)
    told = NEW | {
        "version": "1",
        "title": "Tên mới",
        "number": "12/KH",
        "document_date": "2026-01-05",
    }
    assert client.post(address, data=told).headers["location"] == address
    kept = row(desk)
    assert (kept.title, kept.number, str(kept.document_date), kept.version) == (
        "Tên mới", "12/KH", "2026-01-05", 2)  # fmt: skip
    stale = client.post(address, data=told | {"title": "Tên của tôi"})
    assert stale.status_code == 412
    assert "Giá trị đang có trên máy chủ Tên mới" in text_of(stale)
    assert 'value="Tên của tôi"' in stale.text
    assert 'name="version" value="2"' in stale.text
    assert (
        client.post(address, data=told | {"title": "Tên của tôi", "version": "2"}).status_code
        == 303
    )


def test_a_piece_is_taken_from_the_list(desk: Desk) -> None:
    address = made(desk)
    client = browser(desk)
    assert client.post(f"{address}/go", data={"version": "9"}).status_code == 412
    assert client.post(f"{address}/go", data={"version": "1"}).status_code == 303
    assert "Chưa có minh chứng nào" in text_of(client.get(home(desk, "/minh-chung")))
    assert client.get(address).status_code == 404


def test_who_only_reads_finds_no_form(small_house: House) -> None:
    desk = furnished(small_house, DossierState.SUBMITTED)
    listed = browser(desk, "leader").get(home(desk, "/minh-chung"))
    assert "Thêm minh chứng" not in text_of(listed)
    found = re.search(r'href="(/ho-so/[^"]+/minh-chung/[^"/]+)"', listed.text)
    assert found is not None
    page = browser(desk, "leader").get(found[1])
    assert "<form" not in page.text
    assert browser(desk, "leader").post(home(desk, "/minh-chung"), data=NEW).status_code == 403
    locked = browser(desk).post(home(desk, "/minh-chung"), data=NEW)
    assert locked.status_code == 409
    assert "Hồ sơ đang khóa" in text_of(locked)
    assert send(desk, found[1]).status_code == 409
