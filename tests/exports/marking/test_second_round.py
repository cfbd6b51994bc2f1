"""A marked file that was mended, or not, and is marked again."""

import io
import zipfile

import openpyxl

from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import (
    by_hand,
    cells,
    marked,
    only_changed,
    part,
    sheet,
    values,
    zipped,
)
from tests.exports.marking.test_comments import BOX, THEIRS, TWO, threaded
from tests.exports.marking.test_members import TABLE, plain, rich

MENDED = TABLE._replace(marks=(Mark(6, 1, "Mã lạ"),))
CLEAN = TABLE._replace(marks=())


def resaved(content: bytes) -> bytes:
    """As another program saves it: texts shared, formats numbered anew."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_column_is_replaced_and_not_added_again() -> None:
    first, _ = marked(rich(), TABLE)
    second, _ = marked(first, MENDED)
    said = values(second, "Kết quả")
    assert list(said.values()).count("Lỗi") == 1
    assert "D4: Quá điểm tối đa" not in said.values()
    assert "B6: Mã lạ" in said.values()


def test_what_is_no_longer_wrong_is_no_longer_marked() -> None:
    before = rich()
    first, _ = marked(before, TABLE)
    second, _ = marked(first, MENDED)
    old, new = cells(before, "Kết quả"), cells(second, "Kết quả")
    for place in ("D4", "C5"):
        assert repr(new[place].fill) == repr(old[place].fill)
        assert repr(new[place].border) == repr(old[place].border)
        assert new[place].number_format == old[place].number_format
        assert new[place].comment is None
    assert new["B6"].comment.text == "Thang Đo:\nMã lạ"
    assert new["B6"].fill.fgColor.rgb == "FFFFC9C4"


def test_the_same_marks_again_change_nothing_that_is_seen() -> None:
    first, _ = marked(rich(), TABLE)
    second, _ = marked(first, TABLE)
    assert only_changed(first, second)[1] == set()
    old, new = cells(first, "Kết quả"), cells(second, "Kết quả")
    assert {
        place: (one.value, repr(one.fill), one.comment and one.comment.text)
        for place, one in old.items()
    } == {
        place: (one.value, repr(one.fill), one.comment and one.comment.text)
        for place, one in new.items()
    }
    drawing = "xl/drawings/vmlDrawing3.vml"
    assert part(first, drawing).count("<v:shape ") == part(second, drawing).count("<v:shape ")


def test_a_file_saved_by_another_program_meanwhile_is_known_as_marked() -> None:
    first, _ = marked(plain("Cô hỏi lại"), TABLE)
    second, _ = marked(resaved(first), MENDED)
    said = values(second)
    assert said["E2"] == "Lỗi"
    assert "F2" not in said
    assert said["E6"] == "B6: Mã lạ"
    assert "E4" not in said
    found = cells(second)
    assert found["D4"].fill.fill_type is None
    assert found["C5"].comment is None


def test_our_words_in_their_comment_go_and_theirs_stay() -> None:
    first, _ = marked(plain("Cô hỏi lại"), TABLE)
    second, _ = marked(first, CLEAN)
    assert cells(second)["D4"].comment.text == "Cô hỏi lại"


def test_boxes_of_comments_that_are_gone_go_too() -> None:
    first, _ = marked(threaded(THEIRS, BOX), TWO)
    second, _ = marked(first, TWO._replace(marks=()))
    drawing = part(second, "xl/drawings/v.vml")
    assert drawing.count('ObjectType="Note"') == 2  # theirs, and the title's
    assert "<x:Row>1</x:Row><x:Column>1</x:Column>" not in drawing


def test_a_column_with_formulas_below_its_title_is_somebody_elses() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Lỗi</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c s="1" r="B2"><f>A2*2</f><v>2</v></c></row>'
    )
    after, _ = marked(by_hand(sheet(rows)), Table("Sheet1", (1, 1), (Mark(2, 0, "Sai"),)))
    assert (values(after)["B2"], values(after)["C2"]) == ("=A2*2", "A2: Sai")


def test_comments_whose_author_a_program_forgot_are_known_by_their_beginning() -> None:
    first, _ = marked(plain(), TABLE)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    text = part(first, "xl/comments1.xml")
    parts["xl/comments1.xml"] = text.replace("<author>Thang Đo</author>", "<author> </author>")
    second, _ = marked(zipped(parts), MENDED)
    assert cells(second)["D4"].comment is None
    assert cells(second)["B6"].comment.text == "Thang Đo:\nMã lạ"


def test_a_column_of_formulas_called_so_is_somebody_elses() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c>'
        '<c r="B1" t="str"><f>"L"&amp;"ỗi"</f><v>Lỗi</v></c></row>'
    )
    after, _ = marked(by_hand(sheet(rows)), Table("Sheet1", (1, 1), (Mark(2, 0, "Sai"),)))
    assert values(after)["C1"] == "Lỗi"
    assert values(after)["C2"] == "A2: Sai"


def test_a_mended_row_without_marks_lost_its_sentence_in_cells_without_places() -> None:
    rows = (
        "<row><c t='inlineStr'><is><t>Mã</t></is></c><c t='inlineStr'><is><t>Lỗi</t></is></c></row>"
        "<row><c><v>1</v></c><c t='inlineStr'><is><t>A2: Sai</t></is></c></row>"
        "<row><c><v>2</v></c></row>"
    )
    after, _ = marked(by_hand(sheet(rows)), Table("Sheet1", (1, 1), (Mark(3, 0, "Mới"),)))
    assert values(after) == {"A1": "Mã", "B1": "Lỗi", "A2": 1, "A3": 2, "B3": "A3: Mới"}
