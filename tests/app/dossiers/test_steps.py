"""Chốt, mở lại, nộp: the guards, what they leave behind, and what they refuse."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app import clock
from app.audit.chain import Who
from app.campaigns.models import CampaignKind
from app.dossiers import queries, transitions
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    DossierText,
    QrReading,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
)
from tests.app.dossiers.desk import Desk, everything, furnished
from tests.app.house import House

S = DossierState


def sign(desk: Desk, person: str = "head") -> None:
    """The signed file, as if it had been handed back."""
    account = desk.account(person)
    with desk.house.database.writing() as session:
        dossier = queries.held(session, desk.dossier_id)
        assert dossier is not None
        snapshot = transitions.snapshot_to_sign(session, dossier)
        report = SignedReport(
            snapshot_id=snapshot.id,
            tenant_id=dossier.tenant_id,
            object_sha256="a" * 64,
            file_name="bao-cao.pdf",
            qr=QrReading.MATCHES,
            at=clock.now(),
        )
        who = Who(account, clock.now())
        transitions.attach_signed(session, dossier, report, snapshot, who)


def handed_in(desk: Desk) -> None:
    """Closed, signed and submitted."""
    assert desk.post("/close").status_code == 200
    sign(desk)
    assert desk.post("/submit", person="head").status_code == 200


def snapshots(desk: Desk, kind: SnapshotKind = SnapshotKind.SELF) -> list[Snapshot]:
    """Of that kind, oldest first."""
    with desk.rows() as session:
        wanted = select(Snapshot).where(
            Snapshot.dossier_id == desk.dossier_id, Snapshot.kind == kind
        )
        return list(session.exec(wanted.order_by(col(Snapshot.at))).all())


def codes(answer: dict[str, list[dict[str, str]]], name: str = "errors") -> set[tuple[str, str]]:
    return {(one["where"], one["code"]) for one in answer[name]}


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


def test_reopening_voids_the_snapshot_and_the_file_signed_for_it(full: Desk) -> None:
    full.post("/close")
    sign(full)
    answer = full.post("/reopen", {"reason": "Sửa số liệu"}, "head")
    assert answer.json()["state"] == "drafting"
    (snapshot,) = snapshots(full)
    assert snapshot.void
    with full.rows() as session:
        assert [one.void for one in session.exec(select(SignedReport))] == [True]
    assert full.put("1.3.2", "0", 1).status_code == 200
    full.chains_hold()


def test_reopening_wants_a_reason(full: Desk) -> None:
    full.post("/close")
    assert full.post("/reopen", {"reason": ""}, "head").status_code == 422
    assert full.post("/reopen", {"reason": "   "}, "head").json()["code"] == "dossier-not-ready"
    assert full.dossier.state == S.AWAITING_SIGNATURE
    assert not snapshots(full)[0].void


def test_an_editor_does_not_reopen_or_submit(full: Desk) -> None:
    full.post("/close")
    sign(full)
    assert full.post("/reopen", {"reason": "…"}).json()["code"] == "not-allowed"
    assert full.post("/submit").json()["code"] == "not-allowed"


def test_what_is_not_signed_is_not_handed_in(full: Desk) -> None:
    full.post("/close")
    told = full.get("/readiness", "head").json()
    assert (told["act"], codes(told, "blocks")) == ("submit", {("signed_report", "not-signed")})
    answer = full.post("/submit", person="head")
    assert codes(answer.json()) == {("signed_report", "not-signed")}
    assert full.dossier.state == S.AWAITING_SIGNATURE


def test_handing_in_is_recorded(full: Desk) -> None:
    handed_in(full)
    row = full.dossier
    assert (row.state, row.late, row.approved_by) == (S.SUBMITTED, False, full.account("head"))
    assert full.acts()[-3:] == ["self.closed", "self.signed_report", "self.submitted"]
    full.chains_hold()


def test_one_person_does_not_close_and_hand_in_where_two_are_wanted(full: Desk) -> None:
    full.post("/close", person="head")
    sign(full)
    assert codes(full.post("/submit", person="head").json()) == {("approval", "one-person")}
    full.change(lambda _, campaign: setattr(campaign, "two_people", False))
    assert full.post("/submit", person="head").status_code == 200


def test_a_late_dossier_is_taken_and_marked(full: Desk) -> None:
    with full.house.database.writing() as session:
        rule = session.exec(select(CampaignKind)).one()
        rule.self_deadline = clock.now() - timedelta(seconds=1)
        session.add(rule)
    assert full.get().json()["late"] is True
    handed_in(full)
    assert full.dossier.late is True
    assert full.get().json()["late"] is True


def test_the_instant_before_the_deadline_is_in_time(full: Desk) -> None:
    with full.house.database.writing() as session:
        rule = session.exec(select(CampaignKind)).one()
        rule.self_deadline = clock.now() + timedelta(minutes=5)
        session.add(rule)
    handed_in(full)
    assert full.dossier.late is False


def test_a_closed_campaign_takes_no_step(full: Desk) -> None:
    full.change(lambda _, campaign: setattr(campaign, "state", "closed"))
    assert full.post("/close").json()["code"] == "dossier-locked"


def test_after_a_return_a_new_snapshot_supersedes_the_first_without_voiding_it(
    house: House,
) -> None:
    desk = furnished(house, S.RETURNED)
    assert desk.put("1.3.2", "1", 1).status_code == 200
    assert desk.post("/close").status_code == 200
    first, second = snapshots(desk)
    assert (first.void, second.void) == (False, False)
    shown = desk.get("/snapshots").json()["snapshots"]
    assert [(one["sha256"], one["in_force"]) for one in shown] == [
        (first.sha256, False),
        (second.sha256, True),
    ]


def test_reopening_after_a_return_leaves_what_was_handed_in_first(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    desk.post("/close")
    desk.post("/reopen", {"reason": "Sửa tiếp"}, "head")
    first, second = snapshots(desk)
    assert (first.void, second.void) == (False, True)
    assert desk.dossier.state == S.RETURNED


def test_handing_in_again_goes_back_to_the_assessors(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    before = desk.answers(SideName.EXTERNAL)
    handed_in(desk)
    assert desk.dossier.state == S.ASSESSING
    assert desk.answers(SideName.EXTERNAL) == before
    assert desk.get().json()["returned"] == []


def test_a_return_that_needs_no_new_signature_goes_back_when_closed(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    desk.change(lambda _, campaign: setattr(campaign, "sign_again", False))
    assert desk.post("/close").json()["dossier"]["state"] == "assessing"
    with desk.rows() as session:
        assert queries.open_return(session, desk.dossier_id) is None


def test_a_supplement_past_its_deadline_is_marked_late(house: House) -> None:
    desk = furnished(house, S.RETURNED)  # its deadline was in March 2026
    handed_in(desk)
    assert desk.dossier.late is True


def test_the_school_sees_why_it_was_returned(house: House) -> None:
    told = furnished(house, S.RETURNED).get().json()
    assert told["returned"] == [{"criterion": "1.3", "reason": "Thiếu minh chứng minh họa."}]
    assert told["deadline"] is not None


def test_the_states_passed_are_told_in_order_page_by_page(full: Desk) -> None:
    handed_in(full)
    whole = full.get("/history").json()
    assert [(one["before"], one["after"]) for one in whole["changes"]] == [
        ("drafting", "awaiting_signature"),
        ("awaiting_signature", "submitted"),
    ]
    assert [one["by_name"] for one in whole["changes"]] == ["editor", "head"]
    first = full.get("/history", params={"limit": 1}).json()
    rest = full.get("/history", params={"limit": 1, "after": first["next"]}).json()
    assert [*first["changes"], *rest["changes"]] == whole["changes"]
    assert rest["next"] is None


def test_the_trail_is_the_chain_page_by_page(full: Desk) -> None:
    handed_in(full)
    whole = full.get("/audit").json()["rows"]
    assert [one["act"] for one in whole] == full.acts()
    assert [one["previous"] for one in whole[1:]] == [one["hash"] for one in whole[:-1]]
    assert whole[-1]["payload"]["after"] == "submitted"
    first = full.get("/audit", params={"limit": 2}).json()
    rest = full.get("/audit", params={"limit": 200, "after": first["next"]}).json()
    assert first["rows"] + rest["rows"] == whole


@pytest.mark.parametrize("rest", ["/history", "/audit"])
@pytest.mark.parametrize(
    "cursor", ["rác", "WzFd", "WyJhIiwiYiJd", "WyItMSJd", "WyI5OTk5OTk5OTk5OTkiXQ"]
)
def test_a_cursor_of_nobody_is_refused(desk: Desk, rest: str, cursor: str) -> None:
    assert desk.get(rest, params={"after": cursor}).status_code == 422


def test_the_school_reads_nothing_of_what_assessors_did_before_they_conclude(
    house: House,
) -> None:
    desk = furnished(house, S.ASSESSING)
    desk.put("1.3.2", "0", 1, side="external", person="assessor")
    rows = {one["act"]: one for one in desk.get("/audit").json()["rows"]}
    assert rows["external.saved"]["payload"] is None
    assert rows["self.submitted"]["payload"] is not None
    theirs = {one["act"]: one for one in desk.get("/audit", "assessor").json()["rows"]}
    assert theirs["external.saved"]["payload"]["answers"][0]["award"] == "0"


def test_an_assessor_is_told_what_blocks_the_conclusion(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    desk.put("1.3.2", None, 1, side="external", person="assessor")
    told = desk.get("/readiness", "assessor").json()
    assert (told["act"], codes(told, "blocks")) == ("conclude", {("1.3.2", "unanswered")})
    assert desk.get("/readiness").status_code == 403


def test_the_buttons_are_those_that_work(full: Desk) -> None:
    def acts(person: str) -> set[str]:
        return set(full.get(person=person).json()["acts"])

    assert {"close", "write_self"} <= acts("editor")
    full.post("/close")
    assert "close" not in acts("editor")
    assert {"submit", "reopen", "sign"} <= acts("head")
    assert "submit" not in acts("editor")


def test_a_level_of_the_other_side_is_not_told_before_it_is_concluded(house: House) -> None:
    desk = furnished(house, S.ASSESSED)
    assert desk.get().json()["levels"] == {"self": 3, "external": 3, "recognised": None}

    def alter(dossier: Dossier, _: object) -> None:
        dossier.state = S.ASSESSING

    desk.change(alter)
    assert desk.get().json()["levels"]["external"] is None
