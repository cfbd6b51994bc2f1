"""Chốt: its guards, what it leaves behind, and what it refuses."""

import json

import pytest
from sqlmodel import select

from app.dossiers.models import (
    Answer,
    DossierState,
    DossierText,
)
from tests.app.dossiers.desk import Desk, everything
from tests.app.dossiers.handing_in import codes, snapshots

S = DossierState


def test_closing_locks_the_side_and_takes_its_snapshot(full: Desk) -> None:
    answer = full.post("/close")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["dossier"]["state"] == "awaiting_signature"
    assert told["dossier"]["levels"] == {"self": 3, "external": None, "recognised": None}
    (snapshot,) = snapshots(full)
    assert (snapshot.sha256, snapshot.void) == (told["snapshot"], False)
    assert full.put("1.3.2", "0", 1).json()["code"] == "dossier-locked"
    full.chains_hold()


def test_the_snapshot_holds_what_stood_there(full: Desk) -> None:
    full.post("/close")
    (snapshot,) = snapshots(full)
    content = json.loads(snapshot.content)
    awards = content["self"]["answers"]["awards"]
    assert awards == {code: award for code, award in awards.items() if code in full.edition.items}
    assert set(awards) == set(full.edition.items)
    assert content["self"]["sheet"]["level"] == 3
    assert content["self"]["sheet"]["sentences"]["overall"]
    assert content["external"] is None
    assert content["edition"]["sha256"] == full.edition.ref.sha256
    assert content["bodies"]["assessing"]["id"] == "xa"
    assert [(one["code"], one["revision"]) for one in content["files"]] == [
        ("MC.1.1.01", 1),
        ("MC.1.1.01", 2),
    ]
    assert content["engine"]


def test_an_empty_dossier_is_told_everything_that_is_missing_at_once(desk: Desk) -> None:
    answer = desk.post("/close")
    assert (answer.status_code, answer.json()["code"]) == (409, "dossier-not-ready")
    found = codes(answer.json())
    for code, item in desk.edition.items.items():
        assert (code, "undecided" if item.mandatory else "unanswered") in found
    assert ("header.signer", "report-incomplete") in found
    assert ("narrative.process", "report-incomplete") in found
    assert ("header.number", "report-incomplete") not in found
    assert desk.dossier.state == S.DRAFTING
    assert snapshots(desk) == []


def test_readiness_tells_the_same_without_doing_anything(desk: Desk) -> None:
    told = desk.get("/readiness").json()
    refused = desk.post("/close").json()
    assert (told["act"], told["ready"]) == ("close", False)
    assert codes(told, "blocks") == codes(refused)
    assert desk.acts() == []


def test_a_ready_dossier_is_said_to_be_ready(full: Desk) -> None:
    told = full.get("/readiness").json()
    assert (told["act"], told["ready"], told["blocks"]) == ("close", True, [])


def test_a_claim_without_evidence_blocks_or_only_warns_as_the_campaign_says(desk: Desk) -> None:
    assert desk.patch(everything(desk.edition)).status_code == 200
    blocked = desk.post("/close")
    assert codes(blocked.json()) == {
        (code, "claim-without-evidence") for code in desk.edition.items
    }
    desk.change(lambda _, campaign: setattr(campaign, "claims_block", False))
    closed = desk.post("/close")
    assert closed.status_code == 200
    assert {one["code"] for one in closed.json()["warns"]} >= {"claim-without-evidence"}


@pytest.mark.parametrize("brought", ["answer", "text"])
def test_what_nobody_has_confirmed_blocks(full: Desk, brought: str) -> None:
    with full.house.database.writing() as session:
        row: Answer | DossierText
        if brought == "answer":
            row = session.exec(select(Answer).where(Answer.item == "1.3.2")).one()
        else:
            row = session.exec(
                select(DossierText).where(DossierText.field == "narrative.process")
            ).one()
        row.unconfirmed = True
        session.add(row)
    where = "1.3.2" if brought == "answer" else "narrative.process"
    assert codes(full.post("/close").json()) == {(where, "unconfirmed")}
    if brought == "answer":
        award = str(full.answers()["1.3.2"].award)
        full.put("1.3.2", award, 1)
    else:
        text = {"field": where, "version": 1, "value": "Nội dung minh họa."}
        full.patch({"texts": [text]})
    assert full.post("/close").status_code == 200


def test_a_ceiling_that_facts_give_blocks(full: Desk) -> None:
    item = next(one for one in full.edition.items.values() if one.requires)
    dependency = item.requires[0]
    change = {"facts": [{"fact": dependency.fact, "version": 0, "value": False}]}
    assert full.patch(change).status_code == 200
    told = full.get("/readiness").json()
    found = {one["where"] for one in (*told["blocks"], *told["warns"])}
    assert item.code in found


def test_number_and_date_may_be_blank(full: Desk) -> None:
    texts = {one["field"]: one["value"] for one in full.get("/texts").json()["texts"]}
    assert (texts["header.number"], texts["header.day"]) == ("", "")
    assert full.post("/close").status_code == 200


def test_a_second_closing_is_refused(full: Desk) -> None:
    full.post("/close")
    again = full.post("/close")
    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")
    assert "chờ ký" in again.json()["detail"]
    assert len(snapshots(full)) == 1


def test_closing_another_version_than_the_one_on_the_screen_is_refused(full: Desk) -> None:
    shown = full.get().headers["ETag"]
    assert full.post("/close", **{"If-Match": '"99"'}).status_code == 412
    assert full.post("/close", **{"If-Match": shown}).status_code == 200


def test_a_repeated_closing_with_its_key_gets_the_first_answer(full: Desk) -> None:
    first = full.post("/close", **{"Idempotency-Key": "chot"})
    again = full.post("/close", **{"Idempotency-Key": "chot"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(snapshots(full)) == 1
