"""Faults of a filled form: each named with its cell, in a sentence that says what to do."""

from datetime import date

import pytest
from openpyxl.workbook.workbook import Workbook

from criteria.loader import shipped
from exports.forms.errors import FormRefused
from exports.forms.layout import MAX_EVIDENCE, TABLE_HEADER_ROW, SheetName
from exports.forms.plan import form_plan
from exports.forms.reader import find_shipped, read_form
from exports.forms.writer import write_form
from scoring.answers import Profile
from tests.exports.forms import desk
from tests.exports.forms.clerk import saved
from tests.exports.forms.samples import QD_4725, SCHOOL_2025

ASSESSMENT, FACTS, INFO = SheetName.ASSESSMENT, SheetName.FACTS, SheetName.INFO
EVIDENCE_SHEET, IDENTITY = SheetName.EVIDENCE, SheetName.IDENTITY


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (7, "award-above-max", "vượt quá điểm tối đa 6"),
        ("6,5", "award-above-max", "vượt quá điểm tối đa 6"),
        (1e9, "award-above-max", "vượt quá điểm tối đa 6"),
        (1e300, "award-above-max", "vượt quá điểm tối đa 6"),
        (-1, "negative", "số âm"),
        ("-1", "negative", "số âm"),
        ("sáu", "not-a-number", "“sáu” không phải là số"),
        ("6 điểm", "not-a-number", "không phải là số"),
        ("6/6", "not-a-number", "không phải là số"),
        ("1e2", "not-a-number", "không phải là số"),
        ("nan", "not-a-number", "không phải là số"),
        ("inf", "not-a-number", "không phải là số"),
        ("1.250", "not-a-number", "dấu chấm phân cách"),
        ("75%", "percent", "không ghi %"),
        (True, "boolean", "TRUE/FALSE"),
        (date(2026, 5, 7), "date-for-number", "chứa ngày"),
        ("=6", "formula", "gõ trực tiếp giá trị"),
        ("=D7", "formula", "gõ trực tiếp giá trị"),
        ("#REF!", "error-value", "#REF!"),
        ("#N/A", "error-value", "#N/A"),
        (0.00001, "award-too-fine", "1.3.1"),
    ],
)
def test_award_that_is_none(typed: object, code: str, words: str) -> None:
    cell = desk.award_cell("1.3.1")
    problem = desk.only_problem(desk.changed({(ASSESSMENT, cell): typed}))
    assert (problem.sheet, problem.cell, problem.code) == (ASSESSMENT, cell, code)
    assert words in problem.message
    assert str(problem).startswith(f"Tự đánh giá!{cell}: ")


def test_number_shown_as_percent_is_no_award() -> None:
    def show_as_percent(book: Workbook) -> None:
        cell = book[ASSESSMENT][desk.award_cell("1.3.1")]
        cell.value, cell.number_format = 0.75, "0.00%"

    assert desk.only_problem(desk.reworked(show_as_percent)).code == "percent"


@pytest.mark.parametrize("typed", [1, "6", "Đạt một phần", "Có", True])
def test_condition_answered_otherwise_than_met_or_unmet(typed: object) -> None:
    cell = desk.award_cell("1.1")
    problem = desk.only_problem(desk.changed({(ASSESSMENT, cell): typed}))
    assert (problem.cell, problem.code) == (cell, "not-in-list")
    assert "Đạt; Không đạt" in problem.message


@pytest.mark.parametrize(
    ("fact", "typed", "code"),
    [
        ("teachers_total", "bốn mươi", "not-a-number"),
        ("teachers_total", 40.5, "not-whole"),
        ("teachers_total", "1.250", "not-a-number"),
        ("teachers_total", -1, "negative"),
        ("teachers_total", 10_000_000_000, "fact-refused"),
        ("teachers_total", "=20+20", "formula"),
        ("teachers_total", date(2026, 1, 1), "date-for-number"),
        ("lms_in_use", "có thể", "not-in-list"),
        ("lms_in_use", 2, "not-in-list"),
        ("lms_origin", "Mượn", "not-in-list"),
        ("lms_origin", 1, "not-in-list"),
        ("lms_name", "x" * 501, "too-long"),
        ("lms_name", "=HYPERLINK(1)", "formula"),
    ],
)
def test_fact_that_is_none(fact: str, typed: object, code: str) -> None:
    cell = desk.fact_cell(fact)
    problem = desk.only_problem(desk.changed({(FACTS, cell): typed}))
    assert (problem.sheet, problem.cell, problem.code) == (FACTS, cell, code)


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("day", "hôm nay", "not-a-date"),
        ("day", "31/02/2026", "not-a-date"),
        ("day", "5/20/2026", "not-a-date"),
        ("day", "20/5/26", "not-a-date"),
        ("day", "01/01/1999", "date-out-of-range"),
        ("day", "=TODAY()", "formula"),
        ("day", 1e18, "not-a-date"),
        ("name", "x" * 301, "too-long"),
        ("name", "=A1", "formula"),
        ("number", date(2026, 5, 20), "date-for-text"),
        ("recipients", "\n".join("nơi" for _ in range(21)), "too-many-lines"),
    ],
)
def test_header_that_is_none(key: str, typed: object, code: str) -> None:
    cell = desk.info_cell(key)
    problem = desk.only_problem(desk.changed({(INFO, cell): typed}))
    assert (problem.sheet, problem.cell, problem.code) == (INFO, cell, code)


