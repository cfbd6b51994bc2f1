"""Parts of files: as RFC 9110 asks for them, from a folder and from object storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.database import Database
from tests.app.attachments.school import Desk, furnish, pdf_of, settings_for
from tests.evidence.storage import Storage, started

CONTENT = pdf_of(700_000)
SIZE = len(CONTENT)


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    """A server that speaks S3."""
    found = started()
    yield found
    found.server.stop()


@pytest.fixture(params=["folder", "bucket"])
def desk(
    request: pytest.FixtureRequest, storage: Storage, sqlite_url: URL, tmp_path: Path
) -> Iterator[Desk]:
    """A school with one file, on each back end."""
    database = Database(sqlite_url)
    furnish(database)
    more = {}
    if request.param == "bucket":
        bucket = storage.bucket()
        more = {
            "s3_bucket": bucket.name,
            "s3_endpoint": bucket.endpoint,
            "s3_access_key": "key",
            "s3_secret_key": "secret",
        }
    app = create_app(settings_for(sqlite_url, tmp_path / "data", **more))
    with TestClient(app, base_url="http://localhost") as client:
        yield Desk(client, database, tmp_path / "data" / "evidence")
    database.close()


def test_parts_are_the_file_s_own_bytes(desk: Desk) -> None:
    known = desk.made()["id"]
    etag = f'"{desk.upload(known, CONTENT).json()["sha256"]}"'
    path = f"/evidence/{known}/files/1"
    asked = {
        "bytes=0-0": (0, 1),
        "bytes=100-299": (100, 300),
        f"bytes={SIZE - 10}-": (SIZE - 10, SIZE),
        "bytes=300000-99999999": (300_000, SIZE),
        "bytes=-7": (SIZE - 7, SIZE),
        f"bytes=-{SIZE * 2}": (0, SIZE),
    }
    for wanted, (start, stop) in asked.items():
        got = desk.send("GET", path, headers={"Range": wanted})
        assert got.status_code == 206, wanted
        assert got.content == CONTENT[start:stop], wanted
        assert got.headers["content-range"] == f"bytes {start}-{stop - 1}/{SIZE}"
        assert got.headers["content-length"] == str(stop - start)
        assert got.headers["etag"] == etag
        assert got.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in got.headers["content-security-policy"]
    same = desk.send("GET", path, headers={"Range": "bytes=5-9", "If-Range": etag})
    assert (same.status_code, same.content) == (206, CONTENT[5:10])
    other = desk.send("GET", path, headers={"Range": "bytes=5-9", "If-Range": '"anders"'})
    assert (other.status_code, other.content) == (200, CONTENT)


def test_what_is_no_single_range_gets_the_whole_file(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, CONTENT)
    for wanted in ("bytes=", "bytes=-", "bytes=9-5", "bytes=1-2,5-6", "lines=1-2", "bytes=a-b"):
        got = desk.send("GET", f"/evidence/{known}/files/1", headers={"Range": wanted})
        assert (got.status_code, len(got.content)) == (200, SIZE), wanted
        assert got.headers["accept-ranges"] == "bytes"


def test_behind_the_end_there_is_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, CONTENT)
    for wanted in (f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0"):
        got = desk.send("GET", f"/evidence/{known}/files/1", headers={"Range": wanted})
        assert (got.status_code, got.json()["code"]) == (416, "range-outside"), wanted
        assert got.headers["content-range"] == f"bytes */{SIZE}"
