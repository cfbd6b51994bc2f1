"""The real .docx, opened with libraries and with LibreOffice."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
from docx import Document

from exports.documents.docx import render_docx
from exports.documents.template import DEFAULT
from scripts.build_templates import build
from tests.exports.documents.files import parts_of
from tests.exports.documents.samples import METADATA, report
from tests.office import Office

ROOT = Path(__file__).resolve().parents[3]


def test_the_committed_template_is_what_the_builder_makes() -> None:
    assert parts_of(DEFAULT.read_bytes()) == parts_of(build())
    with zipfile.ZipFile(DEFAULT) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2025, 1, 1, 0, 0, 0)}


def test_same_content_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib;from exports.documents.docx import render_docx;"
        "from tests.exports.documents.samples import report;"
        "print(hashlib.sha256(render_docx(report())).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(said) == 1


def test_says_title_author_language_and_date() -> None:
    properties = Document(io.BytesIO(render_docx(report()))).core_properties
    assert properties.title == METADATA.title
    assert properties.author == METADATA.author
    assert properties.keywords == METADATA.edition
    assert properties.language == "vi-VN"
    assert properties.created is not None
    assert properties.created.date() == date(2026, 1, 5)


def test_a_date_before_the_zip_format_prints_too() -> None:
    old = replace(report(), metadata=replace(METADATA, day=date(1975, 4, 30)))
    with zipfile.ZipFile(io.BytesIO(render_docx(old))) as archive:
        assert archive.infolist()[0].date_time[:3] == (1980, 4, 30)


def test_repeats_the_head_of_a_table_and_keeps_rows_whole() -> None:
    table = Document(io.BytesIO(render_docx(report()))).tables[1]
    head, *rows = table._tbl.tr_lst  # noqa: SLF001 (python-docx shows these only so)
    assert head.xpath("w:trPr/w:tblHeader")
    assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)


def test_binds_the_signature_to_the_last_paragraph_and_a_criterion_to_its_items() -> None:
    document = Document(io.BytesIO(render_docx(report())))
    last = next(one for one in document.paragraphs if one.text == "Không có./.")
    assert last.paragraph_format.keep_with_next
    criterion = document.tables[1].rows[1]
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in criterion.cells)


def test_libreoffice_opens_it_and_shows_the_same_words(soffice: Office, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(render_docx(report(criteria=9)))
    (made,) = soffice.convert([path], "pdf", tmp_path / "out")
    pages = pypdfium2.PdfDocument(made)
    text = [page.get_textpage().get_text_range() for page in pages]
    assert len(pages) >= 3
    assert text[1].startswith("2")
    # Its stand-in for Times New Roman takes accented letters from elsewhere, and the reader parts
    # them from their words: only plain ones can be held against ours.
    assert "NGHĨA" in text[0]
    assert ": 05/BC-THMH" in text[0]
    assert all("5,5" in page and "đa" in page for page in text[:3])
    assert "KT. HI" in text[-1]
    assert "có./." in text[-1]  # the signature never stands alone


def test_memory_stays_flat_over_300_documents() -> None:
    code = """
from exports.documents.docx import render_docx
from tests.exports.documents.samples import report
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024
for number in range(400):
    render_docx(report(criteria=1 + number % 6, name=f"Người ký {number}", draft=f"nháp {number}"))
    if number == 99:
        start = resident()
print(resident() - start)
"""
    grown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert int(grown) < 8
