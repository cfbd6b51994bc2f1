"""Comments of people and ours, in one part."""

from exports.marking.marks import MAX_COMMENTS, Mark, Table
from tests.exports.marking.packages import by_hand, cells, marked, only_changed, part, sheet
from tests.exports.marking.test_members import TABLE, plain, rich

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WRITTEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_THREAD = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
)
TWO = Table("Sheet1", (1, 1), (Mark(2, 0, "Mã lạ"), Mark(2, 1, "Sai")))


def threaded(comments: str, drawing: str) -> bytes:
    """A sheet with comments of both kinds."""
    relations = (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_WRITTEN}/vmlDrawing" Target="../drawings/v.vml"/>'
        f'<Relationship Id="rId2" Type="{_WRITTEN}/comments" Target="../comments7.xml"/>'
        f'<Relationship Id="rId3" Type="{_THREAD}" Target="../threadedComments/t.xml"/>'
        "</Relationships>"
    )
    return by_hand(
        sheet(ROWS, after='<legacyDrawing r:id="rId1"/>'),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations,
            "xl/comments7.xml": comments,
            "xl/drawings/v.vml": drawing,
            "xl/threadedComments/t.xml": "<ThreadedComments/>",
        },
    )


THEIRS = (
    f'<comments xmlns="{_MAIN}" xmlns:xr="urn:x"><authors><author>tc={{1}}</author></authors>'
    '<commentList><comment ref="A2" authorId="0" shapeId="0" xr:uid="{1}"><text><t>[Chuỗi nhận '
    "xét] Cô An: xem lại</t></text></comment></commentList></comments>"
)
BOX = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap '
    'v:ext="edit" data="3"/></o:shapelayout><v:shapetype id="_x0000_t202"/><v:shape '
    'id="_x0000_s3073" type="#_x0000_t202"><br><x:ClientData ObjectType="Note"><x:Row>1</x:Row>'
    "<x:Column>0</x:Column></x:ClientData></v:shape></xml>"
)


def test_ours_stands_behind_theirs_in_one_comment() -> None:
    before = plain("Cô hỏi lại trường")
    after, _ = marked(before, TABLE)
    assert cells(after)["D4"].comment.text == "Cô hỏi lại trường\n— Thang Đo: Quá điểm tối đa"
    assert cells(after)["D4"].comment.author == "Cô An"


def test_threads_stay_untouched_and_their_old_form_gets_our_words() -> None:
    before = threaded(THEIRS, BOX)
    after, _ = marked(before, TWO)
    changed, new = only_changed(before, after)
    assert new == set()
    assert "xl/threadedComments/t.xml" not in changed
    text = part(after, "xl/comments7.xml")
    assert "<r><t>[Chuỗi nhận xét] Cô An: xem lại</t></r><r>" in text
    assert "— Thang Đo: Mã lạ" in text
    assert 'xr:uid="{1}"' in text
    assert 'ref="B2" authorId="1"' in text


def test_boxes_are_added_to_the_drawing_that_is_there() -> None:
    after, _ = marked(threaded(THEIRS, BOX), TWO)
    drawing = part(after, "xl/drawings/v.vml")
    assert drawing.startswith(BOX.removesuffix("</xml>"))
    assert drawing.count("<x:Column>0</x:Column>") == 1  # theirs has its box already
    assert drawing.count('ObjectType="Note"') == 3
    assert 'id="_x0000_s3074"' in drawing
    assert drawing.count("<v:shapetype") == 1


def test_other_comments_of_theirs_are_not_touched() -> None:
    before = THEIRS.replace('ref="A2"', 'ref="A9"')
    after, _ = marked(threaded(before, BOX), TWO)
    theirs = before[before.index("<comment ") : before.index("</commentList>")]
    assert theirs in part(after, "xl/comments7.xml")


def test_a_comment_of_runs_or_of_nothing_gets_one_run_more() -> None:
    for words, expected in (
        ("<text><r><t>a</t></r><r><t>b</t></r><phoneticPr/></text>", "</r><phoneticPr/></text>"),
        ("<text/>", "</r></text>"),
        ("<text></text>", "</r></text>"),
    ):
        start, end = THEIRS.index("<text>"), THEIRS.index("</comment>")
        after, _ = marked(threaded(THEIRS[:start] + words + THEIRS[end:], BOX), TWO)
        assert f"Mã lạ</t>{expected}" in part(after, "xl/comments7.xml")


def test_past_the_most_comments_only_the_column_speaks_and_says_so() -> None:
    marks = tuple(Mark(row, 3, "Sai") for row in range(3, MAX_COMMENTS + 103))
    after, done = marked(plain(), TABLE._replace(marks=marks))
    assert done.comments == MAX_COMMENTS
    found = cells(after)
    assert f"Chỉ {MAX_COMMENTS - 1} ô đầu có ghi chú riêng" in found["E2"].comment.text
    assert found[f"E{MAX_COMMENTS + 102}"].value == f"D{MAX_COMMENTS + 102}: Sai"
    assert found[f"D{MAX_COMMENTS + 102}"].comment is None
    assert found[f"D{MAX_COMMENTS + 102}"].fill.fgColor.rgb == "FFFFC9C4"


def test_numbers_of_boxes_past_a_block_are_named() -> None:
    marks = tuple(Mark(row, 3, "Sai") for row in range(3, 1_203))
    after, _ = marked(plain(), TABLE._replace(marks=marks))
    drawing = part(after, "xl/drawings/vmlDrawing1.vml")
    assert 'data="1,2"' in drawing


def test_several_sentences_of_a_cell_make_one_comment() -> None:
    marks = (Mark(4, 3, "Câu một"), Mark(4, 3, "Câu hai"), Mark(4, 3, "Câu ba", warning=True))
    after, _ = marked(rich(), TABLE._replace(marks=marks))
    found = cells(after, "Kết quả")
    assert found["D4"].comment.text == "Thang Đo:\nCâu một\nCâu hai\nLưu ý: Câu ba"
    assert found["D4"].fill.fgColor.rgb == "FFFFC9C4"
