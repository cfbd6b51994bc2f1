"""What only the store in a bucket promises, and what it does when the storage fails."""

import hashlib
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evidence.errors import ObjectMissing, StoreUnavailable
from evidence.remote import RemoteStore
from evidence.store import pieces, receive
from tests.evidence.storage import Storage, bucket_at

SO, LIMIT = "01so", 64 * 1024 * 1024


def spooled(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_two_machines_share_a_bucket(storage: Storage, tmp_path: Path) -> None:
    bucket = storage.bucket()
    one, two = RemoteStore(bucket, tmp_path / "one"), RemoteStore(bucket, tmp_path / "two")
    stored = receive(one, SO, [b"seen by both"], LIMIT)
    with two.open(SO, stored.sha256) as file:
        assert file.read() == b"seen by both"


def test_what_arrives_has_no_name_on_the_worker_s_disk(storage: Storage, tmp_path: Path) -> None:
    store = RemoteStore(storage.bucket(), tmp_path)
    with store.arriving(SO, LIMIT) as arrival:
        arrival.write(b"x" * 1000)
        assert spooled(tmp_path) == []
        with arrival.content() as first, arrival.content() as second:
            assert first.read(3) == second.read(3) == b"xxx"


def test_a_large_object_is_sought_in_without_reading_all_of_it(
    storage: Storage, tmp_path: Path
) -> None:
    store = RemoteStore(storage.bucket(), tmp_path)
    content = bytes(range(256)) * 100_000  # 25.6 MB: several pieces
    stored = receive(store, SO, [content], LIMIT)
    with store.open(SO, stored.sha256) as file:
        assert file.seek(-5, 2) == len(content) - 5
        assert file.read() == content[-5:]
        file.seek(1_000_001)
        assert file.read(10) == content[1_000_001:1_000_011]
    assert b"".join(pieces(store.open(SO, stored.sha256))) == content


def test_a_bucket_that_is_not_there_is_told(storage: Storage, tmp_path: Path) -> None:
    store = RemoteStore(storage.bucket()._replace(name="nobodys"), tmp_path)
    with pytest.raises((StoreUnavailable, ObjectMissing)):
        receive(store, SO, [b"x"], LIMIT)


@contextmanager
def silent() -> Iterator[int]:
    """A server that takes connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]


@contextmanager
def breaking() -> Iterator[int]:
    """A server that takes the head of a request and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with closing(connection):
                connection.recv(100)

    thread = threading.Thread(target=hang_up)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


@contextmanager
def nobody() -> Iterator[int]:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    yield port


@pytest.mark.parametrize("failing", [silent, breaking, nobody])
def test_a_storage_that_fails_is_told_and_nothing_counts_as_kept(
    storage: Storage, tmp_path: Path, failing: object
) -> None:
    bucket = storage.bucket(seconds=0.3, patience=0.6)
    with failing() as port:  # type: ignore[operator]  # one of the three above
        store = RemoteStore(bucket._replace(endpoint=f"http://127.0.0.1:{port}"), tmp_path)
        for ask in (
            lambda: receive(store, SO, [b"x" * 100], LIMIT),
            lambda: store.open(SO, "0" * 64),
            lambda: store.exists(SO, "0" * 64),
            lambda: list(store.objects(SO)),
            lambda: store.parts(SO, "up"),
        ):
            with pytest.raises(StoreUnavailable) as told:
                ask()
            assert "secret" not in str(told.value)
            assert "127.0.0.1" not in str(told.value)
    assert spooled(tmp_path) == []
    assert list(RemoteStore(bucket, tmp_path).objects(SO)) == []


class _Half(BaseHTTPRequestHandler):
    """Promises an object of 3 MB and hangs up after the first megabyte of it, every time."""

    def do_HEAD(self) -> None:
        self._promise(200, 0, 2_999_999)

    def do_GET(self) -> None:
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        self._promise(206, first, last)
        self.wfile.write(bytes(max(0, min(last + 1, 1_000_000) - first)))

    def _promise(self, status: int, first: int, last: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(last + 1 - first))
        self.send_header("Content-Range", f"bytes {first}-{last}/3000000")
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 03:00:00 GMT")
        self.send_header("ETag", '"1"')
        self.end_headers()
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name
        """Nothing is printed."""


def test_a_storage_that_fails_halfway_through_a_download_is_told(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Half)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        bucket = bucket_at(f"http://127.0.0.1:{server.server_port}", "half")
        store = RemoteStore(bucket._replace(seconds=1, patience=1), tmp_path)
        with store.open(SO, "0" * 64) as file:
            assert file.read(1000) == bytes(1000)
            with pytest.raises(StoreUnavailable):
                file.read()
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_person_may_take_longer_than_a_request_may(storage: Storage, tmp_path: Path) -> None:
    """A large video over a school's line: no request to the storage is open for as long."""
    bucket = storage.bucket(seconds=1, patience=2)
    content = random.Random(1).randbytes(30_000_000)  # noqa: S311 - of no secret
    stored = receive(RemoteStore(bucket, tmp_path), SO, [content], 2 * len(content))
    told = hashlib.sha256()
    with RemoteStore(bucket, tmp_path).open(SO, stored.sha256) as file:
        while piece := file.read(1_000_000):
            told.update(piece)
            time.sleep(0.07)
    assert told.hexdigest() == stored.sha256


def test_memory_stays_flat_while_a_large_content_passes(storage: Storage, tmp_path: Path) -> None:
    watched = """
import resource, sys
from pathlib import Path
from evidence.remote import Bucket, RemoteStore
from evidence.store import receive
bucket = Bucket(sys.argv[1], sys.argv[2], "us-east-1", "key", "secret")
store = RemoteStore(bucket, Path(sys.argv[3]))
receive(store, "so", [bytes(1 << 20)] * 20, 1 << 30)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stored = receive(store, "so", (bytes(262144) for _ in range(512)), 1 << 30)
with store.open("so", stored.sha256) as file:
    while file.read(262144):
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    bucket = storage.bucket()
    words = [sys.executable, "-c", watched, bucket.name, bucket.endpoint, str(tmp_path)]
    grown = subprocess.run(words, capture_output=True, check=True, timeout=100)
    assert int(grown.stdout) < 32 * 1024, "KiB, of an object of 128 MiB"
