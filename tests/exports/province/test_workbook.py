"""The province workbook: LibreOffice works out every formula, and finds the figure we counted."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from criteria.loader import shipped
from exports.province import workbook
from exports.province.counting import KINDS, counted
from exports.province.shapes import ProvincePart
from exports.province.sheet_names import SheetNames, short
from exports.province.workbook import write_province
from tests.exports.province.samples import HEADING, province_rows
from tests.office import Office

EDITIONS = ("thangdo.qd-4725", "thangdo.truong-hoc-so")


def part(name: str = EDITIONS[0], bodies: int = 4, each: int = 9, seed: int = 1) -> ProvincePart:
    edition = shipped(name)
    rows = list(province_rows(bodies, each, len(edition.levels), seed))
    named = {f"b{one}": f"Ủy ban nhân dân xã Mây {one} (dữ liệu minh họa)" for one in range(bodies)}
    return ProvincePart(edition, named, rows)


def made(*parts: ProvincePart) -> BytesIO:
    target = BytesIO()
    write_province(target, HEADING, parts)
    return target


def formulas(book: Workbook) -> dict[tuple[str, str], str]:
    return {
        (page.title, cell.coordinate): str(cell.value)
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recalculated(content: BytesIO, soffice: Office, tmp_path: Path) -> Workbook:
    path, out = tmp_path / "tinh.xlsx", tmp_path / "out"
    path.write_bytes(content.getvalue())
    out.mkdir()
    return load_workbook(soffice.convert([path], "xlsx", out)[0], data_only=True)


def compare(content: BytesIO, again: Workbook) -> int:
    """Every formula's cached figure against what LibreOffice works out; how many there were."""
    ours = load_workbook(content, data_only=True)
    found = formulas(load_workbook(content))
    for sheet, cell in found:
        assert again[sheet][cell].value == ours[sheet][cell].value, (
            sheet,
            cell,
            found[sheet, cell],
        )
    return len(found)


def test_every_formula_is_worked_out_to_the_figure_we_counted(
    soffice: Office, tmp_path: Path
) -> None:
    content = made(part(), part(EDITIONS[1], 3, 7, seed=2))
    assert compare(content, recalculated(content, soffice, tmp_path)) > 200


def test_without_sheets_of_bodies_the_formulas_count_within_all_schools(
    soffice: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_BODIES", 3)
    content = made(part())
    again = recalculated(content, soffice, tmp_path)
    assert again.sheetnames == ["Tổng hợp", "Biểu đồ đơn vị", "Dữ liệu"]
    assert compare(content, again) > 80


def test_the_summary_counts_each_result_apart() -> None:
    whole = part()
    page = load_workbook(made(whole), data_only=True)["Tổng hợp"]
    lines = [row for row in page.iter_rows(values_only=True) if row[0] == "Tổng số"]
    own = counted("", whole.rows, [1, 2, 3])
    told = [len(whole.rows), *(number for kind in KINDS for number in own.levels[kind])]
    assert [list(line[1 : len(told) + 1]) for line in lines] == [told, told]
    assert len({own.levels[kind] for kind in KINDS}) == 3


def test_a_school_without_a_level_is_counted_as_such_and_not_as_the_lowest() -> None:
    rows = [row._replace(own=None) for row in part().rows]
    assert counted("", rows, [1, 2, 3]).levels["own"] == (0, 0, 0, len(rows))


def test_every_body_has_a_sheet_with_its_schools_and_nobody_elses() -> None:
    whole = part()
    book = load_workbook(made(whole))
    for body, name in whole.bodies.items():
        page = book[SheetNames().give(short(name))]
        codes = {row[1] for row in page.iter_rows(values_only=True) if row[1]}
        assert codes & {row.code for row in whole.rows} == {
            row.code for row in whole.rows if row.body == body
        }


def test_there_are_three_native_charts_over_the_tables_of_each_summary() -> None:
    with ZipFile(made(part())) as members:
        charts = [name for name in members.namelist() if name.startswith("xl/charts/chart")]
        texts = [members.read(name).decode() for name in charts]
    assert len(charts) == 3
    assert all("'Tổng hợp'!$" in text for text in texts)


def test_a_hundred_and_seventy_bodies_have_names_that_excel_takes() -> None:
    whole = part(bodies=170, each=2)
    names = load_workbook(made(whole), read_only=True).sheetnames
    assert len(names) == 173
    assert all(len(one) <= 31 for one in names)


def test_nobodys_province_says_so() -> None:
    page = load_workbook(made())["Tổng hợp"]
    assert "Chưa có hồ sơ" in str(page["A4"].value)
