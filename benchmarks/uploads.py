"""Taking evidence in: `python -m benchmarks.uploads`.

A file of 2 GiB by plain upload beside `cp`, `sync` of that copy alone and `sha256sum`, one after
the other on the same disk, taking turns; what the worker grows by; the resumable way; 100 uploads
at once; and object storage, which is a server for tests here and says little about a real one.
"""

import argparse
import hashlib
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from app.storage.database import Database
from app.storage.migrations import upgrade
from benchmarks.editors import furnish
from benchmarks.figures import Figure, as_table, machine
from benchmarks.rounds import seconds
from benchmarks.sending import NotTaken, Sender, video
from benchmarks.started import ORIGIN, PROGRAM, Started, free_port, started

MB = 1024 * 1024
WHOLE, QUICK = 2048 * MB, 256 * MB
TARGET_TIMES, TARGET_GROWTH = 1.5, 32
AT_ONCE, SMALL = 100, 5 * MB


def measure(size: int = WHOLE, rounds: int = 3, small: int = SMALL) -> Iterator[Figure]:
    """Large files, then many at once, then object storage."""
    with tempfile.TemporaryDirectory() as name:
        yield from large(Path(name), size, rounds)
    with tempfile.TemporaryDirectory() as name:
        yield many(Path(name), small)
    with tempfile.TemporaryDirectory() as name, _object_storage() as storage:
        yield remote(Path(name), min(size, QUICK), storage)


def large(folder: Path, size: int, rounds: int) -> Iterator[Figure]:
    """One file at a time: the time, and what the worker grew by."""
    source = folder / "video.mp4"
    sha256 = video(source, size)
    taken: dict[str, list[float]] = {"plain": [], "resumable": [], "bare": []}
    with serving(folder / "data") as service:
        sender = Sender(service.port)
        ways = {
            "plain": _plain(sender, source, sha256),
            "resumable": _parts(sender, source, sha256),
        }
        memory = Memory(service.process)  # before any file: what the first one loads counts too
        growth = dict.fromkeys(ways, 0.0)
        _warm(sender, folder)
        for _ in range(rounds):
            for name, way in ways.items():
                memory.forget()
                taken[name].append(seconds(way))
                growth[name] = max(growth[name], memory.growth())
                _forget(folder / "data")
            taken["bare"].append(_bare(source, folder / "copy.mp4"))
    times = {
        name: median(one / other for one, other in zip(taken[name], taken["bare"], strict=True))
        for name in ways
    }
    base = median(taken["bare"])
    for name, reached in (("plain", times["plain"] <= TARGET_TIMES), ("resumable", None)):
        yield Figure(
            f"{size // MB} MiB by {name} upload",
            f"{median(taken[name]):.1f} s",
            f"{base:.1f} s for cp, sync and sha256sum: {times[name]:.2f} ×",
            f"at most {TARGET_TIMES} ×" if reached is not None else "",
            reached,
        )
        yield Figure(
            f"growth of the worker meanwhile, {name}",
            f"{growth[name]:.1f} MiB",
            "",
            f"under {TARGET_GROWTH} MiB",
            growth[name] < TARGET_GROWTH,
        )


def many(folder: Path, size: int, at_once: int = AT_ONCE) -> Figure:
    """Many uploads at once: every hash is the sender's, and so is every byte in the vault."""
    sources = [folder / f"{number}.mp4" for number in range(at_once)]
    sent = sorted(video(source, size) for source in sources)
    with serving(folder / "data") as service:
        sender = Sender(service.port)
        evidence = sender.evidence()
        begun = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            told = sorted(pool.map(lambda source: sender.plain(evidence, source), sources))
        lasted = time.perf_counter() - begun
    kept = sorted(
        path.name
        for path in (folder / "data" / "evidence").rglob("*")
        if path.is_file() and _hash(path) == path.name
    )
    return Figure(
        f"{at_once} uploads of {size / MB:.0f} MiB at once",
        f"{at_once - len(set(sent) - set(kept))} kept whole, {lasted:.1f} s",
        "",
        "nothing lost",
        sent == told == kept,
    )


