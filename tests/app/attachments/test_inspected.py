"""Files are inspected before they count; what was found stands beside them."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.engine import URL
from sqlmodel import select
from starlette.testclient import TestClient

from app.attachments import inspecting
from app.attachments.models import EvidenceFile, Inspection
from app.main import create_app
from app.storage.database import Database
from app.uploads.models import Upload
from evidence.errors import InspectionUnavailable
from tests.app.attachments.school import (
    ASSESSOR,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OTHER_DOSSIER,
    Desk,
    furnish,
    settings_for,
)
from tests.app.uploads.papers import paper
from tests.evidence.inspection import hostile_packages, hostile_papers
from tests.evidence.inspection.photographs import PHONE, phone_photograph
from tests.evidence.samples import Sent, hostile, pdf
from tests.evidence.signing import authority, roots, signed, signer

CORPUS: dict[str, Sent] = {
    **hostile(),
    **hostile_packages.office(),
    **hostile_packages.open_documents(),
    **hostile_packages.archives(),
    **hostile_papers.papers(),
    **hostile_papers.pictures(),
    **hostile_papers.videos(),
}
PHOTO = ("Ảnh phòng máy.jpg", "image/jpeg")


def rows(desk: Desk, table: type[Any]) -> int:
    with desk.database.reading() as session:
        return len(session.exec(select(table)).all())


def sent(desk: Desk, content: bytes, *words: str) -> tuple[str, dict[str, Any]]:
    known = str(desk.made()["id"])
    answer = desk.upload(known, content, *words)
    assert answer.status_code == 201, answer.text
    return known, answer.json()


def test_every_hostile_file_is_refused_over_http_and_leaves_nothing(
    sqlite_url: URL, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    furnish(database)
    data = tmp_path / "data"
    with TestClient(
        create_app(settings_for(sqlite_url, data)), base_url="http://localhost"
    ) as client:
        desk = Desk(client, database, data / "evidence")
        known = str(desk.made()["id"])
        for name, one in CORPUS.items():
            answer = desk.upload(known, one.content, one.name, one.declared)
            told = answer.json()
            assert (answer.status_code, told["code"]) == (400, "file-refused"), name
            assert [reason["code"] for reason in told["errors"]] == [one.refusal], name
            assert "hãy" in told["detail"].lower(), name
            assert desk.objects() == [], name
        assert list((data / "spool").iterdir()) == []
        assert desk.upload(known, pdf()).status_code == 201  # the worker lives
        assert rows(desk, Inspection) == rows(desk, EvidenceFile) == 1
    database.close()


def test_others_than_the_school_get_a_photograph_without_its_place(desk: Desk) -> None:
    known, told = sent(desk, phone_photograph(), *PHOTO)
    assert told["located"]
    assert (told["width"], told["height"]) == (320, 200)
    assert told["sha256"] != told["shown_sha256"]
    path = f"/evidence/{known}/files/1"
    for person in (desk.person, HEAD):
        assert desk.as_(person).send("GET", path).content == phone_photograph()
    for person in (ASSESSOR, LEADER):
        got = desk.as_(person).send("GET", path)
        assert got.headers["etag"] == f'"{told["shown_sha256"]}"'
        with Image.open(io.BytesIO(got.content)) as picture:
            assert not picture.getexif()
            assert picture.size == (200, 320)  # upright
        assert PHONE.encode() not in got.content
        assert b"GPS" not in got.content


def test_a_digital_signature_stands_beside_the_file(
    database: Database, database_url: URL, tmp_path: Path
) -> None:
    furnish(database)
    trusted = roots(tmp_path, authority())
    settings = settings_for(database_url, tmp_path / "data", signature_roots=str(trusted))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        desk = Desk(client, database, tmp_path / "data" / "evidence")
        _, told = sent(desk, signed(paper(3000), signer(), stamped=True))
    (signature,) = told["signatures"]
    assert signature["signer"] == "Hiệu trưởng minh họa, Trường minh họa"
    wanted = ("whole", "none", "trusted", "not-checked")
    found = tuple(signature[name] for name in ("integrity", "change", "trust", "revocation"))
    assert found == wanted
    assert signature["stamped_at"].startswith("20")
    assert "chưa kiểm tra" in signature["said"]
    assert not told["signatures_unreadable"]


def test_without_roots_a_whole_signature_is_trusted_by_nobody(desk: Desk) -> None:
    _, told = sent(desk, signed(paper(3000), signer()))
    (signature,) = told["signatures"]
    assert (signature["integrity"], signature["trust"]) == ("whole", "unknown")


def test_the_same_photograph_of_another_school_changes_nothing_for_the_first(desk: Desk) -> None:
    known, _ = sent(desk, phone_photograph(), *PHOTO)
    before = desk.send("GET", f"/evidence/{known}").json()
    sent(desk.as_(NEIGHBOUR, OTHER_DOSSIER), phone_photograph(), *PHOTO)
    assert desk.send("GET", f"/evidence/{known}").json() == before
    assert len(desk.objects()) == 2


def test_where_nobody_can_inspect_nothing_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_words: object) -> object:
        raise InspectionUnavailable("no process")

    monkeypatch.setattr(inspecting, "inspect", broken)
    known = str(desk.made()["id"])
    answer = desk.upload(known, pdf())
    assert (answer.status_code, answer.json()["code"]) == (503, "inspection-unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert "phần trước vẫn còn" in answer.json()["detail"]
    assert desk.objects() == []
    assert rows(desk, EvidenceFile) == rows(desk, Upload) == 0
