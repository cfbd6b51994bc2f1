"""Last year's dossier as a source of answers: only gaps are filled, and a person confirms."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.audit.chain import Who
from app.audit.models import AuditPayload
from app.bodies.models import Body
from app.campaigns.models import Assessing, Campaign, CampaignKind
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange
from app.dossiers.models import Dossier, DossierState, DossierText, FactAnswer, SideName
from app.dossiers.saving import open_side, save
from app.index.models import StoredEdition
from scoring.answers import Verdict
from tests.app.dossiers.desk import Desk
from tests.app.external.process import Process
from tests.app.house import House
from tests.app.index.texts import ID, MAP, NEXT, OLD
from tests.app.province import NOW, TODAY
from tests.statements import counted

NEW = "moi"
SHA = hashlib.sha256(NEXT).hexdigest()


@contextmanager
def years(house: House, *, renewed: bool = False) -> Iterator[Process]:
    """Last year's campaign with a filled dossier of th1, and this year's with an empty one."""
    with house.database.writing() as session:
        process = Process(session)
        process.fill(process.dossier)
        at = open_side(session, process.dossier, SideName.SELF, process.campaign.state)
        changes = Changes(
            facts=[FactChange("lms_in_use", 0, value=True)],
            texts=[TextChange("header.number", 0, "15"), TextChange("header.symbol", 0, "BC-MH")],
        )
        save(session, at, changes, process.who("editor"))
        this_year = process.province.campaign("so", NEW)
        this_year.school_year = "2026-2027"
        process.at = NOW
        if renewed:
            session.add(
                StoredEdition(
                    sha256=SHA,
                    edition_id=ID,
                    version="1.1",
                    title="Bản minh họa",
                    content=NEXT,
                    carry_map=MAP,
                    carry_from=hashlib.sha256(OLD).hexdigest(),
                    state="active",
                    proposed_at=NOW,
                )
            )
            session.flush()
            process.edition = SHA
        session.add(
            CampaignKind(
                campaign_id=NEW,
                kind="th",
                edition_sha256=process.edition,
                assessing=Assessing.ASSESSING,
                recognising=Assessing.OWNER,
            )
        )
        process.dossier_of("th1", "79000001", this_year)
        yield process


@pytest.fixture
def desk(house: House) -> Desk:
    """This year's empty dossier; last year's is full."""
    with years(house):
        pass
    return Desk(house, f"dth1{NEW}")


@pytest.fixture
def renewed(house: House) -> Desk:
    """The same under another version of the index."""
    with years(house, renewed=True):
        pass
    return Desk(house, f"dth1{NEW}")


def test_the_preview_names_the_source_and_writes_nothing(desk: Desk) -> None:
    told = desk.get("/last-year").json()
    assert (told["source"]["dossier_id"], told["source"]["school_year"]) == ("dth1dot", "2025-2026")
    assert len(told["answers"]) == 29
    assert [one["code"] for one in told["facts"]] == ["lms_in_use"]
    fields = {one["code"] for one in told["texts"]}
    assert "header.symbol" in fields
    assert "header.number" not in fields
    assert desk.answers() == {}


def test_everything_is_filled_in_and_waits_to_be_confirmed(desk: Desk) -> None:
    done = desk.post("/last-year", {})
    assert done.status_code == 200, done.text
    assert (done.json()["answers"], done.json()["facts"], done.json()["left_out"]) == (29, 1, [])
    answers = desk.answers()
    assert len(answers) == 29
    assert all(one.unconfirmed and one.version == 1 for one in answers.values())
    assert answers["1.3.1"].award == Decimal(6)
    assert "năm học 2025-2026" in answers["1.3.1"].review
    blocks = desk.get("/readiness").json()["blocks"]
    assert {"1.3.1", "lms_in_use", "header.symbol"} <= {
        one["where"] for one in blocks if one["code"] == "unconfirmed"
    }
    assert desk.post("/close").status_code == 409
    assert desk.acts() == ["self.taken_from_last_year"]
    desk.chains_hold()


def test_what_is_answered_already_is_left_alone(desk: Desk) -> None:
    desk.put("1.3.1", "2")
    desk.put("1.3.2", "2")
    cleared = desk.put("1.3.2", None, 1)
    assert cleared.status_code == 200, cleared.text
    assert desk.post("/last-year", {}).json()["answers"] == 28
    answers = desk.answers()
    assert (answers["1.3.1"].award, answers["1.3.1"].unconfirmed) == (Decimal(2), False)
    refilled = answers["1.3.2"]
    assert (refilled.award, refilled.unconfirmed, refilled.version) == (Decimal(6), True, 3)
    assert desk.post("/last-year", {}).json()["answers"] == 0


def test_chosen_codes_are_confirmed_then_all(desk: Desk) -> None:
    desk.post("/last-year", {})
    some = desk.post("/confirmations", {"answers": ["1.3.1", "khong-co"], "facts": ["lms_in_use"]})
    assert some.json() == {"answers": ["1.3.1"], "facts": ["lms_in_use"], "texts": []}
    answers = desk.answers()
    assert (answers["1.3.1"].unconfirmed, answers["1.3.1"].review) == (False, "")
    assert answers["1.3.2"].unconfirmed
    rest = desk.post("/confirmations", {"all": True}).json()
    assert len(rest["answers"]) == 28
    with desk.rows() as session:
        facts = session.exec(select(FactAnswer.unconfirmed, FactAnswer.dossier_id)).all()
        texts = session.exec(select(DossierText.unconfirmed, DossierText.dossier_id)).all()
    waiting = [waits for waits, of in (*facts, *texts) if of == desk.dossier_id]
    assert len(waiting) > 10
    assert not any(waiting)
    blocks = desk.get("/readiness").json()["blocks"]
    assert "unconfirmed" not in {one["code"] for one in blocks}
    assert desk.post("/confirmations", {"all": True}).json()["answers"] == []
    assert desk.acts() == ["self.taken_from_last_year", "self.confirmed", "self.confirmed"]
    desk.chains_hold()


def test_saving_confirms_too(desk: Desk) -> None:
    desk.post("/last-year", {})
    assert desk.put("1.3.1", "5", 1).status_code == 200
    assert not desk.answers()["1.3.1"].unconfirmed


def test_another_edition_goes_by_its_map(renewed: Desk) -> None:
    told = renewed.post("/last-year", {}).json()
    assert {one["code"] for one in told["left_out"]} == {"1.3.1", "1.5.2"}
    answers = renewed.answers()
    assert answers["1.3.6"].award == Decimal(6)
    assert "chuyển từ 1.3.5" in answers["1.3.6"].review
    assert not {"1.3.1", "1.3.5", "1.5.2", "1.5.9"} & set(answers)
    with renewed.rows() as session:
        content = session.exec(
            select(AuditPayload.content).where(
                AuditPayload.chain == f"dossier:{renewed.dossier_id}"
            )
        ).one()
    assert '"1.3.6":"1.3.5"' in (content or "")


def test_a_locked_dossier_takes_nothing(desk: Desk) -> None:
    desk.change(lambda dossier, _: setattr(dossier, "state", DossierState.AWAITING_SIGNATURE))
    for path, body in (("/last-year", {}), ("/confirmations", {"all": True})):
        answer = desk.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
    assert desk.answers() == {}


def test_without_an_earlier_dossier_there_is_nothing_to_take(desk: Desk) -> None:
    first = Desk(desk.house, "dth1dot", desk.clients)
    assert first.get("/last-year").json()["sources"] == []
    assert first.post("/last-year", {}).status_code == 404
    assert desk.post("/last-year", {"source": desk.dossier_id}).status_code == 404


def test_an_assessor_takes_nothing_for_the_school(desk: Desk) -> None:
    assert desk.post("/last-year", {}, person="assessor").status_code == 404
    assert desk.post("/last-year", {}, person="leader").status_code == 403


def test_of_two_predecessors_one_must_be_chosen(house: House) -> None:
    with years(house) as process:
        made, session = process.province, process.session
        made.body("th9", "xa")
        other = process.school("th2", "79000002")
        process.answer(other, SideName.SELF, {"1.3.1": "3"}, "editor-th2")
        for name in ("th1", "th2"):
            body = session.get_one(Body, name)
            body.dissolved_on = TODAY
            session.add(body)
            made.follows("th9", name, TODAY)
        made.person("heir", (Role.SCHOOL_EDITOR, "th9"))
        this_year = session.get_one(Campaign, NEW)
        process.dossier_of("th9", "79000009", this_year)
    desk = Desk(house, f"dth9{NEW}")
    told = desk.get("/last-year", "heir").json()
    assert told["source"] is None
    assert {one["dossier_id"] for one in told["sources"]} == {"dth1dot", "dth2dot"}
    unclear = desk.post("/last-year", {}, person="heir")
    assert (unclear.status_code, unclear.json()["code"]) == (409, "source-unclear")
    done = desk.post("/last-year", {"source": "dth2dot"}, person="heir")
    assert done.status_code == 200, done.text
    assert desk.answers()["1.3.1"].award == Decimal(3)


def test_the_number_of_statements_does_not_grow_with_the_answers(desk: Desk) -> None:
    desk.by("editor").get("/api/v1/me")
    with counted(desk.house.app.state.context.database.engine) as ran:
        assert desk.post("/last-year", {}).json()["answers"] == 29
    assert len(ran) <= 24


def test_one_answer_takes_as_many_statements(desk: Desk) -> None:
    with desk.house.database.writing() as session:
        dossier = session.get_one(Dossier, desk.dossier_id)
        at = open_side(session, dossier, SideName.SELF, "open")
        answers = [
            AnswerChange(code, 0, Verdict.MET if item.max is None else Decimal(0))
            for code, item in at.edition.items.items()
            if code != "1.3.1"
        ]
        save(session, at, Changes(answers), Who(None, NOW))
    desk.by("editor").get("/api/v1/me")
    with counted(desk.house.app.state.context.database.engine) as ran:
        assert desk.post("/last-year", {}).json()["answers"] == 1
    assert len(ran) <= 24
