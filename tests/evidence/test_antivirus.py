"""The antivirus: a real clamd that knows one harmless string, and ones that misbehave."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from evidence.antivirus import Antivirus, answers, scan
from evidence.errors import AntivirusUnavailable, FileRefused, Refusal
from tests.evidence.clamav import listening
from tests.evidence.hostile_words import eicar
from tests.evidence.samples import pdf

LIMIT = 2 * 1024 * 1024


@pytest.fixture(scope="module")
def clamd(clamav: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Antivirus]:
    """ClamAV's own server with one signature, on a socket of its own."""
    with listening(clamav, tmp_path_factory.mktemp("clamav"), LIMIT) as here:
        yield here


def test_a_sound_file_passes(clamd: Antivirus) -> None:
    scan(BytesIO(pdf()), clamd)


@pytest.mark.parametrize("before", [b"", bytes(300_000)], ids=["alone", "far inside"])
def test_a_known_string_is_found(clamd: Antivirus, before: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        scan(BytesIO(before + eicar()), clamd)
    assert refused.value.reason is Refusal.INFECTED
    assert "Thu.Nghiem.EICAR" in str(refused.value)
    assert "Hãy" in str(refused.value)


def test_a_file_past_the_limit_of_clamd_is_refused(clamd: Antivirus) -> None:
    with pytest.raises(FileRefused) as refused:
        scan(BytesIO(bytes(LIMIT * 4)), clamd)
    assert refused.value.reason is Refusal.TOO_HEAVY


def test_a_file_is_scanned_from_its_beginning(clamd: Antivirus) -> None:
    content = BytesIO(eicar())
    content.seek(0, 2)
    with pytest.raises(FileRefused):
        scan(content, clamd)


Talk = Callable[[socket.socket], None]


@pytest.fixture
def pretender() -> Iterator[Callable[[Talk], Antivirus]]:
    """A server that says what a test makes it say, to one caller."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(20)
    threads: list[threading.Thread] = []

    def serve(talk: Talk) -> None:
        with listening.accept()[0] as line:
            line.settimeout(20)
            talk(line)

    def start(talk: Talk, seconds: float = 5) -> Antivirus:
        threads.append(threading.Thread(target=serve, args=(talk,)))
        threads[-1].start()
        return Antivirus(f"tcp://127.0.0.1:{listening.getsockname()[1]}", seconds)

    yield start
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    listening.close()


def received(line: socket.socket) -> bytes:
    """What came up to the piece of no length."""
    reader = line.makefile("rb")
    told = reader.read(len(b"zINSTREAM\0"))
    while size := int.from_bytes(reader.read(4), "big"):
        told += reader.read(size)
    return told


def saying(answer: bytes) -> Talk:
    def talk(line: socket.socket) -> None:
        received(line)
        line.sendall(answer)

    return talk


def test_the_file_arrives_as_it_is(pretender: Callable[[Talk], Antivirus]) -> None:
    seen: list[bytes] = []

    def talk(line: socket.socket) -> None:
        seen.append(received(line))
        line.sendall(b"stream: OK\0")

    content = bytes(range(256)) * 1000
    scan(BytesIO(content), pretender(talk))
    assert seen == [b"zINSTREAM\0" + content]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"stream: OK and more\0",
        b"OK\0",
        b"stream: \0",
        b"stream: x ERROR\0",
        b"\xff" * 100_000,
        b"stream: OK\r\n\0",
        b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",
    ],
)
def test_what_is_no_verdict_leaves_the_file_in_quarantine(
    pretender: Callable[[Talk], Antivirus], answer: bytes
) -> None:
    with pytest.raises(AntivirusUnavailable):
        scan(BytesIO(pdf()), pretender(saying(answer)))


@pytest.mark.parametrize("name", ["a\nb", "<script>", "x" * 400])
def test_what_it_calls_the_finding_is_only_a_name(
    pretender: Callable[[Talk], Antivirus], name: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        scan(BytesIO(b"x"), pretender(saying(b"stream: " + name.encode() + b" FOUND\0")))
    assert re.search(r"\(Mã: [\w./-]{1,80}\)$", str(refused.value))


def test_silence_ends_in_time(pretender: Callable[..., Antivirus]) -> None:
    over = threading.Event()

    def talk(line: socket.socket) -> None:
        received(line)
        over.wait(20)

    with pytest.raises(AntivirusUnavailable):
        scan(BytesIO(b"x"), pretender(talk, 0.2))
    over.set()


def test_an_answer_drop_by_drop_ends_in_time(pretender: Callable[..., Antivirus]) -> None:
    over = threading.Event()

    def talk(line: socket.socket) -> None:
        received(line)
        while not over.wait(0.05):
            line.send(b"s")

    with pytest.raises(AntivirusUnavailable):
        scan(BytesIO(b"x"), pretender(talk, 0.5))
    over.set()


def test_one_that_does_not_listen_on_ends_in_time(pretender: Callable[..., Antivirus]) -> None:
    over = threading.Event()
    with pytest.raises(AntivirusUnavailable):
        scan(BytesIO(bytes(50_000_000)), pretender(lambda _: bool(over.wait(20)), 0.5))
    over.set()


def test_one_that_hangs_up_gives_no_verdict(pretender: Callable[[Talk], Antivirus]) -> None:
    with pytest.raises(AntivirusUnavailable):
        scan(BytesIO(bytes(5_000_000)), pretender(lambda line: line.close()))


def test_nobody_there_gives_no_verdict(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/none", "tcp://127.0.0.1:1"):
        nobody = Antivirus(address, 1)
        assert not answers(nobody)
        with pytest.raises(AntivirusUnavailable):
            scan(BytesIO(b"x"), nobody)


@pytest.mark.parametrize(
    "address", ["", "clamd", "unix:run", "tcp://host", "http://a:1", "tcp://:1"]
)
def test_an_address_that_is_none_is_told_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="hãy ghi dạng"):
        Antivirus(address)
