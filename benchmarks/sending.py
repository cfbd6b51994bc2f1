"""A client that sends evidence at the cost of the kernel's copying: plain, or in parts by tus.

What it sends is a video of no pictures: the head that inspection walks, then random bytes.
"""

import base64
import hashlib
import http.client
import json
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.started import ORIGIN

PATIENCE = 900.0
_BLOCK = 4 * 1024 * 1024
_BOUNDARY = "ranh-gioi-minh-hoa"
_CREATED, _DONE = 201, 204


class NotTaken(Exception):
    """A file that should be taken was not: the figure would mean nothing."""


class Sender(NamedTuple):
    """Somebody with a token at work with one dossier."""

    port: int
    token: str = "token-0"  # noqa: S105 - of an invented person
    dossier: str = "hoso0"

    def evidence(self) -> str:
        """A new piece of evidence; its id."""
        words = {"title": "Video minh họa", "status": "present", "links": ["1.4"]}
        kind = {"Content-Type": "application/json"}
        told, _ = self._ask("POST", "", json.dumps(words).encode(), kind, wanted=_CREATED)
        return str(told["id"])

    def plain(self, evidence: str, file: Path) -> str:
        """Send the file in one go; the hash that the service answers. Raises NotTaken."""
        before = (
            f"--{_BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: video/mp4\r\n\r\n"
        ).encode()
        after = f"\r\n--{_BOUNDARY}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
            "Content-Length": str(len(before) + file.stat().st_size + len(after)),
        }
        with self._line("POST", f"/{evidence}/files", headers) as line:
            line.sendall(before)
            _stream(line, file)
            line.sendall(after)
            told = _answer(line, _CREATED)
        return str(json.loads(told)["sha256"])

    def resumable(self, evidence: str, file: Path) -> None:
        """Send the file by tus, in one PATCH. Raises NotTaken."""
        size = str(file.stat().st_size)
        name = base64.b64encode(file.name.encode()).decode()
        spoken = {"Tus-Resumable": "1.0.0"}
        promise = {"Upload-Length": size, "Upload-Metadata": f"filename {name}"}
        _, headers = self._ask(
            "POST", f"/{evidence}/uploads", b"", spoken | promise, wanted=_CREATED
        )
        place = headers["Location"].partition("/evidence")[2]
        piece = {
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": size,
        }
        with self._line("PATCH", place, spoken | piece) as line:
            _stream(line, file)
            _answer(line, _DONE)

    def newest(self, evidence: str) -> str:
        """The hash of the last file of a piece, as the service tells it."""
        told, _ = self._ask("GET", f"/{evidence}", b"", {}, wanted=200)
        return str(told["files"][-1]["sha256"])

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str], wanted: int
    ) -> tuple[Any, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection(ORIGIN, self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, self._path(path), body, headers | self._token())
            answer = connection.getresponse()
            content = answer.read()
        if answer.status != wanted:
            raise NotTaken(f"{answer.status}: {content.decode()}")
        return json.loads(content) if content else None, answer.headers

    def _line(self, method: str, path: str, headers: dict[str, str]) -> socket.socket:
        line = socket.create_connection((ORIGIN, self.port), timeout=PATIENCE)
        told = {"Host": ORIGIN, "Connection": "close"} | headers | self._token()
        words = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        line.sendall(f"{method} {self._path(path)} HTTP/1.1\r\n{words}\r\n".encode())
        return line

    def _path(self, path: str) -> str:
        return f"/api/v1/dossiers/{self.dossier}/evidence{path}"

    def _token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def video(file: Path, size: int) -> str:
    """Write a video of that size; its hash."""
    head = _box(b"ftyp", b"isom" + bytes(4) + b"isommp42") + _box(
        b"moov", _box(b"mvhd", bytes(100))
    )
    left = size - len(head)
    head += b"\0\0\0\1mdat" + left.to_bytes(8, "big")
    left -= 16
    told = hashlib.sha256(head)
    with file.open("wb") as out:
        out.write(head)
        while left:
            block = os.urandom(min(_BLOCK, left))
            told.update(block)
            left -= out.write(block)
    return told.hexdigest()


def _box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + name + content


def _stream(line: socket.socket, file: Path) -> None:
    with file.open("rb") as content:
        line.sendfile(content)


def _answer(line: socket.socket, wanted: int) -> bytes:
    answer = http.client.HTTPResponse(line)
    answer.begin()
    content = answer.read()
    if answer.status != wanted:
        raise NotTaken(f"{answer.status}: {content.decode()}")
    return content
