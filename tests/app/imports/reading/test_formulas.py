"""Formulas and errors are told wherever they are, however the file is written."""

from pathlib import Path

import pytest

from app.imports.reading.books import read_book
from app.imports.shapes import ERROR, Sheet
from tests.app.imports.reading import files
from tests.office import Office

REF, NA, DIV = ERROR + "#REF!", ERROR + "#N/A", ERROR + "#DIV/0!"


def only(content: bytes) -> Sheet:
    (sheet,) = read_book(content).sheets
    return sheet


def test_a_formula_without_a_value_leaves_its_place() -> None:
    sheet = only(files.by_openpyxl({"S": [(1, 2, "=A1+B1"), (3,)]}))
    assert sheet.rows == [[1, 2], [3]]
    assert sheet.formulas == {(0, 2)}


def test_a_formula_keeps_what_some_program_worked_out() -> None:
    sheet = only(files.by_xlsxwriter([(1, "=A1*0")]))
    assert sheet.rows == [[1, 0]]
    assert sheet.formulas == {(0, 1)}


@pytest.mark.parametrize(
    "cells",
    [
        # What Excel, LibreOffice and others write, and what the standard allows besides.
        '<c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r="B1"><f/><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r="B1" s="1" t="str"><f ca="1">A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c s="1" r="B1"><f>A1</f><v>1</v></c>',
        "<c r='A1'><v>1</v></c><c r='B1'><f>A1</f><v>1</v></c>",
        "<c><v>1</v></c><c><f>A1</f><v>1</v></c>",
        '<c r="A1"><v>1</v></c><c r="B1" >\n<f>A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r = "B1"><f>A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><!-- --><c r="B1"><!-- <f> --><f>A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r="B1"><v>1</v><f>A1</f></c>',
        '<c r="A1"><v>1</v></c><c r="B1"><f\n>A1</f><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r="B1"><x:f xmlns:x="urn:x">A1</x:f><v>1</v></c>',
    ],
)
def test_a_formula_is_found_however_its_cell_is_written(cells: str) -> None:
    sheet = only(files.xlsx_by_hand(f'<row r="1">{cells}</row>'))
    assert sheet.formulas == {(0, 1)}


def test_formulas_are_found_under_a_prefix() -> None:
    rows = '<x:row r="3"><x:c r="B3"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
    sheet = only(files.xlsx_by_hand(rows, prefix="x"))
    assert sheet.rows == [[], [], [None, 2]]
    assert sheet.formulas == {(2, 1)}


def test_every_cell_of_a_shared_formula_is_one() -> None:
    cells = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">1+1</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>2</v></c></row>'
    )
    assert only(files.xlsx_by_hand(cells)).formulas == {(0, 0), (1, 0), (2, 0)}


def test_a_text_that_looks_like_a_formula_is_none() -> None:
    sheet = only(files.by_xlsxwriter([('t="e" <f>', '<c r="A1"><f>')], memory=True))
    assert (sheet.rows, sheet.formulas) == ([['t="e" <f>', '<c r="A1"><f>']], frozenset())


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', [REF]),
        ('<c r="A1" t="e"><f>B9</f><v>#DIV/0!</v></c>', [DIV]),
        ("<c r='A1' t='e'><v>#N/A</v></c>", [NA]),
        ('<c t="e" r="B1"><v>#N/A</v></c>', [None, NA]),
        ('<c r="A1" t="e"/>', [NA]),
        ('<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>5</v></c>', [REF, 5]),
    ],
)
def test_errors_arrive_as_errors(cells: str, row: list[object]) -> None:
    sheet = only(files.xlsx_by_hand(f'<row r="1">{cells}</row>'))
    assert sheet.rows == [row]


def test_formulas_stay_with_their_sheets() -> None:
    content = files.by_openpyxl({"A": [("=1",)], "B": [(1,)], "C": [(1,), (2, "=1")]})
    assert [set(one.formulas) for one in read_book(content).sheets] == [{(0, 0)}, set(), {(1, 1)}]


@pytest.mark.parametrize("to", ["xls", "ods", "xlsx"])
def test_libreoffice_tells_formulas_and_errors(soffice: Office, tmp_path: Path, to: str) -> None:
    rows: files.Rows = [("a", "=1/0", "=NA()"), (), (None, "=1+1", '="x"', 4)]
    content = files.by_openpyxl({"S": rows, "T": [(1,), ("=#REF!+1",)]})
    first, second = read_book(files.converted(soffice, content, "xlsx", to, tmp_path)).sheets
    assert first.rows[0] == ["a", DIV, NA]
    assert first.formulas == {(0, 1), (0, 2), (2, 1), (2, 2)}
    assert second.rows == [[1], [REF]]
    assert second.formulas == {(1, 0)}


def test_an_ods_formula_stands_for_all_the_cells_that_it_is_repeated_in() -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="2" table:formula="of:=1" '
        'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{cell}'
    sheet = only(
        files.ods_by_hand(
            '<table:table table:name="T"><table:table-row><table:table-cell/></table:table-row>'
            f"{row}</table:table-row></table:table>"
        )
    )
    assert sheet.formulas == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert sheet.rows == [[], [None, 1, 1], [None, 1, 1]]


CELL = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p>'
FORMULA = CELL.replace(" office", ' table:formula="of:=1" office', 1)
WRONG = '<table:table-cell table:formula="of:=[.A9]" office:value-type="string" calcext:value-type='
WRONG += '"error"><text:p>#REF!</text:p>'
END = "</table:table-cell>"


ROW = f"<table:table-row>{CELL}{END}{FORMULA}{END}{WRONG}{END}</table:table-row>"
NOTE = "<office:annotation><text:p>#N/A</text:p></office:annotation>"


@pytest.mark.parametrize(
    "rows",
    [
        ROW,
        f"<table:table-rows>{ROW.replace('row>', 'row >', 1)}</table:table-rows>",
        f"<table:table-row-group>{ROW}</table:table-row-group>",
        ROW.replace(END, f"{NOTE}{END}", 1),
        # Not by pattern: a comment, a sign in an attribute, quotation marks of the other kind.
        f"<!-- -->{ROW}",
        ROW.replace("of:=1", "of:=1>0"),
        ROW.replace('"', "'"),
    ],
)
def test_an_ods_formula_is_found_however_its_row_is_written(rows: str) -> None:
    sheet = only(files.ods_by_hand(f'<table:table table:name="T">{rows}</table:table>'))
    assert sheet.formulas == {(0, 1), (0, 2)}
    assert list(sheet.rows[0])[1:] == [1, REF]


def test_formulas_of_an_ods_stay_with_their_tables() -> None:
    row = f"<table:table-row>{FORMULA}{END}</table:table-row>"
    blank = f"<table:table-row>{CELL}{END}</table:table-row>"
    tables = [f'<table:table table:name="{one}">' for one in "ABC"]
    end = "</table:table>"
    content = f"{tables[0]}{row}{end}{tables[1]}{blank}{end}{tables[2]}{blank}{row}{end}"
    sheets = read_book(files.ods_by_hand(content)).sheets
    assert [set(one.formulas) for one in sheets] == [{(0, 0)}, set(), {(1, 0)}]
