"""The report that the head signed, handed back: its code read and compared."""

from typing import Any

import pytest
from sqlmodel import select

from app.attachments.models import StoredObject
from app.audit.models import AuditRow
from app.clock import now, today
from app.dossiers.models import Dossier, DossierState, SignedReport, Snapshot, SnapshotKind
from app.dossiers.seal import Seal, read_seal, seal_text
from evidence.local import LocalArrival
from tests.app.attachments.school import (
    ASSESSOR,
    DOSSIER,
    EDITOR,
    HEAD,
    NEIGHBOUR,
    NOBODY,
    OTHER_DOSSIER,
    Desk,
)
from tests.app.uploads.papers import paper
from tests.evidence.papers import photograph, scan, smeared
from tests.evidence.samples import excel, pdf
from tests.evidence.signing import signed, signer

CLOSED, EARLIER = "ab" * 32, "cd" * 32
SEAL = seal_text(DOSSIER, CLOSED)


def awaiting(desk: Desk, sha256: str = CLOSED) -> Desk:
    """The dossier closed, its report printed; the head at the desk."""
    desk.move(DossierState.AWAITING_SIGNATURE)
    with desk.database.writing() as session:
        for old in session.exec(select(Snapshot)).all():
            old.void = True
            session.add(old)
        session.add(
            Snapshot(
                dossier_id=DOSSIER, kind=SnapshotKind.SELF, sha256=sha256, content=b"{}", at=now()
            )
        )
    return desk.as_(HEAD)


def hand_in(
    desk: Desk,
    content: bytes,
    name: str = "ban-ky.pdf",
    declared: str = "application/pdf",
    **texts: str,
) -> Any:  # noqa: ANN401
    return desk.send(
        "POST", "/signed-report", files={"file": (name, content, declared)}, data=texts
    )


def test_a_seal_is_read_as_it_was_written() -> None:
    assert read_seal(f" {SEAL}\n") == Seal(DOSSIER, CLOSED)
    for other in ("", "https://example.vn", SEAL.replace(":1:", ":2:"), SEAL[:-1], SEAL.upper()):
        assert read_seal(other) is None


def test_a_matching_code_is_noted_and_the_paper_kept_as_it_came(desk: Desk) -> None:
    head = awaiting(desk)
    content = scan(SEAL)
    texts = {"number": "05", "symbol": "BC-THMH", "signed_on": today().isoformat()}
    answer = hand_in(head, content, "Báo cáo đã ký.pdf", **texts)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert {name: told[name] for name in texts} == texts
    assert (told["qr"], told["void"], told["file_name"]) == ("matches", False, "Báo cáo đã ký.pdf")
    assert desk.send("GET", "/signed-report").json() == {"reports": [told]}
    back = desk.as_(ASSESSOR).send("GET", f"/signed-report/{told['id']}/file")
    assert back.content == content
    assert "sandbox" in back.headers["content-security-policy"]
    with desk.database.reading() as session:
        acts = session.exec(select(AuditRow.act, AuditRow.account_id)).all()
        assert acts == [("self.signed_report", HEAD)]
        assert session.get_one(Dossier, DOSSIER).chain_length == 1


def test_a_photograph_taken_by_hand_is_read_too(desk: Desk) -> None:
    answer = hand_in(awaiting(desk), photograph(SEAL), "anh.jpg", "image/jpeg")
    assert (answer.status_code, answer.json()["qr"]) == (201, "matches")


def test_what_cannot_be_read_is_taken_and_marked(desk: Desk) -> None:
    head = awaiting(desk)
    for content, name, declared in (
        (smeared(SEAL), "a.jpg", "image/jpeg"),
        (scan("https://chu-ky-so.example"), "b.pdf", "application/pdf"),
    ):
        answer = hand_in(head, content, name, declared)
        assert (answer.status_code, answer.json()["qr"]) == (201, "unreadable"), name


