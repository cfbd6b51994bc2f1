"""The blank form: what it asks, what it locks, what it stops."""

import random
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from criteria.edition import Edition, FactType
from exports.forms.layout import EVIDENCE_ROWS, TABLE_HEADER_ROW, SheetName
from exports.forms.plan import asked_facts, form_plan
from exports.forms.styles import FILL
from exports.forms.writer import write_form
from scoring.answers import Answers, Profile
from tests.exports.forms import desk
from tests.exports.forms.samples import (
    EVIDENCE,
    HEADER,
    NARRATIVE,
    editions,
    random_answers,
    school,
    turned,
)
from tests.office import Office

PROFILES = [
    (edition, Profile.of(edition, kind))
    for edition in editions()
    for kind in ("thcs", "nhieu_cap_hoc", "mam_non")
    if kind in edition.body_kinds
]
TO_FILL = (
    SheetName.INFO,
    SheetName.FACTS,
    SheetName.ASSESSMENT,
    SheetName.EVIDENCE,
    SheetName.REPORT,
)


@cache
def blank(edition: Edition, profile: Profile) -> Workbook:
    """A blank form, only to be looked at."""
    return load_workbook(BytesIO(write_form(edition, profile)))


def rule_at(sheet: Worksheet, cell: str) -> DataValidation:
    """The one rule of a cell."""
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.cells]
    assert len(found) == 1, cell
    rule = found[0]
    assert isinstance(rule, DataValidation)
    return rule


def to_fill(sheet: Worksheet) -> list[str]:
    """The cells that are not locked."""
    return [
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    ]


def test_same_arguments_give_the_same_bytes() -> None:
    for edition, profile in PROFILES:
        assert write_form(edition, profile) == write_form(edition, profile)


def test_day_of_making_is_the_one_given() -> None:
    made = datetime(2026, 9, 1)  # noqa: DTZ001 - a workbook's dates know no time zone
    content = write_form(desk.edition(), desk.profile(), created=made)
    assert load_workbook(BytesIO(content)).properties.created == made
    assert content != write_form(desk.edition(), desk.profile())


def test_every_item_has_one_row_with_its_official_words() -> None:
    for edition, profile in PROFILES:
        sheet = blank(edition, profile)[SheetName.ASSESSMENT]
        found = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5, max_col=2)}
        for code, item in edition.items.items():
            assert found[code] == item.title.value


def test_every_fact_of_the_profile_is_asked_and_no_other() -> None:
    for edition, profile in PROFILES:
        sheet = blank(edition, profile)[SheetName.FACTS]
        rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]]
        assert [(row[0], row[1]) for row in rows] == [
            (code, fact.title) for code, fact in asked_facts(edition, profile)
        ]
        levels = {edition.school_levels[level] for level in profile.school_levels}
        assert {row[2] for row in rows if row[2]} <= levels


def test_unconfirmed_values_are_marked_and_confirmed_ones_are_not() -> None:
    edition, profile = desk.edition(), desk.profile()
    plan = form_plan(edition, profile)
    sheet = blank(edition, profile)[SheetName.ASSESSMENT]
    seen = set()
    for line in plan.item_lines:
        assert line.item is not None
        mark = line.item.max.mark if line.item.max else line.item.title.mark
        shown = sheet.cell(line.row + 1, plan.columns["mark"] + 1).value
        assert shown == (None if mark.confirmed else mark.known.label)
        seen.add(shown)
    assert {None, "một nguồn", "suy luận"} <= seen


def test_all_sheets_are_locked_but_for_the_yellow_cells() -> None:
    for edition, profile in PROFILES[:1] + PROFILES[-1:]:
        book = blank(edition, profile)
        for sheet in book:
            assert sheet.protection.sheet
            open_cells = set(to_fill(sheet))
            assert bool(open_cells) == (sheet.title in TO_FILL)
            for row in sheet.iter_rows():
                for cell in row:
                    yellow = cell.fill.fgColor.rgb == f"FF{FILL[1:]}"
                    assert yellow == (cell.coordinate in open_cells), cell.coordinate


def test_every_answer_is_checked_by_a_rule_that_stops() -> None:
    for edition, profile in PROFILES:
        book = blank(edition, profile)
        plan = form_plan(edition, profile)
        for line in plan.item_lines:
            cell = book[SheetName.ASSESSMENT].cell(line.row + 1, plan.columns["award"] + 1)
            assert cell.protection.locked == line.excluded
            if not line.excluded:
                _stops(rule_at(book[SheetName.ASSESSMENT], cell.coordinate))


def test_every_other_cell_to_fill_is_checked_by_a_rule_that_stops() -> None:
    book = blank(desk.edition(), desk.profile())
    for name in TO_FILL:
        sheet = book[name]
        ruled: set[str] = set()
        for rule in sheet.data_validations.dataValidation:
            _stops(rule)
            cells = [cell for area in rule.sqref.ranges for row in area.rows for cell in row]
            ruled |= {f"{get_column_letter(column)}{row}" for row, column in cells}
        assert set(to_fill(sheet)) <= ruled


def _stops(rule: DataValidation) -> None:
    assert rule.showErrorMessage
    assert rule.errorStyle in {None, "stop"}
    assert rule.error
    assert rule.errorTitle


