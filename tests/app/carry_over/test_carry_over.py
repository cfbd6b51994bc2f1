"""A campaign's open dossiers move to another edition: all at once, and nothing is lost."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.models import Account, Role
from app.attachments.models import Evidence, EvidenceLink
from app.audit.models import AuditRow
from app.audit.verify import verify
from app.campaigns.models import CampaignKind
from app.carry_over import service
from app.clock import now
from app.dossiers.models import (
    Answer,
    ArchivedAnswer,
    Dossier,
    DossierState,
    FactAnswer,
    SideName,
    StateChange,
)
from app.index.models import StoredEdition
from tests.app.external.process import Process
from tests.app.house import House
from tests.app.index.texts import ID, MAP, NEXT, OLD
from tests.app.province import NOW
from tests.statements import counted

NEW = f"{ID}@1.1"
SHA = hashlib.sha256(NEXT).hexdigest()
OLD_SHA = hashlib.sha256(OLD).hexdigest()
URL = "/api/v1/campaigns/dot/carry-over"


def adopted(session: Session, carry_map: bytes | None = MAP) -> None:
    """Version 1.1, active, with its map."""
    session.add(
        StoredEdition(
            sha256=SHA,
            edition_id=ID,
            version="1.1",
            title="Bản minh họa",
            content=NEXT,
            carry_map=carry_map,
            carry_from=OLD_SHA if carry_map else None,
            state="active",
            proposed_at=NOW,
        )
    )
    session.flush()


@pytest.fixture
def town(house: House) -> House:
    """One dossier filled in, one empty, one handed in; version 1.1 stands ready."""
    with house.database.writing() as session:
        process = Process(session)
        adopted(session)
        process.fill(process.dossier)
        process.school("th2", "79000002")
        process.bring(process.school("th3", "79000003"), DossierState.SUBMITTED, "-th3")
        process.province.person("chief", (Role.SO_ADMINISTRATOR, "so"))
    return house


def by(house: House, name: str) -> TestClient:
    with house.database.reading() as session:
        account = session.exec(select(Account.id).where(Account.name == name)).one()
    return house.machine(account)


def chief(house: House) -> TestClient:
    return by(house, "chief")


def preview(house: House, **more: str | int) -> dict[str, Any]:
    answer = chief(house).get(URL, params={"edition": NEW, **more})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def carry(house: House, fingerprint: str) -> Any:  # noqa: ANN401
    return chief(house).post(URL, json={"edition": NEW, "fingerprint": fingerprint})


def answers(house: House, school: str) -> dict[str, Answer]:
    with house.database.reading() as session:
        found = session.exec(
            select(Answer).where(Answer.dossier_id == f"d{school}dot", Answer.side == SideName.SELF)
        )
        return {row.item: row for row in found}


def everything(house: House) -> list[str]:
    """Every row that a carry-over could touch."""
    tables = (Dossier, Answer, FactAnswer, ArchivedAnswer, StateChange, AuditRow, CampaignKind)
    with house.database.reading() as session:
        return sorted(
            repr(sorted(row.model_dump().items()))
            for table in tables
            for row in session.exec(select(table))
            if not isinstance(row, AuditRow) or row.act != "token.made"
        )


def test_the_preview_tells_each_school_and_changes_nothing(town: House) -> None:
    before = everything(town)
    told = preview(town)
    assert (told["moving"], told["staying"], told["kinds"]) == (2, 1, ["th"])
    first, second, third = told["dossiers"]
    side = first["sides"][0]
    assert (side["side"], side["old_level"], side["new_level"]) == ("self", 3, None)
    assert {one["code"] for one in side["archived"]} == {"1.3.1", "1.5.2"}
    assert {one["old"]: one["new"] for one in side["review"]} == {
        "1.3.2": "1.3.2",
        "1.3.5": "1.3.6",
    }
    assert side["kept"] == 25
    assert (second["moves"], second["sides"][0]["kept"]) == (True, 0)
    assert (third["moves"], third["sides"]) == (False, [])
    assert "đã nộp" in third["stays"]
    assert everything(town) == before


def test_pages_of_the_preview_share_one_fingerprint(town: House) -> None:
    seen: list[str] = []
    prints = set()
    after = ""
    while True:
        page = preview(town, limit=1, after=after)
        seen += [one["dossier_id"] for one in page["dossiers"]]
        prints.add(page["fingerprint"])
        after = page["next"]
        if not after:
            break
    assert seen == ["dth1dot", "dth2dot", "dth3dot"]
    assert len(prints) == 1


def test_open_dossiers_move_and_locked_ones_stay(town: House) -> None:
    old = answers(town, "th1")
    done = carry(town, preview(town)["fingerprint"])
    assert done.status_code == 200, done.text
    assert done.json() == {
        "edition": NEW,
        "moved": 2,
        "stayed": 1,
        "to_review": 2,
        "archived": 2,
    }
    new = answers(town, "th1")
    assert set(new) == set(old) - {"1.3.1", "1.3.5", "1.5.2"} | {"1.3.6"}
    moved, kept = new["1.3.6"], new["1.3.3"]
    assert (moved.award, moved.unconfirmed, moved.version) == (Decimal(6), True, 2)
    assert "chuyển từ 1.3.5 sang 1.3.6" in moved.review
    assert (kept.unconfirmed, kept.review, kept.version) == (False, "", 1)
    assert new["1.3.2"].unconfirmed
    with town.database.reading() as session:
        pinned = {row.id: row for row in session.exec(select(Dossier))}
        rule = session.exec(select(CampaignKind)).one()
        assert verify(session).findings == ()
    assert {key: row.edition_sha256 for key, row in pinned.items()} == {
        "dth1dot": SHA,
        "dth2dot": SHA,
        "dth3dot": OLD_SHA,
    }
    assert rule.edition_sha256 == SHA


def test_what_has_no_place_is_in_the_archive(town: House) -> None:
    carry(town, preview(town)["fingerprint"])
    with town.database.reading() as session:
        rows = {row.code: row for row in session.exec(select(ArchivedAnswer))}
    assert set(rows) == {"1.3.1", "1.5.2"}
    assert json.loads(rows["1.3.1"].payload)["award"] == "6"
    assert "vượt điểm tối đa" in rows["1.3.1"].reason
    assert (rows["1.5.2"].edition_sha256, rows["1.5.2"].side) == (OLD_SHA, "self")


def test_each_dossier_has_its_audit_row_and_its_line_of_history(town: House) -> None:
    carry(town, preview(town)["fingerprint"])
    with town.database.reading() as session:
        acts = session.exec(select(AuditRow.chain).where(AuditRow.act == "edition.carried")).all()
        lines = session.exec(select(StateChange).where(StateChange.act == "edition.carried")).all()
        own = session.exec(select(AuditRow).where(AuditRow.act == "campaign.carried_over")).all()
    assert sorted(acts) == ["dossier:dth1dot", "dossier:dth2dot"]
    assert {line.dossier_id for line in lines} == {"dth1dot", "dth2dot"}
    assert [row.chain for row in own] == ["body:so"]


def test_a_dossier_that_changed_since_the_preview_stops_all(town: House) -> None:
    seen = preview(town)["fingerprint"]
    saved = by(town, "editor-th2").put(
        "/api/v1/dossiers/dth2dot/self/answers/1.3.3",
        json={"award": "2"},
        headers={"If-Match": '"0"'},
    )
    assert saved.status_code == 200, saved.text
    before = everything(town)
    stale = carry(town, seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "carry-over-stale")
    assert everything(town) == before
    assert carry(town, preview(town)["fingerprint"]).status_code == 200


def test_a_locked_dossier_since_the_preview_stops_all(town: House) -> None:
    seen = preview(town)["fingerprint"]
    closed = by(town, "editor").post("/api/v1/dossiers/dth1dot/close")
    assert closed.status_code == 200, closed.text
    assert carry(town, seen).status_code == 412


def test_what_must_be_looked_at_blocks_closing_until_it_is_saved(town: House) -> None:
    carry(town, preview(town)["fingerprint"])
    client = by(town, "editor")
    blocks = client.get("/api/v1/dossiers/dth1dot/readiness").json()["blocks"]
    assert {"1.3.2", "1.3.6"} <= {one["where"] for one in blocks}
    saved = client.put(
        "/api/v1/dossiers/dth1dot/self/answers/1.3.6",
        json={"award": "6"},
        headers={"If-Match": '"2"'},
    )
    assert saved.status_code == 200, saved.text
    assert not answers(town, "th1")["1.3.6"].unconfirmed


def test_evidence_follows_its_item(town: House) -> None:
    with town.database.writing() as session:
        row = session.exec(select(Evidence).where(Evidence.dossier_id == "dth1dot")).one()
        for target in ("1.3.5", "1.3.6", "1.5.2", "1.3.3"):
            session.add(EvidenceLink(evidence_id=row.id, target=target))
        evidence = row.id
    carry(town, preview(town)["fingerprint"])
    with town.database.reading() as session:
        targets = set(
            session.exec(select(EvidenceLink.target).where(EvidenceLink.evidence_id == evidence))
        )
        archived = {row.code for row in session.exec(select(ArchivedAnswer))}
    assert {"1.3", "1.3.6", "1.3.3"} <= targets
    assert not {"1.3.5", "1.5.2"} & targets
    assert archived == {"1.3.1", "1.5.2"}


def test_who_does_not_run_the_campaign_may_not(town: House) -> None:
    client = by(town, "editor")
    assert client.get(URL, params={"edition": NEW}).status_code == 403
    assert client.post(URL, json={"edition": NEW, "fingerprint": "0" * 64}).status_code == 403


@pytest.mark.parametrize("name", [f"{ID}@1.0", f"{ID}@9.9", "thangdo.truong-hoc-so@1.0"])
def test_only_another_version_in_use_can_take_over(town: House, name: str) -> None:
    answer = chief(town).get(URL, params={"edition": name})
    assert (answer.status_code, answer.json()["code"]) == (409, "carry-over-unfit")


def test_two_items_that_change_places_both_arrive(house: House) -> None:
    swap = MAP.replace(b"{1.3.5: 1.3.6}", b"{1.3.3: 1.3.4, 1.3.4: 1.3.3, 1.3.5: 1.3.6}")
    with house.database.writing() as session:
        process = Process(session)
        adopted(session, swap)
        process.province.person("chief", (Role.SO_ADMINISTRATOR, "so"))
        process.answer(process.dossier, SideName.SELF, {"1.3.3": "2", "1.3.4": "5"}, "editor")
    assert carry(house, preview(house)["fingerprint"]).status_code == 200
    new = answers(house, "th1")
    assert (new["1.3.3"].award, new["1.3.4"].award) == (Decimal(5), Decimal(2))


def statements(house: House, schools: int) -> int:
    with house.database.writing() as session:
        process = Process(session)
        adopted(session)
        process.province.person("chief", (Role.SO_ADMINISTRATOR, "so"))
        process.fill(process.dossier)
        for number in range(2, schools + 1):
            process.fill(process.school(f"th{number}", f"7900{number:04d}"), f"editor-th{number}")
        actor = process.province.actor(
            session.exec(select(Account.id).where(Account.name == "chief")).one()
        )
    wanted = service.Wanted("dot", NEW)
    with house.database.writing() as session, counted(house.database.engine) as ran:
        done = service.apply(session, actor, wanted, None, now())
        session.flush()
    assert done.moved == schools
    return len(ran)


def test_few_dossiers_take_no_fewer_statements(house: House) -> None:
    assert statements(house, 2) <= 34


def test_many_dossiers_take_no_more_statements(house: House) -> None:
    assert statements(house, 40) <= 34
