"""Campaigns over HTTP: from a draft to the list of those who are late."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.engine import URL
from sqlmodel import func, select
from starlette.testclient import TestClient

from app import clock
from app.bodies.load.service import ListFile, load
from app.campaigns import running
from app.campaigns.changing import Target
from app.campaigns.errors import CampaignNotDraft, CampaignStale
from app.campaigns.lateness import LateWanted, Which, late_bodies
from app.campaigns.progress import progress
from app.dossiers.models import Dossier, DossierState
from app.errors import ServiceError
from app.storage.database import Database
from tests.app.bodies.lists import workbook
from tests.app.bodies.province import AT, FOUNDED
from tests.app.bodies.signed_in import serving, sign_in
from tests.app.campaigns.rounds import IN_TIME, TOO_LATE, Round
from tests.statements import counted


@pytest.fixture
def around(database: Database) -> Round:
    return Round(database)


@pytest.fixture
def client(
    database: Database, database_url: URL, around: Round, tmp_path: Path
) -> Iterator[TestClient]:
    """Signed in as the administrator of the Sở."""
    with serving(database_url, tmp_path) as found:
        sign_in(found, database, around.admin)
        yield found


def draft(around: Round) -> dict[str, object]:
    """A campaign due in the future, whenever the test runs."""
    due = (clock.today() + timedelta(days=60)).isoformat()
    return {
        "owner_id": around.so,
        "title": "Đợt qua API",
        "school_year": "2025-2026",
        "kinds": [
            {
                "kind": "th",
                "edition_sha256": around.edition,
                "self_deadline": {"day": due, "meaning": "by"},
            }
        ],
    }


def test_a_campaign_goes_from_draft_to_closed(client: TestClient, around: Round) -> None:
    made = client.post("/api/v1/campaigns", json=draft(around))
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    address = f"/api/v1/campaigns/{made.json()['id']}"
    opened = client.post(f"{address}/opening", headers={"If-Match": made.headers["ETag"]})
    assert (opened.status_code, opened.json()) == (201, {"created": 1, "dossiers": 1})
    shown = client.get(address)
    assert shown.json()["state"] == "open"
    again = client.post(f"{address}/opening", headers={"If-Match": shown.headers["ETag"]})
    assert (again.status_code, again.json()["code"]) == (409, "campaign-not-draft")
    added = client.post(f"{address}/bodies", json={})
    assert added.json() == {"created": 0, "dossiers": 1}
    closed = client.post(f"{address}/closing", headers={"If-Match": shown.headers["ETag"]})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")


def test_both_meanings_of_a_day_are_taken_and_told_alike(client: TestClient, around: Round) -> None:
    address = f"/api/v1/campaigns/{around.campaign}"
    told = []
    for day, meaning in (("2027-05-31", "before"), ("2027-05-30", "by")):
        wanted = {
            "kind": "th",
            "self_deadline": {"day": day, "meaning": meaning},
            "external_deadline": None,
        }
        tag = client.get(address).headers["ETag"]
        answer = client.put(f"{address}/deadlines", json=wanted, headers={"If-Match": tag})
        rule = next(one for one in answer.json()["kinds"] if one["kind"] == "th")
        told.append(rule["self_deadline"])
    assert told == [{"late_from": "2027-05-30T17:00:00Z", "said": "hết ngày 30/5/2027"}] * 2


def test_a_draft_is_seen_by_nobody_below(
    client: TestClient, database: Database, around: Round
) -> None:
    sign_in(client, database, around.head)
    assert client.get(f"/api/v1/campaigns/{around.campaign}").status_code == 404
    assert client.get("/api/v1/campaigns").json()["campaigns"] == []


def hand_in(database: Database, around: Round, body_id: str, at: datetime, *, late: bool) -> None:
    with database.writing() as session:
        found = around.dossier(session, body_id)
        found.state, found.submitted_at, found.late = DossierState.SUBMITTED, at, late


def late_of(database: Database, around: Round, which: Which, at: datetime) -> list[tuple[str, int]]:
    with database.reading() as session:
        wanted = LateWanted(which)
        found = late_bodies(session, around.admin, around.campaign, wanted, at)
    return [(one.code, one.days) for one in found.late]


def test_who_is_late_depends_on_the_instant_and_on_having_handed_in(
    database: Database, around: Round
) -> None:
    with database.writing() as session:
        around.open(session)
    assert late_of(database, around, Which.ALL, IN_TIME) == []
    assert late_of(database, around, Which.MISSING, TOO_LATE) == [("00201", 3), ("00101", 3)]
    hand_in(database, around, around.x, IN_TIME, late=False)
    hand_in(database, around, around.y, TOO_LATE, late=True)
    assert late_of(database, around, Which.MISSING, TOO_LATE) == []
    assert late_of(database, around, Which.HANDED_IN, TOO_LATE) == [("00201", 3)]
    assert late_of(database, around, Which.ALL, TOO_LATE) == [("00201", 3)]


def test_a_leader_sees_only_their_own_late_schools(database: Database, around: Round) -> None:
    with database.writing() as session:
        around.open(session)
    with database.reading() as session:
        found = late_bodies(session, around.leader, around.campaign, LateWanted(), TOO_LATE)
        counts = progress(session, around.leader, around.campaign, TOO_LATE)
    assert [one.code for one in found.late] == ["00101"]
    assert (counts.total, counts.late) == (1, 1)


def schools(database: Database, around: Round, count: int) -> None:
    rows = [(f"S{one:05}", f"Trường số {one:03}", "TH", "A100") for one in range(count)]
    content = workbook(*rows, header=("Mã", "Tên", "Loại", "Mã đơn vị cha"))
    with database.writing() as session:
        load(session, around.admin, ListFile(around.so, content, FOUNDED), AT)


def test_the_late_list_is_paged_and_whole_as_a_workbook(
    client: TestClient, database: Database, around: Round
) -> None:
    schools(database, around, 25)
    with database.writing() as session:
        around.open(session)
    address = f"/api/v1/campaigns/{around.campaign}"
    seen: list[str] = []
    after = ""
    while True:
        answer = client.get(f"{address}/late", params={"limit": 10, "after": after}).json()
        seen += [one["code"] for one in answer["late"]]
        if answer["next"] is None:
            break
        after = answer["next"]
    assert len(seen) == len(set(seen)) == 27
    sheet = load_workbook(BytesIO(client.get(f"{address}/late-list").content)).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)] == seen


def test_progress_counts_by_state_kind_and_body(database: Database, around: Round) -> None:
    with database.writing() as session:
        around.open(session)
    hand_in(database, around, around.y, TOO_LATE, late=True)
    with database.reading() as session:
        found = progress(session, around.admin, around.campaign, TOO_LATE)
    assert (found.total, found.late) == (2, 2)
    assert found.states == {"drafting": 1, "submitted": 1}
    assert {(one.key, one.late) for one in found.by_kind} == {("th", 1), ("thpt", 1)}
    assert {one.title for one in found.by_body} == {
        "Phòng GDĐT huyện P",
        "Sở GDĐT tỉnh A (dữ liệu minh họa)",
    }


def test_a_correction_being_written_does_not_hide_what_is_recognised(
    database: Database, around: Round
) -> None:
    with database.writing() as session:
        around.open(session)
        first = around.dossier(session, around.x)
        first.state, first.recognised_level = DossierState.PUBLISHED, 2
        told = first.model_dump(exclude={"id", "revision", "state", "recognised_level"})
        session.add(Dossier(**told, revision=2, state=DossierState.DRAFTING))
    with database.reading() as session:
        found = progress(session, around.admin, around.campaign, IN_TIME)
    assert (found.total, found.states) == (2, {"drafting": 1, "published": 1})
    assert found.levels == {"2": 1}


def test_the_dashboard_takes_as_many_statements_for_many_as_for_few(
    database: Database, around: Round
) -> None:
    schools(database, around, 60)
    with database.writing() as session:
        around.open(session)
    taken = []
    for actor in (around.leader, around.admin):
        with database.reading() as session, counted(database.engine) as ran:
            progress(session, actor, around.campaign, TOO_LATE)
            late_bodies(session, actor, around.campaign, LateWanted(), TOO_LATE)
        taken.append(len(ran))
    assert taken[0] == taken[1] <= 10


def test_two_openings_at_once_make_every_dossier_once(database: Database, around: Round) -> None:
    schools(database, around, 30)
    with database.reading() as session:
        target = around.target(session)
    together, refused = threading.Barrier(3), []

    def open_it() -> None:
        together.wait()
        try:
            with database.writing() as session:
                running.open_campaign(
                    session, around.admin, Target(target.campaign_id, target.version), AT
                )
        except ServiceError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(refused) <= {CampaignStale, CampaignNotDraft}
    assert len(refused) == 2
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Dossier)).one() == 32


def test_the_pages_take_a_campaign_from_draft_to_an_extension(
    client: TestClient, around: Round
) -> None:
    assert "Lập bản nháp" in client.get("/dot-danh-gia/moi").text
    sent = {
        "edition": around.edition,
        "owner": around.so,
        "title": "Đợt của trang",
        "year": "2025-2026",
        "kind-th": "1",
        "meaning": "by",
        "day": (clock.today() + timedelta(days=30)).isoformat(),
        "copy": "1",
    }
    made = client.post("/dot-danh-gia/moi", data=sent)
    assert (made.status_code, made.url.path.count("/")) == (200, 2)
    assert "bản nháp" in made.text
    opened = client.post(f"{made.url.path}/mo", data={"version": "1"})
    assert "trên 1 đơn vị đã nộp" in opened.text
    assert "Đợt của trang" in client.get("/dot-danh-gia").text
    late = client.get(f"{made.url.path}/qua-han")
    assert "Không có đơn vị nào quá hạn" in late.text


def test_the_late_page_extends_one_school(
    client: TestClient, database: Database, around: Round
) -> None:
    with database.writing() as session:
        around.open(session)
    address = f"/dot-danh-gia/{around.campaign}"
    assert "Trường Tiểu học Hoa Sen" in client.get(f"{address}/qua-han").text
    sent = {
        "body": around.x,
        "day": (clock.today() + timedelta(days=10)).isoformat(),
        "reason": "Mất điện sau bão",
    }
    answer = client.post(f"{address}/gia-han", data=sent)
    assert answer.status_code == 200
    assert "Hoa Sen" not in answer.text
    assert "Đông Hà" in answer.text
    given = client.get(f"/api/v1/campaigns/{around.campaign}/extensions").json()["extensions"]
    assert [(one["body"]["id"], one["reason"]) for one in given] == [(around.x, "Mất điện sau bão")]


def test_closing_on_the_page_needs_the_tick(
    client: TestClient, database: Database, around: Round
) -> None:
    with database.writing() as session:
        around.open(session)
    address = f"/dot-danh-gia/{around.campaign}/dong"
    assert client.post(address, data={"version": "2"}).status_code == 422
    assert "đã đóng" in client.post(address, data={"version": "2", "sure": "1"}).text


def test_a_school_year_of_three_years_is_refused_by_its_name(
    client: TestClient, around: Round
) -> None:
    wanted = draft(around) | {"kinds": []}
    wanted["school_year"] = "2025-2027"
    answer = client.post("/api/v1/campaigns", json=wanted)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "body.school_year")
