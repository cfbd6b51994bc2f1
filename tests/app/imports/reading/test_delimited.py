"""Text with separators: its code, its separator, its cells."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.reading.books import read_book
from app.imports.reading.cells import clean_text
from app.imports.reading.errors import FileFault, FileRefused
from app.imports.shapes import Book
from tests.app.imports.reading import files
from tests.office import Office

ROWS: files.Rows = (
    ("Mã trường", "Tên trường", "Điểm 1.1"),
    ("0001", "Trường Tiểu học Nguyễn Trãi", "7,25"),
    ("0002", "Trường Trung học cơ sở Đường Lâm", "8"),
    ("0003", "Trường Phổ thông dân tộc nội trú Kỳ Sơn", "9,5"),
)
READ = [list(row) for row in ROWS]


def rows_of(content: bytes) -> list[list[object]]:
    (sheet,) = read_book(content).sheets
    return [list(row) for row in sheet.rows]


def fault_of(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_book(content)
    return refused.value.code


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1258", "windows-1258"),
        ("tcvn3", "tcvn3"),
    ],
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_every_code_gives_the_same_cells(encoding: str, told: str, separator: str) -> None:
    content = files.delimited(ROWS, encoding, separator)
    book = read_book(content)
    assert (book.format, book.encoding) == ("csv", told)
    assert rows_of(content) == READ


def test_a_marked_utf_16_of_the_other_order_is_read() -> None:
    content = b"\xfe\xff" + files.delimited(ROWS, "utf-16-be", ";")
    assert (read_book(content).encoding, rows_of(content)) == ("utf-16-be", READ)


def test_decomposed_text_is_composed() -> None:
    content = unicodedata.normalize("NFD", files.delimited(ROWS).decode()).encode()
    assert rows_of(content) == READ


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["PHÒNG GIÁO DỤC, HUYỆN MINH HỌA; NĂM HỌC 2026", ""])
def test_the_separator_is_found_under_a_title(separator: str, title: str) -> None:
    rows = [(title,), (), *ROWS]
    read = rows_of(files.delimited(rows, "utf-8", separator))
    assert read == [[title] if title else [], [], *READ]


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\r"])
def test_a_line_that_names_the_separator_decides(line: str) -> None:
    content = line.encode() + b"a,b,c;1\r\nd,e,f;2\r\n"
    assert rows_of(content) == [["a,b,c", "1"], ["d,e,f", "2"]]


def test_a_line_that_names_the_separator_is_seen_behind_a_mark() -> None:
    content = "sep=\t\r\nMã\tTên\r\n".encode("utf-16")
    assert rows_of(content) == [["Mã", "Tên"]]


def test_one_column_needs_no_separator() -> None:
    assert rows_of("Mã trường\n0001\n0002\n".encode()) == [["Mã trường"], ["0001"], ["0002"]]


def test_line_breaks_and_quotation_marks_inside_of_cells_stay() -> None:
    content = b'a;"b\r\nc";"d ""e"" f"\r\n"";;g\r\n'
    assert rows_of(content) == [["a", "b\nc", 'd "e" f'], [None, None, "g"]]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_end_of_line_is_one(end: str) -> None:
    assert rows_of(files.delimited(ROWS, "utf-8", ";", end)) == READ


def test_blank_cells_and_rows_at_the_end_are_left_out() -> None:
    assert rows_of(b"a;b;;\r\n;;;\r\nc;;;\r\n;;;\r\n\r\n") == [["a", "b"], [], ["c"]]


def test_a_text_in_a_formula_keeps_its_zeros_and_other_formulas_are_told() -> None:
    (sheet,) = read_book(b'="0012";=1+1\r\n"=""0013""";-5\r\n').sheets
    assert sheet.rows == [["0012", "=1+1"], ["0013", "-5"]]
    assert sheet.formulas == {(0, 1)}


def test_libreoffice_writes_text_that_is_read(soffice: Office, tmp_path: Path) -> None:
    content = files.by_openpyxl({"S": ROWS})
    filtered = "csv:Text - txt - csv (StarCalc):59,34,76"
    assert rows_of(files.converted(soffice, content, "xlsx", filtered, tmp_path)) == READ


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("tên;điểm\n".encode() + b"\xff\xfe\xfa\n", FileFault.ENCODING),
        ("Größe;Prüfung;für\nMädchen;Schüler;größer\n".encode("latin-1"), FileFault.ENCODING),
        (bytes(range(0xC0, 0x100)) + b";\n" + bytes(range(0xE0, 0x100)), FileFault.ENCODING),
        ("名前;学校\n山田太郎;東京\n".encode("shift_jis"), FileFault.ENCODING),
        (b"\xff\xfea", FileFault.ENCODING),
        (b"a;b\n\x00\x01\x02\x03c;d", FileFault.UNKNOWN),
        (b'a;"b\n' + b"c;d\n" * 20_000, FileFault.LONG_TEXT),
        (b'a;b\nc;"d\ne;f\n', FileFault.QUOTES),
        (b'a;b\n"c"d;e\n', FileFault.QUOTES),
        (b"a;" + b"b" * 40_000, FileFault.LONG_TEXT),
        (b";" * 1_001, FileFault.TOO_MANY_CELLS),
        (b"a\n" * 200_001, FileFault.TOO_MANY_CELLS),
    ],
)
def test_what_cannot_be_told_is_refused(content: bytes, fault: FileFault) -> None:
    assert fault_of(content) == fault


def text_of(book: Book) -> object:
    return book.sheets[0].rows[0][0]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("TRƯỜNG TIỂU HỌC", "TRƯỜNG TIỂU HỌC"),
        ("ĐỨC", "ĐỨC"),
        ("Bà Rịa Đà Nẵng Ea Súp", "Bà Rịa Đà Nẵng Ea Súp"),
        # What the code cannot say: one capital with a tone mark of its own.
        ("Ấp Mỹ Hòa", "ấp Mỹ Hòa"),
    ],
)
def test_capitals_of_tcvn3_as_far_as_they_can_be_told(words: str, read: str) -> None:
    assert text_of(read_book(files.in_tcvn3(words + "\r\n"))) == read


def test_text_of_a_capital_font_arrives_in_small_letters() -> None:
    content = files.in_tcvn3("trường tiểu học nguyễn trãi\r\n")
    assert text_of(read_book(content)) == "trường tiểu học nguyễn trãi"


CELLS = st.text("aăđệ 0,;\"'\n.-", max_size=6)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_whatever_is_written_comes_back_cell_by_cell(
    encoding: str, separator: str, rows: list[list[str]]
) -> None:
    named = f"sep={separator}\r\n"
    text = files.delimited(rows, "utf-8", separator).decode()
    read = rows_of((f"\ufeff{named}" + text + f"x{separator}y\r\n").encode(encoding))
    wanted = [[clean_text(one) for one in row] for row in rows]
    for row in wanted:
        while row and row[-1] is None:
            row.pop()
    assert read == [*wanted, ["x", "y"]]
