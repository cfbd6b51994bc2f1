"""Rows of a table of results: whose they are, what is wrong with them, what is only odd."""

from decimal import Decimal

import pytest
from sqlmodel import col, select

from app.accounts.errors import NotAllowed
from app.audit.chain import Who
from app.audit.models import AuditRow
from app.dossiers.errors import DossierNotFound
from app.dossiers.importing import MADE, Imported, ImportedSide, import_dossier
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    FactAnswer,
    Origin,
    SideName,
    StateChange,
)
from app.imports.models import ReportedResult, RowOutcome
from app.imports.results.standing import reach, standings
from app.imports.shapes import Staged
from app.policy import Act, require
from app.storage.database import Database
from scoring.answers import Award, Verdict
from tests.app.external.process import Process
from tests.app.imports.driving import brief
from tests.app.imports.results.province import CODES, Schools, furnished
from tests.app.province import TODAY
from tests.statements import counted

NEW, INVALID, LOCKED, UNCHANGED = (
    RowOutcome.NEW,
    RowOutcome.INVALID,
    RowOutcome.LOCKED,
    RowOutcome.UNCHANGED,
)


@pytest.fixture
def schools(database: Database) -> Schools:
    """The schools, on each kind of database in turn."""
    return furnished(database)


@pytest.fixture
def few(sqlite_database: Database) -> Schools:
    """For what the kind of database has no part in."""
    return furnished(sqlite_database)


def _warned(rows: list[Staged]) -> list[list[str]]:
    return [[one[1] for one in row.warnings] for row in rows]


def test_a_code_that_lost_its_zeros_is_taken_with_a_warning_if_the_file_holds_a_number(
    few: Schools,
) -> None:
    staged = few.drive().plan(
        few.roles("self"), few.row("#9000003", {}), few.row("9000003", {}), few.row("#1", {})
    )
    assert brief(staged) == [
        ("09000003", NEW, []),
        ("9000003", INVALID, ["code-zeros"]),
        ("1", INVALID, ["unknown-code"]),
    ]
    assert _warned(staged)[0] == ["code-zeros"]
    assert "09000003" in staged[1].faults[0][2]


def test_two_rows_of_one_school_are_both_invalid_and_name_each_other(few: Schools) -> None:
    rows = [few.row(CODES[0], {}), few.row(CODES[1], {}), few.row(CODES[0], {"1.3.1": "1"})]
    staged = few.drive().plan(few.roles("self"), *rows)
    assert [one.outcome for one in staged] == [INVALID, NEW, INVALID]
    assert "DS!7" in staged[0].faults[0][2]
    assert "DS!5" in staged[2].faults[0][2]


def test_a_code_of_two_schools_names_both(few: Schools) -> None:
    with few.acting() as process:
        process.school("th4", CODES[1])
    staged = few.drive().plan(few.roles("self"), few.row(CODES[1], {}))
    assert brief(staged) == [(CODES[1], INVALID, ["code-ambiguous"])]
    assert "th2 và Trường minh họa th4" in staged[0].faults[0][2]


def test_a_school_of_another_body_and_one_s_own_school_are_refused(few: Schools) -> None:
    rows = [few.row("80000001", {}), few.row(CODES[1], {})]
    outcomes = [
        [one[2] for one in brief(few.drive(person).plan(few.roles("self"), *rows))]
        for person in ("admin", "tied")
    ]
    assert outcomes == [
        [["school-of-another-body"], []],
        [["school-of-another-body"], ["not-allowed"]],
    ]


def test_who_may_import_is_who_the_policy_lets_one_by_one(few: Schools) -> None:
    with few.rows() as session:
        process = Process.resumed(session)
        found = standings(session, "dot")
        assert len(found) == 4
        for name, account in few.people.items():
            actor = process.province.actor(account)
            around = reach(session, account, "so", TODAY)
            for one in found:
                dossier = session.get_one(Dossier, one.id)
                try:
                    require(session, actor, Act.IMPORT, dossier, TODAY)
                    allowed = True
                except (NotAllowed, DossierNotFound):
                    allowed = False
                assert around.may(one) is allowed, (name, one.name)


def test_bad_cells_are_named_with_what_is_expected(few: Schools) -> None:
    staged = few.drive().plan(
        few.roles("self"), few.row(CODES[0], {"1.3.1": "6.5", "1.1": "3", "1.3.2": "1.234"})
    )
    assert [fault[:2] for fault in staged[0].faults] == [
        ("C5", "not-a-verdict"),
        ("E5", "award-above-max"),
        ("F5", "award-too-fine"),
    ]
    assert "từ 0 đến 6" in staged[0].faults[1][2]


