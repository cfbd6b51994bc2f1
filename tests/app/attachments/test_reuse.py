"""Last year's evidence taken over: the same objects, new records, waiting to be confirmed."""

import hashlib

import pytest
from sqlmodel import col, select

from app import clock
from app.attachments.models import Evidence, EvidenceFile, EvidenceLink, StoredObject
from app.dossiers.models import DossierState
from app.vault.models import Tombstone
from tests.app.dossiers.desk import Desk
from tests.app.dossiers.test_last_year import NEW, years
from tests.app.dossiers.test_pages import browser, text_of
from tests.app.house import House

OLD = "dth1dot"
PATH = "/evidence-last-year"
SHA = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("first", "second", "plan")}


def last_years(house: House) -> None:
    """Three pieces: one with two revisions, one for a criterion, one of the older codes."""
    with house.database.writing() as session:
        for row in session.exec(select(Evidence).where(Evidence.dossier_id == OLD)):
            row.removed_at = clock.now()
            session.add(row)
        for code, links in (
            ("MC.1.3.2.07", ("1.3.2", "1.4")),
            ("MC.1.3.08", ("1.3",)),
            ("[H1-1.1-01]", ("2.1",)),
        ):
            row = Evidence(
                dossier_id=OLD,
                code=code,
                title=f"Minh họa {code}",
                status="present",
                note="Ghi chú",
                number="15/KH",
                at=clock.now(),
            )
            session.add(row)
            session.flush()
            session.add_all(EvidenceLink(evidence_id=row.id, target=one) for one in links)
            names = {"MC.1.3.2.07": ("first", "second"), "MC.1.3.08": ("plan",)}.get(code, ())
            for number, name in enumerate(names, 1):
                stored = StoredObject(
                    tenant_id="so", sha256=SHA[name], size=100, kind="pdf", stored_at=clock.now()
                )
                session.add(stored)
                session.add(
                    EvidenceFile(
                        evidence_id=row.id,
                        revision=number,
                        tenant_id="so",
                        object_sha256=SHA[name],
                        file_name=f"{name}.pdf",
                        at=clock.now(),
                    )
                )


@pytest.fixture
def desk(house: House) -> Desk:
    """This year's empty dossier; last year's has evidence."""
    with years(house):
        pass
    last_years(house)
    return Desk(house, f"dth1{NEW}")


@pytest.fixture
def renewed(house: House) -> Desk:
    """The same under another version of the index."""
    with years(house, renewed=True):
        pass
    last_years(house)
    return Desk(house, f"dth1{NEW}")


def mine(desk: Desk) -> dict[str, Evidence]:
    with desk.rows() as session:
        rows = session.exec(select(Evidence).where(Evidence.dossier_id == desk.dossier_id))
        return {row.code: row for row in rows}


def test_the_preview_names_everything_and_writes_nothing(desk: Desk) -> None:
    told = desk.get(PATH).json()
    assert told["source"]["dossier_id"] == OLD
    taken = {one["code"]: one["file"] for one in told["evidence"]}
    assert taken == {"MC.1.3.2.07": "second.pdf", "MC.1.3.08": "plan.pdf", "[H1-1.1-01]": None}
    assert mine(desk) == {}


def test_records_are_new_and_the_objects_the_same(desk: Desk) -> None:
    done = desk.post(PATH, {})
    assert done.status_code == 200, done.text
    rows = mine(desk)
    assert set(rows) == {"MC.1.3.2.07", "MC.1.3.08", "[H1-1.1-01]"}
    assert all(row.unconfirmed and row.version == 1 for row in rows.values())
    assert (rows["MC.1.3.2.07"].note, rows["MC.1.3.2.07"].number) == ("Ghi chú", "15/KH")
    with desk.rows() as session:
        files = session.exec(
            select(EvidenceFile)
            .join(Evidence, col(Evidence.id) == col(EvidenceFile.evidence_id))
            .where(Evidence.dossier_id == desk.dossier_id)
        ).all()
        links = session.exec(
            select(EvidenceLink.target).where(EvidenceLink.evidence_id == rows["MC.1.3.2.07"].id)
        ).all()
    # Only the current file, as the first revision here.
    assert sorted((one.revision, one.object_sha256) for one in files) == sorted(
        [(1, SHA["second"]), (1, SHA["plan"])]
    )
    assert sorted(links) == ["1.3.2", "1.4"]
    assert desk.acts() == ["evidence.taken_from_last_year"]
    desk.chains_hold()


def test_taking_twice_takes_once(desk: Desk) -> None:
    desk.post(PATH, {"codes": ["MC.1.3.08"]})
    again = desk.post(PATH, {}).json()
    assert [one["old"] for one in again["evidence"]] == ["MC.1.3.2.07", "[H1-1.1-01]"]
    assert again["left_out"] == [{"code": "MC.1.3.08", "reason": "đã lấy"}]
    third = desk.post(PATH, {}).json()
    assert third["evidence"] == []
    assert len(mine(desk)) == 3
    assert desk.acts() == ["evidence.taken_from_last_year"] * 2


