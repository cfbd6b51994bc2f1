"""Every workbook of the corpus brought in for real: vault, confined child, plan, staging."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy.engine import URL

from app.storage.database import Database
from evidence.local import LocalStore
from tests.app.imports.corpus.expected import Workbook, workbooks
from tests.app.imports.corpus.making import makers
from tests.app.imports.corpus.province import corpus_province
from tests.app.imports.corpus.trying import Desk
from tests.office import Office

ALL = workbooks()
AS_BUILT = [one for one in ALL if not one.saved_as]
ON_POSTGRESQL = ("as_it_should_be", "schools_that_may_not_be_written", "only_what_has_changed")
_ENDS = (".", "…")


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all workbooks, since a dry run changes no school; that is seen at the end."""
    folder = tmp_path_factory.mktemp("corpus")
    path = Path(copyfile(sqlite_template, folder / "thangdo.db"))
    with closing(Database(URL.create("sqlite", database=str(path)))) as database:
        schools = corpus_province(database)
        before = schools.stand()
        yield Desk(schools, LocalStore(folder / "vault"))
        assert schools.stand() == before


def comes_out(desk: Desk, one: Workbook, content: bytes) -> None:
    """What was foretold comes of it, and everything that is said can be read."""
    found = desk.tried(content, one.kind, one.side)
    assert found.outcome == one.outcome, one.name
    assert [said for said in one.says if said not in found.sentences] == [], one.name
    assert [said for said in found.sentences if not said.endswith(_ENDS)] == [], one.name
    assert all(unicodedata.is_normalized("NFC", said) for said in found.sentences), one.name


@pytest.mark.parametrize("one", AS_BUILT, ids=[one.name for one in AS_BUILT])
def test_a_workbook_comes_out_as_foretold(desk: Desk, one: Workbook) -> None:
    comes_out(desk, one, makers()[one.made]())


@pytest.mark.parametrize("to", ["xls", "xlsx", "ods"])
def test_workbooks_saved_by_another_program_come_out_as_foretold(
    desk: Desk, soffice: Office, tmp_path: Path, to: str
) -> None:
    wanted = [one for one in ALL if one.saved_as == to]
    assert len(wanted) >= 4
    paths = [_built(one, tmp_path) for one in wanted]
    for one, path in zip(wanted, soffice.convert(paths, to, tmp_path / "saved"), strict=True):
        comes_out(desk, one, path.read_bytes())


@pytest.mark.parametrize("name", ON_POSTGRESQL)
def test_the_other_database_makes_no_difference(
    postgresql_database: Database, tmp_path: Path, name: str
) -> None:
    desk = Desk(corpus_province(postgresql_database), LocalStore(tmp_path / "vault"))
    one = next(one for one in ALL if one.name == name)
    comes_out(desk, one, makers()[one.made]())


def test_every_file_is_described_and_every_description_has_its_file() -> None:
    assert sorted({one.made for one in ALL}) == sorted(makers())
    assert len({one.name for one in ALL}) >= 40
    assert _blank([one.about for one in ALL]) == []


def _blank(texts: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(texts) if not text.strip()]


def _built(one: Workbook, folder: Path) -> Path:
    path = folder / f"{one.made}.xlsx"
    path.write_bytes(makers()[one.made]())
    return path
