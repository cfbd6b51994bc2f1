"""The pages of dossiers: lists, one dossier and its acts, who sees what, hostile names."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.dossiers.models import Dossier, DossierState, SignedReport
from tests.app.dossiers.desk import Desk, furnished
from tests.app.dossiers.test_listing import crowded, grown, statements
from tests.app.external.process import Process
from tests.app.house import House
from tests.evidence.samples import pdf

S = DossierState
HOSTILE = "Trường <script>alert(1)</script> & \"con\" 'cháu'"


def browser(desk: Desk, person: str = "editor") -> TestClient:
    return desk.house.browser(desk.account(person))


def text_of(answer: Any) -> str:  # noqa: ANN401 - a response
    """What a person reads, spaces folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def home(desk: Desk, rest: str = "") -> str:
    return f"/ho-so/{desk.dossier_id}{rest}"


def act(desk: Desk, word: str, person: str, **sent: str) -> Any:  # noqa: ANN401 - a response
    given = {"version": str(desk.dossier.version)} | sent
    return browser(desk, person).post(home(desk, f"/viec/{word}"), data=given)


def test_a_school_sees_its_own_dossiers_without_a_filter(desk: Desk) -> None:
    answer = browser(desk).get("/ho-so")
    assert "Trường minh họa th1" in text_of(answer)
    assert "Lọc" not in text_of(answer)


def test_a_body_above_filters_without_diacritics(house: House) -> None:
    desk = crowded(house, 3)
    client = browser(desk, "director")
    assert "Trường minh họa th2" in text_of(client.get("/ho-so"))
    found = text_of(client.get("/ho-so", params={"tim": "DO minh hoa 3", "trang-thai": "drafting"}))
    assert "Trường minh họa th3" in found
    assert "Trường minh họa th2" not in found
    assert "Không có hồ sơ nào" in text_of(client.get("/ho-so", params={"tim": "không đâu có"}))
    assert client.get("/ho-so", params={"trang-thai": "nope"}).status_code == 422


def test_who_has_no_role_is_told_so(desk: Desk) -> None:
    with desk.house.building() as province:
        province.person("nobody")
    assert "chưa có vai trò nào" in text_of(browser(desk, "nobody").get("/ho-so"))


def test_long_lists_have_a_next_page_that_keeps_the_filter(house: House) -> None:
    desk = crowded(house, 3)
    grown(desk, 60)
    client = browser(desk, "director")
    first = client.get("/ho-so", params={"dot": "dot", "tim": "7900"})
    found = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert found is not None
    address = unescape(found[1])
    assert "tim=7900" in address
    assert "dot=dot" in address
    second = client.get(address)
    shown = [set(re.findall(r'href="/ho-so/([^"?]+)"', one.text)) for one in (first, second)]
    assert shown[0]
    assert shown[1]
    assert not shown[0] & shown[1]


def counts(desk: Desk) -> dict[str, int]:
    """Statements of each page."""
    found = {}
    for person, path in (
        ("director", "/ho-so"),
        ("director", "/ho-so?tim=minh"),
        ("leader", "/danh-gia?loc=tat-ca"),
        ("assessor", home(desk, "/danh-gia")),
        ("director", home(desk)),
        ("director", home(desk, "/tra-loi")),
        ("director", home(desk, "/minh-chung")),
    ):
        client = browser(desk, person)
        client.get(path)  # the edition is compiled once
        with statements(desk) as ran:
            assert client.get(path).status_code == 200
        found[f"{person} {path}"] = len(ran)
    return found


def test_pages_take_as_many_statements_for_many_dossiers_as_for_few(house: House) -> None:
    desk = crowded(house, 3)
    before = counts(desk)
    grown(desk, 40)
    assert counts(desk) == before


def test_the_page_tells_the_year_and_whose_turn_it_is(desk: Desk) -> None:
    shown = text_of(browser(desk).get(home(desk)))
    assert "Trạng thái: đang soạn" in shown
    assert "Nhà trường trả lời từng tiêu chí" in shown
    assert "Tự đánh giá Trường minh họa th1, đang làm" in shown


