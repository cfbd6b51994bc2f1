"""Which members of a package change, and that all others stay byte for byte."""

import io
import random
import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from PIL import Image

from exports.marking.archive import Archive
from exports.marking.errors import MarkingRefused
from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import (
    by_hand,
    cells,
    lines,
    marked,
    members,
    only_changed,
    part,
    sheet,
    values,
    zipped,
)

TABLE = Table(
    "Kết quả", (2, 2), (Mark(4, 3, "Quá điểm tối đa"), Mark(5, 2, "Tên khác", warning=True))
)
TOUCHED = {
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/styles.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "[Content_Types].xml",
}
"""All that may differ where the marked table is in the first sheet."""


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(made, "PNG")
    return made


def rich() -> bytes:
    """With all that XlsxWriter can put into a workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Kết quả")
        other = book.add_worksheet("Khác")
        points = book.add_format({"num_format": "0.00", "bold": True, "bg_color": "#00FF00"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_string(0, 0, "Bảng minh họa")
        page.write_row(1, 0, ["TT", "Mã", "Tên", "1.1", "Ngày"])
        for row in range(2, 12):
            page.write_number(row, 0, row - 1)
            page.write_string(row, 1, f"{row:08d}")
            page.write_string(row, 2, f"Trường minh họa {row}")
            page.write_number(row, 3, row / 4, points)
            page.write_number(row, 4, 46_000 + row, day)
        page.add_sparkline("H3", {"range": "'Kết quả'!A3:D3"})
        page.add_table("A2:E12", {"name": "Bang", "header_row": True, "columns": []})
        page.data_validation("D3:D12", {"validate": "decimal", "criteria": ">", "value": 0})
        page.conditional_format("D3:D12", {"type": "data_bar", "data_bar_2010": True})
        page.freeze_panes(2, 3)
        page.repeat_rows(1)
        page.protect("khóa")
        page.insert_image("H6", "a.png", {"image_data": picture()})
        page.set_header("&L&G", {"image_left": "b.png", "image_data_left": picture()})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Kết quả'!$D$3:$D$12"})
        page.insert_chart("H10", chart)
        page.write_url("G3", "https://example.org/")
        other.write_comment("A1", "Ghi chú ở trang khác")
        book.define_name("Diem", "='Kết quả'!$D$3:$D$12")
    return out.getvalue()


def plain(comment: str = "") -> bytes:
    """As openpyxl saves it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Kết quả"
    page.append(["Bảng minh họa"])
    page.append(["TT", "Mã", "Tên", "1.1"])
    for row in range(10):
        page.append([row, f"{row:08d}", "Trường", row / 2])
    if comment:
        page["D4"].comment = Comment(comment, "Cô An")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_only_the_named_members_of_a_rich_workbook_change() -> None:
    before = rich()
    after, done = marked(before, TABLE)
    changed, new = only_changed(before, after)
    assert (
        changed
        == set(done.changed)
        == {
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/styles.xml",
            "[Content_Types].xml",
        }
    )
    assert new == set(done.added) == {"xl/comments2.xml", "xl/drawings/vmlDrawing3.vml"}


def test_what_a_rich_sheet_holds_besides_its_cells_stays() -> None:
    before, name = rich(), "xl/worksheets/sheet1.xml"
    after, _ = marked(before, TABLE)
    old, new = part(before, name), part(after, name)
    start = old.index("</sheetData>")
    tail = new[new.index("</sheetData>") :]
    kept = tail[: tail.index("<legacyDrawing r:id=")]
    rest = tail[tail.index("<legacyDrawing r:id=") :].partition("/>")[2]
    assert kept + rest == old[start:]


def test_values_and_formats_of_all_other_cells_stay() -> None:
    before = rich()
    after, _ = marked(before, TABLE)
    old, new = cells(before, "Kết quả"), cells(after, "Kết quả")
    for place, one in old.items():
        assert new[place].value == one.value
        assert new[place].number_format == one.number_format
        assert repr(new[place].font) == repr(one.font)
        if place not in {"D4", "C5"}:
            assert repr(new[place].fill) == repr(one.fill)
            assert repr(new[place].border) == repr(one.border)
    assert new["D4"].fill.fgColor.rgb == "FFFFC9C4"
    assert new["D4"].border.left.style == "thin"
    assert new["C5"].fill.fgColor.rgb == "FFFFEDB5"
    assert set(new) - set(old) <= {f"{letter}{row}" for letter in "HI" for row in range(1, 13)}


def test_marks_of_one_format_share_one_copy() -> None:
    before = rich()
    table = TABLE._replace(marks=tuple(Mark(row, 3, "Sai") for row in range(3, 12)))
    few, _ = marked(before, TABLE)
    many, _ = marked(before, table)
    count = [part(one, "xl/styles.xml").count("<xf ") for one in (few, many)]
    assert count[1] == count[0] - 1  # one format is marked instead of two


