"""`thangdo report` on one form."""

import json
import os
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.app.cli.forms import NAME, filled
from tests.app.cli.program import listing, thangdo

OURS = Path(__file__).resolve().parents[3] / "exports" / "templates" / "van-ban.docx"
ENDINGS = [
    "-bao-cao.docx",
    "-bao-cao.pdf",
    "-danh-muc-minh-chung.xlsx",
    "-danh-muc-noi-bo.xlsx",
    "-phieu-danh-gia.docx",
    "-phieu-danh-gia.pdf",
]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "Phiếu tự đánh giá.xlsx"
    path.write_bytes(filled())
    return path


def names(stem: str, *endings: str) -> list[str]:
    return [f"{stem}{ending}" for ending in endings or ENDINGS]


def test_writes_the_whole_set_and_prints_the_paths(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra" / "trong"
    ended = thangdo("report", form, "--out", out)
    assert (ended.code, ended.err) == (0, "")
    assert listing(out) == names(form.stem)
    assert sorted(ended.out.splitlines()) == [str(out / name) for name in names(form.stem)]


def test_the_files_are_what_they_are_called(form: Path, tmp_path: Path) -> None:
    thangdo("report", form, "--out", tmp_path)
    words = Document(str(tmp_path / f"{form.stem}-bao-cao.docx"))
    shown = "\n".join(one.text for one in words.element.body.iter() if one.text)
    assert "Kết quả thực hiện đánh giá mức độ chuyển đổi số" in shown
    assert "Mức đáp ứng tốt" in shown
    assert (tmp_path / f"{form.stem}-phieu-danh-gia.pdf").read_bytes().startswith(b"%PDF")
    book = openpyxl.load_workbook(tmp_path / f"{form.stem}-danh-muc-minh-chung.xlsx")
    assert "Mã minh chứng" in {cell for row in book.worksheets[0].values for cell in row}


def test_only_the_wanted_kinds(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    assert thangdo("report", form, "--out", out, "--only", "docx, PDF").code == 0
    assert listing(out) == [name for name in names(form.stem) if not name.endswith("xlsx")]


def test_refuses_an_unknown_kind(form: Path, tmp_path: Path) -> None:
    ended = thangdo("report", form, "--out", tmp_path / "ra", "--only", "odt")
    assert ended.code == 2
    assert "--only không có loại “odt”" in ended.err
    assert listing(tmp_path) == [form.name]


def test_the_external_side_gets_its_own_score_sheet(form: Path, tmp_path: Path) -> None:
    outside, out = tmp_path / "doan.xlsx", tmp_path / "ra"
    outside.write_bytes(filled("0.6"))
    assert thangdo("report", form, "--out", out, "--external", outside).code == 0
    extra = names(form.stem, "-phieu-danh-gia-ngoai.docx", "-phieu-danh-gia-ngoai.pdf")
    assert listing(out) == sorted(names(form.stem) + extra)


def test_json_names_the_files_and_the_level(form: Path, tmp_path: Path) -> None:
    data = json.loads(thangdo("report", form, "--out", tmp_path / "ra", "--json").out)
    assert (data["school"], data["level"]) == (NAME, 3)
    assert len(data["files"]) == 6


def test_running_again_replaces_the_files(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    thangdo("report", form, "--out", out)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / f"{form.stem}-bao-cao.docx").write_bytes(b"cu")
    (out / "khac.txt").write_bytes(b"giu")
    assert thangdo("report", form, "--out", out).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {**first, "khac.txt": b"giu"}


def test_reads_standard_input(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    assert thangdo("report", "-", "--out", out, given=form.read_bytes()).code == 0
    assert listing(out) == names("bieu-mau")


def test_a_template_that_does_not_fit_is_refused_before_anything_is_written(
    form: Path, tmp_path: Path
) -> None:
    template, out = tmp_path / "mau.docx", tmp_path / "ra"
    document = Document()
    document.add_paragraph("{{ khong_co }}")
    document.save(str(template))
    ended = thangdo("report", form, "--out", out, "--template", template)
    assert (ended.code, ended.out) == (1, "")
    assert "mau.docx: " in ended.err
    assert "khong_co" in ended.err
    assert not out.exists()


def test_a_template_that_is_no_word_file_is_refused(form: Path, tmp_path: Path) -> None:
    ended = thangdo("report", form, "--out", tmp_path / "ra", "--template", form)
    assert ended.code == 1
    assert form.name in ended.err
    assert "Traceback" not in ended.err


def test_where_it_cannot_write_nothing_changes(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    (out / f"{form.stem}-bao-cao.pdf").mkdir(parents=True)
    ended = thangdo("report", form, "--out", out)
    assert (ended.code, ended.out) == (3, "")
    assert f"{form.stem}-bao-cao.pdf: đây là thư mục" in ended.err
    assert listing(out) == [f"{form.stem}-bao-cao.pdf"]


def test_a_long_or_strange_name_is_made_safe(tmp_path: Path) -> None:
    form, out = tmp_path / f"..{'trường ' * 20}\n.xlsx", tmp_path / "ra"
    form.write_bytes(filled())
    assert thangdo("report", form, "--out", out, "--only", "xlsx").code == 0
    made = listing(out)
    assert len(made) == 2
    assert all(name.startswith("trường") and "\n" not in name for name in made)
    assert all(len(os.fsencode(name)) < 255 for name in made)


def test_a_template_of_the_department_is_used(form: Path, tmp_path: Path) -> None:
    template, out = tmp_path / "mau.docx", tmp_path / "ra"
    document = Document(str(OURS))
    document.paragraphs[0].insert_paragraph_before("MẪU CỦA SỞ MINH HỌA")
    document.save(str(template))
    words = ("--template", template, "--only", "docx")
    ended = thangdo("report", form, "--out", out, *words)
    assert (ended.code, ended.err) == (0, "")
    report = Document(str(out / f"{form.stem}-bao-cao.docx"))
    assert "MẪU CỦA SỞ MINH HỌA" in [one.text for one in report.paragraphs]
    sheet = Document(str(out / f"{form.stem}-phieu-danh-gia.docx"))
    assert "MẪU CỦA SỞ MINH HỌA" not in [one.text for one in sheet.paragraphs]