def test_a_paper_of_another_closing_or_dossier_is_refused_and_not_kept(desk: Desk) -> None:
    head = awaiting(desk)
    for seal, word in (
        (seal_text(DOSSIER, EARLIER), "lần chốt trước"),
        (seal_text(OTHER_DOSSIER, CLOSED), "hồ sơ khác"),
    ):
        answer = hand_in(head, scan(seal))
        assert (answer.status_code, answer.json()["code"]) == (409, "seal-differs")
        assert word in answer.json()["detail"]
    assert desk.objects() == []
    with desk.database.reading() as session:
        assert session.exec(select(SignedReport)).all() == []
        assert session.exec(select(StoredObject)).all() == []


def test_a_closing_that_changed_while_the_paper_was_sent_is_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = awaiting(desk)
    keep = LocalArrival.keep

    def reopened_meanwhile(arrival: LocalArrival) -> object:
        awaiting(desk, EARLIER)
        return keep(arrival)

    monkeypatch.setattr(LocalArrival, "keep", reopened_meanwhile)
    answer = hand_in(head, scan(SEAL))
    assert (answer.status_code, answer.json()["code"]) == (409, "seal-differs")
    assert desk.send("GET", "/signed-report").json() == {"reports": []}


def test_a_second_paper_stands_and_the_first_stays_void(desk: Desk) -> None:
    head = awaiting(desk)
    content = scan(SEAL)
    first = hand_in(head, content, number="05").json()
    second = hand_in(head, scan(SEAL, "PNG"), "b.png", "image/png", number="06").json()
    found = desk.send("GET", "/signed-report").json()["reports"]
    assert [(one["id"], one["void"]) for one in found] == [
        (second["id"], False),
        (first["id"], True),
    ]
    assert desk.send("GET", f"/signed-report/{first['id']}/file").content == content


def test_only_the_head_hands_it_in_and_only_while_it_is_awaited(desk: Desk) -> None:
    assert hand_in(desk.as_(HEAD), pdf()).json()["code"] == "transition-refused"
    awaiting(desk)
    for person, status in ((EDITOR, 403), (ASSESSOR, 403), (NEIGHBOUR, 404), (NOBODY, 404)):
        other = desk.as_(person)
        assert hand_in(other, scan(SEAL)).status_code == status, person
        seen = 200 if status == 403 else 404
        assert other.send("GET", "/signed-report").status_code == seen
    assert desk.objects() == []
    desk.move(DossierState.SUBMITTED)
    assert hand_in(desk.as_(HEAD), scan(SEAL)).json()["code"] == "transition-refused"


def test_refuses_what_is_no_paper_and_words_that_cannot_be(desk: Desk) -> None:
    head = awaiting(desk)
    table = hand_in(head, excel(), "a.xlsx", "")
    assert [one["code"] for one in table.json()["errors"]] == ["file-kind-not-taken"]
    for texts in ({"number": "x" * 21}, {"signed_on": "hôm nay"}, {"signed_on": "0001-01-01"}):
        assert hand_in(head, pdf(), **texts).status_code == 422, texts
    assert hand_in(head, pdf(), signed_on="2099-01-01").status_code == 409
    assert hand_in(head, pdf(), other="x").json()["code"] == "shape"
    with desk.database.reading() as session:
        assert session.exec(select(SignedReport)).all() == []


def test_another_dossier_s_paper_is_not_found_through_one_s_own(desk: Desk) -> None:
    known = hand_in(awaiting(desk), scan(SEAL)).json()["id"]
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    assert other.send("GET", f"/signed-report/{known}/file").json()["code"] == "file-not-found"


def test_a_digital_signature_of_the_head_stands_beside_the_report(desk: Desk) -> None:
    head = awaiting(desk)
    content = signed(paper(3000), signer())
    told = hand_in(head, content).json()
    listed = head.send("GET", "/signed-report").json()["reports"][0]
    for found in (told, listed):
        (signature,) = found["signatures"]
        assert signature["signer"] == "Hiệu trưởng minh họa, Trường minh họa"
        assert (signature["integrity"], signature["trust"]) == ("whole", "unknown")
        assert (found["inspected"], found["shown_sha256"]) == (True, found["sha256"])
