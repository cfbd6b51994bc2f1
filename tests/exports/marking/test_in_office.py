"""Marked files opened by LibreOffice, and its own files marked."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from exports.marking.fresh import FreshSheet
from exports.marking.marks import Mark, Table
from tests.exports.marking.packages import by_hand, cells, marked, only_changed, sheet, values
from tests.exports.marking.test_fresh import written
from tests.exports.marking.test_members import TABLE, plain, rich
from tests.exports.marking.test_odd_sheets import HEADER
from tests.office import Office

FAULT = (255, 201, 196)


def files() -> dict[str, bytes]:
    """One marked file of each sort."""
    odd = by_hand(sheet(HEADER + '<row r="2"/>'), styles=False)
    return {
        "rich": marked(rich(), TABLE)[0],
        "again": marked(marked(rich(), TABLE)[0], TABLE)[0],
        "plain": marked(plain("Cô hỏi lại"), TABLE)[0],
        "odd": marked(odd, Table("Sheet1", (1, 1), (Mark(2, 0, "Quá điểm tối đa"),)))[0],
        "fresh": written(
            [FreshSheet("Kết quả", [["a"], ["b", "c"], [], ["Mã", "", "", 9]])], TABLE
        ),
    }


@pytest.fixture(scope="module")
def opened(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same files after LibreOffice opened and saved them."""
    folder = tmp_path_factory.mktemp("marked")
    paths = []
    for name, content in files().items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(content)
        paths.append(path)
    made = soffice.convert(paths, "xlsx", folder / "out")
    return {path.stem: path.read_bytes() for path in made}


@pytest.mark.parametrize("name", ["rich", "again", "plain", "odd", "fresh"])
def test_libreoffice_sees_the_marks(opened: dict[str, bytes], name: str) -> None:
    found = cells(opened[name])
    said = [one for one in found.values() if str(one.value).endswith(": Quá điểm tối đa")]
    assert len(said) == 1
    place = str(said[0].value).partition(":")[0]
    assert found[place].fill.fgColor.rgb == "FFFFC9C4"
    assert "Quá điểm tối đa" in found[place].comment.text
    assert list(values(opened[name]).values()).count("Lỗi") == 1


def test_libreoffice_keeps_what_the_rich_one_had(opened: dict[str, bytes]) -> None:
    before, after = values(rich(), "Kết quả"), values(opened["rich"], "Kết quả")
    assert {place: after[place] for place in before} == before


def test_files_of_libreoffice_are_marked(soffice: Office, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(plain("Cô hỏi lại"))
    (ods,) = soffice.convert([source], "ods", tmp_path / "ods")
    (path,) = soffice.convert([ods], "xlsx", tmp_path / "xlsx")
    before = path.read_bytes()
    after, _ = marked(before, TABLE)
    changed, _ = only_changed(before, after)
    assert "xl/sharedStrings.xml" not in changed
    found = cells(after)
    assert found["E4"].value == "D4: Quá điểm tối đa"
    assert "Cô hỏi lại" in found["D4"].comment.text
    assert "— Thang Đo: Quá điểm tối đa" in found["D4"].comment.text


def test_the_marks_are_seen_on_the_page(soffice: Office, pdftoppm: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(files()["plain"])
    (pdf,) = soffice.convert([path], "pdf", tmp_path / "out")
    picture = tmp_path / "page"
    subprocess.run(
        [pdftoppm, "-r", "60", "-png", "-singlefile", pdf, picture], check=True, timeout=60
    )
    with Image.open(f"{picture}.png") as page:
        colours = page.convert("RGB").getcolors(1_000_000) or []
    assert sum(count for count, colour in colours if colour == FAULT) > 100
