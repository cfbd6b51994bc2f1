"""The reports of 1,000 schools as one zip: `python -m benchmarks.packages`.

An invented province is built and served as an operator would; the leader of the Sở fetches last
year's reports, each printed from its snapshot. Beside it, in the same run, the same reports asked
for one after another. A CPU second is one of the service and its printing processes together.
"""

import argparse
import http.client
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figure, as_table, machine
from benchmarks.memory import Browser
from benchmarks.started import PROGRAM, Started, free_port, pss_mb, started

SCHOOLS, QUICK = 1_000, 100
FIRST_SECONDS = 1.0
PER_CORE = 20.0
GROWTH_MB = 60.0
"""Flat: a thousand reports are 100 MB; two chunks of snapshots and some in flight are a tenth."""
ALONE = 100
_PIECE = 64 * 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_STALL_SECONDS = 5.0
_FULL_SECONDS = 60.0
"""At most, until the buffers of the system between the two are full: about 10 MB."""
_RESTING = 0.1
"""CPU seconds in a second: what the service takes for looking round."""


def measure(schools: int = SCHOOLS, folder: str = "") -> Iterator[Figure]:
    """All figures; over the province that is in `folder`, or a new one."""
    with tempfile.TemporaryDirectory() as new:
        told = _province(folder or new, schools)
        port = free_port()
        command = [str(PROGRAM), "serve", "--port", str(port)]
        cores = len(os.sched_getaffinity(0))
        processes = str(max(1, cores - 1))  # one is left to the service itself
        with (
            started(
                command,
                port,
                THANGDO_DATA_DIR=folder or new,
                THANGDO_PACKAGE_PROCESSES=processes,
            ) as service,
            closing(service.connection()) as connection,
        ):
            browser = Browser.signed_in(connection, service, told)
            yield from _figures(service, browser, cores)


def _figures(service: Started, browser: Browser, cores: int) -> Iterator[Figure]:
    campaign, dossiers = _concluded(browser)
    one_by_one = _one_by_one(browser, service, dossiers[:ALONE])
    _package(browser, campaign, dossiers[:40]).drain()  # the processes are up, as on any other day
    whole = _package(browser, campaign, [])
    with watched(service.process) as seen:
        whole.drain(_PIECE)
    yield Figure(
        f"{whole.documents} reports (PDF) as one zip: the first byte",
        f"{whole.first * 1000:.0f} ms",
        f"{whole.second * 1000:.0f} ms until a document was there",
        f"under {FIRST_SECONDS:.0f} s",
        whole.first < FIRST_SECONDS,
    )
    rate = whole.documents / whole.seconds
    yield Figure(
        "the same: documents a second",
        f"{rate:.0f} ({rate / cores:.0f} per core of {cores})",
        f"{one_by_one.rate:.0f} one after another through the single print",
        f"at least {PER_CORE:.0f} per core",
        rate / cores >= PER_CORE,
    )
    each = whole.documents / seen.cpu
    yield Figure(
        "the same: documents for a CPU second",
        f"{each:.0f}",
        f"{one_by_one.each:.0f} one after another",
        f"at least {PER_CORE:.0f}",
        each >= PER_CORE,
    )
    yield Figure(
        f"memory (PSS) of the service over {whole.megabytes:.0f} MB of zip",
        f"{seen.service[0]:.0f} → {seen.service[-1]:.0f} MiB, at most {max(seen.service):.0f}",
        f"printing processes {seen.printers[0]:.0f} → {seen.printers[-1]:.0f} MiB together",
        f"at most {GROWTH_MB:.0f} MiB more",
        max(seen.service) - seen.service[0] <= GROWTH_MB,
    )
    yield _stalled(service, browser, campaign)


@dataclass
class Fetched:
    """A package on its way through one connection."""

    browser: Browser
    path: str
    documents: int
    first: float = 0.0
    second: float = 0.0
    seconds: float = 0.0
    megabytes: float = 0.0

    def drain(self, piece: int = _PIECE) -> None:
        """Read all of it."""
        begun = time.perf_counter()
        answer = self.begin()
        size = len(answer.read1(piece))
        self.first = time.perf_counter() - begun
        while read := answer.read1(piece):
            size += len(read)
            if not self.second and size > _PIECE:
                self.second = time.perf_counter() - begun
        self.seconds = time.perf_counter() - begun
        self.megabytes = size / 1e6

    def begin(self) -> http.client.HTTPResponse:
        """Ask for it."""
        self.browser.connection.request("GET", self.path, headers={"Cookie": self.browser.cookie})
        return self.browser.connection.getresponse()


