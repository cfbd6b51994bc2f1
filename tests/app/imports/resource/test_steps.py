"""From the file to what it changes and back, over HTTP, the jobs done in this process."""

from typing import Any

from sqlmodel import col, select
from starlette.testclient import TestClient

from app.audit.models import AuditRow
from app.bodies.models import BodyCode
from app.imports.models import ImportRow
from tests.app.imports.resource.conftest import IMPORTS, TITLES, Office, table

NEW = ("00301", "Trường Tiểu học Minh Họa", "th", "A100")
MORE = ("00302", "Trường Tiểu học Ví Dụ", "th", "A100")


def codes(office: Office) -> set[str]:
    """The sector codes that there are."""
    with office.house.database.reading() as session:
        return set(session.exec(select(BodyCode.code)))


def acts(office: Office) -> list[str]:
    """What the log of the Sở says of imports, in order."""
    with office.house.database.reading() as session:
        rows = select(AuditRow.act).where(
            AuditRow.chain == f"body:{office.province.so}", col(AuditRow.act).startswith("import.")
        )
        return list(session.exec(rows.order_by(col(AuditRow.number))))


def test_a_dry_run_writes_nothing_and_tells_every_row(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(NEW, ("00101", "Trường Tiểu học Hoa Sen", "th", "A100")))
    assert found["state"] == "ready"
    assert (found["counts"]["new"], found["counts"]["rows"]) == (1, 2)
    assert (found["done"], found["total"]) == (2, 2)
    assert "00301" not in codes(office)
    rows = admin.get(f"{IMPORTS}/{found['id']}/rows").json()["rows"]
    assert [one["code"] for one in rows] == ["00301", "00101"]
    assert rows[0]["outcome"] == "new"


def test_confirmed_it_is_written_and_undone_it_is_gone(office: Office, admin: TestClient) -> None:
    found = office.applied(admin, table(NEW, MORE))
    assert found["state"] == "applied", found
    assert {"00301", "00302"} <= codes(office)
    answer = admin.post(f"{IMPORTS}/{found['id']}/undo", json={})
    assert answer.status_code == 202, answer.text
    office.work()
    assert office.now(admin, found["id"])["state"] == "undone"
    assert not {"00301", "00302"} & codes(office)
    assert acts(office) == [
        "import.uploaded",
        "import.confirmed",
        "import.applied",
        "import.undo_asked",
        "import.undone",
    ]


def test_the_same_file_again_changes_nothing(office: Office, admin: TestClient) -> None:
    office.applied(admin, table(NEW))
    again = office.tried(admin, table(NEW))
    assert again["counts"]["unchanged"] == again["counts"]["rows"] == 1
    before = everything(office)
    office.confirm(admin, again)
    office.work()
    assert office.now(admin, again["id"])["counts"]["changed_now"] == 0
    assert everything(office) == before


def everything(office: Office) -> list[Any]:
    """All codes with their periods."""
    with office.house.database.reading() as session:
        return [one.model_dump() for one in session.exec(select(BodyCode).order_by(BodyCode.id))]


def test_what_changed_since_the_dry_run_stops_all_of_it(office: Office, admin: TestClient) -> None:
    first, second = (office.tried(admin, table(NEW, one)) for one in (MORE, ("00303", *MORE[1:])))
    for one in (first, second):
        assert office.confirm(admin, one).status_code == 202
    office.work()
    assert office.now(admin, first["id"])["state"] == "applied"
    stale = office.now(admin, second["id"])
    assert stale["state"] == "stale"
    assert stale["faults"]
    assert "00303" not in codes(office)
    assert admin.post(f"{IMPORTS}/{second['id']}/dry-run").status_code == 202
    office.work()
    again = office.now(admin, second["id"])
    assert again["state"] == "ready"
    assert (again["counts"]["unchanged"], again["counts"]["new"]) == (1, 1)


def test_another_run_takes_the_rows_of_the_last_one_away(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(NEW, MORE))
    admin.post(f"{IMPORTS}/{found['id']}/dry-run")
    office.work()
    with office.house.database.reading() as session:
        rows = session.exec(select(ImportRow.run, ImportRow.position)).all()
    assert sorted(rows) == [(2, 0), (2, 1)]


