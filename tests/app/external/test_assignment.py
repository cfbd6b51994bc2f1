"""Teams named singly and in bulk: every fault at once, nobody for their own school."""

import io

import pytest
import xlsxwriter
from sqlmodel import select

from app.accounts.models import Role
from app.dossiers.assignment import Member, Team, assign
from app.dossiers.assignment_bulk import assign_list
from app.dossiers.assignment_list import AssignmentListRefused
from app.dossiers.errors import NotReady
from app.dossiers.models import Assignment, Dossier, DossierState
from app.errors import ServiceError
from app.policy import may_assess
from app.policy.decisions import Relation
from app.policy.many import people_by_email, read_lines
from app.policy.standing import MATTERS, to_dossier
from tests.app.external.process import Process
from tests.app.external.rows import rows_of
from tests.app.province import TODAY
from tests.statements import counted

S = DossierState
LEAD = Member("lead@truong.example", lead=True)
ASSESSOR = Member("assessor@truong.example")
HEADER = ("Mã trường", "E-mail đánh giá viên", "Trưởng đoàn", "Đoàn")


def _codes(error: ServiceError) -> list[str]:
    return sorted(one.code for one in error.reasons)


def _assigned(process: Process, dossier: Dossier) -> set[tuple[str, bool, str]]:
    wanted = select(Assignment).where(Assignment.dossier_id == dossier.id)
    names = {account: name for name, account in process.people.items()}
    return {(names[row.account_id], row.lead, row.team) for row in process.session.exec(wanted)}


def _received(process: Process) -> Dossier:
    return process.bring(process.dossier, S.RECEIVED)


def _workbook(*rows: tuple[str, ...]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Phân công")
        sheet.write_string(0, 0, "DANH SÁCH PHÂN CÔNG (dữ liệu minh họa)")
        for number, row in enumerate((HEADER, *rows), 2):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)
    return content.getvalue()


def _load(process: Process, content: bytes, *, apply: bool = True) -> tuple[int, int, int]:
    at = process.who("leader").at
    actor = process.province.actor(process.people["leader"])
    return assign_list(process.session, actor, process.campaign.id, content, at, apply=apply)


def test_a_team_is_stated_whole(process: Process) -> None:
    dossier = _received(process)
    team = Team(dossier, [LEAD], "Đoàn 2")
    assert assign(process.session, [team], process.who("leader"), TODAY) == 1
    assert _assigned(process, dossier) == {("lead", True, "Đoàn 2")}
    length = dossier.chain_length
    assert assign(process.session, [team], process.who("leader"), TODAY) == 0
    assert dossier.chain_length == length


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([ASSESSOR], "one-lead"),
        ([LEAD, Member("assessor@truong.example", lead=True)], "one-lead"),
        ([LEAD, ASSESSOR, ASSESSOR], "twice"),
        ([LEAD, Member("la@truong.example")], "unknown-person"),
        ([LEAD, Member("editor@truong.example")], "own-school"),
        ([LEAD, Member("director@truong.example")], "no-assessor"),
        ([Member("assessor@truong.example", lead=True)], "no-lead"),
    ],
)
def test_a_team_that_may_not_assess_is_refused(
    process: Process, members: list[Member], code: str
) -> None:
    dossier = _received(process)
    before = rows_of(process.session, dossier.id)
    with pytest.raises(NotReady) as refused:
        assign(process.session, [Team(dossier, members)], process.who("leader"), TODAY)
    assert code in _codes(refused.value)
    assert rows_of(process.session, dossier.id) == before


def test_an_assessor_who_teaches_at_a_predecessor_is_refused(process: Process) -> None:
    dossier = _received(process)
    process.province.body("cu", "xa", "th", TODAY)
    process.province.follows("th1", "cu", TODAY)
    process.province.grant(process.people["assessor"], Role.SCHOOL_EDITOR, "cu")
    with pytest.raises(NotReady) as refused:
        process.assign(dossier, "Đoàn 9")
    assert _codes(refused.value) == ["own-school"]


def test_a_list_assigns_all_or_names_every_fault(process: Process) -> None:
    dossier = _received(process)
    before = _assigned(process, dossier)
    wrong = _workbook(
        ("79000001", "editor@truong.example", "x", ""),
        ("79000009", "assessor@truong.example", "", ""),
        ("79000001", "", "", ""),
        ("79000001", "assessor@truong.example", "có thể", ""),
    )
    with pytest.raises(AssignmentListRefused) as refused:
        _load(process, wrong)
    assert [(one.where, one.code) for one in refused.value.reasons] == [
        ("Phân công!A6", "email-missing"),
        ("Phân công!C7", "not-yes-no"),
        ("Phân công!A5", "unknown-school"),
        ("Phân công!A4", "own-school"),
    ]
    assert _assigned(process, dossier) == before