@pytest.mark.parametrize(
    ("key", "typed", "code", "words"),
    [
        ("code", "MC14", "evidence-code", "MC.1.4.01"),
        ("code", "MC.1.4.1", "evidence-code", "MC.1.4.01"),
        ("code", None, "no-code", "có thể dùng MC.1.4.01"),
        ("code", "mc.2.1.01", "duplicate-evidence", "ô A5"),
        ("title", None, "no-title", "tên minh chứng"),
        ("title", "x" * 501, "too-long", "500"),
        ("links", None, "no-links", "1.4; 1.3.2"),
        ("links", "9.9", "unknown-code", "9.9"),
        ("links", "1.4; 1.99", "unknown-code", "1.99"),
        ("links", "1", "unknown-code", "1"),
        ("links", "=A1", "formula", "công thức"),
        ("links", "; ".join(["1.4"] * 61), "too-many-links", "60"),
        ("status", None, "no-status", "đã có"),
        ("status", "rồi", "not-in-list", "đang cập nhật"),
        ("day", "năm ngoái", "not-a-date", "ngày/tháng/năm"),
        ("location", "#REF!", "error-value", "#REF!"),
    ],
)
def test_evidence_that_is_none(key: str, typed: object, code: str, words: str) -> None:
    cell = desk.evidence_cell(key, 1)
    found = desk.problems(desk.changed({(EVIDENCE_SHEET, cell): typed}))
    at = [problem for problem in found if problem.code == code]
    assert len(at) == 1, [str(one) for one in found]
    assert at[0].sheet == EVIDENCE_SHEET
    assert words in at[0].message
    if code != "duplicate-evidence":
        assert at[0].cell == cell


def test_more_evidence_than_a_list_holds() -> None:
    def go_on(book: Workbook) -> None:
        for number in range(MAX_EVIDENCE):
            code = f"MC.1.{number}.01"
            values = (code, "Minh chứng", "1.4", "đã có")
            for column, value in enumerate(values, start=1):
                book[EVIDENCE_SHEET].cell(number + 10, column).value = value

    problem = desk.only_problem(desk.reworked(go_on))
    assert problem.code == "too-many-rows"
    assert str(MAX_EVIDENCE) in problem.message


def test_row_twice_names_both_cells() -> None:
    code = desk.award_cell("1.3.2").replace("D", "A")
    problems = desk.problems(desk.changed({(ASSESSMENT, code): "1.3.1"}))
    assert {one.code for one in problems} == {"duplicate-row", "missing-row"}
    twice = next(one for one in problems if one.code == "duplicate-row")
    assert twice.cell == code
    assert desk.award_cell("1.3.1").replace("D", "A") in twice.message


def test_row_that_is_gone() -> None:
    def delete(book: Workbook) -> None:
        book[ASSESSMENT].delete_rows(int(desk.award_cell("1.3.2")[1:]))

    problem = desk.only_problem(desk.reworked(delete))
    assert problem.code == "missing-row"
    assert "1.3.2" in problem.message


def test_fact_row_that_is_gone() -> None:
    def delete(book: Workbook) -> None:
        book[FACTS].delete_rows(int(desk.fact_cell("lms_name")[1:]))

    problem = desk.only_problem(desk.reworked(delete))
    assert (problem.sheet, problem.code) == (FACTS, "missing-row")


def test_code_of_no_item() -> None:
    code = desk.award_cell("1.3.2").replace("D", "A")
    problems = desk.problems(desk.changed({(ASSESSMENT, code): "1.3.9"}))
    assert [(one.cell, one.code) for one in problems if one.cell == code] == [
        (code, "unknown-code")
    ]


