"""Evidence handed out: by its code, in one package, looked at in small."""

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from sqlalchemy.engine import URL
from sqlmodel import col, select
from starlette.testclient import TestClient

from app import clock
from app.attachments import packing, queries
from app.audit.chain import Who
from app.audit.models import AccessRow
from app.main import create_app
from app.storage.database import Database
from app.vault import erasing
from app.vault.pruning import finish_erasures
from evidence.local import LocalStore
from tests.app.attachments.school import (
    ASSESSOR,
    EDITOR,
    NEIGHBOUR,
    NOBODY,
    STRANGER,
    Desk,
    furnish,
    pdf_of,
    settings_for,
)
from tests.evidence.inspection.photographs import phone_photograph
from tests.evidence.samples import pdf, word
from tests.evidence.storage import started

PHOTO = ("Ảnh phòng máy.jpg", "image/jpeg")
OUTSIDERS = (NEIGHBOUR, STRANGER, NOBODY)


def package_of(desk: Desk) -> zipfile.ZipFile:
    got = desk.send("GET", "/evidence.zip")
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "application/zip"
    assert got.headers["content-length"] == str(len(got.content))
    assert got.headers["content-disposition"].startswith("attachment")
    found = zipfile.ZipFile(io.BytesIO(got.content))
    assert found.testzip() is None
    return found


def erased(desk: Desk, sha256: str) -> None:
    with desk.database.writing() as session:
        stored = queries.stored(session, "so", sha256)
        assert stored is not None
        named = erasing.affected(session, "so", sha256)
        erasing.erase(session, stored, "gửi nhầm danh sách", Who(None, clock.now()), named)
    finish_erasures(desk.database, LocalStore(desk.vault), clock.now())


def test_a_code_leads_to_the_piece_however_it_is_written(desk: Desk) -> None:
    made = desk.made(code="mc.1.4.01")
    other = desk.made(code="[h1-1.1-01]")
    for code, wanted in (
        ("MC.1.4.01", made["id"]),
        ("mc.1.4.01", made["id"]),
        ("[H1-1.1-01]", other["id"]),
        ("%5BH1-1.1-01%5D", other["id"]),
    ):
        got = desk.send("GET", f"/evidence/by-code/{code}")
        assert (got.status_code, got.json()["id"]) == (200, wanted), code
        assert got.headers["etag"] == '"1"'
    for code in ("MC.1.4.02", "khong-co-ma", "MC.1.4.01x"):
        got = desk.send("GET", f"/evidence/by-code/{code}")
        assert (got.status_code, got.json()["code"]) == (404, "evidence-not-found"), code
    for person in OUTSIDERS:
        got = desk.as_(person).send("GET", "/evidence/by-code/MC.1.4.01")
        assert (got.status_code, got.json()["code"]) == (404, "dossier-not-found")


def test_a_small_picture_is_drawn_of_papers_and_photographs(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf_of(50_000))
    desk.upload(known, phone_photograph(), *PHOTO)
    for number, size in ((1, None), (2, (200, 320))):
        got = desk.send("GET", f"/evidence/{known}/files/{number}/preview")
        assert got.status_code == 200, got.text
        assert got.headers["content-type"] == "image/png"
        assert got.headers["content-disposition"] == "inline"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]
        with Image.open(io.BytesIO(got.content)) as picture:
            assert picture.format == "PNG"
            assert max(picture.size) <= 1000
            assert size is None or picture.size == size
            assert not picture.info.get("exif")
    assert desk.as_(ASSESSOR).send("GET", f"/evidence/{known}/files/2/preview").status_code == 200
    for person in OUTSIDERS:
        got = desk.as_(person).send("GET", f"/evidence/{known}/files/1/preview")
        assert got.status_code == 404


def test_no_small_picture_of_a_word_document(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, word(), "a.docx", "")
    got = desk.send("GET", f"/evidence/{known}/files/1/preview")
    assert (got.status_code, got.json()["code"]) == (404, "no-preview")


