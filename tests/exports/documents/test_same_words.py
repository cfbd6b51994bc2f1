"""The .docx and the .pdf say the same, word for word and in the same order."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.documents.content import (
    Align,
    Block,
    Column,
    Content,
    Heading,
    Letterhead,
    Metadata,
    Paragraph,
    Row,
    RowKind,
    Signature,
    Table,
)
from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from exports.documents.printable import printable
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from tests.exports.documents.dossiers import PRINTED, bare, dossier, side
from tests.exports.documents.samples import report

# Words as they come: Vietnamese in both forms of Unicode, signs, long and unbreakable ones.
WORDS = st.sampled_from(
    [
        "trường",
        "học",
        "số",
        "hóa",
        "Nguyễn",
        "ƯỚC",
        "quyển",
        "đổi",
        "ngoằn",
        "ngoèo",
        "75,5",
        "100",
        "24,5/30",
        "≥",
        "5%",
        "−3",
        "×",
        "“trích”",
        "–",
        "…",
        "a&b",
        "<w:t>",
        "{{ten}}",
        "#let",
        "$x$",
        "_gạch_",
        "*sao*",
        "\\",
        "@",
        "'",
        '"',
        "fi",
        "ffl",
        "tiê\u0301ng",
        "Vie\u0323\u0302t",
        "U\u031bo\u031b\u0301c",
        "https://vidu.example/" + "duong-dan/" * 12,
        "Kếthợpkhôngcódấucách" * 4,
        "Ω",
        "½",
        "₫",
        "😀",
        "x\u200by",
        "\u202eđảo",
        "Ⅳ",
    ]
)
# Rows that are broken across pages read cell by cell in one file and page by page in the other,
# so cells stay short here; a test of its own looks at tall ones.
CELLS = st.lists(WORDS.filter(lambda word: len(word) < 30), min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
SHORT = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
LONG = st.lists(WORDS, min_size=80, max_size=260).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(2, 6))
    aligns: list[Align] = ["left", "center", "right"]
    kinds: list[RowKind] = ["group", "criterion", "item", "total"]
    columns = tuple(
        Column(draw(CELLS), draw(st.integers(20, 60)), draw(st.sampled_from(aligns)))
        for _ in range(count)
    )
    rows = []
    for _ in range(draw(st.integers(0, 14))):
        span = draw(st.sampled_from([1, 1, 2]))
        cells = tuple(draw(st.one_of(CELLS, st.just(""))) for _ in range(count - span + 1))
        rows.append(Row(cells, draw(st.sampled_from(kinds)), span))
    return Table(columns, tuple(rows))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from([1, 2, 3]), SHORT),
    st.builds(Paragraph, TEXTS, st.booleans(), st.booleans(), st.booleans()),
    st.builds(Paragraph, LONG),
    tables(),
)
LETTERHEADS = st.builds(
    Letterhead,
    superior=st.one_of(st.just(""), SHORT),
    issuer=TEXTS,
    number=st.one_of(st.just(""), SHORT),
    place_date=SHORT,
    kind=SHORT,
    subject=TEXTS,
    addressees=st.lists(SHORT, max_size=4).map(tuple),
    enclosed_with=st.one_of(st.just(""), SHORT),
)
CONTENTS = st.builds(
    Content,
    header=LETTERHEADS,
    body=st.lists(BLOCKS, max_size=12).map(tuple),
    signature=st.builds(Signature, st.lists(SHORT, max_size=3).map(tuple), SHORT),
    recipients=st.lists(SHORT, max_size=5).map(tuple),
    metadata=st.builds(Metadata, TEXTS, SHORT, st.dates(date(1980, 1, 1), date(2099, 1, 1)), SHORT),
    draft=st.one_of(st.just(""), SHORT),
)


def squeezed(text: str) -> str:
    """Without white space: a line may break anywhere, and elsewhere in the other file."""
    return re.sub(r"\s+", "", text)


def said_by_docx(made: bytes) -> str:
    document = Document(io.BytesIO(made))
    return squeezed("".join(_word_blocks(document)))


def _word_blocks(document: DocumentObject) -> Iterator[str]:
    for element in document.element.body.iterchildren():
        if element.tag.endswith("}p"):
            yield WordParagraph(element, document).text
        elif element.tag.endswith("}tbl"):
            for row in WordTable(element, document).rows:
                yield from (cell.text for cell in dict.fromkeys(row.cells))


def text_of(page: pypdfium2.PdfPage) -> str:
    """Character by character, since pdfium's own text loses one after a hyphen at a line's end."""
    text = page.get_textpage()
    points = (pypdfium2.raw.FPDFText_GetUnicode(text.raw, at) for at in range(text.count_chars()))
    return "".join(map(chr, points)).replace("\x02", "-")


def pages_of_pdf(made: bytes, content: Content) -> list[str]:
    """The words of each page, without its number and without the mark of a draft at its foot."""
    pages = []
    for index, page in enumerate(pypdfium2.PdfDocument(made), 1):
        text = squeezed(text_of(page))
        if index > 1:
            assert text.startswith(str(index))
            text = text.removeprefix(str(index))
        if content.draft:
            assert text.endswith(squeezed(content.draft))
            text = text.removesuffix(squeezed(content.draft))
        pages.append(text)
    return pages


def table_heads(content: Content) -> set[str]:
    tables = (block for block in content.body if isinstance(block, Table))
    return {squeezed("".join(column.title for column in table.columns)) for table in tables}


def assert_same_words(content: Content) -> None:
    """Hold the pages against the .docx; a table that goes on repeats its head on the new page."""
    clean = printable(content)
    rest = said_by_docx(render_docx(content))
    for page in pages_of_pdf(render_pdf(content), clean):
        repeats = {page.removeprefix(head) for head in table_heads(clean) if page.startswith(head)}
        fitting = [text for text in (page, *repeats) if rest.startswith(text)]
        assert fitting, f"PDF: {page[:300]}\nDOCX: {rest[:300]}"
        rest = rest[len(max(fitting, key=len)) :]
    assert not rest


@pytest.mark.parametrize(
    "content",
    [
        report_content(dossier(), PRINTED),
        report_content(dossier(side("0.8", unmet=("1.1", "2.2")), side("0.4")), PRINTED),
        report_content(bare(), PRINTED),
        score_sheet_content(dossier(), PRINTED),
        report(criteria=30),
    ],
    ids=["report", "both sides", "bare", "score sheet", "many pages"],
)
def test_both_files_of_a_real_document_read_the_same(content: Content) -> None:
    assert_same_words(content)


@settings(max_examples=80)
@given(CONTENTS)
def test_both_files_of_any_content_read_the_same(content: Content) -> None:
    assert_same_words(content)


def test_a_row_taller_than_a_page_loses_no_word() -> None:
    words = [f"chữ{number}" for number in range(900)] + ["https://vidu.example/" + "x" * 300]
    cells = (words[-1], " ".join(words))
    table = Table((Column("Mã", 20), Column("Nội dung", 80)), (Row(cells),))
    content = replace(report(), body=(table,))
    by_pdf = "".join(pages_of_pdf(render_pdf(content), content))
    by_docx = said_by_docx(render_docx(content))
    assert all(word in by_pdf and word in by_docx for word in words)
