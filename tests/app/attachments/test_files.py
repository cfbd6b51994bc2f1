"""Files of evidence: taken in, refused, kept in revisions, handed out."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import col, select

from app.attachments.models import EvidenceFile, StoredObject
from app.audit.models import AccessRow, AuditRow
from app.context import Context
from app.dossiers.models import Dossier, DossierState
from evidence.errors import Refusal, StoreFull
from evidence.local import LocalArrival
from tests.app.attachments.school import (
    ASSESSOR,
    DOSSIER,
    FAR,
    FOREIGN_DOSSIER,
    LEADER,
    NEIGHBOUR,
    NOBODY,
    OTHER_DOSSIER,
    STRANGER,
    Desk,
    pdf_of,
)
from tests.evidence.samples import hostile, pdf, picture, whole

WHOLE = whole()
HOSTILE = hostile()
ARCHIVES = frozenset({"archive", "no main part"})
"""Which may be evidence, but not under the name of another kind."""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rows(desk: Desk) -> list[EvidenceFile]:
    with desk.database.reading() as session:
        found = list(session.exec(select(EvidenceFile).order_by(col(EvidenceFile.revision))))
        session.expunge_all()
    return found


def test_keeps_and_gives_back_the_very_bytes(desk: Desk) -> None:
    known = desk.made()["id"]
    for number, (kind, sent) in enumerate(WHOLE.items(), 1):
        answer = desk.upload(known, sent.content, sent.name, sent.declared)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        assert (told["revision"], told["file_name"], told["kind"]) == (number, sent.name, kind)
        assert (told["size"], told["sha256"]) == (len(sent.content), sha(sent.content))
        back = desk.send("GET", f"/evidence/{known}/files/{number}")
        assert back.content == sent.content
        assert back.headers["content-type"] == sent.declared
        assert back.headers["content-disposition"].startswith("attachment; filename=")
        assert back.headers["content-length"] == str(len(sent.content))
        assert back.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in back.headers["content-security-policy"]
        assert back.headers["cache-control"] == "no-store"
    shown = {one["shown_sha256"] for one in desk.send("GET", f"/evidence/{known}").json()["files"]}
    as_sent = {sha(one.content) for one in WHOLE.values()}
    assert {path.name for path in desk.objects()} == as_sent | shown


def test_refuses_every_hostile_file_for_its_reason_and_keeps_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    for name, sent in HOSTILE.items():
        answer = desk.upload(known, sent.content, sent.name, sent.declared)
        assert (answer.status_code, answer.json()["code"]) == (400, "file-refused"), name
        wanted = Refusal.EXTENSION if name in ARCHIVES else sent.refusal
        assert [one["code"] for one in answer.json()["errors"]] == [wanted], name
        assert desk.objects() == [], name
    assert rows(desk) == []


def test_three_files_of_one_name_keep_three_hashes(desk: Desk) -> None:
    contents = [pdf_of(2000, mark) for mark in (b"a", b"b", b"c")]
    known = desk.made()["id"]
    for content in contents:
        assert desk.upload(known, content, "báo cáo.pdf").status_code == 201
    shown = desk.send("GET", f"/evidence/{known}").json()["files"]
    assert [one["sha256"] for one in shown] == [sha(one) for one in contents]
    assert [one["revision"] for one in shown] == [1, 2, 3]
    for number, content in enumerate(contents, 1):
        assert desk.send("GET", f"/evidence/{known}/files/{number}").content == content
    (listed,) = desk.send("GET", "/evidence").json()["evidence"]
    assert [one["revision"] for one in listed["files"]] == [3]


def test_the_same_file_sent_again_is_the_same_revision(desk: Desk) -> None:
    known = desk.made()["id"]
    first = desk.upload(known, pdf())
    again = desk.upload(known, pdf())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert desk.upload(known, pdf(), "tên khác.pdf").json()["revision"] == 2


def test_two_schools_of_a_tenant_share_an_object_and_neither_can_tell(desk: Desk) -> None:
    here = desk.upload(desk.made()["id"], pdf())
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    there = other.upload(other.made()["id"], pdf())
    assert (here.status_code, there.status_code) == (201, 201)
    hidden = ("at", "by_account")
    assert {key: value for key, value in here.json().items() if key not in hidden} == {
        key: value for key, value in there.json().items() if key not in hidden
    }
    assert here.headers.keys() == there.headers.keys()
    assert len(desk.objects()) == 1
    far = desk.as_(STRANGER, FOREIGN_DOSSIER)
    assert far.upload(far.made()["id"], pdf()).status_code == 201
    assert len(desk.objects()) == 2  # another Sở is another tenant


def test_who_may_not_see_the_dossier_neither_sends_nor_reads(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    for person in (NEIGHBOUR, STRANGER, NOBODY, FAR):
        other = desk.as_(person)
        for answer in (
            other.upload(known, pdf_of(3000)),
            other.send("GET", f"/evidence/{known}/files/1"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "dossier-not-found")
        # Nor through a dossier of their own.
        mine = desk.as_(person, OTHER_DOSSIER)
        assert mine.send("GET", f"/evidence/{known}/files/1").status_code == 404
    assert [one.object_sha256 for one in rows(desk)] == [sha(pdf())]


def test_who_assesses_reads_and_sends_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    for person in (ASSESSOR, LEADER):
        other = desk.as_(person)
        assert other.send("GET", f"/evidence/{known}/files/1").content == pdf()
        assert other.upload(known, pdf_of(3000)).status_code == 403
    assert len(rows(desk)) == 1


def test_no_token_no_file(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    assert desk.as_("").send("GET", f"/evidence/{known}/files/1").status_code == 401
    assert desk.as_("").upload(known, pdf()).status_code == 401


def test_a_locked_dossier_takes_no_file_and_still_gives_them(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    desk.move(DossierState.SUBMITTED)
    refused = desk.upload(known, pdf_of(3000))
    assert (refused.status_code, refused.json()["code"]) == (409, "dossier-locked")
    assert len(desk.objects()) == 1
    assert desk.send("GET", f"/evidence/{known}/files/1").content == pdf()


def test_a_dossier_closed_while_the_file_is_on_its_way_takes_no_record(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = desk.made()["id"]
    keep = LocalArrival.keep

    def closed_meanwhile(arrival: LocalArrival) -> object:
        desk.move(DossierState.AWAITING_SIGNATURE)
        return keep(arrival)

    monkeypatch.setattr(LocalArrival, "keep", closed_meanwhile)
    answer = desk.upload(known, pdf())
    assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
    assert rows(desk) == []


def test_a_file_beyond_the_limit_leaves_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    answer = desk.upload(known, pdf_of(2**20 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")
    far_beyond = desk.upload(known, pdf_of(2**21))
    assert (far_beyond.status_code, far_beyond.json()["code"]) == (413, "body-too-large")
    assert desk.objects() == []
    assert desk.upload(known, pdf_of(2**20)).status_code == 201


def test_the_quota_counts_every_revision_and_what_is_shared(desk: Desk) -> None:
    known = desk.made()["id"]
    content = pdf_of(2**20)
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    other.upload(other.made()["id"], content)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        assert desk.upload(known, content, name).status_code == 201
    answer = desk.upload(known, pdf_of(2000), "d.pdf")
    assert (answer.status_code, answer.json()["code"]) == (413, "dossier-full")
    assert "3 MB trên 3 MB" in answer.json()["detail"]
    assert len(rows(desk)) == 4


def test_a_full_disk_is_told_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = desk.made()["id"]

    def full(_arrival: LocalArrival) -> object:
        raise StoreFull("no space")

    monkeypatch.setattr(LocalArrival, "keep", full)
    answer = desk.upload(known, pdf())
    assert (answer.status_code, answer.json()["code"]) == (507, "vault-full")
    assert desk.objects() == []
    assert rows(desk) == []


def test_a_file_that_the_vault_lost_is_said_to_be_lost(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, pdf())
    for path in desk.objects():
        path.unlink()
    answer = desk.send("GET", f"/evidence/{known}/files/1")
    assert (answer.status_code, answer.json()["code"]) == (500, "file-lost")


def test_what_was_never_sent_is_not_found(desk: Desk) -> None:
    known = desk.made()["id"]
    assert desk.send("GET", f"/evidence/{known}/files/1").json()["code"] == "file-not-found"
    assert desk.upload("khongco", pdf()).json()["code"] == "evidence-not-found"


SHAPES: list[tuple[dict[str, Any], str]] = [
    ({"json": {}}, "media-type"),
    ({"files": {"other": ("a.pdf", b"x")}}, "shape"),
    ({"data": {"file": "no file"}, "files": {}}, "media-type"),
    ({"files": [("file", ("a.pdf", b"x")), ("file", ("b.pdf", b"y"))]}, "shape"),
    (
        {
            "content": b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--x--',
            "headers": {"Content-Type": "multipart/form-data; boundary=x"},
        },
        "shape",
    ),
    (
        {
            "content": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf',
            "headers": {"Content-Type": "multipart/form-data; boundary=x"},
        },
        "body-unreadable",
    ),
    (
        {
            "content": b"nothing of the kind",
            "headers": {"Content-Type": "multipart/form-data; boundary=x"},
        },
        "body-unreadable",
    ),
]


def test_refuses_another_shape_of_body(desk: Desk) -> None:
    known = desk.made()["id"]
    for options, code in SHAPES:
        answer = desk.send("POST", f"/evidence/{known}/files", **options)
        assert answer.json()["code"] == code, options
        assert desk.objects() == []


NAMES = [
    ("../../etc/passwd.pdf", "etc passwd.pdf"),
    ("C:\\Users\\x\\báo cáo.pdf", "báo cáo.pdf"),
    ("ba\u0301o ca\u0301o.pdf", "báo cáo.pdf"),
]


def test_a_file_s_name_is_only_a_name(desk: Desk) -> None:
    known = desk.made()["id"]
    for number, (sent, kept) in enumerate(NAMES):
        answer = desk.upload(known, pdf() + f"%{number}\n%%EOF".encode(), sent)
        assert answer.status_code == 201, answer.text
        assert answer.json()["file_name"] == kept


def test_concurrent_uploads_to_one_piece_keep_every_revision(desk: Desk) -> None:
    known = desk.made()["id"]
    contents = [pdf_of(20_000, str(number).encode()) for number in range(20)]
    ready = threading.Barrier(10)

    def send(content: bytes) -> int:
        ready.wait(timeout=30)
        return desk.upload(known, content).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(send, contents)) == {201}
    found = rows(desk)
    assert [one.revision for one in found] == list(range(1, 21))
    assert {one.object_sha256 for one in found} == {sha(one) for one in contents}
    with desk.database.reading() as session:
        acts = session.exec(select(AuditRow.act).where(AuditRow.chain == f"dossier:{DOSSIER}"))
        assert sorted(acts) == ["evidence.created", *["evidence.file_added"] * 20]
        dossier = session.get_one(Dossier, DOSSIER)
        assert (dossier.chain_length, dossier.self_version) == (21, 21)
        assert len(session.exec(select(StoredObject)).all()) == 20


def test_who_took_what_is_in_the_access_log(desk: Desk) -> None:
    known = desk.made()["id"]
    desk.upload(known, picture("PNG"), "a.png", "image/png")
    desk.as_(ASSESSOR).send("GET", f"/evidence/{known}/files/1")
    service = desk.client.app.state.context  # type: ignore[attr-defined]
    assert isinstance(service, Context)
    service.access.write()
    with desk.database.reading() as session:
        lines = session.exec(
            select(AccessRow.account_id, AccessRow.thing).where(AccessRow.act == "download")
        ).all()
    assert lines == [(ASSESSOR, f"evidence:{known}")]
