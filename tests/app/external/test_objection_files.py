"""New evidence for an objected criterion: on the objection alone, the self side untouched."""

from typing import Any

from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.audit.models import AuditRow
from app.dossiers.models import DossierState
from app.dossiers.objection_files import MAX_FILES
from app.storage.database import Database
from tests.app.external.office import API, Office
from tests.app.external.rows import rows_of
from tests.evidence.samples import pdf

S = DossierState
FILE = {"file": ("bien-ban-minh-hoa.pdf", pdf(), "application/pdf")}


def _objection(office: Office) -> dict[str, Any]:
    found: list[dict[str, Any]] = office.done("head", "GET", "DOSSIER/objections")["objections"]
    return found[0]


def _send(office: Office, person: str, objection: str) -> Response:
    return office.client.post(
        f"{API}/dossiers/{office.dossier}/objections/{objection}/files",
        files=FILE,
        headers={"Authorization": f"Bearer {person}"},
    )


def test_the_school_adds_a_file_that_the_assessor_sees_and_downloads(
    client: TestClient, database: Database
) -> None:
    office = Office(client, database, S.OBJECTED)
    objection = _objection(office)["id"]
    with database.reading() as session:
        before = rows_of(session, office.dossier)
    sent = _send(office, "editor", objection)
    assert sent.status_code == 201, sent.text
    (shown,) = office.done("assessor", "GET", "DOSSIER/objections")["objections"]
    assert [one["file_name"] for one in shown["files"]] == ["bien-ban-minh-hoa.pdf"]
    path = f"DOSSIER/objections/{objection}/files/{sent.json()['id']}"
    got = office.ask("assessor", "GET", path)
    assert (got.status_code, got.content) == (200, pdf())
    assert "attachment" in got.headers["content-disposition"]
    with database.reading() as session:
        after = rows_of(session, office.dossier)
        acts = session.exec(
            select(AuditRow.act).where(AuditRow.chain == f"dossier:{office.dossier}")
        ).all()
    for table in ("answer", "evidence", "links", "snapshot", "state_change", "objection"):
        assert after[table] == before[table]
    assert acts.count("objection.file_added") == 1


def test_only_the_school_sends_and_only_while_it_is_undecided(
    client: TestClient, database: Database
) -> None:
    office = Office(client, database, S.OBJECTED)
    objection = _objection(office)
    for person in ("assessor", "leader", "director"):
        assert _send(office, person, objection["id"]).status_code == 403
    assert _send(office, "head", "khongco").json()["code"] == "not-in-dossier"
    path = f"DOSSIER/objections/{objection['id']}"
    answered = office.done("assessor", "PUT", f"{path}/answer", {"text": "Vâng."}, version=1)
    assert _send(office, "head", objection["id"]).status_code == 201
    rejected = {"upheld": False, "text": "Không chấp nhận."}
    office.done("leader", "PUT", f"{path}/decision", rejected, version=answered["version"])
    refused = _send(office, "head", objection["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")


def test_an_objection_takes_so_many_files(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.OBJECTED)
    objection = _objection(office)["id"]
    for _ in range(MAX_FILES):
        assert _send(office, "head", objection).status_code == 201
    refused = _send(office, "head", objection)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "files-too-many")