def test_another_fingerprint_than_the_present_one_confirms_nothing(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, table(NEW))
    answer = office.confirm(admin, {**found, "fingerprint": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (409, "import-stale")
    assert office.now(admin, found["id"])["state"] == "ready"


def test_rows_with_faults_stand_in_the_way_unless_they_are_left_out(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, table(NEW, ("00302", "Trường không rõ loại", "la", "A100")))
    assert found["counts"]["invalid"] == 1
    refused = office.confirm(admin, found)
    assert (refused.status_code, refused.json()["code"]) == (400, "import-refused")
    assert office.confirm(admin, found, leave_out_invalid=True).status_code == 202
    office.work()
    assert {"00301", "00302"} & codes(office) == {"00301"}


def test_steps_out_of_turn_are_refused(office: Office, admin: TestClient) -> None:
    found = office.applied(admin, table(NEW))
    for method, step, body in (
        ("POST", "/confirm", {"fingerprint": found["fingerprint"]}),
        ("POST", "/dry-run", None),
        ("DELETE", "", None),
    ):
        answer = admin.request(method, f"{IMPORTS}/{found['id']}{step}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "import-not-now")


def test_a_step_sent_twice_with_its_key_is_done_once(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(NEW))
    headers = {"Idempotency-Key": "xac-nhan-1"}
    url, body = f"{IMPORTS}/{found['id']}/confirm", {"fingerprint": found["fingerprint"]}
    first, second = (admin.post(url, json=body, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()


def test_the_same_file_sent_twice_before_it_is_read_is_one_import(
    office: Office, admin: TestClient
) -> None:
    first, second = (office.send(admin, table(NEW)).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert office.work() == 1


def test_an_unconfirmed_import_can_be_forgotten_with_its_rows(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, table(NEW))
    assert admin.delete(f"{IMPORTS}/{found['id']}").status_code == 204
    assert admin.get(f"{IMPORTS}/{found['id']}").status_code == 404
    with office.house.database.reading() as session:
        assert not session.exec(select(ImportRow)).all()


def test_the_file_comes_back_byte_for_byte(office: Office, admin: TestClient) -> None:
    content = table(NEW)
    found = office.send(admin, content).json()
    answer = admin.get(f"{IMPORTS}/{found['id']}/file")
    assert answer.content == content
    assert "attachment" in answer.headers["content-disposition"]


def test_pages_of_rows_and_of_imports_follow_one_another(office: Office, admin: TestClient) -> None:
    many = [(f"0040{number}", f"Trường minh họa {number}", "th", "A100") for number in range(5)]
    found = office.tried(admin, table(*many))
    office.tried(admin, table(NEW))
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = admin.get(
            f"{IMPORTS}/{found['id']}/rows", params={"limit": 2, "after": after, "outcome": "new"}
        ).json()
        seen += [one["code"] for one in page["rows"]]
        after = page["next"]
    assert seen == [one[0] for one in many]
    first = admin.get(IMPORTS, params={"limit": 1, "body": office.province.so}).json()
    second = admin.get(IMPORTS, params={"limit": 1, "after": first["next"]}).json()
    assert second["imports"][0]["id"] == found["id"]
    assert second["next"] is None


def test_a_person_says_what_a_column_is_and_is_not_asked_again(
    office: Office, admin: TestClient
) -> None:
    odd = (*TITLES[:2], "Cột lạ", TITLES[3])
    content = table(NEW, titles=odd)
    found = office.tried(admin, content)
    layout = found["layouts"][0]["layout"]
    said = {"columns": {layout: {"Cột lạ": "kind"}}}
    answer = admin.put(f"{IMPORTS}/{found['id']}/mapping", json=said)
    assert answer.status_code == 202, answer.text
    office.work()
    mapped = office.now(admin, found["id"])
    assert (mapped["state"], mapped["counts"]["new"]) == ("ready", 1)
    again = office.tried(admin, table(MORE, titles=odd))
    assert (again["state"], again["counts"]["new"]) == ("ready", 1)


def test_a_role_that_no_column_has_is_refused(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(NEW))
    said = {"columns": {found["layouts"][0]["layout"]: {"Mã đơn vị": "không có"}}}
    answer = admin.put(f"{IMPORTS}/{found['id']}/mapping", json=said)
    assert (answer.status_code, answer.json()["code"]) == (400, "import-refused")