def remote(folder: Path, size: int, storage: str) -> Figure:
    """The same by plain upload into object storage on this machine."""
    source = folder / "video.mp4"
    sha256 = video(source, size)
    with serving(
        folder / "data",
        THANGDO_S3_BUCKET="minh-hoa",
        THANGDO_S3_ENDPOINT=storage,
        THANGDO_S3_ACCESS_KEY="key",
        THANGDO_S3_SECRET_KEY="secret",  # noqa: S106 - any key opens it
    ) as service:
        sender = Sender(service.port)
        memory = Memory(service.process)
        _warm(sender, folder)
        memory.forget()
        lasted = seconds(_plain(sender, source, sha256))
        growth = memory.growth()
    return Figure(
        f"{size // MB} MiB by plain upload into object storage (moto)",
        f"{lasted:.1f} s, the worker growing by {growth:.1f} MiB",
        f"{_bare(source, folder / 'copy.mp4'):.1f} s for cp, sync and sha256sum",
        "",
        None,
    )


@dataclass
class Memory:
    """What a process holds beyond what it held when this was made."""

    process: int

    def __post_init__(self) -> None:
        self._before = self._told("VmRSS")

    def forget(self) -> None:
        """The most that it held until now."""
        Path(f"/proc/{self.process}/clear_refs").write_text("5", encoding="ascii")

    def growth(self) -> float:
        """The most since `forget`, in MiB."""
        return self._told("VmHWM") - self._before

    def _told(self, name: str) -> float:
        rows = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8").splitlines()
        (row,) = [row for row in rows if row.startswith(f"{name}:")]
        return int(row.split()[1]) / 1024


@contextmanager
def serving(data: Path, **variables: str) -> Iterator[Started]:
    """A service that takes such files, over a province with one school."""
    data.mkdir()
    with closing(Database(f"sqlite:///{data}/thangdo.db")) as database:
        upgrade(database)
        with database.writing() as session:
            furnish(session, 1)
    port = free_port()
    words = {
        "THANGDO_DATA_DIR": str(data),
        "THANGDO_MAX_FILE_BYTES": str(4096 * MB),
        "THANGDO_MAX_DOSSIER_BYTES": str(2**45),
        "THANGDO_UPLOADS": str(AT_ONCE),
        **variables,
    }
    with started([str(PROGRAM), "serve", "--port", str(port)], port, **words) as service:
        yield service


def _plain(sender: Sender, source: Path, sha256: str) -> Callable[[], None]:
    def send() -> None:
        _require(sender.plain(sender.evidence(), source), sha256)

    return send


def _parts(sender: Sender, source: Path, sha256: str) -> Callable[[], None]:
    def send() -> None:
        evidence = sender.evidence()
        sender.resumable(evidence, source)
        _require(sender.newest(evidence), sha256)

    return send


def _require(told: str, sha256: str) -> None:
    if told != sha256:
        raise NotTaken(f"{told} instead of {sha256}")


def _warm(sender: Sender, folder: Path) -> None:
    """The first file of a worker is not timed: it loads what every later one finds loaded."""
    small = folder / "small.mp4"
    sha256 = video(small, 20 * MB)
    for way in (_plain, _parts):
        way(sender, small, sha256)()


def _bare(source: Path, copy: Path) -> float:
    def work() -> None:
        for words in (
            ["cp", str(source), str(copy)],
            ["sync", str(copy)],
            ["sha256sum", str(copy)],
        ):
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    lasted = seconds(work)
    copy.unlink()
    os.sync()
    return lasted


def _forget(data: Path) -> None:
    """Room for the next round, and nothing left for it to write."""
    for home in (data / "evidence").iterdir():
        shutil.rmtree(home)
    os.sync()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _object_storage() -> Iterator[str]:
    """A server that speaks S3, in a process of its own, with one bucket."""
    port = free_port()
    program = Path(sys.executable).with_name("moto_server")
    words = [str(program), "-H", ORIGIN, "-p", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _bucket(port)
            yield f"http://{ORIGIN}:{port}"
        finally:
            process.terminate()


def _bucket(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection(ORIGIN, port, timeout=20)
        with closing(connection):
            try:
                connection.request("PUT", "/minh-hoa")
                connection.getresponse().read()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="256 MiB, one round")
    quick = parser.parse_args().quick
    print(machine())
    print(as_table(measure(QUICK, 1) if quick else measure()))
