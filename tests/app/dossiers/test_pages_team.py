"""The team of a dossier and giải trình on its page."""

import re
from typing import Any

from sqlmodel import select

from app.dossiers.models import Assignment, DossierState, Objection, SideName
from app.dossiers.queries import facts
from tests.app.dossiers.desk import Desk, furnished
from tests.app.dossiers.test_pages import browser, home, text_of
from tests.app.house import House

S = DossierState


def assigned(desk: Desk, **told: str) -> Any:  # noqa: ANN401 - a response
    given = {"version": str(desk.dossier.version)} | told
    return browser(desk, "leader").post(home(desk, "/phan-cong"), data=given)


def test_a_leader_names_the_team(house: House) -> None:
    desk = furnished(house, S.RECEIVED)
    taken = assigned(
        desk, team="Đoàn 7", lead="lead@truong.example", members="assessor@truong.example\r\n\r\n"
    )
    assert taken.headers["location"] == home(desk, "#doan")
    with desk.rows() as session:
        rows = session.exec(select(Assignment).where(Assignment.dossier_id == desk.dossier_id))
        assert sorted((one.lead, one.team) for one in rows) == [(False, "Đoàn 7"), (True, "Đoàn 7")]
    shown = text_of(browser(desk, "lead").get(home(desk)))
    assert "Đoàn đánh giá: Đoàn 7 lead, trưởng đoàn lead@truong.example assessor" in shown


def test_a_stranger_in_the_team_is_named_and_what_was_typed_stays(house: House) -> None:
    desk = furnished(house, S.RECEIVED)
    refused = assigned(
        desk, lead="lead@truong.example", members="la@truong.example\r\nhai@x.example"
    )
    assert refused.status_code == 409
    assert ">la@truong.example\nhai@x.example</textarea>" in refused.text
    assert "la@truong.example" in text_of(refused).partition("Trạng thái")[0]
    unreadable = assigned(desk, members="x")
    assert unreadable.status_code == 422
    assert ">x</textarea>" in unreadable.text


def test_the_school_is_not_told_of_the_team_before_the_conclusion(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    assert "Đoàn đánh giá" not in text_of(browser(desk).get(home(desk))).partition("In và ký")[2]


def objected(house: House) -> tuple[Desk, str]:
    desk = furnished(house, S.OBJECTED)
    with desk.rows() as session:
        return desk, session.exec(select(Objection.id)).one()


def test_an_objection_is_answered_and_upheld_with_its_correction(house: House) -> None:
    desk, one = objected(house)
    answer = home(desk, f"/giai-trinh/{one}/tra-loi")
    said = browser(desk, "assessor").post(answer, data={"version": "1", "text": "Đồng ý"})
    assert said.status_code == 303
    decision = home(desk, f"/giai-trinh/{one}/quyet-dinh")
    told = {"version": "2", "upheld": "yes", "text": "Chấp nhận", "award-1.3.1": ""}
    leader = browser(desk, "leader")
    empty = leader.post(decision, data=told)
    assert empty.status_code == 400
    assert "phải kèm kết quả được sửa" in text_of(empty)
    assert ">Chấp nhận</textarea>" in empty.text
    assert leader.post(decision, data=told | {"award-1.3.1": "4,5"}).status_code == 303
    assert str(desk.answers(SideName.EXTERNAL)["1.3.1"].award) == "4.5"
    assert desk.dossier.state == S.ASSESSED
    shown = text_of(browser(desk).get(home(desk)))
    assert "Đoàn đánh giá trả lời: Đồng ý" in shown
    assert "Được chấp nhận: Chấp nhận" in shown


def test_a_decision_corrects_facts_too(house: House) -> None:
    desk, one = objected(house)
    said = {"version": "1", "text": "Đồng ý"}
    browser(desk, "assessor").post(home(desk, f"/giai-trinh/{one}/tra-loi"), data=said)
    leader, decision = browser(desk, "leader"), home(desk, f"/giai-trinh/{one}/quyet-dinh")
    found = re.search(r'name="fact-([^"]+)" type="text"', leader.get(home(desk)).text)
    assert found is not None
    told = {"version": "2", "upheld": "yes", "text": "Chấp nhận", f"fact-{found[1]}": "Minh họa"}
    assert leader.post(decision, data=told).status_code == 303
    with desk.rows() as session:
        kept = {row.fact: row.value for row in facts(session, desk.dossier.id, SideName.EXTERNAL)}
    assert kept[found[1]] == "Minh họa"


def test_an_objection_is_rejected(house: House) -> None:
    desk, one = objected(house)
    data = {"version": "1", "text": "Không đúng"}
    browser(desk, "assessor").post(home(desk, f"/giai-trinh/{one}/tra-loi"), data=data)
    stale = browser(desk, "assessor").post(home(desk, f"/giai-trinh/{one}/tra-loi"), data=data)
    assert stale.status_code == 412
    told = {"version": "2", "upheld": "no", "text": "Giữ kết quả", "award-1.3.1": "1"}
    kept = str(desk.answers(SideName.EXTERNAL)["1.3.1"].award)
    leader = browser(desk, "leader")
    page = leader.get(home(desk))
    assert 'aria-labelledby="giai-trinh"' in page.text
    assert leader.post(home(desk, f"/giai-trinh/{one}/quyet-dinh"), data=told).status_code == 303
    assert str(desk.answers(SideName.EXTERNAL)["1.3.1"].award) == kept
    assert desk.dossier.state == S.ASSESSED
    assert "Không được chấp nhận: Giữ kết quả" in text_of(browser(desk).get(home(desk)))
