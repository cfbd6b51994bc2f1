"""The whole way of a table of results: dry run, confirmed, the same again, undone."""

import pytest

from app.audit.chain import record_on_dossier
from app.dossiers import external
from app.dossiers.importing import EVIDENCE_BROUGHT
from app.dossiers.models import DossierState, Origin, SideName
from app.imports.errors import ImportStale
from app.imports.models import RowOutcome
from app.storage.database import Database
from tests.app.imports.driving import brief, told
from tests.app.imports.results.province import CODES, Schools, furnished

NEW, CHANGED, UNCHANGED = RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED


@pytest.fixture
def schools(database: Database) -> Schools:
    """The schools, on each kind of database in turn."""
    return furnished(database)


def test_a_first_import_makes_dossiers_submitted_with_every_point(schools: Schools) -> None:
    drive = schools.drive()
    staged = drive.plan(schools.roles("self"), *(schools.row(one, {}) for one in CODES))
    assert brief(staged) == [(one, NEW, []) for one in CODES]
    assert drive.apply().changed == 3
    dossier = schools.dossier("th2")
    assert dossier.state == DossierState.SUBMITTED
    assert dossier.origin == Origin.IMPORT
    assert dossier.waived == ["approval", "signature", "evidence"]
    assert dossier.self_level == 3
    assert schools.awards("th2") == schools.items
    assert schools.awards("th2", SideName.EXTERNAL) == {}
    schools.chains_hold()


def test_external_columns_bring_it_to_assessing(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(schools.roles("self", "external"), schools.row(CODES[0], {}, {"1.3.1": "2.5"}))
    drive.apply()
    assert schools.dossier().state == DossierState.ASSESSING
    assert schools.awards()["1.3.1"] == "6"
    assert schools.awards(side=SideName.EXTERNAL)["1.3.1"] == "2.5"


def test_the_same_table_again_changes_not_one_row(schools: Schools) -> None:
    drive = schools.drive()
    roles, rows = schools.roles("self", "external"), [schools.row(one, {}, {}) for one in CODES]
    drive.plan(roles, *rows)
    drive.apply()
    before = schools.dossier(), schools.stand()
    staged = drive.plan(roles, *rows)
    assert [one.outcome for one in staged] == [UNCHANGED] * 3
    assert drive.apply().changed == 0
    assert (schools.dossier(), schools.stand()) == before


def test_another_value_changes_that_cell_alone(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(schools.roles("self"), schools.row(CODES[0], {}))
    drive.apply()
    staged = drive.plan(schools.roles("self"), schools.row(CODES[0], {"1.3.2": "4.5"}))
    assert brief(staged) == [(CODES[0], CHANGED, [])]
    assert told(staged) == [("F5", "Tự đánh giá 1.3.2", "6", "4,5")]
    drive.apply()
    assert schools.awards() == schools.items | {"1.3.2": "4.5"}
    schools.chains_hold()


def test_undoing_puts_back_what_stood_there(schools: Schools) -> None:
    fresh, drive = schools.stand(), schools.drive()
    roles = schools.roles("self", "external")
    first = drive.plan(roles, *(schools.row(one, {}, {}) for one in CODES))
    planned = drive.planned
    drive.apply()
    drive.undo()
    assert schools.stand() == fresh
    assert drive.undone() == [True] * 3
    schools.chains_hold()
    again = drive.plan(roles, *(schools.row(one, {}, {}) for one in CODES))
    assert brief(again) == brief(first)
    assert planned is not None
    assert drive.planned is not None
    assert drive.planned.fingerprint == planned.fingerprint


def test_undoing_a_change_puts_back_the_old_values(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(schools.roles("self"), *(schools.row(one, {}) for one in CODES))
    drive.apply()
    before = schools.awards(), schools.dossier().self_level
    roles = schools.roles("self", more=["fact:self:teachers_total"])
    drive.plan(roles, [*schools.row(CODES[0], {"1.3.2": "0", "1.1": "unmet"}), "40"])
    drive.apply()
    assert schools.awards()["1.1"] == "unmet"
    drive.undo()
    assert (schools.awards(), schools.dossier().self_level) == before
    schools.chains_hold()


def test_a_save_between_the_dry_run_and_confirming_stops_all_of_it(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(schools.roles("self"), *(schools.row(one, {}) for one in CODES))
    with schools.acting() as process:
        process.answer(process.held("dth2dot"), SideName.SELF, {"1.3.1": "1"}, "editor-th2")
    before = schools.stand()
    with pytest.raises(ImportStale) as refusal:
        drive.apply()
    assert [one.where for one in refusal.value.reasons] == ["DS!6"]
    assert schools.stand() == before


def test_undoing_names_who_went_on_and_undoes_the_rest(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(schools.roles("self"), *(schools.row(one, {}) for one in CODES))
    drive.apply()
    with schools.acting() as process:
        dossier = process.held("dth2dot")
        external.receive(process.session, dossier, process.who("leader"))
    assert drive.refused_undo() == [CODES[1]]
    assert schools.dossier("th1").state == DossierState.SUBMITTED
    undone = drive.undo(rest=True)
    assert undone.restored == 2
    assert [one[0] for one in undone.kept] == [CODES[1]]
    assert schools.dossier("th1").state == DossierState.DRAFTING
    assert schools.dossier("th2").state == DossierState.RECEIVED
    schools.chains_hold()


def test_results_come_in_after_the_list_of_evidence(schools: Schools) -> None:
    with schools.acting() as process:
        who = process.who("director")
        dossier = process.held("dth1dot")
        dossier.self_version += 1  # as evidence counts
        record_on_dossier(process.session, dossier, who, EVIDENCE_BROUGHT, {})
    drive = schools.drive()
    (staged,) = drive.plan(schools.roles("self"), schools.row(CODES[0], {}))
    assert staged.outcome == NEW
    drive.apply()
    assert schools.dossier().state == DossierState.SUBMITTED
    schools.chains_hold()