def test_what_blocks_leads_to_its_field(desk: Desk) -> None:
    page = browser(desk).get(home(desk)).text
    assert f'<a href="{home(desk)}/tra-loi#m-1.1">' in page
    assert f'<a href="{home(desk)}/bao-cao#f-header.place">' in page
    answers = browser(desk).get(home(desk, "/tra-loi")).text
    report = browser(desk).get(home(desk, "/bao-cao")).text
    linked = set(re.findall(r'/tra-loi#([^"]+)"', page)) | set(
        re.findall(r'/bao-cao#([^"]+)"', page)
    )
    assert len(linked) == 40
    assert all(f'id="{one}"' in answers + report for one in linked)


def test_only_acts_that_may_be_done_are_offered(full: Desk) -> None:
    assert "Chốt hồ sơ" in text_of(browser(full).get(home(full)))
    assert act(full, "chot", "editor").headers["location"] == home(full)
    editor, head = (text_of(browser(full, one).get(home(full))) for one in ("editor", "head"))
    assert "Nộp hồ sơ" not in editor
    assert "Nộp hồ sơ" in head
    assert "Mở lại để sửa" in head
    assert "Việc làm được lúc này" not in text_of(browser(full, "director").get(home(full)))


def test_a_guard_stands_on_the_page_with_every_reason(desk: Desk) -> None:
    refused = act(desk, "chot", "editor")
    assert refused.status_code == 409
    assert "Hồ sơ chưa đủ điều kiện" in text_of(refused)
    assert "Tiêu chí 1.1 là điều kiện bắt buộc" in text_of(refused)
    assert desk.dossier.state == S.DRAFTING


def test_a_stale_act_tells_what_changed_and_keeps_the_reason(house: House) -> None:
    desk = furnished(house, S.SUBMITTED)
    before = str(desk.dossier.version)
    assert act(desk, "tiep-nhan", "deputy").status_code == 303
    refused = act(desk, "tra-lai", "leader", version=before, reason="Thiếu\r\nđủ thứ")
    assert refused.status_code == 412
    assert "giờ là “đã tiếp nhận”" in text_of(refused)
    assert "bởi deputy" in text_of(refused)
    again = act(desk, "thu-hoi", "leader", version=before, reason="Thiếu\r\nđủ thứ")
    assert ">Thiếu\nđủ thứ</textarea>" in again.text
    assert desk.dossier.state == S.RECEIVED


def test_an_act_without_its_reason_is_refused(house: House) -> None:
    desk = furnished(house, S.RECEIVED)
    refused = act(desk, "thu-hoi", "leader", reason="  ")
    assert refused.status_code == 409
    assert "Phải ghi lý do" in text_of(refused)


def test_an_unknown_act_is_not_there(desk: Desk) -> None:
    assert act(desk, "xoa-het", "editor").status_code == 404
    assert browser(desk).post(home(desk, "/viec/chot"), data={"x": ""}).status_code == 422


def test_a_signed_report_of_another_closing_is_refused_in_words(full: Desk) -> None:
    act(full, "chot", "editor")
    file = {"file": ("ảnh.gif", b"GIF89a", "image/gif")}
    typed = {"number": "12", "symbol": "BC-MH", "signed_on": "2026-03-02"}
    refused = browser(full, "head").post(home(full, "/ban-ky"), files=file, data=typed)
    assert refused.status_code == 400
    for value in typed.values():
        assert f'value="{value}"' in refused.text
    assert "Không nhận tệp này" in text_of(refused)
    good = {"file": ("bản ký.pdf", pdf(), "application/pdf")}
    told = {"number": "12", "signed_on": "2026-03-02"}
    taken = browser(full, "head").post(home(full, "/ban-ky"), files=good, data=told)
    assert taken.status_code == 303
    page = browser(full, "head").get(home(full))
    assert "số 12, ký ngày 02/3/2026 không đọc được mã QR" in text_of(page)
    found = re.search(r'href="(/ho-so/[^/]+/ban-ky/[^"]+)"', page.text)
    assert found is not None
    assert browser(full, "leader").get(found[1]).content == pdf()


