"""Where an antivirus is named, every file is asked about before it counts; without it none does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from evidence.antivirus import Antivirus
from tests.app.attachments.school import Desk, furnish, settings_for
from tests.app.uploads.papers import paper
from tests.app.uploads.sending import begun
from tests.evidence.clamav import listening
from tests.evidence.hostile_words import eicar
from tests.evidence.samples import pdf


@pytest.fixture(scope="module")
def clamd(clamav: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Antivirus]:
    """ClamAV's own server."""
    with listening(clamav, tmp_path_factory.mktemp("clamav"), 10 * 1024 * 1024) as here:
        yield here


@contextmanager
def _guarded(url: URL, folder: Path, address: str) -> Iterator[Desk]:
    database = Database(url)
    furnish(database)
    app = create_app(settings_for(url, folder / "data", clamd=address))
    with TestClient(app, base_url="http://localhost") as client:
        yield Desk(client, database, folder / "data" / "evidence")
    database.close()


def test_a_known_string_is_refused_and_a_sound_file_passes(
    clamd: Antivirus, sqlite_url: URL, tmp_path: Path
) -> None:
    with _guarded(sqlite_url, tmp_path, clamd.address) as desk:
        known = desk.made()["id"]
        for content, name in ((pdf() + b"%" + eicar() + b"\n%%EOF", "a.pdf"), (eicar(), "b.pdf")):
            answer = desk.upload(known, content, name)
            assert (answer.status_code, answer.json()["code"]) == (400, "file-refused")
            assert [one["code"] for one in answer.json()["errors"]] == ["file-infected"]
            assert desk.objects() == []
        sound = desk.upload(known, pdf())
        assert (sound.status_code, sound.json()["scanned"]) == (201, True)


@contextmanager
def _pretending(answer: bytes) -> Iterator[str]:
    """A server that takes what comes and says one thing to everybody."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                line, _ = server.accept()
            except TimeoutError:
                continue
            line.settimeout(10)
            with line, line.makefile("rb") as reader:
                reader.read(len(b"zINSTREAM\0"))
                while size := int.from_bytes(reader.read(4), "big"):
                    reader.read(size)
                line.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}"
    ended.set()
    thread.join(30)
    server.close()


@pytest.mark.parametrize("said", [b"", b"stream: ERROR\0", b"stream: OK\nxx\0", b"OK\0"])
def test_without_a_verdict_nothing_counts(said: bytes, sqlite_url: URL, tmp_path: Path) -> None:
    with _pretending(said) as address, _guarded(sqlite_url, tmp_path, address) as desk:
        known = desk.made()["id"]
        answer = desk.upload(known, pdf())
        assert (answer.status_code, answer.json()["code"]) == (503, "antivirus-unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert desk.objects() == []
        assert desk.send("GET", f"/evidence/{known}").json()["files"] == []


def test_nobody_there_is_no_verdict_either(sqlite_url: URL, tmp_path: Path) -> None:
    address = f"unix:{tmp_path}/nobody.sock"
    with _guarded(sqlite_url, tmp_path, address) as desk:
        answer = desk.upload(desk.made()["id"], pdf())
        assert (answer.status_code, answer.json()["code"]) == (503, "antivirus-unavailable")


def test_a_file_sent_in_parts_waits_for_the_antivirus_with_all_but_its_last_part(
    sqlite_url: URL, tmp_path: Path
) -> None:
    content = paper(300_000)
    with _pretending(b"stream: OK\0") as address, _guarded(sqlite_url, tmp_path, address) as desk:
        known = str(desk.made()["id"])
        context = desk.client.app.state.context  # type: ignore[attr-defined]
        sending = begun(desk, known, len(content))
        assert sending.patch(0, content[:100_000]).status_code == 204
        context.antivirus = Antivirus(f"unix:{tmp_path}/nobody.sock")
        refused = sending.patch(100_000, content[100_000:])
        assert (refused.status_code, refused.json()["code"]) == (503, "antivirus-unavailable")
        assert "phần trước vẫn còn" in refused.json()["detail"]
        context.antivirus = Antivirus(f"tcp://{address}")
        again = sending.patch(100_000, content[100_000:])
        assert again.status_code == 204, again.text
        assert desk.send("GET", f"/evidence/{known}/files/1").content == content


@pytest.mark.parametrize("address", ["clamd", "http://a:1", "unix:", "a:b", "127.0.0.1:"])
def test_an_address_that_is_none_does_not_start(address: str) -> None:
    with pytest.raises(ValidationError, match="clamd"):
        Settings(clamd=address)


def test_roots_that_are_not_there_do_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="signature_roots"):
        Settings(signature_roots=str(tmp_path / "roots.pem"))
