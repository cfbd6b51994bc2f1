"""The assessors accept or reject each piece; who sees it when, and what it changes."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from app.attachments.models import Evidence, EvidenceLink
from app.dossiers.models import DossierState, Snapshot, SnapshotKind
from tests.app.dossiers.desk import Desk
from tests.app.dossiers.test_pages import browser, text_of
from tests.app.external.process import Process
from tests.app.house import House

REASON = "Văn bản chưa ký (lý do minh họa)."
NO = {"verdict": "rejected", "reason": REASON}


@pytest.fixture
def desk(house: House) -> Desk:
    """A dossier that is being assessed."""
    with house.database.writing() as session:
        process = Process(session)
        process.bring(process.dossier, DossierState.ASSESSING)
        for criterion in ("1.3", "1.4"):  # what served everything no longer serves these
            row = Evidence(
                dossier_id="dth1dot",
                code=f"MC.{criterion}.01",
                title="Minh họa",
                status="present",
                at=process.at,
            )
            session.add(row)
            session.flush()
            link = session.exec(select(EvidenceLink).where(EvidenceLink.target == criterion)).one()
            session.delete(link)
            session.add(EvidenceLink(evidence_id=row.id, target=criterion))
            session.flush()
    return Desk(house, "dth1dot")


def pieces(desk: Desk) -> dict[str, str]:
    """Criterion to the id of its piece."""
    found = desk.get("/evidence").json()["evidence"]
    return {one["links"][0]: one["id"] for one in found}


def say(
    desk: Desk, criterion: str, body: object = NO, version: int = 0, person: str = "assessor"
) -> Any:  # noqa: ANN401
    url = desk.url(f"/evidence/{pieces(desk)[criterion]}/verdict")
    return desk.by(person).put(url, json=body, headers={"If-Match": f'"{version}"'})


def told(desk: Desk, person: str) -> list[str]:
    answer = desk.get("/evidence-verdicts", person)
    return [one["verdict"] for one in answer.json()["verdicts"]]


def test_each_piece_is_accepted_or_rejected_over_its_own_version(desk: Desk) -> None:
    first = say(desk, "1.3", {"verdict": "accepted"})
    assert (first.status_code, first.headers["etag"]) == (200, '"1"'), first.text
    assert say(desk, "1.3").json()["code"] == "version-stale"
    assert say(desk, "1.3", version=1).json()["version"] == 2
    both = desk.get("/comparison", "assessor").json()["evidence"]
    said = {one["code"]: (one["verdict"], one["reason"]) for one in both}
    assert said == {
        "MC.1.1.01": (None, ""),
        "MC.1.3.01": ("rejected", REASON),
        "MC.1.4.01": (None, ""),
    }
    assert desk.acts()[-2:] == ["external.evidence_judged"] * 2
    desk.chains_hold()


def test_rejecting_needs_a_reason_and_the_right_person(desk: Desk) -> None:
    bare = say(desk, "1.3", {"verdict": "rejected", "reason": "  "})
    assert (bare.status_code, bare.json()["code"]) == (400, "verdict-reason-missing")
    assert say(desk, "1.3", person="editor").status_code == 403
    assert say(desk, "1.3", {"verdict": "maybe"}).status_code == 422
    url = desk.url(f"/evidence/{pieces(desk)['1.3']}/verdict")
    assert desk.by("assessor").put(url, json=NO).status_code == 428
    assert told(desk, "assessor") == []


def test_the_school_sees_it_when_its_criterion_is_returned(desk: Desk) -> None:
    say(desk, "1.3")
    say(desk, "1.4", {"verdict": "accepted"})
    assert told(desk, "editor") == []
    assert len(told(desk, "assessor")) == 2
    with desk.house.database.writing() as session:
        found = Process.resumed(session)
        found.give_back(found.held("dth1dot"), "1.3")
    assert told(desk, "editor") == ["rejected"]
    locked = say(desk, "1.4", version=1)
    assert locked.json()["code"] == "dossier-locked"


def test_the_school_sees_it_once_concluded_and_the_snapshot_holds_it(desk: Desk) -> None:
    say(desk, "1.3")
    page = browser(desk, "editor").get(f"/ho-so/dth1dot/minh-chung/{pieces(desk)['1.3']}")
    assert REASON not in page.text
    with desk.house.database.writing() as session:
        found = Process.resumed(session)
        found.conclude(found.held("dth1dot"))
    assert told(desk, "editor") == ["rejected"]
    page = browser(desk, "editor").get(f"/ho-so/dth1dot/minh-chung/{pieces(desk)['1.3']}")
    assert "Không chấp nhận" in text_of(page)
    assert REASON in page.text
    with desk.rows() as session:
        kinds = {
            row.kind: json.loads(row.content)["verdicts"]
            for row in session.exec(select(Snapshot).order_by(col(Snapshot.at)))
        }
    assert kinds[SnapshotKind.SELF] == []
    assert [one["reason"] for one in kinds[SnapshotKind.EXTERNAL]] == [REASON]


def test_a_claim_on_rejected_evidence_only_is_warned_of_and_does_not_block(desk: Desk) -> None:
    assert "claim-on-rejected-evidence" not in warned(desk)
    say(desk, "1.3")
    ready = desk.get("/readiness", "assessor").json()
    hits = [one["where"] for one in ready["warns"] if one["code"] == "claim-on-rejected-evidence"]
    assert hits
    assert all(one.startswith("1.3") for one in hits)
    assert ready["ready"] is True


def warned(desk: Desk) -> set[str]:
    return {one["code"] for one in desk.get("/readiness", "assessor").json()["warns"]}


def test_the_page_of_a_piece_takes_the_word_of_the_team(desk: Desk) -> None:
    address = f"/ho-so/dth1dot/minh-chung/{pieces(desk)['1.3']}"
    team = browser(desk, "assessor")
    assert 'name="verdict"' in team.get(address).text
    assert 'name="verdict"' not in browser(desk, "editor").get(address).text
    sent = team.post(f"{address}/y-kien", data=NO | {"version": "0"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{address}#y-kien")
    assert REASON in team.get(address).text
