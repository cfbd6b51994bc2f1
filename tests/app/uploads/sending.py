"""A client of tus, as plain as can be."""

import base64
from typing import Any, NamedTuple

from httpx import Response

from tests.app.attachments.school import DOSSIER, Desk

VERSION = {"Tus-Resumable": "1.0.0"}


def metadata(name: str, kind: str) -> str:
    """The header that names the file."""
    told = {"filename": name, "filetype": kind}
    return ",".join(f"{key} {base64.b64encode(one.encode()).decode()}" for key, one in told.items())


class Sending(NamedTuple):
    """An upload that was promised."""

    desk: Desk
    path: str

    def patch(self, offset: int, content: bytes, **headers: str) -> Response:
        """Some bytes from there on."""
        plain = {
            **VERSION,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.desk.send("PATCH", self.path, content=content, headers=plain | headers)

    def head(self) -> Response:
        """How far it has come."""
        return self.desk.send("HEAD", self.path, headers=VERSION)

    def state(self) -> Any:  # noqa: ANN401 - JSON
        """The same in words."""
        return self.desk.send("GET", self.path).json()

    def delete(self) -> Response:
        """Give it up."""
        return self.desk.send("DELETE", self.path, headers=VERSION)


def promise(
    desk: Desk, evidence: str, length: int, name: str = "kế hoạch.pdf", **headers: str
) -> Response:
    """Ask for an upload."""
    told = {
        **VERSION,
        "Upload-Length": str(length),
        "Upload-Metadata": metadata(name, "application/pdf"),
    }
    return desk.send("POST", f"/evidence/{evidence}/uploads", headers=told | headers)


def begun(desk: Desk, evidence: str, length: int, name: str = "kế hoạch.pdf") -> Sending:
    """An upload that may begin."""
    answer = promise(desk, evidence, length, name)
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"]
    return Sending(desk, address.removeprefix(f"/api/v1/dossiers/{desk.dossier or DOSSIER}"))