def test_code_that_became_a_date() -> None:
    code = desk.award_cell("1.4").replace("D", "A")
    problems = desk.problems(desk.changed({(ASSESSMENT, code): date(2026, 4, 1)}))
    assert "code-is-date" in {one.code for one in problems}


@pytest.mark.parametrize("sheet", [INFO, FACTS, ASSESSMENT, EVIDENCE_SHEET, SheetName.REPORT])
def test_sheet_that_is_gone(sheet: SheetName) -> None:
    content = desk.reworked(lambda book: book.remove(book[sheet]))
    missing = [one for one in desk.problems(content) if one.code == "missing-sheet"]
    assert [one.sheet for one in missing] == [sheet]
    assert str(missing[0]).startswith(f"{sheet}: thiếu trang này")


def test_column_that_is_gone() -> None:
    content = desk.changed({(ASSESSMENT, f"D{TABLE_HEADER_ROW + 1}"): "Điểm của trường"})
    problems = desk.problems(content)
    assert [(one.sheet, one.code) for one in problems] == [(ASSESSMENT, "missing-column")]
    assert "Tự đánh giá" in problems[0].message


def test_all_faults_at_once_in_the_order_of_the_form() -> None:
    places = {
        (INFO, desk.info_cell("day")): "mai",
        (FACTS, desk.fact_cell("teachers_total")): "nhiều",
        (ASSESSMENT, desk.award_cell("1.3.1")): 60,
        (ASSESSMENT, desk.award_cell("1.3.2")): "=1",
        (ASSESSMENT, desk.award_cell("2.1")): "tốt",
        (EVIDENCE_SHEET, desk.evidence_cell("code", 2)): "số 5",
    }
    found = [(one.sheet, one.cell) for one in desk.problems(desk.changed(places))]
    assert found == list(places)


def test_stray_cell_far_outside_is_named() -> None:
    content = desk.changed({(ASSESSMENT, "XFD1048576"): "lạc"})
    problem = desk.only_problem(content)
    assert (problem.cell, problem.code) == ("XFD1048576", "outside")


def test_form_of_an_unknown_edition() -> None:
    problem = desk.only_problem(desk.changed({(IDENTITY, "B2"): "so.khac"}))
    assert problem.code == "edition-unknown"
    assert "so.khac" in problem.message


def test_form_of_another_version_of_a_shipped_edition() -> None:
    content = desk.changed({(IDENTITY, "B3"): "9.9"})
    with pytest.raises(FormRefused, match=r"9\.9.*đang có: thangdo\.") as refused:
        read_form(content, find_shipped)
    assert refused.value.problems[0].code == "edition-unknown"


def test_form_whose_edition_was_altered() -> None:
    content = desk.changed({(IDENTITY, "B4"): "0" * 64})
    with pytest.raises(FormRefused, match="SHA-256 khác") as refused:
        read_form(content, find_shipped)
    assert refused.value.problems[0].code == "edition-altered"


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        ("B1", "2", "form-format"),
        ("A2", "id", "identity-damaged"),
        ("B5", "hoc_vien", "identity-damaged"),
        ("B6", "mam_non", "identity-damaged"),
        ("B2", "=A1", "identity-damaged"),
    ],
)
def test_hidden_sheet_that_somebody_changed(cell: str, typed: str, code: str) -> None:
    assert desk.only_problem(desk.changed({(IDENTITY, cell): typed})).code == code


def test_workbook_that_is_no_form() -> None:
    content = desk.reworked(lambda book: book.remove(book[IDENTITY]))
    assert desk.only_problem(content).code == "not-a-form"


def test_claim_without_a_reason_and_reason_without_a_claim() -> None:
    edition = shipped(SCHOOL_2025)
    profile = Profile.of(edition, "thcs")
    plan = form_plan(edition, profile)
    scored = [line for line in plan.item_lines if line.item and line.item.max][:2]
    book = desk.opened(write_form(edition, profile))
    sheet = book[ASSESSMENT]
    sheet.cell(scored[0].row + 1, plan.columns["claim"] + 1).value = "x"
    sheet.cell(scored[1].row + 1, plan.columns["reason"] + 1).value = "không có"
    found = {one.code for one in desk.problems(saved(book))}
    assert found == {"claim-without-reason", "reason-without-claim"}


def test_index_that_allows_no_claim_has_no_column_for_one() -> None:
    header = [cell.value for cell in desk.opened()[ASSESSMENT][TABLE_HEADER_ROW + 1]]
    assert shipped(QD_4725).inapplicable.value == "none"
    assert "Không áp dụng" not in header