def test_printed_sums_that_the_points_contradict_are_warned_of(few: Schools) -> None:
    roles = few.roles("self", more=["group:self:1", "level:self", "criterion:self:1.3"])
    staged = few.drive().plan(roles, [*few.row(CODES[0], {}), "99", "2", "30"])
    assert staged[0].outcome == NEW
    assert _warned(staged) == [["printed-total-differs", "printed-level-differs"]]


def test_an_external_side_far_from_the_school_s_own_is_warned_of(few: Schools) -> None:
    low: dict[str, str | None] = dict.fromkeys(
        (one for one in few.items if one.startswith("1.5")), "0"
    )
    low |= dict.fromkeys((one for one in few.items if one.startswith("1.7")), "0")
    staged = few.drive().plan(few.roles("self", "external"), few.row(CODES[0], {}, low))
    assert _warned(staged) == [["external-far-from-self"]]


def test_an_external_side_alone_is_warned_of(few: Schools) -> None:
    staged = few.drive().plan(few.roles("external"), few.row(CODES[0], {}))
    assert _warned(staged) == [["external-without-self"]]


def test_an_empty_cell_keeps_what_stands_there_and_says_so(few: Schools) -> None:
    drive = few.drive()
    drive.plan(few.roles("self"), few.row(CODES[0], {}))
    drive.apply()
    staged = drive.plan(few.roles("self"), few.row(CODES[0], {"1.3.1": None}))
    assert staged[0].outcome == UNCHANGED
    assert [one[:2] for one in staged[0].warnings] == [("E5", "empty-keeps")]


def test_many_empty_cells_of_a_side_are_one_warning(few: Schools) -> None:
    drive = few.drive()
    drive.plan(few.roles("self"), few.row(CODES[0], {}))
    drive.apply()
    left_out = dict.fromkeys(list(few.items)[1:])
    staged = drive.plan(few.roles("self"), few.row(CODES[0], left_out))
    assert [one[1] for one in staged[0].warnings] == ["empty-keeps"]
    assert staged[0].warnings[0][2].startswith(f"{len(left_out)} ô trống (D5, E5, ")


def test_a_side_left_out_altogether_is_not_odd(few: Schools) -> None:
    drive = few.drive()
    drive.plan(few.roles("self"), few.row(CODES[0], {}))
    drive.apply()
    staged = drive.plan(few.roles("self"), few.row(CODES[0], dict.fromkeys(few.items)))
    assert brief(staged) == [(CODES[0], UNCHANGED, [])]
    assert not staged[0].warnings


def test_a_row_that_says_nothing_hands_nothing_in(few: Schools) -> None:
    staged = few.drive().plan(few.roles("self"), few.row(CODES[0], dict.fromkeys(few.items)))
    assert brief(staged) == [(CODES[0], UNCHANGED, [])]


def test_a_dossier_somebody_works_on_is_compared_and_never_written(schools: Schools) -> None:
    with schools.acting() as process:
        process.answer(process.held("dth1dot"), SideName.SELF, {"1.3.1": "1"}, "editor")
    before, drive = schools.stand(), schools.drive()
    staged = drive.plan(schools.roles("self"), schools.row(CODES[0], {}))
    assert staged[0].outcome == LOCKED
    assert ("E5", "Tự đánh giá 1.3.1", "1", "6") in [tuple(one) for one in staged[0].changes]
    assert "locked" in _warned(staged)[0]
    assert drive.apply().changed == 0
    assert schools.stand() == before


def test_totals_without_points_are_kept_as_reported_and_scored_nowhere(schools: Schools) -> None:
    roles = ["code", "group:self:1", "group:self:2", "level:self"]
    drive = schools.drive()
    staged = drive.plan(roles, [CODES[0], "70.5", "80", "2"], [CODES[1], "120", "80", "9"])
    assert brief(staged) == [
        (CODES[0], NEW, []),
        (CODES[1], INVALID, ["printed-above-max", "unknown-level"]),
    ]
    drive.apply()
    dossier = schools.dossier()
    assert (dossier.state, dossier.origin) == (DossierState.SUBMITTED, Origin.IMPORT)
    assert dossier.waived == ["approval", "signature", "evidence", "items"]
    assert dossier.self_level is None
    assert schools.awards() == {}
    with schools.rows() as session:
        row = session.exec(select(ReportedResult)).one()
    assert (row.side, row.groups, row.level) == ("self", {"1": "70.5", "2": "80"}, 2)
    assert drive.plan(roles, [CODES[0], "70.5", "80", "2"])[0].outcome == UNCHANGED


