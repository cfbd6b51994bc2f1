"""What happens before anything is served."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlmodel import func, select

from app.accounts.models import Account, OneTimeLink
from app.bodies.models import BodyKind
from app.index.models import StoredEdition
from app.settings import Settings
from app.start import DatabaseUnusable, make_ready
from app.storage.database import Database
from app.storage.migrations import current, newest

ADDRESS = "http://127.0.0.1:8000"


def settings_for(url: URL, folder: Path) -> Settings:
    return Settings(
        database_url=url.render_as_string(hide_password=False), data_dir=folder, public_url=""
    )


@pytest.fixture
def settings(empty_url: URL, tmp_path: Path) -> Settings:
    return settings_for(empty_url, tmp_path)


def test_an_empty_database_is_made_and_a_way_in_is_shown_once_per_start(
    settings: Settings,
) -> None:
    lines = make_ready(settings, ADDRESS)
    assert lines[0] == f"Đã tạo cơ sở dữ liệu mới, phiên bản {newest()}."
    assert lines[-1].strip().startswith(f"{ADDRESS}/thiet-lap/")
    with closing(Database(settings.database)) as database:
        assert current(database) == newest()
        with database.reading() as session:
            assert session.exec(select(func.count()).select_from(BodyKind)).one() > 5
            assert session.exec(select(func.count()).select_from(StoredEdition)).one() > 0
            assert session.exec(select(func.count()).select_from(Account)).one() == 0


def test_the_second_start_finds_all_as_it_is(settings: Settings) -> None:
    make_ready(settings, ADDRESS)
    again = make_ready(settings, ADDRESS)
    assert not any("phiên bản" in line for line in again)


def test_the_link_leads_to_the_address_that_people_use(empty_url: URL, tmp_path: Path) -> None:
    settings = settings_for(empty_url, tmp_path).model_copy(
        update={"public_url": "https://thangdo.example"}
    )
    assert "https://thangdo.example/thiet-lap/" in make_ready(settings, ADDRESS)[-1]


def test_a_database_of_a_newer_program_is_refused_and_left_alone(settings: Settings) -> None:
    make_ready(settings, ADDRESS)
    with closing(Database(settings.database)) as database:
        with database.writing() as session:
            session.connection().execute(sa.text("UPDATE alembic_version SET version_num='9999'"))
            links = session.exec(select(func.count()).select_from(OneTimeLink)).one()
        with pytest.raises(DatabaseUnusable, match="9999"):
            make_ready(settings, ADDRESS)
        assert current(database) == "9999"
        with database.reading() as session:
            assert session.exec(select(func.count()).select_from(OneTimeLink)).one() == links


def test_two_workers_may_start_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: make_ready(settings, ADDRESS), range(2)))
    assert all("/thiet-lap/" in lines[-1] for lines in both)
    with closing(Database(settings.database)) as database:
        assert current(database) == newest()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "thangdo.db").mkdir()
    with pytest.raises(DatabaseUnusable, match="THANGDO_DATA_DIR"):
        make_ready(Settings(data_dir=tmp_path), ADDRESS)


def test_the_data_folder_is_not_for_others(tmp_path: Path) -> None:
    make_ready(Settings(data_dir=tmp_path / "data"), ADDRESS)
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
