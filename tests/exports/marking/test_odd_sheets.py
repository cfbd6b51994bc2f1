"""Sheets as few programs write them, and as the format allows."""

import pytest

from exports.marking.errors import MarkingRefused
from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import (
    MAIN,
    STRICT,
    by_hand,
    cells,
    marked,
    only_changed,
    part,
    sheet,
    values,
)

HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c></row>'
RED = "FFFFC9C4"
SHEET = "xl/worksheets/sheet1.xml"


def table(*marks: Mark, header: int = 1) -> Table:
    return Table("Sheet1", (header, header), marks)


def wrong(row: int, column: int | None, sentence: str = "Sai") -> Mark:
    return Mark(row, column, sentence)


def test_rows_and_cells_without_their_places_are_counted() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        "<row><c><v>3</v></c><c><v>4</v></c><c/><c s='1'><v>5</v></c></row>"
    )
    after, _ = marked(by_hand(sheet(rows)), table(wrong(2, 1)))
    found = cells(after)
    assert found["B2"].fill.fgColor.rgb == RED
    assert found["B2"].value == 4
    assert found["D2"].value == 5
    assert (found["E1"].value, found["E2"].value) == ("Lỗi", "B2: Sai")


def test_prefixed_names_keep_their_prefix() -> None:
    content = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"/></x:row></x:sheetData><x:pageMargins left="1" right="1" '
        'top="1" bottom="1" header="1" footer="1"/><x:extLst/></x:worksheet>'
    )
    before = by_hand(content)
    after, _ = marked(before, table(wrong(2, 0), wrong(3, 1)))
    found = cells(after)
    assert found["A2"].fill.fgColor.rgb == found["B3"].fill.fgColor.rgb == RED
    assert found["C2"].value == "A2: Sai"
    text = part(after, SHEET)
    assert text.index("<x:pageMargins") < text.index("<x:legacyDrawing") < text.index("<x:extLst")
    assert text.index("<x:cols>") < text.index("<x:sheetData>")


def test_a_strict_workbook_gets_strict_relations() -> None:
    before = by_hand(sheet(HEADER + '<row r="2"/>', space=STRICT), strict=True)
    after, _ = marked(before, table(wrong(2, 0)))
    relations = part(after, "xl/worksheets/_rels/sheet1.xml.rels")
    assert relations.count("http://purl.oclc.org/ooxml/officeDocument/relationships/") == 2
    assert f'<comments xmlns="{STRICT}">' in part(after, "xl/comments1.xml")


def test_empty_rows_and_missing_rows_are_filled_in_their_order() -> None:
    rows = HEADER + '<row r="3" ht="20" x="1"/><row r="6"><c r="A6"><v>6</v></c></row>'
    after, _ = marked(
        by_hand(sheet(rows)), table(wrong(2, 0), wrong(3, 2), wrong(5, None), wrong(9, 0))
    )
    text = part(after, SHEET)
    places = [text.index(f'<row r="{number}"') for number in (1, 2, 3, 5, 6, 9)]
    assert places == sorted(places)
    assert values(after)["D3"] == "C3: Sai"


def test_missing_cells_are_put_between_those_that_are_there() -> None:
    rows = HEADER + '<row r="2" spans="1:5"><c r="A2"><v>1</v></c><c r="E2"><v>5</v></c></row>'
    after, _ = marked(by_hand(sheet(rows)), table(wrong(2, 3), wrong(2, 1)))
    text = part(after, SHEET)
    places = [text.index(f'r="{column}2"') for column in "ABDEF"]
    assert places == sorted(places)
    assert values(after)["F2"] == "D2: Sai\nB2: Sai"


def test_a_sheet_without_any_row_gets_its_title() -> None:
    content = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    after, _ = marked(by_hand(content), table(wrong(2, None)))
    assert values(after) == {"A1": "Lỗi", "A2": "Sai"}


def test_what_stands_in_comments_of_the_markup_is_no_row() -> None:
    rows = (
        HEADER + '<!-- <row r="2"><c r="A2"/></row> --><row r="2"><c r="A2" t="inlineStr"><is><t>'
        '<![CDATA[</c></row><row r="2">]]></t></is></c></row>'
    )
    after, _ = marked(by_hand(sheet(rows)), table(wrong(2, 0)))
    found = cells(after)
    assert found["A2"].value == '</c></row><row r="2">'
    assert found["A2"].fill.fgColor.rgb == RED
    assert found["B2"].value == "A2: Sai"


def test_angle_brackets_in_attributes_end_no_tag() -> None:
    rows = HEADER + "<row r='2' note=\"a>b\"><c r='A2' odd='/>' s='1'><v>0.5</v></c></row>"
    after, _ = marked(by_hand(sheet(rows)), table(wrong(2, 0)))
    found = cells(after)
    assert (found["A2"].value, found["A2"].number_format) == (0.5, "0.00%")
    assert found["A2"].fill.fgColor.rgb == RED