def test_a_code_that_is_used_here_gives_way(desk: Desk) -> None:
    new = {"title": "Của năm nay", "status": "present", "links": ["1.3"], "code": "MC.1.3.08"}
    assert desk.post("/evidence", new).status_code == 201
    taken = {one["old"]: one["code"] for one in desk.post(PATH, {}).json()["evidence"]}
    assert taken["MC.1.3.08"] == "MC.1.3.09"
    assert taken["[H1-1.1-01]"] == "[H1-1.1-01]"


def test_an_erased_file_stays_behind(desk: Desk) -> None:
    with desk.house.database.writing() as session:
        session.add(
            Tombstone(
                tenant_id="so",
                sha256=SHA["plan"],
                size=1,
                kind="pdf",
                reason="Minh họa",
                at=clock.now(),
            )
        )
    taken = {one["old"]: one for one in desk.post(PATH, {}).json()["evidence"]}
    assert taken["MC.1.3.08"]["file"] is None
    assert "xóa hẳn" in taken["MC.1.3.08"]["file_left"]
    assert taken["MC.1.3.2.07"]["file"] == "second.pdf"


def test_links_follow_the_map_and_those_that_lead_nowhere_are_named(renewed: Desk) -> None:
    told = {one["old"]: one for one in renewed.post(PATH, {}).json()["evidence"]}
    known = renewed.edition
    for one in told.values():
        assert all(link in known.items or link in known.criteria for link in one["links"])
    lost = {link for one in told.values() for link in one["dangling"]}
    kept = {link for one in told.values() for link in one["links"]}
    assert lost | kept
    rows = mine(renewed)
    assert set(rows) == {one["code"] for one in told.values()}


def test_unconfirmed_evidence_covers_no_claim_until_confirmed(desk: Desk) -> None:
    assert desk.put("1.3.2", "3").status_code == 200
    desk.post(PATH, {})
    blocks = {one["where"]: one for one in desk.get("/readiness").json()["blocks"]}
    assert blocks["1.3.2"]["code"] == "claim-evidence-unconfirmed"
    assert "MC.1.3.2.07" in blocks["1.3.2"]["message"]
    assert desk.get("/evidence-gaps").json()["claims_without_evidence"] == ["1.3.2"]
    done = desk.post("/evidence-confirmations", {"codes": ["MC.1.3.2.07"]})
    assert done.json() == {"codes": ["MC.1.3.2.07"]}
    found = desk.get("/readiness").json()
    assert "1.3.2" not in {one["where"] for one in found["blocks"]}
    assert {one["where"] for one in found["warns"]} >= {"MC.1.3.08", "[H1-1.1-01]"}
    rest = desk.post("/evidence-confirmations", {"all": True}).json()["codes"]
    assert sorted(rest) == ["MC.1.3.08", "[H1-1.1-01]"]
    assert desk.post("/evidence-confirmations", {"all": True}).json() == {"codes": []}
    assert desk.acts()[-2:] == ["evidence.confirmed", "evidence.confirmed"]


def test_what_is_not_there_or_locked_is_refused(desk: Desk) -> None:
    assert desk.post(PATH, {"codes": ["MC.9.9.99"]}).json()["code"] == "evidence-not-found"
    assert desk.post("/evidence-confirmations", {"codes": ["MC.9.9.99"]}).status_code == 404
    assert desk.post(PATH, {}, person="leader").status_code == 403
    with desk.house.database.writing() as session:
        row = session.get_one(type(desk.dossier), desk.dossier_id)
        row.state = DossierState.SUBMITTED
        session.add(row)
    assert desk.post(PATH, {}).json()["code"] == "dossier-locked"
    assert mine(desk) == {}


def test_the_page_takes_the_ticked_ones_and_confirms(desk: Desk) -> None:
    address = f"/ho-so/{desk.dossier_id}/minh-chung-nam-truoc"
    school = browser(desk)
    assert "second.pdf" in text_of(school.get(address))
    taken = school.post(address, data={"source": OLD, "code-MC.1.3.08": "1"})
    assert taken.status_code == 303, text_of(taken)
    assert set(mine(desk)) == {"MC.1.3.08"}
    page = text_of(school.get(address))
    assert "Xác nhận MC.1.3.08" in page
    assert "MC.1.3.08 (đã lấy)" in page
    assert school.post(f"{address}/xac-nhan", data={"all": "1"}).status_code == 303
    assert not mine(desk)["MC.1.3.08"].unconfirmed
    assert "Không có minh chứng nào chờ xác nhận" in text_of(school.get(address))