def test_a_draft_is_printed_and_what_is_external_is_not_for_the_school(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    client = browser(desk)
    printed = client.get(home(desk, "/van-ban/score-sheet-docx"))
    assert printed.content.startswith(b"PK")
    assert client.get(home(desk, "/van-ban/external-docx")).status_code == 403
    assert "Phiếu đánh giá ngoài" not in text_of(client.get(home(desk)))
    assert client.get(home(desk, "/danh-gia")).status_code == 403
    assert browser(desk, "assessor").get(home(desk, "/van-ban/external-docx")).status_code == 200


def test_the_external_level_is_told_once_it_is_concluded(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    assert "Mức đánh giá ngoài" not in text_of(browser(desk).get(home(desk)))
    assert act(desk, "ket-luan", "lead").status_code == 303
    shown = text_of(browser(desk).get(home(desk)))
    assert "Mức đánh giá ngoài 3" in shown
    assert browser(desk).get(home(desk, "/danh-gia")).status_code == 200


def test_the_school_objects_and_reads_it_there(house: House) -> None:
    desk = furnished(house, S.ASSESSED)
    told = {"version": str(desk.dossier.version), "criterion": "1.3", "text": "Có từ đầu năm."}
    wrong = browser(desk).post(home(desk, "/giai-trinh"), data=told | {"evidence": "MC.9.9.99"})
    assert wrong.status_code == 409
    assert ">Có từ đầu năm.</textarea>" in wrong.text
    sent = browser(desk).post(home(desk, "/giai-trinh"), data=told)
    assert sent.status_code == 303
    assert "Tiêu chí 1.3 Có từ đầu năm." in text_of(browser(desk, "lead").get(home(desk)))


def test_a_revision_opens_on_its_own_page(house: House) -> None:
    desk = furnished(house, S.PUBLISHED)
    answer = act(desk, "ban-sua", "director", reason="Sửa số liệu")
    assert answer.status_code == 303
    fresh = answer.headers["location"]
    assert fresh != home(desk)
    page = browser(desk).get(fresh)
    assert "bản 2" in text_of(page)
    assert f'href="{home(desk)}"' in page.text


@pytest.mark.parametrize("state", [S.DRAFTING, S.ASSESSED])
def test_hostile_names_and_words_are_shown_as_text(house: House, state: DossierState) -> None:
    desk = furnished(house, state)
    with house.database.writing() as session:
        process = Process.resumed(session)
        row = process.held(desk.dossier_id)
        row.body_name = HOSTILE
        process.campaign.title = HOSTILE
        session.execute(update(SignedReport).values(file_name=HOSTILE))
        session.add(row)
    client = browser(desk, "leader")
    told = {"title": HOSTILE, "status": "present", "link-1.4": "1", "note": HOSTILE}
    browser(desk).post(home(desk, "/minh-chung"), data=told)
    browser(desk).post(
        home(desk, "/tra-loi/1.4"), data={"version-1.4": "0", "comment-1.4": HOSTILE}
    )
    for path in ("/ho-so", "/danh-gia?loc=tat-ca", home(desk), home(desk, "/tra-loi"),
                 home(desk, "/bao-cao"), home(desk, "/minh-chung")):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text, path
        assert "alert(1)" in page.text, path
    searched = client.get("/ho-so", params={"tim": '"><script>alert(2)</script>'})
    assert "<script>alert" not in searched.text


def test_the_assessors_list_holds_what_is_theirs(house: House) -> None:
    desk = crowded(house, 3)
    mine = text_of(browser(desk, "assessor").get("/danh-gia"))
    assert "Trường minh họa th1" in mine
    assert "29/29 mục thành viên" in mine
    assert "Trường minh họa th3" not in mine
    everything = text_of(browser(desk, "leader").get("/danh-gia?loc=tat-ca"))
    assert "Trường minh họa th3" in everything
    assert "Chưa có hồ sơ nào" in text_of(browser(desk, "editor").get("/danh-gia"))


def test_nobody_learns_of_a_neighbours_dossier(house: House) -> None:
    desk = crowded(house, 2)
    client = browser(desk, "editor-th2")
    for rest in ("", "/tra-loi", "/bao-cao", "/minh-chung", "/danh-gia", "/van-ban/pdf"):
        assert client.get(home(desk, rest)).status_code == 404
    with house.database.reading() as session:
        assert session.get_one(Dossier, desk.dossier_id).state == S.ASSESSING


def test_who_is_signed_in_finds_the_way_from_the_front_page(desk: Desk) -> None:
    assert "Đến hồ sơ của tôi" in text_of(browser(desk).get("/"))
    assert "Đến hồ sơ của tôi" not in text_of(desk.house.browser().get("/"))
