"""Exports from the shell: a package of documents, tables, and what is refused."""

import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.accounts.models import Role
from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.cli.program import Ended, listing, thangdo
from tests.app.external.process import Process, S

CAMPAIGN = "Đợt minh họa"
AS = ("--campaign", CAMPAIGN, "--as", "director@truong.example")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft and a handed-in dossier."""
    found = tmp_path_factory.mktemp("export") / "data"
    settings = Settings(data_dir=found)
    make_ready(settings)
    with closing(Database(settings.database)) as database, database.writing() as session:
        process = Process(session)
        process.fill(process.dossier)
        process.bring(process.school("th2", "79000002"), S.SUBMITTED, "-th2")
        process.province.person("nobody", (Role.SCHOOL_HEAD, "th0"))
    return found


def export(folder: Path, *words: str | Path) -> Ended:
    return thangdo("export", *words, THANGDO_DATA_DIR=str(folder))


def test_a_package_holds_what_the_account_may_read(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "goi.zip"
    ended = export(folder, "package", *AS, "--documents", "evidence,docx", "--out", out)
    assert (ended.code, ended.out) == (0, ""), ended.err
    assert "4 văn bản của 2 hồ sơ" in ended.err
    with zipfile.ZipFile(out) as package:
        assert package.testzip() is None
        assert len(package.namelist()) == 5
    assert listing(tmp_path) == ["goi.zip"]


def test_what_is_missing_ends_with_a_code_of_its_own(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "goi.zip"
    ended = export(folder, "package", *AS, "--documents", "external-docx,evidence", "--out", out)
    assert ended.code == 4
    assert "79000001" in ended.err
    assert "hồ sơ chưa có phiếu đánh giá ngoài" in ended.err
    with zipfile.ZipFile(out) as package:
        assert "Không có trong gói.txt" in package.namelist()


def test_states_narrow_a_package(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "goi.zip"
    words = ("--documents", "evidence", "--states", "submitted", "--body", "xa", "--out", out)
    assert export(folder, "package", *AS, *words).code == 0
    with zipfile.ZipFile(out) as package:
        assert [one[:8] for one in package.namelist()[1:]] == ["79000002"]


@pytest.mark.parametrize("what", ["template", "results", "province"])
def test_a_table_is_a_workbook(folder: Path, tmp_path: Path, what: str) -> None:
    out = tmp_path / "bang.xlsx"
    ended = export(folder, what, *AS, "--out", out)
    assert ended.code == 0, ended.err
    with zipfile.ZipFile(out) as package:
        assert "xl/workbook.xml" in package.namelist()


def test_levels_are_lines_of_text(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "muc.csv"
    assert export(folder, "levels", *AS, "--out", out).code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("body_id,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("package", "--as", "a@b.example", "--out", "x.zip"), "Thiếu --campaign"),
        (("package", "--campaign", CAMPAIGN, "--out", "x.zip"), "Thiếu --as"),
        (("package", *AS), "Thiếu --out"),
        (("package", *AS, "--out", "x.zip", "--documents", "thơ"), "không có “thơ”"),
        (("package", *AS, "--out", "x.zip", "--states", "xong"), "không có “xong”"),
        (("results", "--campaign", "Đợt khác", *AS[2:], "--out", "x.xlsx"), "Không có đợt"),
        (("results", *AS[:2], "--as", "ai@b.example", "--out", "x.xlsx"), "không có tài khoản"),
        (("levels", *AS, "--out", "x.csv", "--format", "xml"), "--format phải là"),
    ],
    ids=str,
)
def test_wrong_words_are_told(folder: Path, words: tuple[str, ...], said: str) -> None:
    ended = export(folder, *words)
    assert ended.code == 2
    assert said in ended.err


def test_who_sees_nothing_gets_no_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "goi.zip"
    words = ("--campaign", CAMPAIGN, "--as", "nobody@truong.example", "--out", out)
    ended = export(folder, "package", *words)
    assert ended.code == 2
    assert "Không có hồ sơ nào" in ended.err
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    ended = export(folder, "package", *AS, "--documents", "evidence", "--out", "/proc/khong/a.zip")
    assert ended.code == 3
