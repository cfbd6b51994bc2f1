"""A result without points of items: shown as such, recognised by a decision issued elsewhere."""

import json
from dataclasses import replace

from sqlmodel import select

from app.dossiers import external
from app.dossiers.importing import ensure_snapshot
from app.dossiers.models import DossierState, Origin, Snapshot
from app.dossiers.sheets import edition_of, plain_dossier
from app.dossiers.unpacking import plain_from
from app.imports.models import ReportedResult
from app.recognition.guards import GivenLine
from app.recognition.models import DecisionLine
from app.recognition.service import issue
from app.storage.database import Database
from tests.app.house import House
from tests.app.imports.results.province import CODES, Schools, furnished

PRINTED = {"self": {"groups": {"1": "70.5", "2": "80"}, "criteria": {}, "level": 2}}
SAID = "chưa có điểm thành phần"


def _reported(database: Database) -> Schools:
    schools = furnished(database)
    drive = schools.drive()
    roles = ["code", "group:self:1", "group:self:2", "level:self"]
    drive.plan(roles, [CODES[0], "70.5", "80", "2"])
    drive.apply()
    return schools


def test_an_imported_decision_recognises_it_and_its_snapshot_says_what_was_printed(
    database: Database,
) -> None:
    schools = _reported(database)
    with schools.acting() as process:
        dossier = process.held("dth1dot")
        given = replace(
            process.given(dossier), lines=[GivenLine(dossier.id, 2)], origin=Origin.IMPORT
        )
        actor = process.province.actor(process.people["director"])
        issue(process.session, actor, "so", given, process.who("director").at)
        assert (dossier.state, dossier.recognised_level) == (DossierState.RECOGNISED, 2)
        assert "items" in dossier.waived
        line = process.session.exec(select(DecisionLine)).one()
        told = json.loads(process.session.get_one(Snapshot, line.snapshot_id).content)
    assert told["reported"] == PRINTED
    assert told["self"]["sheet"]["level"] is None
    assert "items" in told["dossier"]["waived"]


def test_the_list_and_the_page_say_that_points_are_missing(small_house: House) -> None:
    schools = _reported(small_house.database)
    browser = small_house.browser(schools.people["director"])
    for page in ("/ho-so", "/ho-so/dth1dot"):
        assert SAID in browser.get(page).text
    assert SAID not in browser.get("/ho-so/dth2dot").text


def test_sent_back_the_school_s_own_points_are_all_there_is(database: Database) -> None:
    schools = _reported(database)
    with schools.acting() as process:
        dossier = process.held("dth1dot")
        external.send_back(
            process.session, dossier, process.campaign, process.who("leader"), "Trường tự làm."
        )
        process.fill(dossier)
        process.close(dossier)
        session = process.session
        taken = session.exec(select(Snapshot).where(Snapshot.dossier_id == dossier.id)).one()
        assert session.exec(select(ReportedResult)).one().level == 2
    assert "reported" not in json.loads(taken.content)


def test_what_the_school_prints_shows_its_own_side_alone(database: Database) -> None:
    schools = furnished(database)
    drive = schools.drive()
    drive.plan(["code", "level:self", "level:external"], [CODES[0], "2", "1"])
    drive.apply()
    with schools.acting() as process:
        dossier = process.held("dth1dot")
        session, campaign = process.session, process.campaign
        shown = plain_dossier(session, dossier, campaign, external=False).reported
        assert {side: told.level for side, told in shown.items()} == {"self": 2}
        both = plain_dossier(session, dossier, campaign).reported
        assert {side: told.level for side, told in both.items()} == {"self": 2, "external": 1}
        ensure_snapshot(session, dossier, process.who("leader"))
        taken = session.exec(select(Snapshot).where(Snapshot.dossier_id == dossier.id)).one()
        assert list(json.loads(taken.content)["reported"]) == ["self"]
        printed = plain_from(taken.content, edition_of(session, dossier))
    assert {side: told.level for side, told in printed.reported.items()} == {"self": 2}