def test_a_plain_workbook_gets_comments_of_its_own() -> None:
    before = plain()
    after, _ = marked(before, TABLE)
    changed, new = only_changed(before, after)
    assert changed | new == TOUCHED
    found = cells(after)
    assert found["D4"].comment.text == "Thang Đo:\nQuá điểm tối đa"
    assert found["C5"].comment.text == "Thang Đo:\nLưu ý: Tên khác"
    assert found["E2"].comment.text.startswith("Thang Đo:\n1 dòng có lỗi, 1 dòng chỉ có lưu ý.")


def test_macros_and_parts_that_nobody_knows_stay_as_they_are() -> None:
    noise = random.Random(5).randbytes(3_000)  # noqa: S311 - bytes that do not pack
    with zipfile.ZipFile(io.BytesIO(plain())) as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    parts |= {
        "xl/vbaProject.bin": noise,
        "customXml/item1.xml": "<a/>",
        "xl/pivotTables/p.xml": "<p/>",
    }
    before = zipped(parts)
    after, _ = marked(before, TABLE)
    changed, new = only_changed(before, after)
    assert changed | new == TOUCHED
    assert members(after)["xl/vbaProject.bin"] == members(before)["xl/vbaProject.bin"]


def test_stored_members_and_descriptors_are_copied_as_they_are() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as archive:
        stream = _Unseekable(out)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as streamed:
            for name in archive.namelist():
                kind = zipfile.ZIP_STORED if name.endswith("theme1.xml") else zipfile.ZIP_DEFLATED
                streamed.writestr(name, archive.read(name), kind)
    before = out.getvalue()
    after, _ = marked(before, TABLE)
    changed, new = only_changed(before, after)
    assert changed | new == TOUCHED
    assert values(after)["E4"] == "D4: Quá điểm tối đa"


class _Unseekable(io.RawIOBase):
    """What a program writes to that streams its zip."""

    def __init__(self, out: io.BytesIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        return self._out.write(content)


def test_a_directory_in_another_order_than_its_members_keeps_it() -> None:
    content = plain()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start, names = archive.start_dir, archive.namelist()
    rows = []
    at = start
    for _ in names:
        end = at + 46 + sum(struct.unpack_from("<HHH", content, at + 28))
        rows.append(content[at:end])
        at = end
    before = content[:start] + b"".join(reversed(rows)) + content[at:]
    after, _ = marked(before, TABLE)
    assert list(lines(after))[: len(names)] == names[::-1]
    only_changed(before, after)


@pytest.mark.parametrize("cut", [1, 22, 200])
def test_refuses_a_package_that_is_cut_short(cut: int) -> None:
    with pytest.raises(MarkingRefused):
        marked(plain()[:-cut], TABLE)


def test_refuses_a_member_whose_bytes_were_changed() -> None:
    content = bytearray(plain())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content[info.header_offset + 60] ^= 0xFF
    with pytest.raises(MarkingRefused):
        marked(bytes(content), TABLE)


def test_refuses_to_unpack_more_than_a_part_may_have() -> None:
    content = zipped({"a.xml": b"a" * 2_000})
    with pytest.raises(MarkingRefused) as refusal:
        Archive(io.BytesIO(content)).read("a.xml", 1_999)
    assert refusal.value.code == "too-large"


def test_refuses_a_member_that_says_it_is_smaller_than_it_is() -> None:
    content = zipped({"a.xml": b"a" * 2_000})
    lying = content.replace(struct.pack("<I", 2_000), struct.pack("<I", 20))
    with pytest.raises(MarkingRefused):
        Archive(io.BytesIO(lying)).read("a.xml")


def test_two_sheets_are_marked_in_one_file() -> None:
    book = openpyxl.load_workbook(io.BytesIO(plain()))
    book.copy_worksheet(book.worksheets[0]).title = "Hai"
    out = io.BytesIO()
    book.save(out)
    after, done = marked(out.getvalue(), TABLE, TABLE._replace(sheet="Hai"))
    only_changed(out.getvalue(), after)
    assert done.comments == 6
    for name in ("Kết quả", "Hai"):
        assert cells(after, name)["D4"].comment.text == "Thang Đo:\nQuá điểm tối đa"


def test_the_same_file_and_marks_give_the_same_bytes() -> None:
    before = rich()
    assert marked(before, TABLE) == marked(before, TABLE)


def test_a_sheet_named_by_hand_is_found_however_its_letters_are_composed() -> None:
    before = by_hand(sheet('<row r="1"/>'))
    after, _ = marked(before, Table(" sheet1 ", (1, 1), ()))
    assert values(after) == {"A1": "Lỗi"}
