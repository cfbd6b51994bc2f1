"""`thangdo criteria carry`: shown first, then done."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import Role
from app.dossiers.models import Dossier, DossierState
from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.carry_over.test_carry_over import NEW, OLD_SHA, SHA, adopted
from tests.app.cli.program import Ended, thangdo
from tests.app.external.process import Process

CHIEF = ("--as", "chief@truong.example")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A prepared folder: one dossier filled in, one handed in, version 1.1 ready."""
    folder = tmp_path / "data"
    settings = Settings(data_dir=folder)
    make_ready(settings)
    database = Database(settings.database)
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM body_kind")  # the tests make their own
        process = Process(session)
        adopted(session)
        process.fill(process.dossier)
        process.bring(process.school("th3", "79000003"), DossierState.SUBMITTED, "-th3")
        process.province.person("chief", (Role.SO_ADMINISTRATOR, "so"))
    database.close()
    return folder


def run(data: Path, *words: str) -> Ended:
    return thangdo("criteria", "carry", *words, THANGDO_DATA_DIR=str(data))


def pinned(data: Path) -> dict[str, str]:
    with Session(Database(Settings(data_dir=data).database).engine) as session:
        rows = session.exec(select(Dossier.id, Dossier.edition_sha256)).all()
        return dict(rows)


def test_it_shows_then_carries(data: Path) -> None:
    shown = run(data, "dot", "--to", NEW, *CHIEF)
    assert shown.code == 0, shown.err
    assert "1 hồ sơ chuyển, 1 hồ sơ ở lại" in shown.out
    assert "mức 3 → chưa đủ dữ liệu; giữ 25, xem lại 2, cất đi 2" in shown.out
    assert "1.3.5 → 1.3.6" in shown.out
    assert "đã nộp" in shown.out
    assert set(pinned(data).values()) == {OLD_SHA}
    done = run(data, "dot", "--to", NEW, "--apply", "--json", *CHIEF)
    assert json.loads(done.out)["moved"] == 1
    assert pinned(data) == {"dth1dot": SHA, "dth3dot": OLD_SHA}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("dot", *CHIEF), 2, "--to"),
        (("dot", "--to", NEW), 2, "--as"),
        (("dot", "--to", "thangdo.qd-4725@9.9", *CHIEF), 1, "đang dùng"),
        (("dot", "--to", NEW, "--as", "editor@truong.example"), 1, "quyền"),
        (("khong-co", "--to", NEW, *CHIEF), 1, "Không có"),
    ],
)
def test_what_cannot_be_is_told(data: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ended = run(data, *words)
    assert (ended.code, ended.out) == (code, ""), ended.err
    assert said in ended.err
    assert "Traceback" not in ended.err
