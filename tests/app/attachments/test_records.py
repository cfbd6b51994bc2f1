"""Records of evidence over HTTP, as their school and as everybody else."""

from typing import Any

from sqlalchemy import event
from sqlmodel import col, select

from app.attachments.models import Evidence, EvidenceLink
from app.audit.models import AuditRow
from app.campaigns.models import Campaign, CampaignState
from app.clock import now
from app.context import Context
from app.dossiers.models import Answer, Dossier, DossierState, Return, ReturnedCriterion
from tests.app.attachments.school import (
    ASSESSOR,
    AUDITOR,
    DOSSIER,
    EDITOR,
    FAR,
    HEAD,
    LEADER,
    NEIGHBOUR,
    NOBODY,
    STRANGER,
    Desk,
    words_of,
)
from tests.evidence.samples import pdf

UNSEEN = (NEIGHBOUR, STRANGER, NOBODY, FAR)
READERS = (ASSESSOR, LEADER, AUDITOR)
LOCKED = [state for state in DossierState if state not in {"drafting", "returned"}]


def test_a_new_piece_gets_the_next_code_and_keeps_its_words(desk: Desk) -> None:
    words = words_of(number="05/KH-THMH", issuer="Trường minh họa", document_date="2026-01-15")
    first = desk.made(**words)
    assert {name: first[name] for name in words} == words
    assert (first["code"], first["version"]) == ("MC.1.4.01", 1)
    assert desk.made()["code"] == "MC.1.4.02"
    assert desk.made(code="[h1-1.1-1]".replace("-1]", "-01]"))["code"] == "[H1-1.1-01]"


def test_a_removed_code_is_not_used_again(desk: Desk) -> None:
    first = desk.made()
    path = f"/evidence/{first['id']}"
    assert desk.send("DELETE", path, headers={"If-Match": '"1"'}).status_code == 204
    assert desk.send("GET", path).status_code == 404
    assert desk.made()["code"] == "MC.1.4.02"
    taken = desk.add(code="mc.1.4.01")
    assert (taken.status_code, taken.json()["code"]) == (409, "evidence-code-taken")


NOWHERE: list[tuple[dict[str, object], str]] = [
    ({"code": "minh chứng 1"}, "evidence-code-invalid"),
    ({"code": "MC.9.9.01"}, "evidence-code-foreign"),
    ({"links": []}, "evidence-code-missing"),
    ({"links": ["9.9"]}, "evidence-link-unknown"),
    ({"links": ["1.4", "1.4"]}, "twice"),
]


def test_refuses_what_leads_nowhere(desk: Desk) -> None:
    for words, reason in NOWHERE:
        answer = desk.add(**words)
        assert answer.status_code == 400
        assert [one["code"] for one in answer.json()["errors"]] == [reason]


SHAPES: list[dict[str, object]] = [
    {"title": ""},
    {"title": "x" * 501},
    {"status": "maybe"},
    {"unknown": "x"},
    {"document_date": "0001-01-01"},
    {"links": ["1.4"] * 61},
]


def test_refuses_another_shape(desk: Desk) -> None:
    for words in SHAPES:
        assert desk.add(**words).status_code == 422, words


def test_the_same_key_adds_one_piece(desk: Desk) -> None:
    headers = {"Idempotency-Key": "mot-lan"}
    answers = [
        desk.send("POST", "/evidence", json=words_of(), headers=headers).json() for _ in range(2)
    ]
    assert answers[0] == answers[1]
    with desk.database.reading() as session:
        assert len(session.exec(select(Evidence)).all()) == 1


