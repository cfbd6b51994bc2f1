"""What happens to forms in real offices, and does no harm."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook

from exports.forms.layout import SheetName
from exports.forms.reader import read_form
from scoring.answers import Verdict
from tests.exports.forms import archives, desk
from tests.exports.forms.clerk import saved
from tests.exports.forms.samples import EVIDENCE, HEADER, NARRATIVE, find_any, school
from tests.office import Office

ASSESSMENT, FACTS, INFO = SheetName.ASSESSMENT, SheetName.FACTS, SheetName.INFO
EVIDENCE_SHEET = SheetName.EVIDENCE
NOON = datetime(2026, 5, 20, 12, 0)  # noqa: DTZ001 - a workbook's dates know no time zone


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("5,5", "5.5"),
        ("5.5", "5.5"),
        (" 5,5 ", "5.5"),
        ("5\u00a0", "5"),
        ("\u200b4,0", "4"),
        (5.5, "5.5"),
        (4, "4"),
        ("0", "0"),
        (0, "0"),
    ],
)
def test_reads_points_however_typed(typed: object, points: str) -> None:
    content = desk.changed({(ASSESSMENT, desk.award_cell("1.3.1")): typed})
    assert read_form(content, find_any).answers.awards["1.3.1"] == Decimal(points)


@pytest.mark.parametrize("typed", ["Đạt", "đạt", " ĐẠT ", "dat", "Đạt\u200b"])
def test_reads_met_however_typed(typed: str) -> None:
    for text in (typed, unicodedata.normalize("NFD", typed)):
        content = desk.changed({(ASSESSMENT, desk.award_cell("1.1")): text})
        assert read_form(content, find_any).answers.awards["1.1"] is Verdict.MET


@pytest.mark.parametrize("typed", ["Không đạt", "không  đạt", "khong dat", "Chưa đạt"])
def test_reads_unmet_however_typed(typed: str) -> None:
    content = desk.changed({(ASSESSMENT, desk.award_cell("1.1")): typed})
    assert read_form(content, find_any).answers.awards["1.1"] is Verdict.UNMET


@pytest.mark.parametrize(
    ("typed", "value"), [("Có", True), ("co", True), ("x", True), (True, True), ("KHÔNG", False)]
)
def test_reads_yes_and_no_however_typed(typed: object, *, value: bool) -> None:
    content = desk.changed({(FACTS, desk.fact_cell("lms_in_use")): typed})
    assert read_form(content, find_any).answers.facts["lms_in_use"] is value


@pytest.mark.parametrize("typed", ["Thuê", "thue", unicodedata.normalize("NFD", "Thuê"), "THUÊ "])
def test_reads_a_choice_however_typed(typed: str) -> None:
    content = desk.changed({(FACTS, desk.fact_cell("lms_origin")): typed})
    assert read_form(content, find_any).answers.facts["lms_origin"] == "rented"


@pytest.mark.parametrize("typed", [40, 40.0, "40", "40,0", " 40 "])
def test_reads_a_count_however_typed(typed: object) -> None:
    content = desk.changed({(FACTS, desk.fact_cell("teachers_total")): typed})
    assert read_form(content, find_any).answers.facts["teachers_total"] == Decimal(40)


@pytest.mark.parametrize(
    "typed", [date(2026, 5, 20), NOON, "20/5/2026", "20-05-2026", "2026-05-20", 46162]
)
def test_reads_a_date_however_typed(typed: object) -> None:
    content = desk.changed({(INFO, desk.info_cell("day")): typed})
    assert read_form(content, find_any).header.day == date(2026, 5, 20)


def test_reads_dates_counted_from_1904() -> None:
    def count_from_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book[INFO][desk.info_cell("day")].value = date(2026, 5, 20)

    form = read_form(desk.reworked(count_from_1904), find_any)
    assert form.header.day == date(2026, 5, 20)


def test_reads_rows_in_any_order() -> None:
    def turn_round(book: Workbook) -> None:
        sheet = book[ASSESSMENT]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=45)]
        for number, values in enumerate(reversed(rows), start=5):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value

    assert read_form(desk.reworked(turn_round), find_any).answers == desk.full_answers()


def test_reads_columns_in_any_order() -> None:
    def swap(book: Workbook) -> None:
        sheet = book[ASSESSMENT]
        for row in range(4, 60):
            one, other = sheet.cell(row, 4), sheet.cell(row, 8)
            one.value, other.value = other.value, one.value

    assert read_form(desk.reworked(swap), find_any).answers == desk.full_answers()


def test_reads_a_form_moved_by_rows_and_columns_put_in() -> None:
    def put_in(book: Workbook) -> None:
        for name in (ASSESSMENT, FACTS, INFO, EVIDENCE_SHEET):
            book[name].insert_rows(1, 3)
            book[name].insert_cols(1, 2)
            book[name].insert_rows(12)

    form = read_form(desk.reworked(put_in), find_any)
    assert form.answers == desk.full_answers()
    assert form.evidence == EVIDENCE
    assert form.header == HEADER


def test_reads_codes_stored_as_numbers() -> None:
    content = desk.changed({(ASSESSMENT, desk.award_cell("1.4").replace("D", "A")): 1.4})
    assert read_form(content, find_any).answers == desk.full_answers()


def test_reads_a_decomposed_form() -> None:
    def decompose(book: Workbook) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "s":
                        cell.value = unicodedata.normalize("NFD", cell.value)
                        cell.data_type = "s"
            sheet.title = unicodedata.normalize("NFD", sheet.title)

    form = read_form(desk.reworked(decompose), find_any)
    assert form.answers == desk.full_answers()
    assert form.narrative == NARRATIVE
    assert form.header == HEADER


def test_reads_a_form_with_another_sheet_put_in() -> None:
    content = desk.reworked(lambda book: book.create_sheet("Nháp", 0).append(["=1+1"]))
    assert read_form(content, find_any).answers == desk.full_answers()


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("1.4; 1.3.2", ("1.4", "1.3.2")),
        ("1.4,1.3.2", ("1.4", "1.3.2")),
        ("1.4 và 1.3.2", ("1.4", "1.3.2")),
        ("1.4\n1.3.2", ("1.4", "1.3.2")),
        ("1,4", ("1.4",)),
        (1.4, ("1.4",)),
        ("1.4; 1.4", ("1.4",)),
        ("1.4.", ("1.4",)),
    ],
)
def test_reads_links_however_typed(typed: object, links: tuple[str, ...]) -> None:
    content = desk.changed({(EVIDENCE_SHEET, desk.evidence_cell("links", 1)): typed})
    assert read_form(content, find_any).evidence[0].links == links


def test_passes_over_empty_rows_between_evidence() -> None:
    def leave_gaps(book: Workbook) -> None:
        book[EVIDENCE_SHEET].insert_rows(6, 5)

    assert read_form(desk.reworked(leave_gaps), find_any).evidence == EVIDENCE


def test_a_cell_of_spaces_is_an_empty_cell() -> None:
    content = desk.changed({(ASSESSMENT, desk.award_cell("1.3.1")): " \u00a0\u200b"})
    assert "1.3.1" not in read_form(content, find_any).answers.awards


def test_what_locked_cells_hold_is_never_read() -> None:
    places: dict[tuple[SheetName, str], object] = {
        (ASSESSMENT, f"C{row}"): 999 for row in range(5, 40)
    }
    places |= {(ASSESSMENT, "D5"): 100, (ASSESSMENT, "D8"): "=1/0"}
    assert read_form(desk.changed(places), find_any).answers == desk.full_answers()


def test_reads_what_libreoffice_saved(soffice: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(desk.good_form())
    (tmp_path / "out").mkdir()
    (resaved,) = soffice.convert([path], "xlsx", tmp_path / "out")
    form = read_form(resaved.read_bytes(), find_any)
    assert form.answers == desk.full_answers()
    assert form.school == school(desk.profile())
    assert form.header == HEADER
    assert form.narrative == NARRATIVE
    assert form.evidence == EVIDENCE


def test_reads_what_openpyxl_saved() -> None:
    form = read_form(saved(desk.opened()), find_any)
    assert form.answers == desk.full_answers()
    assert form.evidence == EVIDENCE
    assert form.narrative == NARRATIVE


def test_reads_cells_that_say_nothing_of_their_place() -> None:
    content = archives.with_part(
        archives.EVIDENCE_PART, lambda old: re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", old)
    )
    assert read_form(content, find_any).evidence == EVIDENCE


def test_reads_elements_with_a_prefix() -> None:
    def prefix(old: bytes) -> bytes:
        head, rest = old.split(b"?>", 1)
        rest = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", rest)
        return head + b"?>" + rest.replace(b"xmlns=", b"xmlns:x=", 1)

    found = archives.parts()
    for name in found:
        if name.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/workbook.xml", "xl/styles")):
            found[name] = prefix(found[name])
    form = read_form(archives.packed(found), find_any)
    assert form.answers == desk.full_answers()
    assert form.evidence == EVIDENCE


def test_reads_texts_kept_in_their_cells() -> None:
    found = archives.parts()
    texts = re.findall(rb"<si><t[^>]*>(.*?)</t></si>", found["xl/sharedStrings.xml"], re.DOTALL)

    def text(match: re.Match[bytes]) -> bytes:
        return b"".join((b't="inlineStr"><is><t>', texts[int(match[1])], b"</t></is>"))

    for name in found:
        if name.startswith("xl/worksheets/"):
            found[name] = re.sub(rb't="s"><v>(\d+)</v>', text, found[name])
    del found["xl/sharedStrings.xml"]
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        found[name] = re.sub(
            rb"<(Relationship|Override) [^>]*haredStrings[^>]*/>", b"", found[name]
        )
    form = read_form(archives.packed(found), find_any)
    assert form.answers == desk.full_answers()
    assert form.narrative == NARRATIVE
