"""Bodies over HTTP: lists by cursor, versions, refusals as problems, lists in and out."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.accounts.actor import Grant
from app.accounts.models import Role
from app.bodies.load.service import ListFile, load
from app.bodies.schemas import Person
from app.storage.database import Database
from tests.app.bodies.lists import workbook
from tests.app.bodies.province import AT, FOUNDED, Province, body, person
from tests.app.bodies.signed_in import serving, sign_in
from tests.statements import counted


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def client(
    database: Database, database_url: URL, province: Province, tmp_path: Path
) -> Iterator[TestClient]:
    """Signed in as the administrator of Sở A."""
    with serving(database_url, tmp_path) as found:
        sign_in(found, database, province.admin)
        yield found


def schools(database: Database, province: Province, count: int) -> None:
    rows = [(f"S{one:05}", f"Trường Tiểu học số {one:03}", "TH", "A100") for one in range(count)]
    content = workbook(*rows, header=("Mã", "Tên", "Loại", "Mã đơn vị cha"))
    with database.writing() as session:
        load(session, province.admin, ListFile(province.so, content, FOUNDED), AT)


def test_pages_of_a_list_hold_every_body_once(
    client: TestClient, database: Database, province: Province
) -> None:
    schools(database, province, 23)
    seen: list[str] = []
    after = ""
    while True:
        answer = client.get("/api/v1/bodies", params={"limit": 10, "after": after}).json()
        seen += [one["name"] for one in answer["bodies"]]
        if answer["next"] is None:
            break
        after = answer["next"]
    assert len(seen) == len(set(seen)) == 27


@pytest.mark.parametrize("typed", ["hoa sen", "HOA SEN", "Hoa  Sen", "hOÀ sẽn", "00101"])
def test_search_ignores_diacritics_and_case_and_finds_codes(client: TestClient, typed: str) -> None:
    answer = client.get("/api/v1/bodies", params={"text": typed})
    assert [one["name"] for one in answer.json()["bodies"]] == ["Trường Tiểu học Hoa Sen"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "hoa%sen"])
def test_signs_of_patterns_are_searched_as_they_are(client: TestClient, typed: str) -> None:
    assert client.get("/api/v1/bodies", params={"text": typed}).json()["bodies"] == []


def test_filters_by_kind_and_parent(client: TestClient, province: Province) -> None:
    answer = client.get("/api/v1/bodies", params={"kind": ["th", "thpt"], "parent": province.so})
    assert [one["id"] for one in answer.json()["bodies"]] == [province.y]


def test_a_list_takes_as_many_statements_for_many_as_for_few(
    client: TestClient, database: Database, province: Province
) -> None:
    def statements() -> int:
        with counted(client.app.state.context.database.engine) as ran:  # type: ignore[attr-defined]
            assert client.get("/api/v1/bodies", params={"limit": 200}).status_code == 200
        return len(ran)

    client.get("/api/v1/bodies")
    few = statements()
    schools(database, province, 120)
    assert statements() == few


def test_a_change_needs_the_version_that_was_read(client: TestClient, province: Province) -> None:
    address = f"/api/v1/bodies/{province.x}"
    wanted = {"name": "Trường Tiểu học Sen Hồng", "on": "2025-01-01"}
    assert client.put(f"{address}/name", json=wanted).status_code == 428
    tag = client.get(address).headers["ETag"]
    changed = client.put(f"{address}/name", json=wanted, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Trường Tiểu học Sen Hồng")
    again = client.put(f"{address}/name", json=wanted, headers={"If-Match": tag})
    assert (again.status_code, again.json()["code"]) == (412, "body-stale")
    assert client.get(address, params={"on": "2024-12-31"}).json()["name"].endswith("Hoa Sen")


def test_a_repeated_write_founds_one_body(client: TestClient, province: Province) -> None:
    wanted = {"kind": "th", "name": "Trường Mới", "parent_id": province.so, "on": "2025-01-01"}
    answers = [
        client.post("/api/v1/bodies", json=wanted, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    found = client.get("/api/v1/bodies", params={"text": "truong moi"}).json()["bodies"]
    assert len(found) == 1


def test_a_body_of_others_is_as_unknown_as_none(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.writing() as session:
        other = body(session, province.system, "so", "Sở GDĐT tỉnh B").id
    for wanted in (other, "0" * 26):
        answer = client.get(f"/api/v1/bodies/{wanted}")
        assert (answer.status_code, answer.json()["code"]) == (404, "body-not-found")


def test_nobody_sees_anything_without_signing_in(client: TestClient, province: Province) -> None:
    client.cookies.clear()
    assert client.get(f"/api/v1/bodies/{province.x}").status_code == 401
    assert client.get("/api/v1/bodies").status_code == 401


def test_a_leader_reads_but_does_not_change(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.writing() as session:
        leader = person(session, "lanh dao", Grant(Role.BODY_LEADER, province.phong))
    sign_in(client, database, leader)
    address = f"/api/v1/bodies/{province.x}"
    tag = client.get(address).headers["ETag"]
    wanted = {"code": "00109", "on": "2025-01-01"}
    answer = client.put(f"{address}/code", json=wanted, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_the_history_tells_of_a_replacement_on_both_sides(
    client: TestClient, province: Province
) -> None:
    plan = {
        "kind": "replace",
        "predecessors": [province.phong],
        "successors": [{"kind": "ubnd_xa", "name": "UBND xã Một", "parent_id": province.so}],
        "on": "2025-07-01",
        "note": "Bỏ cấp huyện",
    }
    done = client.post("/api/v1/reorganisations", json=plan)
    assert done.status_code == 201
    assert done.json()["moved"] == 1
    new = done.json()["successors"][0]["id"]
    before = client.get(f"/api/v1/bodies/{province.phong}/history").json()["history"]
    after = client.get(f"/api/v1/bodies/{new}/history").json()["history"]
    assert [one["value"] for one in before if one["what"] == "successor"] == ["UBND xã Một"]
    assert [one["note"] for one in after if one["what"] == "predecessor"] == [
        "thay thế. Bỏ cấp huyện"
    ]


def test_a_code_is_looked_up_under_a_body(client: TestClient, province: Province) -> None:
    found = client.get(f"/api/v1/bodies/{province.so}/by-code/00101")
    assert found.json()["id"] == province.x
    missing = client.get(f"/api/v1/bodies/{province.so}/by-code/101")
    assert (missing.status_code, missing.json()["code"]) == (404, "body-code-unknown")


def test_a_list_is_previewed_then_loaded(client: TestClient, province: Province) -> None:
    content = workbook(("00301", "Trường Mới", "TH"))
    address = f"/api/v1/bodies/{province.so}"
    day = {"on": "2025-03-01"}
    told = client.post(f"{address}/list-preview", files={"file": content}, data=day)
    assert (told.status_code, told.json()["founded"], told.json()["applied"]) == (200, 1, False)
    data = {**day, "fingerprint": told.json()["fingerprint"]}
    done = client.post(f"{address}/list", files={"file": content}, data=data)
    assert (done.status_code, done.json()["applied"]) == (200, True)
    again = client.post(f"{address}/list", files={"file": content}, data=day)
    assert (again.json()["founded"], again.json()["same"]) == (0, 1)


def test_faults_of_a_list_are_told_with_their_cells(client: TestClient, province: Province) -> None:
    content = workbook(("00301", "Trường Mới", "Trường nghề"))
    answer = client.post(f"/api/v1/bodies/{province.so}/list", files={"file": content})
    assert (answer.status_code, answer.json()["code"]) == (400, "body-load-refused")
    assert [one["where"] for one in answer.json()["errors"]] == ["DS!C2"]


def test_the_officers_list_has_every_body_and_no_formula(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.writing() as session:
        sly = Person(name="=1+1", phone="0912345678")
        body(session, province.admin, "th", "Trường Mới", province.phong, "00009", focal=sly)
    answer = client.get(f"/api/v1/bodies/{province.so}/officers")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert {row[1] for row in rows} == {"A", "A100", "00101", "00201", "00009"}
    mine = next(row for row in rows if row[1] == "00009")
    assert mine[6:8] == ("=1+1", "0912345678")
    cell = next(row for row in sheet.iter_rows(min_row=5) if row[1].value == "00009")[6]
    assert cell.data_type == "s"


def test_kinds_are_added_by_the_system_administrator_alone(
    client: TestClient, database: Database, province: Province
) -> None:
    wanted = {"code": "trung_cap", "title": "Trường trung cấp (dữ liệu minh họa)"}
    assert client.post("/api/v1/body-kinds", json=wanted).status_code == 403
    sign_in(client, database, province.system)
    made = client.post("/api/v1/body-kinds", json=wanted)
    assert made.status_code == 201
    codes = [one["code"] for one in client.get("/api/v1/body-kinds").json()["kinds"]]
    assert codes[0] == "so"
    assert codes[-1] == "trung_cap"
    renamed = client.patch(
        "/api/v1/body-kinds/trung_cap",
        json={"title": "Trường trung cấp nghề"},
        headers={"If-Match": made.headers["ETag"]},
    )
    assert renamed.json()["title"] == "Trường trung cấp nghề"


def test_the_page_finds_a_body_and_shows_it(client: TestClient, province: Province) -> None:
    listed = client.get("/don-vi", params={"tim": "hoa sen"})
    assert listed.status_code == 200
    assert f'href="/don-vi/{province.x}"' in listed.text
    assert "Đông Hà" not in listed.text
    shown = client.get(f"/don-vi/{province.x}")
    assert "00101" in shown.text
    assert "Phòng GDĐT huyện P" in shown.text


def test_the_first_so_and_its_first_school_are_founded_on_pages(
    client: TestClient, database: Database, province: Province
) -> None:
    sign_in(client, database, province.system)
    assert "Lập Sở" in client.get("/don-vi").text
    sent = {"kind": "so", "name": "Sở GDĐT tỉnh M (minh họa)", "code": "", "on": "2025-01-01"}
    made = client.post("/don-vi/lap", data=sent)
    assert (made.status_code, "Sở GDĐT tỉnh M" in made.text) == (200, True)
    new = made.url.path.rpartition("/")[2]
    assert f'value="{new}"' in client.get("/don-vi/lap", params={"cha": new}).text
    school = {
        "kind": "th",
        "name": "Trường Một",
        "code": "00001",
        "on": "2025-01-01",
        "parent": new,
    }
    assert "00001" in client.post("/don-vi/lap", data=school).text
    sign_in(client, database, province.admin)
    assert client.get("/don-vi/lap").status_code == 403


def test_the_page_sets_an_officer(client: TestClient, province: Province) -> None:
    sent = {
        "version": "1",
        "duty": "focal",
        "name": "Thầy B (minh họa)",
        "phone": "0912345678",
        "email": "",
        "on": date(2025, 1, 1).isoformat(),
    }
    answer = client.post(f"/don-vi/{province.x}/nguoi", data=sent)
    assert answer.status_code == 200
    assert "Thầy B (minh họa), 0912345678" in answer.text
    stale = client.post(f"/don-vi/{province.x}/nguoi", data=sent)
    assert stale.status_code == 412


def test_the_page_previews_a_list_and_loads_what_it_showed(
    client: TestClient, province: Province
) -> None:
    address = f"/don-vi/{province.so}/nap-danh-sach"
    content = workbook(("00301", "Trường Mới", "TH"))
    shown = client.post(address, files={"file": content}, data={"on": "2025-03-01"})
    assert "Xem trước, chưa ghi gì" in shown.text
    hidden = {
        name: shown.text.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("fingerprint", "content", "on")
    }
    # httpx sends a form with a file only as multipart, as the page does.
    parts = {name: (None, value) for name, value in hidden.items()}
    done = client.post(address, files=parts)
    assert "Đã nạp xong" in done.text
    found = client.get("/api/v1/bodies", params={"text": "truong moi"}).json()["bodies"]
    assert [one["code"] for one in found] == ["00301"]


def test_the_page_names_the_cells_to_mend(client: TestClient, province: Province) -> None:
    content = workbook(("00301", "Trường Mới", "Trường nghề"))
    answer = client.post(f"/don-vi/{province.so}/nap-danh-sach", files={"file": content})
    assert answer.status_code == 400
    assert "DS!C2" in answer.text
