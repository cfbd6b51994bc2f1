"""Uploads that end in the middle: a client leaves, a line falls silent, the service is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx import Client
from sqlalchemy.engine import URL
from sqlmodel import select

from app.attachments.models import EvidenceFile
from app.settings import Settings
from app.storage.database import Database
from evidence.local import LocalStore
from tests.app.attachments.school import DOSSIER, EDITOR, furnish, pdf_of, settings_for, words_of
from tests.app.running import running
from tests.evidence.samples import pdf

BOUNDARY = "tach-phan"
HEAD_OF_PART = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
).encode()


@pytest.fixture
def settings(database: Database, database_url: URL, tmp_path: Path) -> Settings:
    """A service that loses patience soon."""
    furnish(database)
    return settings_for(database_url, tmp_path / "data", body_seconds=1.5)


def piece_of(url: str) -> str:
    headers = {"Authorization": f"Bearer {EDITOR}"}
    with Client(base_url=url, headers=headers) as client:
        answer = client.post(f"/api/v1/dossiers/{DOSSIER}/evidence", json=words_of())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@contextmanager
def half_sent(port: int, known: str, length: int = 500_000) -> Iterator[socket.socket]:
    """A connection on which half of a file has been sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(
            f"POST /api/v1/dossiers/{DOSSIER}/evidence/{known}/files HTTP/1.1\r\n"
            f"Host: localhost\r\nAuthorization: Bearer {EDITOR}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {length}\r\n\r\n".encode()
        )
        line.sendall(HEAD_OF_PART + pdf() + b"." * 300_000)
        yield line


def arriving(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "evidence" in str(path))


def wait_until(what: Callable[[], object], seconds: float = 15) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "did not happen in time"
        time.sleep(0.05)


def no_rows(database: Database) -> bool:
    with database.reading() as session:
        return not session.exec(select(EvidenceFile.id)).all()


def test_a_client_that_leaves_in_the_middle_leaves_nothing(
    settings: Settings, database: Database
) -> None:
    with running(settings) as service:
        known = piece_of(service.url)
        with half_sent(service.port, known):
            wait_until(lambda: arriving(settings.data_dir))
        wait_until(lambda: not arriving(settings.data_dir))
        assert no_rows(database)


def test_a_line_that_falls_silent_is_given_up_with_a_word(
    settings: Settings, database: Database
) -> None:
    with running(settings) as service:
        known = piece_of(service.url)
        with half_sent(service.port, known) as line:
            answered = b""
            while b'"code": "body-too-slow"' not in answered:
                more = line.recv(65536)
                assert more, answered
                answered += more
        assert answered.startswith(b"HTTP/1.1 408 ")
        wait_until(lambda: not arriving(settings.data_dir))
        assert no_rows(database)


def test_a_body_that_ends_before_its_last_boundary_is_no_file(
    settings: Settings, database: Database
) -> None:
    with running(settings) as service:
        known = piece_of(service.url)
        sent = len(HEAD_OF_PART) + len(pdf()) + 300_000
        with half_sent(service.port, known, length=sent) as line:
            assert line.recv(65536).startswith(b"HTTP/1.1 400 ")
        wait_until(lambda: not arriving(settings.data_dir))
        assert no_rows(database)


def test_many_large_files_at_once_all_arrive(settings: Settings, database: Database) -> None:
    def send(number: int) -> int:
        content = pdf_of(2_000_000, str(number).encode())
        with Client(base_url=service.url, headers={"Authorization": f"Bearer {EDITOR}"}) as client:
            return client.post(
                f"/api/v1/dossiers/{DOSSIER}/evidence/{known}/files",
                files={"file": ("a.pdf", content, "application/pdf")},
                timeout=60,
            ).status_code

    with running(settings) as service:
        known = piece_of(service.url)
        with ThreadPoolExecutor(20) as pool:
            assert set(pool.map(send, range(20))) == {201}
    with database.reading() as session:
        files = session.exec(select(EvidenceFile.revision, EvidenceFile.object_sha256)).all()
    assert sorted(number for number, _ in files) == list(range(1, 21))
    assert {path.name for path in arriving(settings.data_dir)} == {sha for _, sha in files}


@contextmanager
def served(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The service in a process of its own, which may be killed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "THANGDO_DATABASE_URL": settings.database_url,
        "THANGDO_DATA_DIR": str(settings.data_dir),
        "THANGDO_PORT": str(port),
    }
    program = [sys.executable, "-c", "from app.server import run; run()"]
    with subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: answers(port), 60)
            yield process, url
        finally:
            process.kill()


def answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_a_service_killed_in_the_middle_of_uploads_loses_nothing_it_acknowledged(
    settings: Settings, database: Database
) -> None:
    acknowledged: list[str] = []
    for kill_after in (0.15, 0.4, 0.8):
        with served(settings) as (process, url):
            known = piece_of(url)
            port = int(url.rpartition(":")[2])
            with (
                half_sent(port, known),
                Client(base_url=url, headers={"Authorization": f"Bearer {EDITOR}"}) as client,
            ):
                ends = time.monotonic() + kill_after
                for number in range(10_000):
                    if time.monotonic() > ends:
                        break
                    content = pdf() + f"{kill_after} {number}\n%%EOF".encode()
                    answer = client.post(
                        f"/api/v1/dossiers/{DOSSIER}/evidence/{known}/files",
                        files={"file": ("a.pdf", content, "application/pdf")},
                    )
                    assert answer.status_code == 201, answer.text
                    acknowledged.append(answer.json()["sha256"])
                process.send_signal(signal.SIGKILL)
                process.wait()
    assert acknowledged
    store = LocalStore(settings.data_dir / "evidence")
    assert store.sweep(quiet_seconds=0) >= 1  # the half sent ones, which nobody knows
    with database.reading() as session:
        known_rows = set(session.exec(select(EvidenceFile.object_sha256)).all())
    assert set(acknowledged) <= known_rows
    assert known_rows <= {one.sha256 for one in store.objects("so")}
