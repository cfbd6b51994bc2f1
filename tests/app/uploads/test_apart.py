"""What one school's uploads in parts tell another: nothing; and one name keeps every content."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from tests.app.attachments.school import (
    EDITOR,
    FAR,
    FOREIGN_DOSSIER,
    NEIGHBOUR,
    NOBODY,
    OTHER_DOSSIER,
    STRANGER,
    Desk,
)
from tests.app.uploads.papers import paper
from tests.app.uploads.sending import Sending, begun, promise
from tests.app.uploads.test_protocol import vault_of

NAME = "báo cáo.pdf"


def test_three_files_of_one_name_keep_three_hashes(desk: Desk) -> None:
    known = desk.made()["id"]
    contents = [paper(3_000, seed) for seed in range(3)]
    sendings = [begun(desk, known, len(one), NAME) for one in contents]
    for sending, content in reversed(list(zip(sendings, contents, strict=True))):
        assert sending.patch(0, content).status_code == 204
    shown = desk.send("GET", f"/evidence/{known}").json()["files"]
    wanted = [hashlib.sha256(one).hexdigest() for one in reversed(contents)]
    assert [(one["sha256"], one["file_name"]) for one in shown] == [(one, NAME) for one in wanted]
    for number, content in enumerate(reversed(contents), 1):
        assert desk.send("GET", f"/evidence/{known}/files/{number}").content == content


def test_the_same_bytes_of_two_schools_are_stored_once_and_neither_can_tell(desk: Desk) -> None:
    content = paper(3_000)
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    # The very steps, once where nobody has the bytes yet and once where another school does.
    first, second = told_of(desk, content), told_of(other, content)
    assert first == second
    assert [one.sha256 for one in vault_of(desk).objects("so")] == [sha(content)]
    far = desk.as_(STRANGER, FOREIGN_DOSSIER)
    assert told_of(far, content) == first  # another Sở: another object
    assert [one.sha256 for one in vault_of(desk).objects("sokhac")] == [sha(content)]


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def told_of(desk: Desk, content: bytes) -> list[tuple[int, list[str], bytes, int]]:
    """Each answer's status, headers and body without what is the upload's own; the statements."""
    evidence = desk.made()["id"]
    sending = Sending(desk, "")
    found = []

    def note(work: Any) -> Any:  # noqa: ANN401 - an answer
        counted: list[str] = []

        def count(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
            counted.append(statement)

        engine = desk.client.app.state.context.database.engine  # type: ignore[attr-defined]
        event.listen(engine, "before_cursor_execute", count)
        try:
            answer = work()
        finally:
            event.remove(engine, "before_cursor_execute", count)
        own = {"location", "upload-expires", "date"}
        headers = sorted(
            f"{name}: {'' if name in own else value}" for name, value in answer.headers.items()
        )
        body = b"" if answer.request.method == "GET" else answer.content
        found.append((answer.status_code, headers, body, len(counted)))
        return answer

    made = note(lambda: promise(desk, evidence, len(content)))
    path = made.headers["location"].removeprefix(f"/api/v1/dossiers/{desk.dossier}")
    sending = Sending(desk, path)
    note(lambda: sending.patch(0, content[:1_000]))
    note(sending.head)
    note(lambda: sending.patch(1_000, content[1_000:]))
    note(lambda: desk.send("GET", f"/evidence/{evidence}/files/1"))
    return found


@pytest.mark.parametrize("person", [NEIGHBOUR, STRANGER, NOBODY, FAR])
def test_who_has_no_role_neither_overwrites_nor_reads(desk: Desk, person: str) -> None:
    content, known = paper(3_000), desk.made()["id"]
    sending = begun(desk, known, len(content), NAME)
    assert sending.patch(0, content[:1_000]).status_code == 204
    other = desk.as_(person)
    theirs = Sending(other, sending.path)
    for answer in (
        promise(other, known, len(content), NAME),
        theirs.patch(1_000, content[1_000:]),
        theirs.delete(),
        other.send("GET", sending.path),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "dossier-not-found")
    assert theirs.head().status_code == 404
    assert sending.patch(1_000, content[1_000:]).status_code == 204
    (file,) = desk.send("GET", f"/evidence/{known}").json()["files"]
    assert (file["sha256"], file["by_account"]) == (sha(content), EDITOR)
    assert other.send("GET", f"/evidence/{known}/files/1").status_code == 404