def test_award_is_held_within_its_range() -> None:
    sheet = blank(desk.edition(), desk.profile())[SheetName.ASSESSMENT]
    rule = rule_at(sheet, desk.award_cell("1.3.1"))
    assert (rule.type, rule.operator) == ("decimal", None)
    assert (rule.formula1, rule.formula2) == ("0", "6")
    assert rule.error == "Nhập số từ 0 đến 6, bước 0,5."


def test_confirmed_step_joins_the_rule_of_an_award() -> None:
    edition = next(one for one in editions() if one.score_step.mark.confirmed)
    sheet = blank(edition, Profile.of(edition, "thcs"))[SheetName.ASSESSMENT]
    rule = rule_at(sheet, desk.award_cell("1.3.1"))
    assert rule.type == "custom"
    assert "MOD(" in (rule.formula1 or "")


def test_condition_is_chosen_from_a_list() -> None:
    sheet = blank(desk.edition(), desk.profile())[SheetName.ASSESSMENT]
    rule = rule_at(sheet, desk.award_cell("1.1"))
    assert (rule.type, rule.formula1) == ("list", '"Đạt,Không đạt"')


def test_count_takes_whole_numbers_only() -> None:
    sheet = blank(desk.edition(), desk.profile())[SheetName.FACTS]
    rule = rule_at(sheet, desk.fact_cell("teachers_total"))
    assert (rule.type, rule.formula1) == ("whole", "0")


def test_options_that_a_rule_cannot_hold_stand_on_the_hidden_sheet() -> None:
    edition = desk.edition()
    fact = edition.facts["lms_origin"]
    assert fact.type is FactType.CHOICE
    longer = replace(fact, options=(("a", "Thuê, mua"), ("b", "Tự xây dựng " * 30)))
    changed = turned(edition, facts=MappingProxyType({**edition.facts, "lms_origin": longer}))
    book = blank(changed, desk.profile())
    rule = rule_at(book[SheetName.FACTS], desk.fact_cell("lms_origin"))
    assert rule.formula1 == f"'{SheetName.IDENTITY}'!$D$1:$D$2"
    assert book[SheetName.IDENTITY]["D1"].value == "Thuê, mua"


def test_list_of_evidence_has_room() -> None:
    sheet = blank(desk.edition(), desk.profile())[SheetName.EVIDENCE]
    codes = [cell for cell in to_fill(sheet) if cell.startswith("A")]
    assert len(codes) == EVIDENCE_ROWS >= 200


def test_very_hidden_sheet_names_the_edition() -> None:
    for edition, profile in PROFILES:
        sheet = blank(edition, profile)[SheetName.IDENTITY]
        assert sheet.sheet_state == "veryHidden"
        stated = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
        assert stated["edition_id"] == edition.ref.id
        assert stated["edition_version"] == edition.ref.version
        assert stated["edition_sha256"] == edition.ref.sha256
        assert stated["format"] == "1"


def test_pages_are_set_for_printing() -> None:
    for name in TO_FILL:
        sheet = blank(desk.edition(), desk.profile())[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
        assert (sheet.freeze_panes or "").endswith(str(TABLE_HEADER_ROW + 2))
        assert sheet.print_title_rows == f"${TABLE_HEADER_ROW + 1}:${TABLE_HEADER_ROW + 1}"


def test_illustration_says_so_on_every_sheet() -> None:
    edition = next(one for one in editions() if one.illustration)
    book = blank(edition, Profile.of(edition, "thcs"))
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert str(sheet["A2"].value).startswith("BỘ CHỈ SỐ MINH HỌA.")


def filled(edition: Edition, profile: Profile, answers: Answers) -> bytes:
    known = tuple(one for one in EVIDENCE if set(one.links) <= edition.criteria.keys())
    return write_form(
        edition,
        profile,
        school=school(profile),
        header=HEADER,
        narrative=NARRATIVE,
        answers=answers,
        evidence=known,
    )


def test_every_shown_value_is_what_libreoffice_works_out(soffice: Office, tmp_path: Path) -> None:
    chance = random.Random(4725)  # noqa: S311 - drawn the same every time, on purpose
    paths = []
    for number, (edition, profile) in enumerate(PROFILES):
        answers = random_answers(edition, profile, chance)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(filled(edition, profile, answers))
        paths.append(path)
    (tmp_path / "out").mkdir()
    compared = 0
    for before, after in zip(paths, soffice.convert(paths, "xlsx", tmp_path / "out"), strict=True):
        formulas = load_workbook(before)[SheetName.ASSESSMENT]
        written = load_workbook(before, data_only=True)[SheetName.ASSESSMENT]
        worked_out = load_workbook(after, data_only=True)[SheetName.ASSESSMENT]
        for row in formulas.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                # One program writes an empty text, the other no value at all.
                old = written[cell.coordinate].value or None
                new = worked_out[cell.coordinate].value or None
                at = f"{before.name}!{cell.coordinate} {cell.value}"
                assert new == (pytest.approx(old) if isinstance(old, float) else old), at
                compared += 1
    assert compared > 100 * len(PROFILES)


def test_libreoffice_prints_every_sheet(soffice: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(desk.good_form())
    (made,) = soffice.convert([path], "pdf", tmp_path)
    assert made.read_bytes().startswith(b"%PDF")
