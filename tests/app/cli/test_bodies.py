"""Lists of bodies from the server's own shell."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditRow
from app.bodies.models import BodyCode
from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.bodies.lists import csv_file, workbook
from tests.app.bodies.province import body, system
from tests.app.cli.program import Ended, thangdo

NEW = ("00301", "Trường Tiểu học Mới", "TH")
HEADER = ("Mã", "Tên", "Loại")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A prepared folder with a Sở of code 79."""
    folder = tmp_path / "data"
    settings = Settings(data_dir=folder)
    make_ready(settings)
    database = Database(settings.database)
    with database.writing() as session:
        body(session, system(session), "so", "Sở GDĐT tỉnh A (dữ liệu minh họa)", code="79")
    database.close()
    return folder


def load(data: Path, content: bytes, *words: str) -> Ended:
    path = data / "danh-sach"
    path.write_bytes(content)
    return thangdo("bodies", "load", path, *words, THANGDO_DATA_DIR=str(data))


def codes(data: Path) -> set[str]:
    with Session(Database(Settings(data_dir=data).database).engine) as session:
        return set(session.exec(select(BodyCode.code)).all())


def test_a_list_is_loaded_once_and_audited(data: Path) -> None:
    content = csv_file(NEW, header=HEADER)
    first = load(data, content, "--under", "79", "--on", "2025-09-01")
    assert (first.code, "lập mới 1, thay đổi 0" in first.err) == (0, True), first.err
    assert "+ 00301 Trường Tiểu học Mới" in first.out
    again = load(data, content, "--under", "79", "--json")
    told = json.loads(again.out)
    assert (told["founded"], told["changed"], told["same"]) == (0, 0, 1)
    assert codes(data) == {"79", "00301"}
    with Session(Database(Settings(data_dir=data).database).engine) as session:
        acts = session.exec(select(AuditRow.act, AuditRow.account_id)).all()
    assert acts.count(("bodies.loaded", None)) == 1


def test_a_dry_run_writes_nothing(data: Path) -> None:
    ended = load(data, workbook(NEW, header=HEADER), "--under", "79", "--dry-run")
    assert (ended.code, "chưa ghi gì" in ended.err) == (0, True)
    assert codes(data) == {"79"}


def test_faults_are_told_with_their_cells_and_refused(data: Path) -> None:
    content = workbook(("00301", "Trường Mới", "Trường nghề"), header=HEADER)
    ended = load(data, content, "--under", "79")
    assert (ended.code, "DS!C2" in ended.err) == (1, True)
    assert codes(data) == {"79"}


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("--under", "79", "--on", "hôm qua"), 2), (("--under", "không có"), 1)],
)
def test_a_command_that_cannot_be_meant_is_refused(
    data: Path, words: tuple[str, ...], code: int
) -> None:
    assert load(data, workbook(NEW, header=HEADER), *words).code == code
