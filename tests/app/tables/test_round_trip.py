"""What goes out as a table of results comes home without a single change."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from app.dossiers.models import Answer, Dossier, DossierState, SideName
from app.imports.models import ReportedResult, RowOutcome
from app.index.models import StoredEdition
from app.province.orders import What
from app.storage.database import Database
from exports.province.results import FIRST_ROW
from tests.app.imports.results.province import CODES, Schools, furnished
from tests.app.tables.files import dry_run, made, table

NEW, UNCHANGED, LOCKED = RowOutcome.NEW, RowOutcome.UNCHANGED, RowOutcome.LOCKED


@pytest.fixture
def schools(database: Database) -> Schools:
    """The schools, on each kind of database in turn."""
    return furnished(database)


def exported(schools: Schools, what: What = What.RESULTS, person: str = "admin") -> bytes:
    with schools.rows() as session:
        return made(session, schools.people[person], what)


def outcomes(schools: Schools, content: bytes) -> dict[str, str]:
    staged = dry_run(schools.database, content, schools.people["admin"])
    return {one.code: one.outcome for one in staged}


def test_imported_results_of_both_sides_come_home_unchanged(schools: Schools) -> None:
    drive = schools.drive()
    roles = schools.roles("self", "external", more=["fact:self:teachers_total",
                          "fact:self:lms_in_use", "fact:external:lms_name"])  # fmt: skip
    points: dict[str, str | None] = {"1.3.1": "2.5", "1.1": "unmet"}
    drive.plan(
        roles,
        [*schools.row(CODES[0], {}, points), "40", "true", "LMS minh họa"],
        [*schools.row(CODES[1], points, {}), "12", "false", "=1+1"],
        [*schools.row(CODES[2], {"2.4.3": "0"}, {"1.4": "0.5"}), None, None, None],
    )
    assert drive.apply().changed == 3
    content = exported(schools)
    told = table(content)
    assert told[CODES[0]]["Đánh giá ngoài 1.3.1"] == 2.5
    assert told[CODES[0]]["Đánh giá ngoài 1.1"] == "Không đạt"
    assert told[CODES[0]]["Tự đánh giá Tổng số giáo viên"] == 40
    assert told[CODES[1]]["Đánh giá ngoài Tên giải pháp LMS/LCMS"] == "=1+1"
    assert told[CODES[2]]["Tự đánh giá 2.4.3"] == 0
    assert {one["Ghi chú"] for one in told.values()} == {"nhập từ bảng"}
    assert outcomes(schools, content) == dict.fromkeys(CODES, UNCHANGED)


def test_a_half_filled_school_comes_home_unchanged_and_without_a_total(schools: Schools) -> None:
    drive = schools.drive()
    missing: dict[str, str | None] = {one: None for one in schools.items if one.startswith("1.")}
    drive.plan(schools.roles("self"), schools.row(CODES[0], missing))
    assert drive.apply().changed == 1
    content = exported(schools)
    row = table(content)[CODES[0]]
    assert row["Tự đánh giá TĐG nhóm 1"] is None
    assert row["Tự đánh giá TĐG nhóm 2"] == 100
    assert row["Tự đánh giá TĐG mức"] is None
    assert outcomes(schools, content)[CODES[0]] == UNCHANGED


def test_a_school_that_nothing_is_known_of_is_an_empty_row(schools: Schools) -> None:
    content = exported(schools)
    staged = dry_run(schools.database, content, schools.people["admin"])
    assert [one.after for one in staged if one.outcome == NEW] == []
    assert not [one for one in staged if one.changes]


def test_a_result_that_came_printed_goes_out_as_printed_and_says_so(schools: Schools) -> None:
    drive = schools.drive()
    drive.plan(
        ["code", "group:self:1", "group:self:2", "level:self"], [CODES[0], "80.5", "77.25", "2"]
    )
    assert drive.apply().changed == 1
    with schools.rows() as session:
        assert len(session.exec(select(ReportedResult)).all()) == 1
    content = exported(schools)
    row = table(content)[CODES[0]]
    assert (row["Tự đánh giá TĐG nhóm 1"], row["Tự đánh giá TĐG nhóm 2"]) == (80.5, 77.25)
    assert row["Tự đánh giá TĐG mức"] == 2
    assert row["Tự đánh giá 1.3.1"] is None
    assert "chưa có điểm thành phần" in str(row["Ghi chú"])
    assert outcomes(schools, content)[CODES[0]] == UNCHANGED


def test_what_somebody_worked_on_is_told_with_its_decision_and_never_changed(
    schools: Schools,
) -> None:
    with schools.acting() as process:
        process.bring(process.held("dth1dot"), DossierState.RECOGNISED)
    content = exported(schools)
    row = table(content)[CODES[0]]
    assert row["Mức công nhận"] == 3
    assert str(row["Số QĐ công nhận"]).endswith("QĐ-MH")
    assert row["Ngày QĐ"] is not None
    assert not row["Ghi chú"]
    staged = {one.code: one for one in dry_run(schools.database, content, schools.people["admin"])}
    assert staged[CODES[0]].outcome in {LOCKED, UNCHANGED}
    assert not staged[CODES[0]].changes


def test_a_template_filled_by_hand_is_read_as_it_was_filled(schools: Schools) -> None:
    blank = exported(schools, What.TEMPLATE)
    assert set(table(blank)) == set(CODES)
    book = load_workbook(BytesIO(blank))
    page = book["Kết quả"]
    titles = [cell.value for cell in page[FIRST_ROW]]
    for code, award in schools.items.items():
        words = {"met": "Đạt", "unmet": "Không đạt"}
        value = words.get(award) or float(award)
        page.cell(FIRST_ROW + 1, titles.index(code) + 1).value = value
    target = BytesIO()
    book.save(target)
    staged = dry_run(schools.database, target.getvalue(), schools.people["admin"])
    first = str(page.cell(FIRST_ROW + 1, 2).value)
    assert [one.code for one in staged if one.outcome == NEW] == [first]
    assert not [one for one in staged if one.faults]


def test_the_template_tells_no_numbers(schools: Schools) -> None:
    with schools.acting() as process:
        process.bring(process.held("dth1dot"), DossierState.RECOGNISED)
    row = table(exported(schools, What.TEMPLATE))[CODES[0]]
    assert {value for key, value in row.items() if key not in _OWN} == {None}


_OWN = {"TT", "Mã trường", "Tên trường", "Cấp học"}


def test_the_levels_that_are_told_are_those_of_the_dossiers(schools: Schools) -> None:
    with schools.acting() as process:
        process.bring(process.held("dth1dot"), DossierState.ASSESSED)
    row = table(exported(schools))[CODES[0]]
    with schools.rows() as session:
        dossier = session.get_one(Dossier, "dth1dot")
        assert row["Tự đánh giá TĐG mức"] == dossier.self_level
        assert row["Đánh giá ngoài ĐGN mức"] == dossier.external_level
    assert schools.awards(side=SideName.EXTERNAL)


def test_each_edition_has_its_sheet_and_a_claim_leaves_its_cell_empty(schools: Schools) -> None:
    with schools.acting() as process:
        other = process.session.exec(
            select(StoredEdition).where(StoredEdition.edition_id == "thangdo.truong-hoc-so")
        ).one()
        dossier = process.held("dth2dot")
        dossier.edition_sha256 = other.sha256
        process.session.flush()
        process.answer(dossier, SideName.SELF, {"1.1": "met", "2.1": "7.25"}, "editor-th2")
        process.session.add(
            Answer(
                dossier_id=dossier.id,
                side=SideName.SELF,
                item="3.6",
                inapplicable="Không có phòng thí nghiệm (minh họa).",
                at=process.at,
            )
        )
    content = exported(schools)
    told = table(content, "Kết quả thangdo.truong-hoc-so")
    assert set(told) == {CODES[1]}
    assert told[CODES[1]]["Tự đánh giá 2.1"] == 7.25
    assert told[CODES[1]]["Tự đánh giá 3.6"] is None
    assert set(table(content, "Kết quả thangdo.qd-4725")) == {CODES[0], CODES[2]}
    staged = dry_run(schools.database, content, schools.people["admin"])
    assert {one.code for one in staged} == set(CODES)
    assert not [one for one in staged if one.changes or one.faults]
