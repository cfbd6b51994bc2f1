"""Mở lại, ký, nộp: what is void, what is recorded, what is late."""

from datetime import timedelta

from sqlmodel import select

from app import clock
from app.campaigns.models import CampaignKind
from app.dossiers.models import (
    DossierState,
    SignedReport,
)
from tests.app.dossiers.desk import Desk
from tests.app.dossiers.handing_in import codes, handed_in, sign, snapshots

S = DossierState


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
