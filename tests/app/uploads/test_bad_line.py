"""Transfers over a line that breaks, on servers that are killed: they end with the right bytes."""

import base64
import hashlib
import http.client
import random
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from sqlalchemy.engine import URL
from sqlmodel import select

from app import clock
from app.attachments.models import EvidenceFile
from app.attachments.receiving import keep
from app.settings import Settings
from app.storage.database import Database
from app.uploads.models import Upload
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.school import DOSSIER, EDITOR, furnish, settings_for, words_of
from tests.app.attachments.test_cut_off import wait_until
from tests.app.running import running
from tests.app.uploads.papers import paper
from tests.nothing_lost.servers import Servers

HEADERS = {"Authorization": f"Bearer {EDITOR}", "Tus-Resumable": "1.0.0", "Host": "localhost"}
EVIDENCE = f"/api/v1/dossiers/{DOSSIER}/evidence"


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, str]:
    """Status, body, and the header that matters here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body.encode(), HEADERS | headers)
        answer = connection.getresponse()
        told = answer.headers.get("Upload-Offset") or answer.headers.get("Location") or ""
        return answer.status, answer.read().decode(), told
    finally:
        connection.close()


def new_evidence(port: int) -> str:
    import json  # noqa: PLC0415 - here alone

    status, body, _ = ask(
        port, "POST", EVIDENCE, json.dumps(words_of()), **{"Content-Type": "application/json"}
    )
    assert status == 201, body
    return str(json.loads(body)["id"])


def new_upload(port: int, evidence: str, size: int, name: str = "a.pdf") -> str:
    told = f"filename {base64.b64encode(name.encode()).decode()}"
    headers = {"Upload-Length": str(size), "Upload-Metadata": told}
    status, body, address = ask(port, "POST", f"{EVIDENCE}/{evidence}/uploads", **headers)
    assert status == 201, body
    return address


def begin_patch(port: int, path: str, offset: int, rest: int) -> socket.socket:
    """A request whose body is still to come."""
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    line.sendall(
        f"PATCH {path} HTTP/1.1\r\n{head}Content-Type: application/offset+octet-stream\r\n"
        f"Upload-Offset: {offset}\r\nContent-Length: {rest}\r\n\r\n".encode()
    )
    return line


def wait_out_the_lease(database: Database) -> None:
    """What a quarter of a minute does."""
    with database.writing() as session:
        for row in session.exec(select(Upload)):
            if row.lease_until is not None:
                row.lease_until = clock.now() - timedelta(seconds=1)
                session.add(row)


def nobody_sends(database: Database) -> bool:
    """Whether the server has put away what came before the line broke."""
    with database.reading() as session:
        return set(session.exec(select(Upload.lease)).all()) <= {""}


def sent_to_the_end(port: int, path: str, content: bytes) -> bool:
    """What a client does: ask how far it came, go on from there, wait where another still sends."""
    offset = int(ask(port, "HEAD", path)[2])
    with begin_patch(port, path, offset, len(content) - offset) as line:
        line.sendall(content[offset:])
        answer = line.recv(4096)
    assert answer.startswith((b"HTTP/1.1 204", b"HTTP/1.1 409")), answer
    return answer.startswith(b"HTTP/1.1 204")


def test_cut_ten_times_with_workers_killed_in_between(
    database: Database, database_url: URL, tmp_path: Path
) -> None:
    furnish(database)
    content, chance = paper(30 * 1024 * 1024), random.Random(4725)  # noqa: S311 - a choice of moments
    offsets, size = [], len(content)
    with Servers(database_url, tmp_path / "data") as servers:
        process = servers.start()
        evidence = new_evidence(servers.port)
        path = new_upload(servers.port, evidence, size)
        for cut in range(10):
            status, _, told = ask(servers.port, "HEAD", path)
            assert status == 200
            offset = int(told)
            offsets.append(offset)
            some = chance.randrange(1_000_000, (size - offset) // 2)
            with begin_patch(servers.port, path, offset, size - offset) as line:
                line.sendall(content[offset : offset + some])
                if cut % 2:
                    servers.kill(process)
            if cut % 2:
                wait_out_the_lease(database)
                process = servers.start()
            else:
                wait_until(lambda: nobody_sends(database))
        wait_until(lambda: sent_to_the_end(servers.port, path, content), 60)
    assert offsets == sorted(offsets)
    assert len(set(offsets)) >= 3  # a killed worker loses the part it was at, a cut line nothing
    with database.reading() as session:
        row = session.exec(select(EvidenceFile)).one()
        found = verify(session, LocalStore(tmp_path / "data" / "evidence"))
    assert row.object_sha256 == hashlib.sha256(content).hexdigest()
    assert (found.objects, found.size, found.findings) == (1, size, ())
    assert list(LocalStore(tmp_path / "data" / "evidence").uploads("so")) == []


@pytest.fixture
def settings(database: Database, database_url: URL, tmp_path: Path) -> Settings:
    """A furnished service."""
    furnish(database)
    return settings_for(database_url, tmp_path / "data", uploads=100, max_dossier_bytes=2**31)


def test_a_second_request_gets_409_while_the_first_is_sending(
    settings: Settings, database: Database
) -> None:
    content = paper(2_000_000)
    with running(settings) as service:
        path = new_upload(service.port, new_evidence(service.port), len(content))
        with begin_patch(service.port, path, 0, len(content)) as first:
            first.sendall(content[:1_000_000])
            wait_until(lambda: not nobody_sends(database))
            with begin_patch(service.port, path, 0, 1) as second:
                second.sendall(b"%")
                assert second.recv(4096).startswith(b"HTTP/1.1 409")
            first.sendall(content[1_000_000:])
            assert first.recv(100).startswith(b"HTTP/1.1 204")
        assert ask(service.port, "HEAD", path)[2] == str(len(content))


def test_a_hundred_uploads_at_once_lose_nothing(settings: Settings, database: Database) -> None:
    with running(settings) as service:
        evidence = new_evidence(service.port)

        def send(number: int) -> str:
            content = paper(5 * 1024 * 1024, number)
            path = new_upload(service.port, evidence, len(content), f"{number}.pdf")
            with begin_patch(service.port, path, 0, len(content)) as line:
                line.sendall(content)
                answer = line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 204"), answer
            return hashlib.sha256(content).hexdigest()

        with ThreadPoolExecutor(20) as pool:
            sent = list(pool.map(send, range(100)))
    with database.reading() as session:
        rows = session.exec(select(EvidenceFile.object_sha256)).all()
        found = verify(session, LocalStore(settings.data_dir / "evidence"))
    assert sorted(rows) == sorted(sent)
    assert (found.objects, found.findings) == (100, ())


def test_the_lease_lasts_while_the_whole_is_judged(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long that takes; and a worker that dies at it lets go within one lease."""
    judging, judged = threading.Event(), threading.Event()

    async def slowly(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it takes
        judging.set()
        await to_thread.run_sync(judged.wait, 60)
        return await keep(*arguments, **named)

    monkeypatch.setattr("app.uploads.taking.keep", slowly)
    monkeypatch.setattr("app.uploads.taking.LEASE", timedelta(seconds=0.6))
    content = paper(5_000)
    with running(settings) as service:
        path = new_upload(service.port, new_evidence(service.port), len(content))
        with begin_patch(service.port, path, 0, len(content)) as first:
            first.sendall(content)
            assert judging.wait(60)
            before = lease_until(database)
            wait_until(lambda: lease_until(database) > before + timedelta(seconds=1), 60)
            with begin_patch(service.port, path, 0, 1) as second:
                second.sendall(b"%")
                assert b"upload-busy" in second.recv(4096)
            judged.set()
            assert first.recv(100).startswith(b"HTTP/1.1 204")


def lease_until(database: Database) -> datetime:
    with database.reading() as session:
        found = session.exec(select(Upload.lease_until)).one()
    assert found is not None
    return found