@dataclass
class Seen:
    """What a service and its printing processes took."""

    service: list[float] = field(default_factory=list)
    printers: list[float] = field(default_factory=list)
    cpu: float = 0.0


@dataclass(frozen=True)
class Alone:
    """Single prints."""

    rate: float
    each: float


def _one_by_one(browser: Browser, service: Started, dossiers: list[str]) -> Alone:
    browser.ask("GET", f"/api/v1/dossiers/{dossiers[0]}/documents/pdf")
    begun = time.perf_counter()
    with watched(service.process) as seen:
        for one in dossiers:
            browser.ask("GET", f"/api/v1/dossiers/{one}/documents/pdf")
    return Alone(len(dossiers) / (time.perf_counter() - begun), len(dossiers) / seen.cpu)


def _stalled(service: Started, browser: Browser, campaign: str) -> Figure:
    """A reader who takes a little and then nothing: once what lies between is full, all rests."""
    waiting = _package(browser, campaign, [])
    answer = waiting.begin()
    answer.read1(_PIECE)
    until = time.perf_counter() + _FULL_SECONDS
    before = _cpu(service.process)
    while time.perf_counter() < until:
        time.sleep(1.0)
        now = _cpu(service.process)
        if now - before < _RESTING:
            break
        before = now
    with watched(service.process) as seen:
        time.sleep(_STALL_SECONDS)
    browser.connection.close()
    return Figure(
        f"memory (PSS) while a reader takes nothing for {_STALL_SECONDS:.0f} s more",
        f"{seen.service[0]:.0f} → {seen.service[-1]:.0f} MiB",
        f"{seen.cpu:.2f} CPU seconds: it waits",
        "at most 5 MiB more",
        max(seen.service) - seen.service[0] <= 5,
    )


def _package(browser: Browser, campaign: str, dossiers: list[str]) -> Fetched:
    body = json.dumps({"documents": ["pdf"], "dossier_ids": dossiers}).encode()
    kind = {"Content-Type": "application/json"}
    path = f"/api/v1/campaigns/{campaign}/packages"
    _, told = browser.ask("POST", path, body, kind, wanted=201)
    found = json.loads(told)
    return Fetched(browser, found["content"], found["total"])


def _concluded(browser: Browser) -> tuple[str, list[str]]:
    """Last year's campaign, and some of its dossiers."""
    _, told = browser.ask("GET", "/api/v1/campaigns")
    campaign = json.loads(told)["campaigns"][-1]["id"]
    _, listed = browser.ask("GET", f"/api/v1/dossiers?campaign={campaign}&limit=100")
    return campaign, [row["id"] for row in json.loads(listed)["dossiers"]]


def _province(folder: str, schools: int) -> Mapping[str, str]:
    notes = Path(folder, "sign-ins.txt")
    if not notes.exists():
        command = [str(PROGRAM), "demo", "--data", folder, "--schools", str(schools)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1800)
        notes.write_text(ended.stdout, encoding="utf-8")
    told = notes.read_text(encoding="utf-8")
    email = next(word for word in told.split() if word.startswith("lanhdao.so@"))
    return {"email": email, "password": told.rpartition(": ")[2].strip()}


@contextmanager
def watched(process: int) -> Iterator[Seen]:
    """Look at the memory four times a second; the CPU time between beginning and end."""
    seen, stop = Seen(), threading.Event()

    def look() -> None:
        while True:
            seen.service.append(pss_mb(process))
            seen.printers.append(sum(pss_mb(one) for one in _children(process)))
            if stop.wait(0.25):
                return

    before = _cpu(process)
    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
        seen.cpu = _cpu(process) - before


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        text = (task / "children").read_text(encoding="ascii")
        found += [int(one) for one in text.split()]
    return found


def _cpu(process: int) -> float:
    """Seconds of the process, of its children that live, and of those that have ended."""
    own = _stat(process)
    return (sum(own) + sum(sum(_stat(one)[:2]) for one in _children(process))) / _TICKS


def _stat(process: int) -> list[int]:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return [int(one) for one in fields[11:15]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 schools")
    parser.add_argument("--folder", default="", help="where the province is, or is to be kept")
    words = parser.parse_args()
    print(machine())
    print(as_table(measure(QUICK if words.quick else SCHOOLS, words.folder)))


if __name__ == "__main__":
    main()
