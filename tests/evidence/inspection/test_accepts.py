"""One of each kind, from the programs that schools use, is taken; others see a copy if need be."""

import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from evidence.errors import FileRefused, Refusal
from evidence.kinds import EVERY_KIND, Kind, media_type
from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from tests.evidence.inspection import photographs
from tests.evidence.inspection.desk import hand_in
from tests.evidence.inspection.hostile_packages import archive_of, open_document, related
from tests.evidence.samples import Sent, excel, pdf, pdf_with, picture, repacked, whole, word
from tests.exports.documents.samples import report
from tests.office import Office

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
SLIDES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="{_SPACE}:office:1.0" xmlns:draw="{_SPACE}:drawing:1.0"
 xmlns:text="{_SPACE}:text:1.0" xmlns:svg="{_SPACE}:svg-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body>
<office:presentation><draw:page><draw:frame svg:width="9cm" svg:height="3cm"><draw:text-box>
<text:p>Dữ liệu minh họa</text:p></draw:text-box></draw:frame></draw:page></office:presentation>
</office:body></office:document>"""
TABLE = "Họ tên,Điểm\nDữ liệu minh họa,9\n"


@pytest.mark.parametrize("name", whole())
def test_takes_the_plain_files(name: str) -> None:
    assert hand_in(whole()[name]).found.kind == name


@pytest.fixture(scope="module")
def made_by_office(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What LibreOffice writes of a text and of a table."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "van-ban.docx").write_bytes(word())
    (folder / "bang.csv").write_text(TABLE, encoding="utf-8")
    made = {}
    text = soffice.convert([folder / "van-ban.docx"], "odt", folder)
    made["odt"] = text[0].read_bytes()
    made["docx"] = soffice.convert(text, "docx:MS Word 2007 XML", folder)[0].read_bytes()
    made["pdf"] = soffice.convert(text, "pdf", folder)[0].read_bytes()
    made["xlsx"] = soffice.convert([folder / "bang.csv"], "xlsx", folder)[0].read_bytes()
    made["ods"] = soffice.convert([folder / "bang.csv"], "ods", folder)[0].read_bytes()
    return made


def test_takes_slides_that_libreoffice_writes(impress: Office, tmp_path: Path) -> None:
    slides = tmp_path / "bai.fodp"
    slides.write_text(SLIDES, encoding="utf-8")
    (made,) = impress.convert([slides], "pptx", tmp_path)
    sent = Sent("Bài trình bày.pptx", made.read_bytes(), media_type(Kind.PPTX))
    assert hand_in(sent).found.kind is Kind.PPTX


@pytest.mark.parametrize("kind", ["odt", "docx", "pdf", "xlsx", "ods"])
def test_takes_what_libreoffice_writes(made_by_office: dict[str, bytes], kind: str) -> None:
    sent = Sent(f"Bản chính thức.{kind}", made_by_office[kind], media_type(Kind(kind)))
    seen = hand_in(sent)
    assert seen.found.kind == kind
    assert seen.found.copy is None
    assert seen.found.guarded


def test_takes_a_paper_that_only_forbids_printing() -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as paper:
        paper.save(made, encryption=pikepdf.Encryption(owner="a", user=""))
    assert hand_in(Sent("a.pdf", made.getvalue())).found.pages == 1


def test_counts_the_pages_of_a_paper(made_by_office: dict[str, bytes]) -> None:
    assert hand_in(Sent("a.pdf", made_by_office["pdf"])).found.pages == 1


@pytest.mark.parametrize("target", ["https://a.example/", "mailto:a@a.example", "Phu-luc.docx"])
def test_takes_ordinary_links(target: str) -> None:
    sent = Sent("a.docx", repacked(word(), related(target, "hyperlink")))
    assert hand_in(sent).found.kind is Kind.DOCX


@pytest.mark.parametrize("template", ["file:///C:\\Users\\a\\Mau.dotx", "Normal.dotm"])
def test_takes_a_template_on_the_writer_s_own_disk(template: str) -> None:
    sent = Sent("a.docx", repacked(word(), related(template, "attachedTemplate")))
    assert hand_in(sent).found.kind is Kind.DOCX


def test_takes_a_picture_that_is_gone() -> None:
    sent = Sent("a.docx", repacked(word(), related("NULL", "image")))
    assert hand_in(sent).found.kind is Kind.DOCX


def test_takes_old_drawings_that_are_no_sound_markup() -> None:
    parts = {"xl/drawings/vmlDrawing1.vml": b"<xml><div>a<br></div></xml>"}
    assert hand_in(Sent("a.xlsx", repacked(excel(), parts))).found.kind is Kind.XLSX


def test_takes_settings_of_no_bytes() -> None:
    parts = {"Configurations2/accelerator/current.xml": b""}
    assert hand_in(Sent("a.odt", open_document("", parts))).found.kind is Kind.ODT


@pytest.mark.parametrize("comment", [b"mot", b"." * 100_000])
def test_takes_papers_that_differ_by_a_comment(comment: bytes) -> None:
    assert hand_in(Sent("a.pdf", pdf_with(comment))).found.pages == 1


def test_takes_what_we_print() -> None:
    paper, text = render_pdf(report()), render_docx(report())
    assert hand_in(Sent("Báo cáo.pdf", paper)).found.kind is Kind.PDF
    assert hand_in(Sent("Báo cáo.docx", text)).found.kind is Kind.DOCX


def test_takes_the_table_behind_a_chart() -> None:
    parts = {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": excel()}
    assert hand_in(Sent("a.docx", repacked(word(), parts))).found.kind is Kind.DOCX


def test_takes_the_settings_of_a_printer() -> None:
    parts = {"xl/printerSettings/printerSettings1.bin": b"\0P\0r\0i\0n\0t" * 20}
    assert hand_in(Sent("a.xlsx", repacked(excel(), parts))).found.kind is Kind.XLSX


def test_takes_an_open_document_with_a_picture_and_a_link() -> None:
    content = (
        '<draw:image xlink:href="Pictures/a.png"/><text:a xlink:href="https://a.example/"/>'
        '<draw:object xlink:href="./Object 1"/>'
    )
    sent = Sent("a.odt", open_document(content, {"Pictures/a.png": picture("PNG")}))
    assert hand_in(sent).found.kind is Kind.ODT


def test_takes_an_archive_of_papers() -> None:
    content = archive_of(
        {"Hồ sơ/Biên bản.docx": word(), "Hồ sơ/Kế hoạch.pdf": pdf(), "Ảnh.png": picture("PNG")}
    )
    seen = hand_in(Sent("Minh chứng.zip", content, "application/x-zip-compressed"))
    assert seen.found.kind is Kind.ZIP
    assert set(seen.found.files) == {"Hồ sơ/Biên bản.docx", "Hồ sơ/Kế hoạch.pdf", "Ảnh.png"}


def test_takes_an_archive_with_the_notes_of_a_mac() -> None:
    notes = b"\0\x05\x16\x07" + bytes(50)
    content = archive_of({"a.pdf": pdf(), "__MACOSX/._a.pdf": notes})
    assert hand_in(Sent("a.zip", content)).found.files == ("a.pdf",)


def test_takes_an_archive_written_as_a_stream() -> None:
    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    made = Pipe()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.pdf", pdf())
    assert hand_in(Sent("a.zip", made.getvalue())).found.files == ("a.pdf",)


def test_an_archive_with_a_place_inside_is_not_taken() -> None:
    content = archive_of({"a.jpg": photographs.phone_photograph()})
    with pytest.raises(FileRefused) as refused:
        hand_in(Sent("a.zip", content))
    assert refused.value.reason is Refusal.LOCATION_INSIDE
    assert "a.jpg" in str(refused.value)


def test_a_kind_that_the_edition_does_not_take_is_refused(tmp_path: Path) -> None:
    from evidence.inspection import inspect  # noqa: PLC0415 - beside its use

    file = tmp_path / "a.webp"
    file.write_bytes(photographs.webp_photograph())
    with file.open("rb") as content, pytest.raises(FileRefused) as refused:
        inspect(content, "a.webp", allowed=EVERY_KIND)
    assert refused.value.reason is Refusal.NOT_TAKEN_HERE
