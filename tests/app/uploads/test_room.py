"""Limits of a campaign and of a dossier hold whichever way a file comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session
from starlette.testclient import TestClient

from app.attachments import queries
from app.attachments.models import StoredObject
from app.clock import now
from app.dossiers.models import Objection, ObjectionFile
from app.main import create_app
from app.storage.database import Database
from tests.app.attachments.school import (
    DOSSIER,
    EDITOR,
    NEIGHBOUR,
    OTHER_DOSSIER,
    Desk,
    furnish,
    settings_for,
)
from tests.app.uploads.papers import paper
from tests.app.uploads.sending import begun

MEGABYTE = 2**20


@pytest.fixture
def desk(database: Database, database_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """A campaign whose files together may take little more than a megabyte."""
    furnish(database)
    settings = settings_for(
        database_url,
        tmp_path / "data",
        max_file_bytes=MEGABYTE,
        max_dossier_bytes=2 * MEGABYTE,
        max_campaign_bytes=MEGABYTE + MEGABYTE // 2,
    )
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Desk(client, database, settings.data_dir / "evidence")


def test_a_plain_upload_takes_no_more_than_the_campaign_has(desk: Desk) -> None:
    known = desk.made()["id"]
    assert desk.upload(known, paper(900_000)).status_code == 201
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    answer = other.upload(other.made()["id"], paper(900_001))
    assert (answer.status_code, answer.json()["code"]) == (413, "campaign-full")
    assert desk.upload(known, paper(400_000)).status_code == 201


def test_what_was_promised_to_an_upload_is_not_given_to_a_plain_one(desk: Desk) -> None:
    known = desk.made()["id"]
    begun(desk, known, 1_000_000)
    answer = desk.upload(known, paper(900_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "campaign-full")


def test_files_of_objections_count_as_the_dossier_s(desk: Desk) -> None:
    with desk.database.writing() as session:
        _objected(session, 12_345)
    with desk.database.reading() as session:
        assert queries.bytes_of(session, DOSSIER) == 12_345
        assert queries.bytes_of(session, OTHER_DOSSIER) == 0


def _objected(session: Session, size: int) -> None:
    sha256 = "0" * 64
    session.add(StoredObject(tenant_id="so", sha256=sha256, size=size, kind="pdf", stored_at=now()))
    row = Objection(
        dossier_id=DOSSIER,
        round=1,
        criterion="1.3",
        text="Minh họa",
        raised_by=EDITOR,
        raised_at=now(),
    )
    session.add(row)
    session.flush()
    session.add(
        ObjectionFile(
            objection_id=row.id,
            tenant_id="so",
            object_sha256=sha256,
            file_name="minh-hoa.pdf",
            by_account=EDITOR,
            at=now(),
        )
    )
