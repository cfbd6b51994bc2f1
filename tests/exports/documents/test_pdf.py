"""The real PDF, opened with a library that did not make it."""

import io
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from exports.documents import pdf
from exports.documents.errors import PrintingFailed
from exports.documents.pdf import render_pdf
from tests.exports.documents.samples import METADATA, report

ROOT = Path(__file__).resolve().parents[3]
A4_POINTS = (595.28, 841.89)


@pytest.fixture(scope="module")
def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render_pdf(report())))


def text_of(document: bytes) -> str:
    return "\n".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(document)
    )


def fonts_of(document: pikepdf.Pdf) -> list[Any]:
    return [font for page in document.pages for font in page.resources.get("/Font", {}).values()]


def test_declares_pdf_a_2a_and_pdf_ua(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")
        assert xmp["pdfuaid:part"] == "1"


def test_carries_an_output_intent_with_its_colour_profile(opened: pikepdf.Pdf) -> None:
    intent = opened.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_embeds_every_font_and_all_are_tinos(opened: pikepdf.Pdf) -> None:
    fonts = fonts_of(opened)
    names = {str(font.BaseFont).split("+")[-1] for font in fonts}
    assert {name.split("-")[0] for name in names} == {"Tinos"}
    for font in fonts:
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        assert "/ToUnicode" in font


def test_says_title_author_language_and_date(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        assert xmp["dc:title"] == METADATA.title
        assert xmp["dc:creator"] == [METADATA.author]
        assert METADATA.edition in xmp["pdf:Keywords"]
        assert xmp["xmp:CreateDate"].startswith("2026-01-05")
    assert opened.Root.Lang == "vi-VN"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_is_a_tagged_a4_file_of_version_1_4_or_later(opened: pikepdf.Pdf) -> None:
    assert float(opened.pdf_version) >= 1.4
    assert opened.Root.MarkInfo.Marked
    for page in opened.pages:
        size = tuple(float(edge) for edge in page.mediabox)[2:]
        assert size == pytest.approx(A4_POINTS, abs=0.5)


def test_holds_nothing_that_runs(opened: pikepdf.Pdf) -> None:
    raw = opened.Root.unparse(resolved=True) + b"".join(
        thing.unparse(resolved=True)
        for thing in opened.objects
        if not isinstance(thing, pikepdf.Stream)
    )
    for key in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/URI"):
        assert key not in raw


def test_numbers_the_pages_from_the_second_on() -> None:
    pages = pypdfium2.PdfDocument(render_pdf(report(criteria=8)))
    tops = [page.get_textpage().get_text_bounded(bottom=842 - 50) for page in pages]
    assert [top.strip() for top in tops] == ["", *map(str, range(2, len(pages) + 1))]
    assert len(pages) > 2


def test_same_content_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib;from exports.documents.pdf import render_pdf;"
        "from tests.exports.documents.samples import report;"
        "print(hashlib.sha256(render_pdf(report())).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(said) == 1


def test_markup_in_a_text_stays_text() -> None:
    evil = '#read("/etc/passwd") $x$ *đậm* ${7*7} \\ [a] // b <nhãn> @trích {{ x }} {% y %}'
    made = render_pdf(report(name=evil))
    assert "".join(evil.split()) in "".join(text_of(made).split())


def test_threads_print_at_the_same_time_and_agree_with_one_thread() -> None:
    contents = [report(criteria=1 + n % 3, name=f"Người ký {n}") for n in range(12)]
    alone = [render_pdf(content) for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render_pdf, contents)) == alone


def test_a_process_forked_after_printing_fails_loudly_instead_of_hanging() -> None:
    render_pdf(report())
    child = os.fork()
    if child == 0:
        try:
            render_pdf(report())
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_spawned_process_prints() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(render_pdf, (report(),)) == render_pdf(report())


def test_memory_stays_flat_over_300_documents() -> None:
    # In a process of its own, so that no other test's memory counts.
    code = """
from exports.documents.pdf import render_pdf
from tests.exports.documents.samples import report
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024
for number in range(400):
    render_pdf(report(criteria=1 + number % 6, name=f"Người ký {number}", draft=f"nháp {number}"))
    if number == 99:
        start = resident()
print(resident() - start)
"""
    grown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert int(grown) < 16


def test_says_in_vietnamese_that_printing_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "printable", lambda content: content)
    with pytest.raises(PrintingFailed, match="Không tạo được bản PDF"):
        render_pdf(report(name="chữ không có nét: \U0001f600"))