def test_points_take_the_place_of_a_reported_result_and_undoing_brings_it_back(
    schools: Schools,
) -> None:
    drive = schools.drive()
    drive.plan(["code", "group:self:1", "level:self"], [CODES[0], "70.5", "2"])
    drive.apply()
    drive.plan(schools.roles("self"), schools.row(CODES[0], {}))
    drive.apply()
    with schools.rows() as session:
        assert session.exec(select(ReportedResult)).all() == []
    assert schools.dossier().waived == ["approval", "signature", "evidence"]
    drive.undo()
    with schools.rows() as session:
        row = session.exec(select(ReportedResult)).one()
    assert (row.groups, row.level) == ({"1": "70.5"}, 2)
    assert "items" in schools.dossier().waived
    assert schools.awards() == {}


def test_a_table_and_a_single_import_leave_the_same_rows(schools: Schools) -> None:
    facts = ["fact:self:teachers_total", "fact:self:lms_in_use", "fact:self:lms_origin"]
    stated = ["40", "true", "rented"]
    drive = schools.drive()
    drive.plan(
        schools.roles("self", "external", more=facts),
        [*schools.row(CODES[0], {}, {"1.3.1": "2.5"}), *stated],
    )
    drive.apply()
    with schools.database.writing() as session:
        process = Process.resumed(session)
        dossier = process.held("dth2dot")
        own = ImportedSide(
            _awards(schools.items),
            {"teachers_total": Decimal(40), "lms_in_use": True, "lms_origin": "rented"},
        )
        outside = ImportedSide(_awards(schools.items | {"1.3.1": "2.5"}))
        who = Who(schools.people["admin"], drive.at)
        given = Imported("danh-sach.xlsx", own, outside)
        import_dossier(session, dossier, process.campaign, given, who)
    assert _shape(schools, "th1") == _shape(schools, "th2")


def test_what_a_table_brought_was_typed_by_nobody_but_the_audit_says_who_brought_it(
    schools: Schools,
) -> None:
    drive = schools.drive()
    assert drive.account_id is not None
    own = _awards(schools.items)
    drive.plan(
        schools.roles("self", more=["fact:self:teachers_total"]),
        [*schools.row(CODES[0], {}), "40"],
    )
    drive.apply()
    with schools.database.writing() as session:
        process = Process.resumed(session)
        given = Imported("danh-sach.xlsx", ImportedSide(own, {"teachers_total": Decimal(40)}))
        import_dossier(session, process.held("dth2dot"), process.campaign, given, drive.who())
    with schools.rows() as session:
        typed = [
            *session.execute(select(col(Answer.by_account))).scalars(),
            *session.execute(select(col(FactAnswer.by_account))).scalars(),
        ]
        told = session.execute(
            select(col(AuditRow.account_id)).where(col(AuditRow.act).in_([MADE, "self.saved"]))
        ).scalars()
        moved = session.execute(select(col(StateChange.by_account))).scalars()
        assert len(typed) == 2 * (len(own) + 1)
        assert set(typed) == {None}
        assert set(told) == {drive.account_id}
        assert set(moved) == {drive.account_id}


def test_the_number_of_statements_does_not_depend_on_the_rows(schools: Schools) -> None:
    drive, roles = schools.drive(), schools.roles("self", "external")
    taken = []
    for count in (3, 1, 3):
        with counted(schools.database.engine) as ran:
            drive.plan(roles, *(schools.row(one, {}, {}) for one in CODES[:count]))
            planned = len(ran)
            drive.apply()
            applied = len(ran) - planned
            drive.undo()
        taken.append((planned, applied, len(ran) - planned - applied))
    assert taken[1] == taken[2]
    assert taken[0][1:] == taken[1][1:]  # of a fresh dossier no answers are read


def _awards(stated: dict[str, str]) -> dict[str, Award]:
    verdicts = tuple(Verdict)
    return {
        code: Verdict(text) if text in verdicts else Decimal(text) for code, text in stated.items()
    }


def _shape(schools: Schools, school: str) -> list[object]:
    """The rows of a school without what names them."""
    own = {"id", "body_id", "body_name", "body_code", "chain_length", "chain_head", "dossier_id"}
    with schools.rows() as session:
        found: list[object] = [session.get_one(Dossier, f"d{school}dot").model_dump(exclude=own)]
        for table in (Answer, FactAnswer):
            rows = session.exec(select(table).where(table.dossier_id == f"d{school}dot"))
            found.append(sorted(str(sorted(one.model_dump(exclude=own).items())) for one in rows))
    return found