def test_a_dry_run_tells_and_changes_nothing(process: Process) -> None:
    dossier = _received(process)
    content = _workbook(
        ("79000001", "LEAD@truong.example", "x", "Đoàn 3"),
        ("79000001", "assessor@truong.example", "", "Đoàn 3"),
    )
    before = rows_of(process.session, dossier.id)
    assert _load(process, content, apply=False) == (1, 1, 2)
    assert rows_of(process.session, dossier.id) == before
    assert _load(process, content) == (1, 1, 2)
    assert _assigned(process, dossier) == {("lead", True, "Đoàn 3"), ("assessor", False, "Đoàn 3")}
    assert _load(process, content) == (1, 0, 2)


def test_a_csv_with_semicolons_is_read_too(process: Process) -> None:
    dossier = _received(process)
    text = "Mã trường;E-mail;Trưởng đoàn\n79000001;lead@truong.example;x\n"
    assert _load(process, text.encode("utf-8-sig")) == (1, 1, 1)
    assert _assigned(process, dossier) == {("lead", True, "")}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-header"),
        (b"\xff\xfe\x00", "unreadable"),
        (b"PK\x03\x04hong", "damaged"),
        ("Mã trường;E-mail\n".encode(), "empty"),
    ],
)
def test_a_file_that_holds_no_list_is_refused(process: Process, content: bytes, code: str) -> None:
    with pytest.raises(AssignmentListRefused) as refused:
        _load(process, content)
    assert code in _codes(refused.value) or code == "damaged"


def test_a_leader_of_another_commune_assigns_nothing(process: Process) -> None:
    _received(process)
    process.province.body("xa2", "so", "ubnd_xa")
    process.people["chair"] = process.province.person("chair", (Role.BODY_LEADER, "xa2"))
    actor = process.province.actor(process.people["chair"])
    content = _workbook(("79000001", "lead@truong.example", "x", ""))
    with pytest.raises(AssignmentListRefused) as refused:
        assign_list(process.session, actor, process.campaign.id, content, process.at, apply=True)
    assert _codes(refused.value) == ["unknown-school"]


def test_statements_do_not_grow_with_the_schools(process: Process) -> None:
    ran = []
    for count in (2, 40):
        codes = []
        for number in range(count):
            name = f"n{count}x{number}"
            process.province.body(name, "xa", "th")
            row = process.dossier_of(name, f"9{count:02}{number:04}", process.campaign)
            row.state = S.RECEIVED
            codes.append(row.body_code)
        process.session.flush()
        content = _workbook(*((code, "lead@truong.example", "x", "Đoàn 1") for code in codes))
        with counted(process.session.connection()) as statements:
            assert _load(process, content) == (count, count, 1)
        ran.append(len(statements))
    assert ran[1] <= ran[0] + 2, ran


def test_many_at_once_are_judged_as_one_by_one(process: Process) -> None:
    """The rules for many dossiers say what the rules for one say."""
    dossier = _received(process)
    made = process.province
    made.body("so2", kind="so")
    made.body("moi", "so2", "ubnd_xa")
    made.hand_over("xa", "moi")
    made.hand_over("moi", "so2")
    made.body("sau", "xa", "th")
    made.follows("sau", "th1", TODAY)
    emails = []
    for number, (role, body) in enumerate(
        (role, body)
        for role in (Role.ASSESSOR, Role.TEAM_LEAD, Role.BODY_LEADER, Role.SCHOOL_EDITOR)
        for body in ("so", "so2", "xa", "moi", "th1", "sau", "th0")
    ):
        name = f"p{number}"
        process.people[name] = made.person(name, (role, body), (Role.ASSESSOR, "moi"))
        emails.append(f"{name}@truong.example")
    lines = read_lines(process.session)
    people = people_by_email(process.session, emails, TODAY)
    assert len(people) == len(emails)
    concerned = {Relation.ASSESSING, Relation.RECOGNISING}
    for person in people.values():
        actor = made.actor(person.account_id)
        assert actor == person or set(actor.grants) == set(person.grants)
        alone = to_dossier(process.session, actor, dossier, TODAY)
        together = lines.standing(person, dossier)
        # What means nothing for a role need not be walked one by one.
        meant = {one for one in together.roles | alone.roles if one[1] in MATTERS[one[0]]}
        assert meant & together.roles == {one for one in meant & alone.roles if one[1] in concerned}
        assert together.conflict == alone.conflict or not alone.roles
        assert lines.may_assess(person, dossier) == may_assess(
            process.session, actor, dossier, TODAY
        )
