"""Two processes take in one upload, in turns or at once: it is what arrived, whoever took it."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app.attachments.models import EvidenceFile
from app.storage.database import Database
from app.uploads.models import Upload
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.school import DOSSIER, EDITOR, furnish
from tests.app.attachments.test_cut_off import wait_until
from tests.nothing_lost.films import film
from tests.nothing_lost.sending import SPOKEN, Line
from tests.nothing_lost.servers import Servers

SIZE = 300_000


@pytest.fixture
def lines(database: Database, database_url: URL, tmp_path: Path) -> Iterator[tuple[Line, Line]]:
    """The same person at two processes with a port each, over one database and one folder."""
    furnish(database)
    with Servers(database_url, tmp_path) as here, Servers(database_url, tmp_path) as there:
        for servers in (here, there):
            servers.start()
        yield Line(here.client(EDITOR), DOSSIER), Line(there.client(EDITOR), DOSSIER)


def is_whole(database: Database, folder: Path, content: bytes) -> None:
    vault = LocalStore(folder / "evidence")
    with database.reading() as session:
        (sha256,) = session.exec(select(EvidenceFile.object_sha256)).all()
        assert sha256 == hashlib.sha256(content).hexdigest()
        assert verify(session, vault).findings == ()
    assert list(vault.uploads("so")) == []


def test_pieces_that_go_to_two_processes_in_turns(
    lines: tuple[Line, Line], database: Database, tmp_path: Path
) -> None:
    content = film(SIZE, 1)
    path = lines[0].promised(lines[1].evidence(), content)
    for number, offset in enumerate(range(0, len(content), 50_000)):
        answer = lines[number % 2].patch(path, offset, content[offset : offset + 50_000])
        assert answer.status == 204, answer
        told = lines[(number + 1) % 2].client.ask("GET", path).json
        assert told["received"] == min(offset + 50_000, len(content))
    is_whole(database, tmp_path, content)


def test_a_second_request_to_another_process_is_told_to_wait(
    lines: tuple[Line, Line], database: Database, tmp_path: Path
) -> None:
    content, (here, there) = film(SIZE, 2), lines
    path = here.promised(here.evidence(), content)

    def somebody_sends() -> bool:
        with database.reading() as session:
            return session.exec(select(Upload.lease)).one() != ""

    with closing(HTTPConnection("127.0.0.1", here.client.port, timeout=60)) as connection:
        connection.putrequest("PATCH", f"/api/v1/{path}", skip_host=True)
        for name, value in {
            **SPOKEN,
            "Host": "localhost",
            "Authorization": f"Bearer {EDITOR}",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(content)),
        }.items():
            connection.putheader(name, value)
        connection.endheaders(content[:100_000])
        wait_until(somebody_sends)
        second = there.patch(path, 0, content)
        assert (second.status, second.json["code"]) == (409, "upload-busy")
        connection.send(content[100_000:])
        assert connection.getresponse().status == 204
    assert there.client.ask("GET", path).json["state"] == "done"
    is_whole(database, tmp_path, content)
