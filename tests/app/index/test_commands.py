"""`thangdo criteria add|approve|activate|list`, by two people at the server's shell."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import Role
from app.index.models import StoredEdition
from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.cli.program import Ended, thangdo
from tests.app.index.texts import ID, MAP, NEXT, golden, text
from tests.app.province import Province

AN, BINH = "an@truong.example", "binh@truong.example"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A prepared folder with two system administrators, and the files of a new edition."""
    folder = tmp_path / "data"
    make_ready(Settings(data_dir=folder))
    database = Database(Settings(data_dir=folder).database)
    with database.writing() as session:
        for name in ("an", "binh"):
            Province(session).person(name, (Role.SYSTEM_ADMINISTRATOR, None))
        Province(session).person("chi")
    database.close()
    (folder / "1.1.yaml").write_bytes(NEXT)
    (folder / "1.1.map.yaml").write_bytes(MAP)
    return folder


def run(data: Path, *words: str | Path, two_people: str = "true") -> Ended:
    return thangdo(
        "criteria",
        *words,
        cwd=data,
        THANGDO_DATA_DIR=str(data),
        THANGDO_EDITIONS_TWO_PEOPLE=two_people,
    )


def states(data: Path) -> list[tuple[str, bool]]:
    with Session(Database(Settings(data_dir=data).database).engine) as session:
        found = session.exec(select(StoredEdition).where(StoredEdition.version == "1.1"))
        return [(row.state, row.one_person) for row in found]


def test_two_people_bring_an_edition_into_use(data: Path) -> None:
    added = run(data, "add", "1.1.yaml", "--map", "1.1.map.yaml", "--as", AN)
    assert added.code == 0, added.err
    assert f"{ID}@1.1 so với {ID}@1.0" in added.out
    assert "! Tiêu chí 1.3.1" in added.out
    own = run(data, "approve", f"{ID}@1.1", "--as", AN)
    assert (own.code, own.out) == (1, "")
    assert "người thứ hai" in own.err
    assert run(data, "approve", f"{ID}@1.1", "--as", BINH).code == 0
    active = run(data, "activate", f"{ID}@1.1", "--as", AN, "--json")
    assert json.loads(active.out)["state"] == "active"
    assert states(data) == [("active", False)]
    assert f"{ID}@1.1" in run(data, "list").out


def test_one_administrator_is_let_through_by_the_setting(data: Path) -> None:
    run(data, "add", "1.1.yaml", "--as", AN)
    assert run(data, "approve", f"{ID}@1.1", "--as", AN, two_people="false").code == 0
    assert states(data) == [("approved", True)]


def test_faults_are_told_with_file_and_line(data: Path) -> None:
    (data / "1.1.yaml").write_bytes(text(("      max: 15\n", "      max: 16\n")))
    bad = run(data, "add", "1.1.yaml", "--as", AN)
    assert (bad.code, bad.out) == (1, "")
    assert "edition.yaml:" in bad.err
    (data / "1.1.yaml").write_bytes(NEXT)
    (data / "g.yaml").write_bytes(golden().replace(b"level: 2", b"level: 3", 1))
    assert "golden.yaml:" in run(data, "add", "1.1.yaml", "--golden", "g.yaml", "--as", AN).err
    assert states(data) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "1.1.yaml"), 2, "--as"),
        (("add", "khong-co.yaml", "--as", AN), 3, "khong-co.yaml"),
        (("add", "1.1.yaml", "--as", "chi@truong.example"), 1, "quyền"),
        (("approve", f"{ID}@9.9", "--as", AN), 1, "criteria list"),
        (("withdraw", f"{ID}@1.0", "--as", AN), 2, "--reason"),
        (("withdraw", f"{ID}@1.0", "--reason", "thử", "--as", AN), 1, "đang dùng"),
    ],
)
def test_what_cannot_be_is_told(data: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ended = run(data, *words)
    assert (ended.code, ended.out) == (code, ""), ended.err
    assert said in ended.err
    assert "Traceback" not in ended.err
