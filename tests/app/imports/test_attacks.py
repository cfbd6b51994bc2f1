"""People who try to bring in, confirm or undo what is not theirs."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.chain import Who
from app.bodies.models import BodyCode
from app.dossiers.models import SideName
from app.imports import queries
from app.imports.errors import UndoRefused
from app.imports.evidence.kind import KIND as EVIDENCE
from app.imports.models import ImportBatch, ImportKind, RowOutcome
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.house import opened
from tests.app.imports.driving import AT, Drive, brief
from tests.app.imports.results.province import CODES, Schools, furnished
from tests.app.imports.test_over_http import IMPORTS, Desk
from tests.app.province import LONG_AGO


@pytest.fixture
def schools(database: Database) -> Schools:
    """The schools, on each kind of database in turn."""
    return furnished(database)


@pytest.fixture
def few(sqlite_database: Database) -> Schools:
    """For what the kind of database has no part in."""
    return furnished(sqlite_database)


def test_nobody_undoes_what_was_imported_for_their_own_school(schools: Schools) -> None:
    drive = schools.drive("admin")
    drive.plan(schools.roles("external"), *(schools.row(code, {}) for code in CODES[:2]))
    drive.apply()
    drive.account_id = schools.people["tied"]
    with pytest.raises(UndoRefused) as refusal:
        drive.undo()
    assert [one.where for one in refusal.value.reasons] == [CODES[1]]
    assert schools.awards("th1", SideName.EXTERNAL)
    done = drive.undo(rest=True)
    assert (done.restored, [code for code, _, _ in done.kept]) == (1, [CODES[1]])
    assert not schools.awards("th1", SideName.EXTERNAL)
    assert schools.awards("th2", SideName.EXTERNAL)
    assert drive.undone() == [True, False]


def test_a_code_that_another_so_gave_too_stands_in_nobody_s_way(schools: Schools) -> None:
    with schools.acting() as process:
        process.province.body("thy", "so2")
        process.dossier_of("thy", CODES[0], process.campaign)
    mine = schools.drive("admin").plan(schools.roles("self"), schools.row(CODES[0], {}))
    assert brief(mine) == [(CODES[0], RowOutcome.NEW, [])]
    assert mine[0].thing_id == "dth1dot"
    theirs = schools.drive("admin2", "so2").plan(schools.roles("self"), schools.row(CODES[0], {}))
    assert [one.thing_id for one in theirs] == ["dthydot"]


def test_a_code_that_lost_its_zeros_is_not_guessed_to_be_another_so_s(schools: Schools) -> None:
    with schools.acting() as process:
        process.province.body("thy", "so2")
        process.dossier_of("thy", "9000003", process.campaign)
        process.province.body("thw", "so2")
        process.dossier_of("thw", "08000000", process.campaign)
    rows = [schools.row(code, {}) for code in ("#9000003", "#80000001", "#8000000")]
    staged = schools.drive("admin").plan(schools.roles("self"), *rows)
    assert [(one[0], one[2]) for one in brief(staged)] == [
        ("09000003", []),
        ("80000001", ["school-of-another-body"]),
        ("8000000", ["unknown-code"]),
    ]


def test_whether_a_code_exists_at_another_so_is_not_told(schools: Schools) -> None:
    with schools.acting() as process:
        process.province.body("thz", "so2")
        for number, (body, code) in enumerate((("thz", "80000009"), ("th0", "79000009"))):
            row = BodyCode(
                id=f"ma{number}", body_id=body, issuer_id="so", code=code, valid_from=LONG_AGO
            )
            process.session.add(row)
    rows = [schools.row(code, {}) for code in ("80000009", "81111111", "79000009")]
    staged = schools.drive("admin").plan(schools.roles("self"), *rows)
    assert [one[2] for one in brief(staged)] == [["unknown-code"], ["unknown-code"], ["no-dossier"]]


def test_a_role_elsewhere_brings_no_evidence_in_where_one_only_reads(few: Schools) -> None:
    with few.acting() as process:
        account = process.province.person(
            "hai-vai", (Role.ASSESSOR, "xa"), (Role.SCHOOL_EDITOR, "thx")
        )
    with few.rows() as session:
        actor = Process.resumed(session).province.actor(account)
        who = Who(account, AT)
        EVIDENCE.require(session, actor, _evidence("thx"), who)
        with pytest.raises(NotAllowed):
            EVIDENCE.require(session, actor, _evidence("xa"), who)


def test_a_list_for_one_school_says_nothing_of_another_school_of_the_same_person(
    few: Schools,
) -> None:
    with few.acting() as process:
        people = process.province
        account = people.person(
            "hai-truong", (Role.SCHOOL_EDITOR, "th1"), (Role.SCHOOL_EDITOR, "th2")
        )
    drive = Drive(few.database, EVIDENCE, ImportKind.EVIDENCE, "th1", account, "dot")
    rows = [(code, f"H{number}-1.1-01", "Kế hoạch", "1.1") for number, code in enumerate(CODES[:2])]
    staged = drive.plan(("code", "evidence", "title", "target"), *rows)
    assert "unknown-code" not in [one[1] for one in staged[0].faults]
    assert [one[1] for one in staged[1].faults][:1] == ["unknown-code"]


def test_letters_that_no_database_takes_are_refused_beside_a_file(
    database_url: URL, tmp_path: Path
) -> None:
    with opened(database_url, tmp_path) as house:
        with house.database.writing() as session:
            Process(session)
        desk = Desk(house, "director")
        for said in ({"campaign_id": "d\0ot"}, {"body_id": "x\0a"}, {"side": "self\0"}):
            answer = desk.client.post(
                IMPORTS,
                data={"kind": "results", "body_id": "so", "campaign_id": "dot", **said},
                files={"file": ("a.csv", b"a;b", "text/csv")},
            )
            assert answer.status_code == 422, said
        with house.database.reading() as session:
            assert session.exec(select(ImportBatch)).all() == []


def _evidence(body_id: str) -> ImportBatch:
    return ImportBatch(
        tenant_id="so",
        body_id=body_id,
        campaign_id="dot",
        kind=ImportKind.EVIDENCE,
        file_name="a.csv",
        object_sha256="a" * 64,
        size=1,
        options={},
        created_at=AT,
        expires_at=AT,
    )


def test_names_and_addresses_of_people_go_once_their_import_is_old(
    database_url: URL, tmp_path: Path
) -> None:
    with opened(database_url, tmp_path) as house:
        with house.database.writing() as session:
            process = Process(session)
            process.people["admin"] = process.province.person(
                "admin", (Role.SO_ADMINISTRATOR, "so")
            )
        desk = Desk(house, "admin")
        head = ("Họ tên", "Thư điện tử", "Vai trò")
        row = ("An (minh họa)", "an@minh-hoa.example", "Người đánh giá")
        found = desk.confirmed(desk.tried("people", "so", head, row))
        assert found["state"] == "applied", found
        rows = f"{IMPORTS}/{found['id']}/rows"
        with house.database.writing() as session:
            batch = session.get_one(ImportBatch, found["id"])
            queries.forget(session, batch.expires_at - timedelta(seconds=1))
        assert len(desk.client.get(rows).json()["rows"]) == 1
        with house.database.writing() as session:
            batch = session.get_one(ImportBatch, found["id"])
            batch.expires_at = batch.created_at
            queries.forget(session, batch.created_at)
        assert desk.client.get(rows).json()["rows"] == []
        answer = desk.client.post(f"{IMPORTS}/{found['id']}/undo", json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "import-not-now")
        assert "khóa tài khoản" in answer.json()["detail"]
