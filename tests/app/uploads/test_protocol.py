"""tus 1.0 as its text wants it, over both back ends and both databases."""

import hashlib
from datetime import timedelta

import pytest
from sqlmodel import select

from app import clock
from app.attachments.models import EvidenceFile
from app.dossiers.models import DossierState
from app.uploads import taking
from app.uploads.models import Upload, UploadState
from app.vault.pruning import prune
from evidence.store import Store
from tests.app.attachments.school import EDITOR, HEAD, NEIGHBOUR, NOBODY, Desk
from tests.app.uploads.papers import paper
from tests.app.uploads.sending import VERSION, begun, promise


def vault_of(desk: Desk) -> Store:
    """The store of the service."""
    found: Store = desk.client.app.state.context.vault  # type: ignore[attr-defined]
    return found


def only(desk: Desk) -> Upload:
    with desk.database.reading() as session:
        return session.exec(select(Upload)).one()


def test_says_what_it_speaks(desk: Desk) -> None:
    answer = desk.send("OPTIONS", f"/evidence/{desk.made()['id']}/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,termination,expiration"
    assert answer.headers["tus-max-size"] == str(40 * 2**20)


def test_a_file_in_three_pieces_is_the_evidence_s(desk: Desk) -> None:
    known = desk.made()["id"]
    content = paper(300_000)
    sending = begun(desk, known, len(content))
    for start in range(0, len(content), 100_000):
        answer = sending.patch(start, content[start : start + 100_000])
        assert answer.status_code == 204, answer.text
        assert answer.headers["upload-offset"] == str(min(start + 100_000, len(content)))
    assert sending.state()["state"] == "done"
    (file,) = desk.send("GET", f"/evidence/{known}").json()["files"]
    assert (file["sha256"], file["file_name"]) == (
        hashlib.sha256(content).hexdigest(),
        "kế hoạch.pdf",
    )
    assert desk.send("GET", f"/evidence/{known}/files/1").content == content
    assert list(vault_of(desk).uploads("so")) == []


def test_head_says_where_to_go_on(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    sending.patch(0, b"x" * 400)
    answer = sending.head()
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["upload-offset"] == "400"
    assert answer.headers["upload-length"] == "1000"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["upload-expires"].endswith("GMT")


def test_a_large_piece_is_kept_part_by_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PART_BYTES", 200_000)
    content = paper(1_000_000)
    known = desk.made()["id"]
    sending = begun(desk, known, len(content))
    assert sending.patch(0, content[:900_000]).headers["upload-offset"] == "900000"
    assert only(desk).parts == [1, 2, 3, 4]
    sending.patch(900_000, content[900_000:])
    assert desk.send("GET", f"/evidence/{known}/files/1").content == content


def test_another_offset_is_refused_and_nothing_is_added(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    sending.patch(0, b"x" * 400)
    for offset in (0, 399, 401, 1000):
        answer = sending.patch(offset, b"y" * 10)
        assert (answer.status_code, answer.json()["code"]) == (409, "upload-offset")
    assert sending.state()["received"] == 400


def test_more_than_was_promised_is_refused(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    answer = sending.patch(0, b"x" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")
    state = sending.state()
    assert (state["received"], state["state"]) == (0, "coming")


def test_a_second_request_on_the_same_upload_is_told_to_wait(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    with desk.database.writing() as session:
        row = session.exec(select(Upload)).one()
        row.lease, row.lease_until = "another", clock.now() + timedelta(seconds=30)
        session.add(row)
    answer = sending.patch(0, b"x" * 100)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-busy")
    assert sending.delete().status_code == 409


def test_the_lease_of_a_dead_worker_runs_out(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    with desk.database.writing() as session:
        row = session.exec(select(Upload)).one()
        row.lease, row.lease_until = "dead", clock.now() - timedelta(seconds=1)
        session.add(row)
    assert sending.patch(0, b"x" * 100).status_code == 204


def test_a_file_that_is_not_taken_says_why_and_leaves_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    sending = begun(desk, known, 2000)
    answer = sending.patch(0, b"MZ" + b"\0" * 1998)
    assert (answer.status_code, answer.json()["code"]) == (400, "file-refused")
    state = sending.state()
    assert state["state"] == "refused"
    assert state["refusal"] == answer.json()["detail"]
    assert sending.patch(0, b"x").status_code == 410
    assert list(vault_of(desk).uploads("so")) == []
    assert list(vault_of(desk).objects("so")) == []
    assert desk.send("GET", f"/evidence/{known}").json()["files"] == []


def test_giving_up_leaves_nothing(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    sending.patch(0, b"x" * 400)
    assert sending.delete().status_code == 204
    assert sending.head().status_code == 404
    assert list(vault_of(desk).uploads("so")) == []


def test_an_expired_upload_is_gone_and_pruned(desk: Desk) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    sending.patch(0, b"x" * 400)
    with desk.database.writing() as session:
        row = session.exec(select(Upload)).one()
        row.expires_at = clock.now() - timedelta(seconds=1)
        session.add(row)
    assert sending.head().status_code == 410
    assert sending.patch(400, b"x").status_code == 410
    prune(desk.database, vault_of(desk), clock.now(), timedelta(days=1))
    assert list(vault_of(desk).uploads("so")) == []
    assert sending.head().status_code == 404


def test_an_upload_that_goes_on_is_not_pruned(desk: Desk) -> None:
    content = paper(1000)
    sending = begun(desk, desk.made()["id"], len(content))
    sending.patch(0, content[:400])
    prune(desk.database, vault_of(desk), clock.now() + timedelta(hours=1), timedelta(0))
    assert sending.patch(400, content[400:]).status_code == 204


def test_room_is_reserved_when_the_upload_begins(desk: Desk) -> None:
    known = desk.made()["id"]
    half = 40 * 2**20
    first = begun(desk, known, half)
    assert promise(desk, known, half).status_code == 201
    answer = promise(desk, known, half)
    assert (answer.status_code, answer.json()["code"]) == (413, "dossier-full")
    first.delete()
    assert promise(desk, known, half).status_code == 201


def test_too_large_a_file_is_refused_before_it_is_sent(desk: Desk) -> None:
    answer = promise(desk, desk.made()["id"], 40 * 2**20 + 1)
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")


def test_a_person_has_few_uploads_on_the_way(desk: Desk) -> None:
    known = desk.made()["id"]
    answers = [promise(desk, known, 10).status_code for _ in range(21)]
    assert answers == [201] * 20 + [409]


@pytest.mark.parametrize("person", [HEAD, NEIGHBOUR, NOBODY])
def test_nobody_else_knows_of_an_upload(desk: Desk, person: str) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    other = sending._replace(desk=desk.as_(person))
    for answer in (other.head(), other.patch(0, b"x"), other.delete()):
        assert answer.status_code == 404
    assert sending.state()["received"] == 0


def test_a_dossier_that_was_closed_takes_no_more_bytes(desk: Desk) -> None:
    content = paper(1000)
    known = desk.made()["id"]
    sending = begun(desk, known, len(content))
    sending.patch(0, content[:500])
    desk.move(DossierState.SUBMITTED)
    answer = sending.patch(500, content[500:])
    assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
    desk.move(DossierState.DRAFTING)
    assert sending.patch(500, content[500:]).status_code == 204


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Tus-Resumable": ""}, 412),
        ({"Content-Type": "application/json"}, 415),
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Offset": "x"}, 422),
        ({"Upload-Offset": ""}, 422),
    ],
)
def test_a_malformed_piece_is_refused(desk: Desk, changed: dict[str, str], status: int) -> None:
    sending = begun(desk, desk.made()["id"], 1000)
    assert sending.patch(0, b"x", **changed).status_code == status
    assert sending.state()["received"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"Upload-Length": "0"},
        {"Upload-Length": ""},
        {"Upload-Length": "1e3"},
        {"Upload-Metadata": ""},
        {"Upload-Metadata": "filename !!!"},
        {"Upload-Metadata": "filename /w=="},
        {"Upload-Metadata": "filetype YQ=="},
        {"Upload-Metadata": "filename YQBiLnBkZg=="},  # NUL within
        {"Upload-Metadata": "filename YS5wZGY=,filetype YQBi"},
        {"Tus-Resumable": "2"},
    ],
)
def test_a_malformed_promise_is_refused(desk: Desk, changed: dict[str, str]) -> None:
    answer = promise(desk, desk.made()["id"], 1000, **changed)
    assert answer.status_code in {412, 422}
    with desk.database.reading() as session:
        assert session.exec(select(Upload)).all() == []


def test_metadata_outside_of_ascii_are_refused(desk: Desk) -> None:
    told = {
        **VERSION,
        "Upload-Length": "1000",
        "Upload-Metadata": "filename YS5wZGY=,filetype é".encode(),
    }
    answer = desk.send("POST", f"/evidence/{desk.made()['id']}/uploads", headers=told)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")


def test_the_same_file_is_one_revision_however_it_came(desk: Desk) -> None:
    content = paper(5000)
    known = desk.made()["id"]
    assert desk.upload(known, content, "kế hoạch.pdf").status_code == 201
    begun(desk, known, len(content)).patch(0, content)
    with desk.database.reading() as session:
        (row,) = session.exec(select(EvidenceFile)).all()
        assert row.by_account == EDITOR
    assert only(desk).state == UploadState.DONE
