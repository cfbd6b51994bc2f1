"""Who sees and may what, what is refused on its way in, what comes between the steps."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlmodel import Session, col, select, update
from starlette.testclient import TestClient

from app import clock
from app.accounts.actor import Grant
from app.accounts.models import Role, RoleGrant
from app.attachments.models import StoredObject
from app.imports.models import ImportBatch, ImportRow
from app.imports.queries import forget
from app.imports.running import HANDLERS
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.jobs.queue import Taken
from app.jobs.working import work_once
from tests.app.bodies.province import body, person
from tests.app.imports.resource.conftest import IMPORTS, Office, table
from tests.app.imports.resource.test_steps import NEW, codes


def test_another_so_neither_sees_nor_touches_an_import(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(NEW))
    with office.house.database.writing() as session:
        other = body(session, office.province.system, "so", "Sở GDĐT tỉnh B", code="B")
        stranger = person(session, "quan tri b", Grant(Role.SO_ADMINISTRATOR, other.id))
    client = office.client(stranger)
    assert client.get(IMPORTS).json()["imports"] == []
    one = f"{IMPORTS}/{found['id']}"
    for address in (one, f"{one}/rows", f"{one}/file"):
        assert client.get(address).status_code == 404
    assert office.confirm(client, found).status_code == 404
    assert office.send(client, table(NEW)).status_code == 404


def test_who_lost_the_role_after_confirming_changes_nothing(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, table(NEW))
    office.confirm(admin, found)
    account = office.province.admin.account_id
    with office.house.database.writing() as session:
        of_admin = update(RoleGrant).where(col(RoleGrant.account_id) == account)
        session.exec(of_admin.values(role=Role.AUDITOR))
    office.work()
    told = office.now(admin, found["id"])
    assert (told["state"], told["faults"][0]["code"]) == ("stale", "not-allowed")
    assert "00301" not in codes(office)


def test_a_worker_that_lost_its_lease_while_applying_leaves_nothing(
    office: Office, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = office.tried(admin, table(NEW))
    office.confirm(admin, found)
    finish = queue.finish

    def too_late(session: Session, job: Taken, at: datetime) -> None:
        running = update(Job).where(col(Job.state) == JobState.RUNNING)
        session.exec(running.values(lease="another"))
        finish(session, job, at)

    monkeypatch.setattr(queue, "finish", too_late)
    assert work_once(office.shop, HANDLERS)
    monkeypatch.undo()
    assert "00301" not in codes(office)
    assert office.now(admin, found["id"])["state"] == "applying"


def test_unconfirmed_imports_go_after_their_time_and_applied_ones_stay(
    office: Office, admin: TestClient
) -> None:
    waiting = office.tried(admin, table(NEW))
    kept = office.applied(admin, table(("00309", *NEW[1:])))
    with office.house.database.writing() as session:
        forget(session, clock.now() + timedelta(days=29))
        assert len(session.exec(select(ImportBatch)).all()) == 2
        forget(session, clock.now() + timedelta(days=31))
    assert admin.get(f"{IMPORTS}/{waiting['id']}").status_code == 404
    with office.house.database.reading() as session:
        assert set(session.exec(select(ImportRow.batch_id))) == {kept["id"]}


def test_a_file_that_is_no_table_ends_refused_and_says_why(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, b"%PDF-1.7 minh hoa")
    assert found["state"] == "refused"
    assert found["faults"]


@pytest.mark.parametrize("texts", [{"kind": "minh hoa"}, {"side": "ca hai"}])
def test_a_text_that_means_nothing_is_refused(
    office: Office, admin: TestClient, texts: dict[str, str]
) -> None:
    answer = office.send(admin, table(NEW), **texts)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")


def test_an_empty_file_is_refused(office: Office, admin: TestClient) -> None:
    assert office.send(admin, b"").status_code == 422


def test_a_file_larger_than_other_bodies_may_be_comes_in_and_a_huge_one_does_not(
    office: Office, admin: TestClient
) -> None:
    settings = office.house.app.state.context.settings
    large = table(NEW) + b"\n" * (settings.max_upload_bytes + 1)
    assert office.send(admin, large).status_code == 202
    huge = table(NEW) + b"\n" * (settings.max_import_bytes + 1)
    answer = office.send(admin, huge)
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")


def test_a_workbook_is_known_to_the_vault_as_what_it_is(office: Office, admin: TestClient) -> None:
    workbook, content = Workbook(), BytesIO()
    workbook.create_sheet().append(["Mã đơn vị", "Tên đơn vị"])
    workbook.save(content)
    for sent in (content.getvalue(), table(NEW)):
        assert office.send(admin, sent).status_code == 202
    with office.house.database.reading() as session:
        assert set(session.exec(select(StoredObject.kind))) == {"xlsx", "table"}


def test_a_job_given_up_leaves_its_import_where_people_can_go_on(
    office: Office, admin: TestClient
) -> None:
    found = office.tried(admin, table(NEW))
    office.confirm(admin, found)
    with office.house.database.writing() as session:
        waiting = update(Job).where(col(Job.state) == JobState.WAITING)
        session.exec(waiting.values(attempts=queue.ATTEMPTS))
    office.work()
    told = office.now(admin, found["id"])
    assert (told["state"], told["faults"][0]["code"]) == ("stale", "given-up")
    assert admin.post(f"{IMPORTS}/{found['id']}/dry-run").status_code == 202
