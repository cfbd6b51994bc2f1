"""The seal: a code on the printed page that a phone or a scan reads back, and its words."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from exports.documents.content import Content, Seal
from exports.documents.docx import inspect_template, render_docx
from exports.documents.pdf import render_pdf
from exports.documents.seal import png
from exports.documents.template import DEFAULT
from tests.exports.documents.files import changed, parts_of, words_of
from tests.exports.documents.samples import report
from tests.office import Office

HASH = "0123456789abcdef" * 4
CODE = f"thangdo:1:01kan3v2s0g7q8e8d9c0b1a2f3:{HASH}"
LINES = ("In từ bản chốt lúc 10:00", "Mã SHA-256:", *(HASH[i : i + 16] for i in range(0, 64, 16)))


@pytest.fixture(scope="module")
def sealed() -> Content:
    return replace(report(), seal=Seal(CODE, LINES))


def codes_in(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def codes_of_pdf(document: bytes, dots_per_inch: int) -> list[str]:
    """What a scan of every page at that resolution reads."""
    found: list[str] = []
    for page in pypdfium2.PdfDocument(document):
        picture = page.render(scale=dots_per_inch / 72).to_pil()
        found += codes_in(picture)
    return found


@pytest.mark.parametrize("dots_per_inch", [150, 200, 300])
def test_a_scan_of_the_pdf_reads_the_code(sealed: Content, dots_per_inch: int) -> None:
    assert codes_of_pdf(render_pdf(sealed), dots_per_inch) == [CODE]


def test_the_word_file_carries_the_code_as_a_picture(sealed: Content) -> None:
    picture = parts_of(render_docx(sealed))["word/media/ban-chot.png"]
    assert codes_in(Image.open(io.BytesIO(picture))) == [CODE]


def test_a_scan_of_the_word_file_printed_by_an_office_reads_the_code(
    sealed: Content, soffice: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("seal")
    path = folder / "bao-cao.docx"
    path.write_bytes(render_docx(sealed))
    (made,) = soffice.convert([path], "pdf", folder)
    assert codes_of_pdf(made.read_bytes(), 200) == [CODE]


def test_both_files_print_the_same_words_beside_it(sealed: Content) -> None:
    printed = " ".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(render_pdf(sealed))
    )
    written = words_of(render_docx(sealed))
    for line in LINES:
        assert line in written
        assert line in printed


def test_the_same_seal_gives_the_same_bytes(sealed: Content) -> None:
    assert render_pdf(sealed) == render_pdf(sealed)
    assert render_docx(sealed) == render_docx(sealed)
    assert png(CODE) == png(CODE)


def test_another_seal_gives_another_picture() -> None:
    assert png(CODE) != png(CODE.replace("thangdo:1", "thangdo:2"))


def test_nothing_of_it_stands_in_a_document_without_a_seal() -> None:
    parts = parts_of(render_docx(report()))
    assert "word/media/ban-chot.png" not in parts
    assert b"drawing" not in parts["word/document.xml"]
    assert codes_of_pdf(render_pdf(report()), 200) == []


def test_the_pdf_stays_accessible(sealed: Content) -> None:
    document = pikepdf.open(io.BytesIO(render_pdf(sealed)))
    with document.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfuaid:part"]) == ("2", "1")
    told = [
        str(one.Alt)
        for one in document.objects
        if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
    ]
    assert told == ["Mã QR của bản chốt"]


def test_a_template_that_names_no_place_gets_it_at_the_end(sealed: Content) -> None:
    template = changed(DEFAULT.read_bytes(), "word/document.xml", "{{p dau_ban_chot }}", "")
    assert inspect_template(template) == ()
    printed = render_docx(sealed, template)
    assert words_of(printed).endswith(LINES[-1])
    parts = parts_of(printed)
    assert b'Id="rIdBanChot"' in parts["word/_rels/document.xml.rels"]
    assert codes_in(Image.open(io.BytesIO(parts["word/media/ban-chot.png"]))) == [CODE]


def test_the_end_is_before_the_section_whose_pages_it_stands_on(sealed: Content) -> None:
    template = changed(DEFAULT.read_bytes(), "word/document.xml", "{{p dau_ban_chot }}", "")
    document = parts_of(render_docx(sealed, template))["word/document.xml"].decode()
    assert document.index("rIdBanChot") < document.rindex("<w:sectPr")
