"""Tables brought in from the server's own shell."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from app.accounts.models import Account
from app.bodies.models import BodyCode
from app.imports.models import ImportBatch, ImportState
from app.settings import Settings
from app.start import make_ready
from app.storage.database import Database
from tests.app.bodies.province import Province
from tests.app.cli.program import Ended, thangdo
from tests.app.imports.resource.conftest import table

NEW = ("00301", "Trường Tiểu học Minh Họa", "th", "A100")
WRONG = ("00302", "Trường không rõ loại", "la", "A100")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A prepared folder with Sở A, Phòng P and two schools."""
    folder = tmp_path / "data"
    settings = Settings(data_dir=folder)
    make_ready(settings)
    with closing(Database(settings.database)) as database:
        Province(database)
    return folder


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """Its database."""
    with closing(Database(Settings(data_dir=data).database)) as found:
        yield found


def bring(data: Path, content: bytes, *words: str | Path) -> Ended:
    """`thangdo import bodies` under Sở A."""
    path = data / "danh-sach.csv"
    path.write_bytes(content)
    return run(data, "bodies", path, "--body", "A", *words)


def run(data: Path, *words: str | Path) -> Ended:
    """`thangdo import …`."""
    return thangdo("import", *words, THANGDO_DATA_DIR=str(data))


def codes(database: Database) -> set[str]:
    """The codes that there are."""
    with database.reading() as session:
        return set(session.exec(select(BodyCode.code)))


def test_with_yes_all_steps_are_done_and_undone(data: Path, database: Database) -> None:
    ended = bring(data, table(NEW), "--yes", "--json")
    assert (ended.code, json.loads(ended.out)["state"]) == (0, "applied")
    assert "00301" in codes(database)
    undone = run(data, "undo", json.loads(ended.out)["id"])
    assert undone.code == 0, undone.err
    assert "00301" not in codes(database)
    listed = json.loads(run(data, "list", "--json").out)
    assert [one["state"] for one in listed["imports"]] == ["undone"]


def test_without_anybody_to_ask_nothing_is_written(data: Path, database: Database) -> None:
    ended = bring(data, table(NEW))
    assert ended.code == 0, ended.err
    assert "1 mới" in ended.out
    assert "--yes" in ended.err
    assert "00301" not in codes(database)


def test_a_faulty_row_is_told_by_its_cell_and_nothing_is_written(
    data: Path, database: Database
) -> None:
    ended = bring(data, table(NEW, WRONG), "--yes")
    assert ended.code == 4
    assert "!C3: " in ended.err
    assert "00301" not in codes(database)
    left_out = bring(data, table(NEW, WRONG), "--yes", "--leave-out-invalid")
    assert left_out.code == 4
    assert {"00301", "00302"} & codes(database) == {"00301"}


def test_the_file_comes_back_marked(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "danh-dau.xlsx"
    ended = bring(data, table(NEW, WRONG), "--dry-run", "--marked", target)
    assert ended.code == 4
    assert target.read_bytes().startswith(b"PK")


def test_a_file_that_is_no_table_is_refused(data: Path, database: Database) -> None:
    ended = bring(data, b"%PDF-1.4 minh hoa")
    assert ended.code == 1
    assert "danh-sach.csv: " in ended.err
    with database.reading() as session:
        assert session.exec(select(ImportBatch.state)).one() == ImportState.REFUSED


def test_the_rights_of_the_named_account_count(data: Path, database: Database) -> None:
    with database.reading() as session:
        email = session.exec(select(Account.email).where(Account.name == "quan tri a")).one()
    assert bring(data, table(NEW), "--as", email, "--yes").code == 0
    assert "00301" in codes(database)
    stranger = bring(data, table(NEW), "--as", "la@minh-hoa.example")
    assert stranger.code == 2


def test_work_does_what_waits_and_ends(data: Path) -> None:
    ended = thangdo("work", "--once", THANGDO_DATA_DIR=str(data))
    assert (ended.code, ended.err) == (0, "Đã làm 0 việc.\n")
