"""A person who sends files, in one go or in parts by tus, over plain HTTP."""

import base64
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.nothing_lost.servers import Answer, Client, ConnectionLost

BOUNDARY = "ranh-gioi-minh-hoa"
SPOKEN = {"Tus-Resumable": "1.0.0"}
PIECE = 40_000
PAUSE = 0.05


class Line(NamedTuple):
    """A client and the dossier it writes to."""

    client: Client
    dossier: str

    def path(self, rest: str = "") -> str:
        """An address below the dossier's evidence."""
        return f"dossiers/{self.dossier}/evidence{rest}"

    def evidence(self) -> str:
        """A new piece of evidence; its id."""
        words = {"title": "Video minh họa", "status": "present", "links": ["1.4"]}
        answer = self.client.insist("POST", self.path(), words)
        assert answer.status == 201, answer
        return str(answer.json["id"])

    def plain(self, evidence: str, content: bytes, name: str = "a.mp4") -> Answer:
        """A file in one go. Raises ConnectionLost."""
        part = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        body = f"--{BOUNDARY}\r\n{part}\r\n\r\n".encode() + content
        body += f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.client.ask("POST", self.path(f"/{evidence}/files"), body, kind)

    def promised(self, evidence: str, content: bytes, name: str = "a.mp4") -> str:
        """An upload in parts that may begin: its path."""
        told = f"filename {base64.b64encode(name.encode()).decode()}"
        promise = SPOKEN | {"Upload-Length": str(len(content)), "Upload-Metadata": told}
        answer = self.client.insist("POST", self.path(f"/{evidence}/uploads"), b"", promise)
        assert answer.status == 201, answer
        return answer.headers["Location"].removeprefix("/api/v1/")

    def patch(self, path: str, offset: int, piece: bytes) -> Answer:
        """One piece. Raises ConnectionLost."""
        headers = SPOKEN | {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.client.ask("PATCH", path, piece, headers)


def go_on(line: Line, path: str, content: bytes, broken: Callable[[], None] = lambda: None) -> None:
    """What a client of tus does: ask how far it came, send the next piece, until it is done.

    `broken` is told when the line broke, and may raise.
    """
    while True:
        state = line.client.insist("GET", path)
        assert state.status == 200, state
        assert state.json["state"] in {"coming", "done"}, state
        if state.json["state"] == "done":
            return
        offset = state.json["received"]
        try:
            answer = line.patch(path, offset, content[offset : offset + PIECE])
        except ConnectionLost:
            broken()
            continue
        if answer.status in {409, 503}:
            time.sleep(PAUSE)  # a worker that was killed still has the lease
            continue
        assert answer.status == 204, answer