def test_a_workbook_without_styles_gets_them() -> None:
    before = by_hand(sheet(HEADER + '<row r="2"/>'), styles=False)
    after, done = marked(before, table(wrong(2, 0)))
    changed, new = only_changed(before, after)
    assert changed == {SHEET, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    assert "xl/styles.xml" in new
    assert set(done.added) == new
    assert cells(after)["A2"].fill.fgColor.rgb == RED


def test_new_cells_look_like_their_row_or_column_did() -> None:
    before = '<cols><col min="2" max="3" width="9" style="1"/></cols>'
    rows = HEADER + '<row r="2"/><row r="3" s="1" customFormat="1"/><row r="4" s="1"/>'
    after, _ = marked(by_hand(sheet(rows, before)), table(wrong(2, 2), wrong(3, 0), wrong(4, 0)))
    found = cells(after)
    formats = [found[place].number_format for place in ("C2", "A3", "A4")]
    assert formats == ["0.00%", "0.00%", "General"]


def test_a_width_over_many_columns_is_divided() -> None:
    before = '<cols><col min="1" max="16384" width="9" customWidth="1"/></cols>'
    after, _ = marked(by_hand(sheet(HEADER, before)), table())
    text = part(after, SHEET)
    assert '<col min="1" max="1" width="9" customWidth="1"/>' in text
    assert '<col min="2" max="2" width="60" customWidth="1"/>' in text
    assert '<col min="3" max="16384" width="9" customWidth="1"/>' in text


def test_merged_cells_of_the_header_are_not_written_into() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A9:XFD9"/></mergeCells>'
    after, _ = marked(by_hand(sheet(HEADER, after=merged)), table())
    assert values(after)["E1"] == "Lỗi"


def test_the_extent_that_a_sheet_states_grows() -> None:
    rows = HEADER + '<row r="2"><c r="A2"/></row>'
    after, _ = marked(by_hand(sheet(rows, '<dimension ref="A1:A2"/>')), table(wrong(7, 0)))
    assert '<dimension ref="A1:B7"/>' in part(after, SHEET)


def test_rows_with_sentences_may_grow_but_not_those_whose_height_a_person_set() -> None:
    rows = HEADER + '<row r="2" ht="15"/><row r="3" ht="30" customHeight="1"/><row r="4" ht="15"/>'
    after, _ = marked(by_hand(sheet(rows)), table(wrong(2, 0), wrong(3, 0)))
    text = part(after, SHEET)
    assert '<row r="2">' in text
    assert '<row r="3" ht="30" customHeight="1">' in text
    assert '<row r="4" ht="15"/>' in text


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "aaa">]><worksheet><sheetData/></worksheet>',
        "<worksheet><sheetData>",
        '<?xml version="1.0" encoding="windows-1258"?><worksheet><sheetData/></worksheet>',
        "<chartsheet/>",
        "<worksheet/>",
        '<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>',
    ],
)
def test_refuses_a_sheet_that_is_none(content: str) -> None:
    with pytest.raises(MarkingRefused):
        marked(by_hand(content), table(wrong(2, 0)))


def test_refuses_a_sheet_that_the_workbook_does_not_have() -> None:
    with pytest.raises(MarkingRefused, match="Sheet9"):
        marked(by_hand(sheet(HEADER)), Table("Sheet9", (1, 1), ()))


def test_sentences_are_texts_and_never_formulas() -> None:
    said = "=cmd|'/c calc'!A1 <b>&amp;</b> _x0041_ \"\x00\x0b"
    after, _ = marked(by_hand(sheet(HEADER)), table(wrong(2, None, said)))
    found = cells(after)["B2"]
    assert found.data_type == "s"
    assert "=cmd|'/c calc'!A1 <b>&amp;</b> " in found.value
    assert "<f>" not in part(after, SHEET)
    assert "_x005F_x0041_" in part(after, SHEET)


def test_the_drawing_of_comments_stands_where_the_format_wants_it() -> None:
    inner = '<cfRule type="expression" priority="1"><formula>1</formula><extLst/></cfRule>'
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    behind = (
        f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice Requires="x14"><controls/>'
        '</mc:Choice></mc:AlternateContent><tableParts count="0"/><extLst><ext uri="x"/></extLst>'
    )
    before = f'<conditionalFormatting sqref="A1">{inner}</conditionalFormatting>'
    after, _ = marked(by_hand(sheet(HEADER, after=before + behind)), table())
    assert f'{before}<legacyDrawing r:id="rId2"/>{behind}</worksheet>' in part(after, SHEET)