def test_a_change_states_its_version_and_overwrites_nothing_unseen(desk: Desk) -> None:
    path = f"/evidence/{desk.made()['id']}"
    shown = desk.send("GET", path)
    headers = {"If-Match": shown.headers["etag"]}
    new = words_of(title="Tên mới", links=["1.4", "1.5"], status="updating")
    assert desk.send("PUT", path, json=new).status_code == 428
    changed = desk.send("PUT", path, json=new, headers=headers)
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in new} == new
    assert changed.headers["etag"] == '"2"'
    stale = desk.send("PUT", path, json=words_of(title="Đè lên"), headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (412, "version-stale")
    assert desk.send("DELETE", path, headers=headers).status_code == 412
    assert desk.send("GET", path).json()["title"] == "Tên mới"


def test_who_may_not_see_the_dossier_is_told_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    for person in UNSEEN:
        other = desk.as_(person)
        for method, path, options in (
            ("GET", "/evidence", {}),
            ("GET", "/evidence-gaps", {}),
            ("GET", f"/evidence/{known}", {}),
            ("POST", "/evidence", {"json": words_of()}),
            ("PUT", f"/evidence/{known}", {"json": words_of(), "headers": {"If-Match": '"1"'}}),
            ("DELETE", f"/evidence/{known}", {"headers": {"If-Match": '"1"'}}),
        ):
            answer = other.send(method, path, **options)
            assert (answer.status_code, answer.json()["code"]) == (404, "dossier-not-found"), path
        assert desk.send("GET", f"/evidence/{known}").json()["version"] == 1


def test_who_assesses_or_audits_reads_and_changes_nothing(desk: Desk) -> None:
    known = desk.made()["id"]
    for person in READERS:
        other = desk.as_(person)
        assert other.send("GET", f"/evidence/{known}").status_code == 200
        assert other.send("GET", "/evidence").json()["evidence"][0]["id"] == known
        assert other.add().status_code == 403
        headers = {"If-Match": '"1"'}
        path = f"/evidence/{known}"
        assert other.send("PUT", path, json=words_of(), headers=headers).status_code == 403
        assert other.send("DELETE", path, headers=headers).status_code == 403


def test_nobody_signed_in_gets_nothing(desk: Desk) -> None:
    for person in ("", "sai-ma"):
        assert desk.as_(person).send("GET", "/evidence").status_code == 401


def test_another_dossier_s_evidence_is_not_found_through_one_s_own(desk: Desk) -> None:
    theirs = desk.as_(NEIGHBOUR, "hosokhac").made()["id"]
    assert desk.send("GET", f"/evidence/{theirs}").status_code == 404
    assert (
        desk.send("DELETE", f"/evidence/{theirs}", headers={"If-Match": '"1"'}).status_code == 404
    )


def test_while_locked_nothing_changes(desk: Desk) -> None:
    known = desk.made()["id"]
    for state in LOCKED:
        desk.move(state)
        with desk.database.reading() as session:
            before = session.get_one(Dossier, DOSSIER).chain_length
        for person in (EDITOR, HEAD):
            other = desk.as_(person)
            headers = {"If-Match": '"1"'}
            path = f"/evidence/{known}"
            for answer in (
                other.add(),
                other.send("PUT", path, json=words_of(title="khác"), headers=headers),
                other.send("DELETE", path, headers=headers),
            ):
                assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
        with desk.database.reading() as session:
            assert session.get_one(Evidence, known).version == 1
            assert session.get_one(Dossier, DOSSIER).chain_length == before


def test_a_campaign_that_is_closed_locks_evidence_too(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign = session.get_one(Campaign, "dot")
        campaign.state = CampaignState.CLOSED
        session.add(campaign)
    assert desk.add().json()["code"] == "dossier-locked"


def returned(desk: Desk, *criteria: str) -> None:
    """Send the dossier back for these criteria."""
    desk.move(DossierState.RETURNED)
    with desk.database.writing() as session:
        row = Return(dossier_id=DOSSIER, by_account=LEADER, at=now())
        session.add(row)
        session.flush()
        for one in criteria:
            session.add(ReturnedCriterion(return_id=row.id, criterion=one, reason="minh họa"))


def test_while_returned_only_evidence_of_those_criteria_changes(desk: Desk) -> None:
    mine, others, both, loose = (
        desk.made(links=links, **({"code": code} if code else {}))["id"]
        for links, code in ((["1.4"], ""), (["1.5"], ""), (["1.4", "1.5"], ""), ([], "MC.1.4.09"))
    )
    returned(desk, "1.4")

    def put(known: str, **words: object) -> int:
        headers = {"If-Match": desk.send("GET", f"/evidence/{known}").headers["etag"]}
        path = f"/evidence/{known}"
        return desk.send("PUT", path, json=words_of(**words), headers=headers).status_code

    def delete(known: str) -> int:
        return desk.send("DELETE", f"/evidence/{known}", headers={"If-Match": '"1"'}).status_code

    assert desk.add(links=["1.4"]).status_code == 201
    assert desk.add(links=["1.5"]).status_code == 409
    assert desk.add(links=["1.4", "1.5"]).status_code == 409
    assert put(others, title="khác", links=["1.5"]) == 409
    assert put(others, links=["1.4", "1.5"]) == 200  # may serve a returned one as well
    assert put(mine, links=["1.5"]) == 409
    assert delete(both) == 409
    assert put(both, links=["1.4"]) == 409  # 1.5 would lose it unseen
    assert put(both, links=["1.4", "1.5"], status="absent") == 409
    assert put(both, links=["1.4", "1.5"], title="Tên rõ hơn") == 200
    assert put(loose, links=[]) == 409
    assert put(loose, links=["1.4"]) == 200
    assert delete(mine) == 204


def test_the_list_pages_through_every_piece_in_the_order_of_codes(desk: Desk) -> None:
    codes = [desk.made()["code"] for _ in range(5)]
    pages: list[dict[str, Any]] = [{"next": ""}]
    for _ in range(3):
        after = pages[-1]["next"]
        pages.append(desk.send("GET", f"/evidence?limit=2&after={after}").json())
    assert [one["code"] for page in pages[1:] for one in page["evidence"]] == codes
    assert pages[-1]["next"] is None
    assert desk.send("GET", "/evidence?after=khong-phai").status_code == 422


def test_the_list_takes_as_many_statements_however_long_it_is(desk: Desk) -> None:
    service = desk.client.app.state.context  # type: ignore[attr-defined]
    assert isinstance(service, Context)
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    counts: list[int] = []
    for more in (2, 10):
        for _ in range(more):
            desk.upload(desk.made(links=["1.4", "1.5"])["id"], pdf())
        desk.send("GET", "/evidence")  # the token's last use is noted once a minute
        event.listen(service.database.engine, "before_cursor_execute", note)
        told.clear()
        assert len(desk.send("GET", "/evidence").json()["evidence"]) >= more
        event.remove(service.database.engine, "before_cursor_execute", note)
        counts.append(len([one for one in told if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1] <= 6, told


def test_tells_loose_links_and_claims_without_evidence(desk: Desk) -> None:
    known = desk.made(links=["1.4"])["id"]
    with desk.database.writing() as session:
        session.add(EvidenceLink(evidence_id=known, target="7.7"))
        session.add(Answer(dossier_id=DOSSIER, side="self", item="1.1", verdict="met", at=now()))
        session.add(Answer(dossier_id=DOSSIER, side="self", item="1.2", verdict="met", at=now()))
    gaps = desk.send("GET", "/evidence-gaps").json()
    assert gaps == {"dangling": {"MC.1.4.01": ["7.7"]}, "claims_without_evidence": ["1.1", "1.2"]}
    desk.made(links=["1.1"])
    desk.made(links=["1.2"], status="updating")
    assert desk.send("GET", "/evidence-gaps").json()["claims_without_evidence"] == ["1.2"]


def test_every_change_has_its_row_in_the_chain(desk: Desk) -> None:
    path = f"/evidence/{desk.made()['id']}"
    desk.send("PUT", path, json=words_of(title="hai"), headers={"If-Match": '"1"'})
    desk.send("DELETE", path, headers={"If-Match": '"2"'})
    with desk.database.reading() as session:
        rows = session.exec(
            select(AuditRow)
            .where(AuditRow.chain == f"dossier:{DOSSIER}")
            .order_by(col(AuditRow.number))
        ).all()
        dossier = session.get_one(Dossier, DOSSIER)
        session.expunge_all()
    assert [row.act for row in rows] == ["evidence.created", "evidence.changed", "evidence.removed"]
    assert {row.account_id for row in rows} == {EDITOR}
    assert (dossier.chain_length, dossier.chain_head) == (3, rows[-1].hash)
    assert dossier.self_version == 3
