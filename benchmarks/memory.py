"""What a worker holds after 1,000 requests of all kinds: `python -m benchmarks.memory`.

PSS of the serving process (/proc/PID/smaps_rollup) over a small invented province: lists, single
dossiers, sheets, pages, saves, and one printed report in fifty requests.
"""

import http.client
import itertools
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.figures import Figure, as_table, machine
from benchmarks.started import ORIGIN, PROGRAM, Started, free_port, pss_mb, started

TARGET_MB = 150
PRINTED_EVERY = 50
_READ = (
    "/healthz",
    "/",
    "/ho-so",
    "/api/v1/dossiers?limit=50",
    "/api/v1/dossiers/{id}",
    "/api/v1/dossiers/{id}/self/answers",
    "/api/v1/dossiers/{id}/self/sheet",
    "/api/v1/dossiers/{id}/texts",
    "/api/v1/dossiers/{id}/evidence",
    "/api/v1/dossiers/{id}/history",
    "/api/v1/dossiers/{id}/audit",
    "/api/v1/dossiers/{id}/snapshots",
)
_PRINTED = ("docx", "pdf", "score-sheet-pdf", "evidence")


class Unexpected(Exception):
    """A request of the mix was not answered as it should be: the figure would mean nothing."""


def measure(requests: int = 1_000) -> Iterator[Figure]:
    """Fresh, and after the requests."""
    with tempfile.TemporaryDirectory() as folder:
        told = _province(folder)
        port = free_port()
        command = [str(PROGRAM), "serve", "--port", str(port)]
        with started(command, port, THANGDO_DATA_DIR=folder) as service:
            fresh = pss_mb(service.process)
            with closing(service.connection()) as connection:
                _mixed(Browser.signed_in(connection, service, told), requests)
            after = pss_mb(service.process)
    yield Figure(
        f"memory (PSS) of a worker after {requests} mixed requests",
        f"{after:.0f} MiB",
        f"{fresh:.0f} MiB when it had just started",
        f"under {TARGET_MB} MiB",
        after < TARGET_MB,
    )


@dataclass
class Browser:
    """One connection, and the cookie of whoever signed in."""

    connection: http.client.HTTPConnection
    port: int
    cookie: str = ""

    @classmethod
    def signed_in(
        cls, connection: http.client.HTTPConnection, service: Started, told: Mapping[str, str]
    ) -> "Browser":
        """Signed in by e-mail and password."""
        found = cls(connection, service.port)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer, _ = found.ask("POST", "/dang-nhap", urlencode(told).encode(), kind, wanted=303)
        found.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return found

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        wanted: int = 200,
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One request. Raises Unexpected for another status."""
        origin = {"Origin": f"http://{ORIGIN}:{self.port}", "Cookie": self.cookie}
        self.connection.request(method, path, body, {**origin, **(headers or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != wanted:
            raise Unexpected(f"{method} {path}: {answer.status}")
        return answer, content


def _province(folder: str) -> dict[str, str]:
    """A dozen schools; the editor of one that is being filled in."""
    command = [str(PROGRAM), "demo", "--data", folder, "--schools", "12"]
    ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    password = ended.stdout.rpartition(": ")[2].strip()
    email = next(word for word in ended.stdout.split() if word.startswith("nhap."))
    return {"email": email, "password": password}


def _mixed(browser: Browser, requests: int) -> None:
    _, listed = browser.ask("GET", "/api/v1/dossiers?limit=50")
    rows = json.loads(listed)["dossiers"]
    ids = [row["id"] for row in rows]
    (drafting,) = [row["id"] for row in rows if row["state"] == "drafting"][:1]
    _, side = browser.ask("GET", f"/api/v1/dossiers/{drafting}/self/answers")
    version = {one["item"]: one["version"] for one in json.loads(side)["answers"]}.get("1.4", 0)
    reading = itertools.cycle(itertools.product(_READ, ids))
    printing = itertools.cycle(itertools.product(_PRINTED, ids))
    for number in range(requests):
        if number % PRINTED_EVERY == 0:
            document, dossier = next(printing)
            browser.ask("GET", f"/api/v1/dossiers/{dossier}/documents/{document}")
        elif number % 10 == 1:
            browser.ask(
                "PUT",
                f"/api/v1/dossiers/{drafting}/self/answers/1.4",
                json.dumps({"award": str(version % 10)}).encode(),
                {"If-Match": f'"{version}"', "Content-Type": "application/json"},
            )
            version += 1
        else:
            path, dossier = next(reading)
            browser.ask("GET", path.format(id=dossier))


if __name__ == "__main__":
    print(machine())
    print(as_table(measure()))
