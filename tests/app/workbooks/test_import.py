"""`thangdo import forms`: a folder of forms, each its own transaction, a line for each."""

import json
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session, select

from app.audit.models import AuditRow
from app.audit.verify import verify
from app.cli.problems import ExitCode
from app.dossiers.models import Answer, Dossier, DossierState, SideName
from app.dossiers.sheets import edition_of
from app.storage.database import Database
from exports.dossier import School
from exports.forms.writer import write_form
from scoring.answers import Answers
from tests.app.cli.program import PROGRAM, Ended, environment, thangdo
from tests.app.dossiers.desk import furnished
from tests.app.external.process import Process
from tests.app.house import House
from tests.app.workbooks.paper import PROFILE, blank, downloaded

SCHOOLS = 12
Run = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the forms are put."""
    found = tmp_path / "phieu"
    found.mkdir()
    return found


@pytest.fixture
def run(database_url: URL, tmp_path: Path, folder: Path) -> Run:
    """The command over the database of the test."""

    def command(*words: str, campaign: str = "dot") -> Ended:
        return thangdo(
            "import",
            "forms",
            folder,
            *("--campaign", campaign, "--jobs", "2"),
            *words,
            THANGDO_DATABASE_URL=database_url.render_as_string(hide_password=False),
            THANGDO_DATA_DIR=str(tmp_path / "data"),
        )

    return command


def school(number: int) -> tuple[str, str]:
    """Its id and its code."""
    return f"th{number}", f"7900{number:04d}"


def province(database: Database) -> None:
    """Schools with a dossier in `đang soạn` each."""
    with database.writing() as session:
        process = Process(session)
        for number in range(2, SCHOOLS + 1):
            process.school(*school(number))


def form(database: Database, number: int, award: str = "4") -> bytes:
    """A blank form that a school filled in: one award, its code."""
    with database.reading() as session:
        edition = edition_of(session, session.get_one(Dossier, "dth1dot"))
    code = "79000001" if number == 1 else school(number)[1]
    named = School("Trường minh họa", code, PROFILE.kind, PROFILE.school_levels, "2025-2026")
    answers = Answers(PROFILE, {"1.3.2": Decimal(award)})
    return write_form(edition, PROFILE, school=named, answers=answers)


def awards(database: Database, side: SideName = SideName.SELF) -> dict[str, tuple[str, int]]:
    """Award and version of item 1.3.2 by school."""
    with database.reading() as session:
        rows = session.exec(
            select(Dossier.body_id, Answer)
            .where(Answer.dossier_id == Dossier.id, Answer.item == "1.3.2", Answer.side == side)
            .order_by(Dossier.body_id)
        )
        return {body: (str(row.award), row.version) for body, row in rows}


def acts(session: Session, act: str) -> int:
    """How many rows of the audit log tell of it."""
    return len(session.exec(select(AuditRow.chain).where(AuditRow.act == act)).all())


def test_each_form_finds_its_dossier_and_a_second_run_changes_nothing(
    database: Database, run: Run, folder: Path
) -> None:
    province(database)
    for number in range(1, SCHOOLS + 1):
        (folder / f"truong-{number:02d}.xlsx").write_bytes(form(database, number))
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04 hong")
    (folder / "la.xlsx").write_bytes(form(database, 500))
    first = run()
    assert first.code == 4, first.err
    assert len(first.out.splitlines()) == SCHOOLS + 2
    assert sum("ghi 2 ô" in line for line in first.out.splitlines()) == SCHOOLS
    assert "hong.xlsx: không nhận: Tệp bị hỏng" in first.out
    assert "không có hồ sơ nào của trường mã 79000500" in first.out
    everybody = {"th1": ("4", 1), **{school(n)[0]: ("4", 1) for n in range(2, SCHOOLS + 1)}}
    assert awards(database) == everybody
    second = run("--json")
    told = {one["file"]: one["outcome"] for one in json.loads(second.out)["forms"]}
    assert sorted(told.values()) == ["refused"] * 2 + ["unchanged"] * SCHOOLS
    assert awards(database) == everybody
    with database.reading() as session:
        assert acts(session, "self.form") == SCHOOLS
        assert verify(session).findings == ()


def test_what_was_told_before_an_interruption_is_done_and_a_rerun_does_the_rest(
    database: Database, database_url: URL, run: Run, folder: Path, tmp_path: Path
) -> None:
    province(database)
    for number in range(1, SCHOOLS + 1):
        (folder / f"truong-{number:02d}.xlsx").write_bytes(form(database, number))
    url = database_url.render_as_string(hide_password=False)
    known = environment(THANGDO_DATABASE_URL=url, THANGDO_DATA_DIR=str(tmp_path / "data"))
    with subprocess.Popen(
        [PROGRAM, "import", "forms", folder, "--campaign", "dot", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=known,
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(2)]
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode == ExitCode.TERMINATED
    assert all("ghi 2 ô".encode() in line for line in told)
    done = awards(database)
    assert 2 <= len(done) <= SCHOOLS
    with database.reading() as session:
        assert acts(session, "self.form") == acts(session, "self.saved") == len(done)
    assert run().code == 0
    assert set(awards(database).values()) == {("4", 1)}
    assert len(awards(database)) == SCHOOLS


def test_a_dry_run_writes_nothing(database: Database, run: Run, folder: Path) -> None:
    province(database)
    (folder / "a.xlsx").write_bytes(form(database, 1))
    ended = run("--dry-run", campaign="Đợt minh họa")
    assert (ended.code, "ghi 2 ô" in ended.out, "chưa ghi gì" in ended.err) == (0, True, True)
    assert awards(database) == {}


def test_what_the_server_has_otherwise_stays_and_is_named(
    run: Run, house: House, folder: Path
) -> None:
    desk = furnished(house)
    paper = downloaded(desk)
    desk.put("1.3.2", "3", person="head")
    paper["award:1.3.2"], paper["award:1.3.3"] = 5, 4
    (folder / "a.xlsx").write_bytes(paper.content)
    ended = run("--as", "editor@truong.example")
    assert (ended.code, "để lại 1 ô" in ended.out) == (4, True), ended.err
    assert paper.place("award:1.3.2") in ended.err
    rows = desk.answers()
    assert (str(rows["1.3.2"].award), str(rows["1.3.3"].award)) == ("3", "4")
    assert rows["1.3.3"].by_account == desk.account("editor")


def test_two_schools_of_one_code_are_both_named(database: Database, run: Run, folder: Path) -> None:
    province(database)
    with database.writing() as session:
        process = Process.resumed(session)
        process.kind = "th"
        process.dossier_of("th0", school(2)[1], process.campaign)
    (folder / "a.xlsx").write_bytes(form(database, 2))
    ended = run()
    assert ended.code == 4
    assert all(name in ended.out for name in ("minh họa th0", "minh họa th2")), ended.out
    assert awards(database) == {}


def test_permission_is_that_of_the_account(database: Database, run: Run, folder: Path) -> None:
    province(database)
    (folder / "a.xlsx").write_bytes(form(database, 1))
    ended = run("--as", "assessor@truong.example")
    assert ended.code == 4
    assert awards(database) == {}
    assert run("--as", "khongai@truong.example").code == 2


def test_assessors_forms_go_to_the_external_side(
    database: Database, run: Run, house: House, folder: Path
) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    paper = downloaded(desk, "assessor", "external")
    paper["award:1.3.2"] = 1
    (folder / "a.xlsx").write_bytes(paper.content)
    before = awards(database)
    assert run("--side", "self").code == 4
    assert run("--as", "assessor@truong.example").code == 0
    assert awards(database, SideName.EXTERNAL)["th1"][0] == "1"
    assert awards(database) == before


def test_an_unreadable_cell_is_named_and_the_rest_is_in(
    run: Run, house: House, folder: Path
) -> None:
    desk = furnished(house)
    paper = blank(desk.edition)
    paper["text:school.code"], paper["award:1.3.2"] = "79000001", "mười"
    paper["award:1.3.3"] = 4
    (folder / "a.xlsx").write_bytes(paper.content)
    ended = run()
    assert (ended.code, paper.place("award:1.3.2") in ended.err) == (4, True), ended.err
    assert {item: str(row.award) for item, row in desk.answers().items()} == {"1.3.3": "4"}


@pytest.mark.parametrize(
    ("words", "campaign", "code"),
    [((), "", 2), ((), "khong-co", 2), (("--side", "khac"), "dot", 2), ((), "dot", 3)],
)
def test_what_cannot_be_understood_is_said(
    database: Database, run: Run, words: tuple[str, ...], campaign: str, code: int
) -> None:
    province(database)
    assert run(*words, campaign=campaign).code == code