def test_the_package_holds_every_file_in_the_folder_of_its_criterion(desk: Desk) -> None:
    first = desk.made(links=["1.4"])
    second = desk.made(links=["2.1", "1.1"], code="[H1-1.1-01]")
    desk.made(links=["1.4"], title="Chưa có tệp", status="absent")
    desk.upload(first["id"], pdf_of(2_000), "cũ.pdf")
    decomposed = unicodedata.normalize("NFD", "kế hoạch: năm/học.pdf")
    desk.upload(first["id"], pdf_of(3_000), decomposed.replace(":", "").replace("/", ""))
    desk.upload(second["id"], pdf_of(4_000), "kế hoạch.pdf")
    found = package_of(desk)
    names = found.namelist()
    assert names[0] == packing.LIST_NAME
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    files = {Path(name).name: name for name in names[1:]}
    assert set(files) == {"MC.1.4.01 kế hoạch nămhọc.pdf", "[H1-1.1-01] kế hoạch.pdf"}
    assert files["MC.1.4.01 kế hoạch nămhọc.pdf"].startswith("1.4 ")
    assert files["[H1-1.1-01] kế hoạch.pdf"].startswith("1.1 ")
    assert found.read(files["[H1-1.1-01] kế hoạch.pdf"]) == pdf_of(4_000)
    sheet = openpyxl.load_workbook(io.BytesIO(found.read(packing.LIST_NAME))).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"MC.1.4.01", "MC.1.4.02", "[H1-1.1-01]"} <= cells


def test_an_erased_file_is_a_line_in_the_package(desk: Desk) -> None:
    one, other = desk.made()["id"], desk.made()["id"]
    sha = desk.upload(one, pdf_of(2_000), "danh sách.pdf").json()["sha256"]
    desk.upload(other, pdf_of(3_000), "kế hoạch.pdf")
    erased(desk, sha)
    found = package_of(desk)
    assert sum(name.endswith(".pdf") for name in found.namelist()) == 1
    told = found.read(packing.MISSING_NAME).decode("utf-8-sig")
    assert "MC.1.4.01 danh sách.pdf" in told
    assert "gửi nhầm danh sách" in told


def test_others_than_the_school_get_the_package_without_places(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, phone_photograph(), *PHOTO)
    (mine,) = (name for name in package_of(desk).namelist() if name.endswith(".jpg"))
    assert package_of(desk).read(mine) == phone_photograph()
    theirs = package_of(desk.as_(ASSESSOR))
    content = theirs.read(mine)
    assert content != phone_photograph()
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
    for person in OUTSIDERS:
        assert desk.as_(person).send("GET", "/evidence.zip").status_code == 404


def test_who_took_what_is_written_down(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    desk.as_(ASSESSOR).send("GET", "/evidence.zip")
    desk.as_(ASSESSOR).send("GET", f"/evidence/{known}/files/1/preview")
    desk.as_(ASSESSOR).send("GET", "/evidence/by-code/MC.1.4.01")
    desk.client.app.state.context.access.write()  # type: ignore[attr-defined]
    with desk.database.reading() as session:
        seen = session.exec(
            select(AccessRow.thing, AccessRow.act).where(col(AccessRow.account_id) == ASSESSOR)
        ).all()
    assert {("dossier:hoso", "evidence-package"), (f"evidence:{known}", "preview")} <= set(seen)


def test_files_of_one_name_stand_side_by_side() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    taken: set[str] = set()
    free = [packing.free(name, taken) for name in ("a/B.pdf", "a/b.pdf", "a/B.pdf")]
    assert free == ["a/B.pdf", "a/b (2).pdf", "a/B (3).pdf"]
    assert packing.length([], [packing.Packed("a", "0" * 64, 2**31, at)]) is None


@pytest.fixture
def in_a_bucket(sqlite_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """A school whose files lie in object storage."""
    storage = started()
    bucket = storage.bucket()
    database = Database(sqlite_url)
    furnish(database)
    more: dict[str, Any] = {
        "s3_bucket": bucket.name,
        "s3_endpoint": bucket.endpoint,
        "s3_access_key": "key",
        "s3_secret_key": "secret",
    }
    app = create_app(settings_for(sqlite_url, tmp_path / "data", **more))
    with TestClient(app, base_url="http://localhost") as client:
        yield Desk(client, database, tmp_path / "data" / "evidence", EDITOR)
    database.close()
    storage.server.stop()


def test_object_storage_gives_the_same_package_and_small_pictures(in_a_bucket: Desk) -> None:
    known = in_a_bucket.made()["id"]
    told = in_a_bucket.upload(known, phone_photograph(), *PHOTO).json()
    (name,) = (one for one in package_of(in_a_bucket).namelist() if one.endswith(".jpg"))
    assert package_of(in_a_bucket).read(name) == phone_photograph()
    theirs = in_a_bucket.as_(ASSESSOR).send("GET", f"/evidence/{known}/files/1").content
    assert hashlib.sha256(theirs).hexdigest() == told["shown_sha256"]
    got = in_a_bucket.send("GET", f"/evidence/{known}/files/1/preview")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    assert list((in_a_bucket.vault.parent / "spool").iterdir()) == []
