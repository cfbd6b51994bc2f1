"""The checklist of suggested evidence: what is covered and by which codes; taking a suggestion."""

import pytest
from sqlmodel import select

from app.attachments.models import Evidence, EvidenceLink
from app.dossiers.models import DossierState
from criteria.loader import shipped
from tests.app.attachments.school import ASSESSOR, STRANGER, Desk
from tests.app.dossiers.desk import Desk as PaperDesk
from tests.app.dossiers.desk import furnished
from tests.app.dossiers.test_pages import browser, home, text_of
from tests.app.house import House
from tests.statements import counted

EDITION = shipped("thangdo.qd-4725")
PATH = "/evidence-checklist"


def place(desk: Desk, code: str) -> dict[str, object]:
    """One place of the checklist."""
    found: dict[str, dict[str, object]] = {
        one["code"]: one for one in desk.send("GET", PATH).json()["places"]
    }
    return found[code]


def test_every_suggestion_of_the_edition_stands_once(desk: Desk) -> None:
    places = desk.send("GET", PATH).json()["places"]
    told = {one["code"]: [each["text"] for each in one["suggestions"]] for one in places}
    for code, item in EDITION.items.items():
        own = EDITION.criteria[item.criterion].evidence if code == item.criterion else ()
        wanted = dict.fromkeys((*own, *item.evidence))
        assert told.get(code, []) == list(wanted)
    assert sum(map(len, told.values())) > 0
    assert all(not one["covered"] and one["codes"] == [] for one in places)


def test_only_evidence_that_is_there_covers(desk: Desk) -> None:
    desk.made(status="updating", links=["1.3.1"])
    assert (place(desk, "1.3.1")["covered"], place(desk, "1.3.1")["codes"]) == (
        False,
        ["MC.1.3.1.01"],
    )
    desk.made(links=["1.3"])
    for code in ("1.3.1", "1.3.2"):  # what serves the criterion serves its items
        assert place(desk, code)["covered"] is True
    assert place(desk, "1.3.1")["codes"] == ["MC.1.3.01", "MC.1.3.1.01"]


def test_a_suggestion_becomes_one_record_that_is_not_there_yet(desk: Desk) -> None:
    text = place(desk, "1.4")["suggestions"][0]["text"]  # type: ignore[index]
    made = desk.send("POST", PATH, json={"code": "1.4", "number": 1})
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["title"], shown["status"], shown["links"]) == (text, "absent", ["1.4"])
    assert shown["code"] == "MC.1.4.01"
    again = desk.send("POST", PATH, json={"code": "1.4", "number": 1})
    assert (again.status_code, again.json()["id"]) == (200, shown["id"])
    assert place(desk, "1.4")["suggestions"][0]["codes"] == ["MC.1.4.01"]  # type: ignore[index]
    assert place(desk, "1.4")["covered"] is False
    with desk.database.reading() as session:
        assert len(session.exec(select(Evidence)).all()) == 1


def test_what_is_not_suggested_cannot_be_taken(desk: Desk) -> None:
    for wrong in ({"code": "1.4", "number": 99}, {"code": "9.9", "number": 1}):
        answer = desk.send("POST", PATH, json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "suggestion-not-found")
    desk.move(DossierState.SUBMITTED)
    locked = desk.send("POST", PATH, json={"code": "1.4", "number": 1})
    assert locked.json()["code"] == "dossier-locked"


def test_who_may_not_write_may_look_and_a_stranger_is_told_nothing(desk: Desk) -> None:
    assert desk.as_(ASSESSOR).send("GET", PATH).status_code == 200
    wanted = {"code": "1.4", "number": 1}
    assert desk.as_(ASSESSOR).send("POST", PATH, json=wanted).status_code == 403
    assert desk.as_(STRANGER).send("GET", PATH).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_evidence(desk: Desk) -> None:
    desk.made()
    with counted(desk.database.engine) as few:
        desk.send("GET", PATH)
    for code in ("1.3.1", "1.3.2", "2.1"):
        desk.made(links=[code])
    with counted(desk.database.engine) as many:
        desk.send("GET", PATH)
    assert len(many) == len(few)


@pytest.fixture
def paper_desk(small_house: House) -> PaperDesk:
    """The same as pages."""
    return furnished(small_house)


def test_the_page_names_what_is_missing_and_takes_a_suggestion(paper_desk: PaperDesk) -> None:
    address = home(paper_desk, "/goi-y-minh-chung")
    page = browser(paper_desk).get(address)
    assert page.status_code == 200
    assert "Chưa có minh chứng" in text_of(page)
    taken = browser(paper_desk).post(address, data={"code": "1.4", "number": "1"})
    assert taken.headers["location"] == f"{address}#g-1.4"
    assert "trong danh mục: MC.1.4.01" in text_of(browser(paper_desk).get(address))
    wrong = browser(paper_desk).post(address, data={"code": "1.4", "number": "x"})
    assert wrong.status_code == 422
    linked = browser(paper_desk).get(home(paper_desk, "/minh-chung")).text
    assert f'href="{address}"' in linked


def test_claims_without_evidence_and_dangling_codes_are_listed(paper_desk: PaperDesk) -> None:
    address = home(paper_desk, "/goi-y-minh-chung")
    assert paper_desk.put("1.3.1", "6").status_code == 200
    assert "Tiêu chí 1.3.1 có điểm mà chưa có minh chứng" in text_of(
        browser(paper_desk).get(address)
    )
    new = {"title": "Minh họa", "status": "present", "link-1.3": "1"}
    browser(paper_desk).post(home(paper_desk, "/minh-chung"), data=new)
    assert "Mọi tiêu chí có điểm" in text_of(browser(paper_desk).get(address))
    with paper_desk.house.database.writing() as session:
        row = session.exec(select(Evidence)).one()
        session.add(EvidenceLink(evidence_id=row.id, target="9.9"))
    told = text_of(browser(paper_desk).get(address))
    assert "MC.1.3.01 gắn với mã không còn trong bộ chỉ số: 9.9" in told
