"""Object storage that does not answer: told plainly, nothing acknowledged, and taken later."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app.attachments.models import EvidenceFile
from app.storage.database import Database
from app.vault.choosing import vault_of
from app.vault.verifying import verify
from evidence.store import Store
from tests.app.attachments.school import DOSSIER, EDITOR, furnish, settings_for
from tests.app.running import running
from tests.evidence.storage import Storage, started
from tests.nothing_lost.films import film
from tests.nothing_lost.moody import Mood, Moody, moody
from tests.nothing_lost.sending import Line, go_on
from tests.nothing_lost.servers import Client

SIZE = 400_000
BAD = [mood for mood in Mood if mood is not Mood.FINE]


class Case(NamedTuple):
    """A service over storage whose mood can change."""

    database: Database
    line: Line
    storage: Moody
    vault: Store

    def rows(self) -> list[str]:
        """The files that the database knows."""
        with self.database.reading() as session:
            return sorted(session.exec(select(EvidenceFile.object_sha256)).all())


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    found = started()
    yield found
    found.server.stop()


@pytest.fixture
def case(database: Database, database_url: URL, storage: Storage, tmp_path: Path) -> Iterator[Case]:
    furnish(database)
    bucket = storage.bucket()
    with moody(bucket.endpoint) as between:
        settings = settings_for(
            database_url,
            tmp_path / "data",
            s3_bucket=bucket.name,
            s3_endpoint=between.endpoint,
            s3_access_key=bucket.access_key,
            s3_secret_key=bucket.secret_key,
            s3_seconds=1,
        )
        with running(settings) as service, closing(Client(service.port, EDITOR)) as client:
            yield Case(database, Line(client, DOSSIER), between, vault_of(settings))


@pytest.mark.parametrize("mood", BAD)
def test_is_told_and_nothing_is_acknowledged_and_later_it_is_taken(case: Case, mood: Mood) -> None:
    line = case.line
    evidence = line.evidence()
    first, second, third = (film(SIZE, seed) for seed in range(3))
    assert line.plain(evidence, first).status == 201
    path = line.promised(evidence, third)
    assert line.patch(path, 0, third[: SIZE // 2]).status == 204
    before = case.rows()
    case.storage.mood = mood
    answers = [
        line.plain(evidence, second),
        line.patch(path, SIZE // 2, third[SIZE // 2 :]),
        line.client.ask("GET", line.path(f"/{evidence}/files/1")),
    ]
    for answer in answers:
        assert (answer.status, answer.json["code"]) == (503, "vault-unavailable")
        assert "thử lại" in answer.json["detail"]
        assert answer.headers["Retry-After"]
    assert case.rows() == before
    assert line.client.ask("GET", path).json["received"] == SIZE // 2
    case.storage.mood = Mood.FINE
    assert line.plain(evidence, second).status == 201
    go_on(line, path, third)
    told = sorted(hashlib.sha256(one).hexdigest() for one in (first, second, third))
    assert case.rows() == told
    with case.database.reading() as session:
        found = verify(session, case.vault)
    assert (found.objects, found.findings) == (3, ())
    assert list(case.vault.uploads("so")) == []


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.HANGS_UP, Mood.DRIPS])
def test_a_download_that_breaks_off_is_never_taken_for_the_file(case: Case, mood: Mood) -> None:
    """Its beginning may be on its way by then; what is missing shows by the length."""
    line = case.line
    evidence = line.evidence()
    content = film(12_000_000, 1)
    assert line.plain(evidence, content).status == 201
    address = f"/api/v1/{line.path(f'/{evidence}/files/1')}"
    headers = {"Authorization": f"Bearer {EDITOR}", "Host": "localhost"}
    with closing(HTTPConnection("127.0.0.1", line.client.port, timeout=30)) as connection:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.read(1000) == content[:1000]
        case.storage.mood = mood
        with pytest.raises((HTTPException, OSError)):
            answer.read()
    case.storage.mood = Mood.FINE
    with closing(HTTPConnection("127.0.0.1", line.client.port, timeout=30)) as connection:
        connection.request("GET", address, headers=headers)
        assert connection.getresponse().read() == content
