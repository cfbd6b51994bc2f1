"""The pages on which answers, facts and the report are written: what is saved, what is told."""

import re
from html import unescape
from typing import Any

from sqlmodel import select

from app.dossiers.models import Answer, DossierState, DossierText, FactAnswer, SideName
from tests.app.dossiers.desk import Desk, furnished
from tests.app.dossiers.test_pages import act, browser, home, text_of
from tests.app.external.process import Process
from tests.app.house import House

S = DossierState


def fields(page: str, criterion: str, part: str = "tra-loi") -> dict[str, str]:
    """What the form of a criterion would send as it stands, its unset menus empty."""
    form = re.search(rf'<form[^>]+/{part}/{re.escape(criterion)}".*?</form>', page, re.DOTALL)
    assert form is not None
    found = {}
    for tag in re.findall(r"<input[^>]+>", form[0]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    menus = r'<select[^>]+name="([^"]+)".*?>(.*?)</select>'
    for name, inner in re.findall(menus, form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(
        r'<textarea[^>]+name="([^"]+)"[^>]*>(.*?)</textarea>', form[0], re.DOTALL
    ):
        found[name] = unescape(inner)
    return found


def opened(
    desk: Desk, criterion: str, person: str = "editor", part: str = "tra-loi"
) -> dict[str, str]:
    return fields(browser(desk, person).get(home(desk, f"/{part}")).text, criterion, part)


def sent(
    desk: Desk, criterion: str, form: dict[str, str], person: str = "editor", part: str = "tra-loi"
) -> Any:  # noqa: ANN401
    return browser(desk, person).post(home(desk, f"/{part}/{criterion}"), data=form)


def test_one_criterion_is_saved_as_a_batch_and_nothing_else(desk: Desk) -> None:
    form = opened(desk, "1.3") | {"award-1.3.1": "4,5", "award-1.3.2": "0"}
    form |= {"comment-1.3.2": "Dòng một\r\nDòng hai", "fact-lms_in_use": "true"}
    answer = sent(desk, "1.3", form)
    assert answer.headers["location"] == home(desk, "/tra-loi?da-luu=1.3#c-1.3")
    kept = desk.answers()
    assert {code: (str(row.award), row.comment) for code, row in kept.items()} == {
        "1.3.1": ("4.5", ""),
        "1.3.2": ("0", "Dòng một\nDòng hai"),
    }
    with desk.rows() as session:
        assert [(row.fact, row.value) for row in session.exec(select(FactAnswer))] == [
            ("lms_in_use", "true")
        ]
    assert desk.acts()[-1] == "self.saved"
    shown = browser(desk).get(answer.headers["location"].partition("#")[0])
    assert shown.text.count("Đã lưu.") == 1


def test_what_was_not_changed_is_not_written(desk: Desk) -> None:
    sent(desk, "1.3", opened(desk, "1.3") | {"award-1.3.1": "6"})
    before = len(desk.acts())
    assert sent(desk, "1.3", opened(desk, "1.3")).status_code == 303
    assert len(desk.acts()) == before
    assert {row.version for row in desk.answers().values()} == {1}


def test_an_answer_is_taken_back(desk: Desk) -> None:
    sent(desk, "1.1", opened(desk, "1.1") | {"award-1.1": "met"})
    sent(desk, "1.1", opened(desk, "1.1") | {"award-1.1": ""})
    row = desk.answers()["1.1"]
    assert (row.verdict, row.version) == (None, 2)


def test_wrong_values_are_told_at_their_fields_and_nothing_is_kept(desk: Desk) -> None:
    form = opened(desk, "1.3") | {"award-1.3.1": "sáu", "award-1.3.2": "3"}
    refused = sent(desk, "1.3", form)
    assert refused.status_code == 400
    assert 'href="#m-1.3.1"' in refused.text
    assert "điểm phải là một số không âm" in text_of(refused)
    assert 'aria-describedby="loi-1.3.1"' in refused.text
    assert 'value="3" selected' in refused.text
    above = sent(desk, "1.3", opened(desk, "1.3") | {"award-1.3.1": "7"})
    assert above.status_code == 400
    assert desk.answers() == {}


def test_a_stale_save_shows_both_values_and_lets_one_choose(desk: Desk) -> None:
    mine = opened(desk, "1.3") | {
        "award-1.3.1": "2",
        "award-1.3.2": "3",
        "comment-1.3.1": "Của tôi",
    }
    sent(desk, "1.3", opened(desk, "1.3") | {"award-1.3.1": "6"}, "head")
    refused = sent(desk, "1.3", mine)
    assert refused.status_code == 412
    assert re.search(r"Trên máy chủ \(head, \d\d:\d\d ngày [0-9/]+\): 6 ", text_of(refused))
    again = fields(refused.text, "1.3")
    assert (again["award-1.3.1"], again["comment-1.3.1"]) == ("2", "Của tôi")
    assert {code: row.award for code, row in desk.answers().items()} == {"1.3.1": 6}
    assert sent(desk, "1.3", again | {"keep-1.3.1": "mine"}).status_code == 303
    kept = desk.answers()
    assert (str(kept["1.3.1"].award), kept["1.3.1"].version, str(kept["1.3.2"].award)) == (
        "2",
        2,
        "3",
    )


def test_what_stands_on_the_server_can_be_chosen(desk: Desk) -> None:
    mine = opened(desk, "1.3") | {"award-1.3.1": "2", "award-1.3.2": "3"}
    sent(desk, "1.3", opened(desk, "1.3") | {"award-1.3.1": "6"}, "head")
    again = fields(sent(desk, "1.3", mine).text, "1.3")
    assert sent(desk, "1.3", again | {"keep-1.3.1": "theirs"}).status_code == 303
    kept = desk.answers()
    assert (str(kept["1.3.1"].award), kept["1.3.1"].version, str(kept["1.3.2"].award)) == (
        "6",
        1,
        "3",
    )


def test_a_colleague_on_another_item_of_the_criterion_is_not_in_the_way(desk: Desk) -> None:
    mine = opened(desk, "1.3") | {"award-1.3.2": "3"}
    sent(desk, "1.3", opened(desk, "1.3") | {"award-1.3.1": "6"}, "head")
    assert sent(desk, "1.3", mine).status_code == 303
    assert {code: row.award for code, row in desk.answers().items()} == {"1.3.1": 6, "1.3.2": 3}


def test_saving_confirms_what_last_year_brought(desk: Desk) -> None:
    sent(desk, "1.4", opened(desk, "1.4") | {"award-1.4": "3"})
    with desk.house.database.writing() as session:
        for row in session.exec(select(Answer)):
            row.unconfirmed = True
            session.add(row)
    page = browser(desk).get(home(desk, "/tra-loi"))
    assert "chưa xác nhận" in text_of(page)
    assert sent(desk, "1.4", fields(page.text, "1.4")).status_code == 303
    row = desk.answers()["1.4"]
    assert (str(row.award), row.unconfirmed, row.version) == ("3", False, 2)


def test_facts_of_the_whole_sheet_have_a_form_of_their_own(desk: Desk) -> None:
    answer = sent(desk, "chung", opened(desk, "chung") | {"fact-teachers_total": "40"})
    assert answer.status_code == 303
    refused = sent(desk, "chung", opened(desk, "chung") | {"fact-teachers_total": "bốn mươi"})
    assert refused.status_code == 400
    assert 'href="#d-teachers_total"' in refused.text
    assert 'value="bốn mươi"' in refused.text


def test_an_unknown_criterion_is_not_there(desk: Desk) -> None:
    assert sent(desk, "9.9", {"version-9.9": "0"}).status_code == 404


def test_after_closing_the_page_shows_and_refuses(full: Desk) -> None:
    form = opened(full, "1.3") | {"award-1.3.1": "1"}
    act(full, "chot", "editor")
    page = browser(full).get(home(full, "/tra-loi"))
    assert "Phiếu đang khóa" in text_of(page)
    assert "Lưu tiêu chí" not in page.text
    refused = sent(full, "1.3", form)
    assert refused.status_code == 409
    assert "Hồ sơ đang khóa" in text_of(refused)


def test_who_may_only_read_finds_no_button(full: Desk) -> None:
    page = browser(full, "director").get(home(full, "/tra-loi"))
    assert page.status_code == 200
    assert "Lưu" not in text_of(page).replace("Mỗi tiêu chí lưu riêng", "")
    assert sent(full, "1.3", {"version-1.3.1": "1"}, "director").status_code == 403


def test_only_returned_criteria_can_be_written(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    page = browser(desk).get(home(desk, "/tra-loi"))
    assert re.findall(r"Lưu tiêu chí ([0-9.]+)", page.text) == ["1.3"]
    assert "Thiếu minh chứng minh họa." in text_of(page)
    form = fields(page.text, "1.4") | {"award-1.4": "1", "comment-1.4": "x"}
    assert sent(desk, "1.4", form).status_code == 409
    assert sent(desk, "1.3", fields(page.text, "1.3") | {"award-1.3.1": "5"}).status_code == 303


def report(desk: Desk, person: str = "editor") -> dict[str, str]:
    page = browser(desk, person).get(home(desk, "/bao-cao")).text
    return fields(page.replace('/bao-cao"', '/bao-cao/x"'), "x", "bao-cao")


def test_the_report_is_saved_field_by_field(desk: Desk) -> None:
    told = report(desk) | {
        "text-narrative.process": "Đoạn một\r\n\r\nĐoạn hai",
        "text-header.recipients": "Như trên\r\nLưu: VT",
    }
    assert browser(desk).post(home(desk, "/bao-cao"), data=told).status_code == 303
    with desk.rows() as session:
        kept = {row.field: row.value for row in session.exec(select(DossierText))}
    assert kept == {
        "narrative.process": "Đoạn một\n\nĐoạn hai",
        "header.recipients": "Như trên\nLưu: VT",
    }


def test_a_stale_report_shows_both_texts(desk: Desk) -> None:
    mine = report(desk) | {"text-header.place": "Xã Của Tôi", "text-header.signer": "Người Ký"}
    theirs = report(desk, "head") | {"text-header.place": "Xã Của Bạn"}
    browser(desk, "head").post(home(desk, "/bao-cao"), data=theirs)
    refused = browser(desk).post(home(desk, "/bao-cao"), data=mine)
    assert refused.status_code == 412
    assert re.search(r"Trên máy chủ \(head, [^)]+\): Xã Của Bạn", text_of(refused))
    assert 'value="Xã Của Tôi"' in refused.text
    again = fields(refused.text.replace('/bao-cao"', '/bao-cao/x"'), "x", "bao-cao")
    chosen = again | {"keep-header.place": "theirs"}
    assert browser(desk).post(home(desk, "/bao-cao"), data=chosen).status_code == 303
    with desk.rows() as session:
        kept = {row.field: row.value for row in session.exec(select(DossierText))}
    assert kept == {"header.place": "Xã Của Bạn", "header.signer": "Người Ký"}


def test_a_line_too_long_is_told_at_its_field(desk: Desk) -> None:
    told = report(desk) | {"text-header.place": "x" * 301}
    refused = browser(desk).post(home(desk, "/bao-cao"), data=told)
    assert refused.status_code == 400
    assert 'href="#f-header.place"' in refused.text
    assert "dài quá 300 ký tự" in text_of(refused)


# the assessors' side


def test_the_external_side_is_written_beside_the_schools(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    form = opened(desk, "1.4", "assessor", "danh-gia")
    form |= {"award-1.4": "2", "comment-1.4": "Thiếu học liệu."}
    answer = sent(desk, "1.4", form, "assessor", "danh-gia")
    assert answer.headers["location"] == home(desk, "/danh-gia?da-luu=1.4#c-1.4")
    outside, own = desk.answers(SideName.EXTERNAL)["1.4"], desk.answers()["1.4"]
    assert (str(outside.award), outside.comment) == ("2", "Thiếu học liệu.")
    assert (own.award != outside.award, own.comment, own.version) == (True, "", 1)
    shown = text_of(browser(desk, "lead").get(home(desk, "/danh-gia")))
    assert "MC.1.1.01" in shown
    assert "chênh -" in shown


def test_criteria_with_a_reason_are_returned(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    version = str(desk.dossier.version)
    told = {"version": version, "by": "2099-01-31", "reason-1.3": "Thiếu ảnh", "reason-1.4": " "}
    client = browser(desk, "leader")
    nothing = client.post(home(desk, "/tra-bo-sung"), data=told | {"reason-1.3": ""})
    assert nothing.status_code == 409
    assert "ít nhất một tiêu chí" in text_of(nothing)
    undated = client.post(home(desk, "/tra-bo-sung"), data=told | {"by": "31/01/2099"})
    assert ">Thiếu ảnh</textarea>" in undated.text
    assert "Hãy chọn ngày" in text_of(undated)
    past = client.post(home(desk, "/tra-bo-sung"), data=told | {"by": "2020-01-31"})
    assert "Hạn bổ sung phải sau lúc này" in text_of(past)
    assert client.post(home(desk, "/tra-bo-sung"), data=told).status_code == 303
    shown = text_of(browser(desk).get(home(desk)))
    assert "Trả bổ sung, hạn hết ngày 31/01/2099" in shown
    assert "Tiêu chí 1.3 : Thiếu ảnh" in shown
    assert client.post(home(desk, "/tra-bo-sung"), data=told).status_code == 412


def test_conclusion_names_what_is_missing(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    form = opened(desk, "1.4", "lead", "danh-gia") | {"award-1.4": ""}
    sent(desk, "1.4", form, "lead", "danh-gia")
    page = browser(desk, "lead").get(home(desk, "/danh-gia"))
    assert "Còn 1 mục chưa đánh giá: 1.4" in text_of(page)
    refused = act(desk, "ket-luan", "lead")
    assert refused.status_code == 409
    assert "Tiêu chí 1.4 chưa được trả lời" in text_of(refused)
    assert f'href="{home(desk)}/danh-gia#m-1.4"' in refused.text


def test_before_it_is_begun_there_is_no_external_side(house: House) -> None:
    desk = furnished(house, S.RECEIVED)
    assert browser(desk, "leader").get(home(desk, "/danh-gia")).status_code == 404
    with house.database.writing() as session:
        process = Process.resumed(session)
        process.start(process.held(desk.dossier_id))
    assert browser(desk, "leader").get(home(desk, "/danh-gia")).status_code == 200
