"""A whole external assessment and recognition over HTTP, each person as themselves."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from starlette.testclient import TestClient

from app import clock
from app.dossiers.importing import Imported, ImportedSide, import_dossier
from app.dossiers.models import DossierState
from app.storage.database import Database
from tests.app.external.office import API, Office
from tests.app.external.process import Process
from tests.evidence.samples import pdf
from tests.statements import counted

S = DossierState
SOON = (clock.today() + timedelta(days=20)).isoformat()


def test_from_handing_in_to_publication(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.SUBMITTED)
    assert office.done("leader", "POST", "DOSSIER/receive")["state"] == S.RECEIVED
    assert office.done("assessor", "POST", "DOSSIER/start-external")["state"] == S.ASSESSING

    saved = office.ask(
        "assessor",
        "PUT",
        "DOSSIER/external/answers/1.3.1",
        {"award": "2", "comment": "Mới dùng từ tháng 3."},
        version=1,
    )
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    table = office.done("lead", "GET", "DOSSIER/comparison")
    row = next(one for one in table["items"] if one["item"] == "1.3.1")
    assert (row["self_award"], row["external_award"], row["difference"]) == ("6", "2", "-4")
    assert (row["evidence"], row["external_comment"]) == (["MC.1.1.01"], "Mới dùng từ tháng 3.")

    assert office.ask("assessor", "POST", "DOSSIER/conclude").status_code == 403
    told = office.done("lead", "POST", "DOSSIER/conclude")
    assert (told["state"], told["levels"]["external"]) == (S.ASSESSED, 3)

    made = office.done(
        "head",
        "POST",
        "DOSSIER/objections",
        {"objections": [{"criterion": "1.3", "text": "Đã dùng từ tháng 9."}]},
    )
    (objection,) = made["objections"]
    path = f"DOSSIER/objections/{objection['id']}"
    assert office.ask("assessor", "PUT", f"{path}/answer", {"text": "Vâng."}).status_code == 428
    answered = office.done("assessor", "PUT", f"{path}/answer", {"text": "Đúng vậy."}, version=1)
    upheld = {"upheld": True, "text": "Chấp nhận.", "answers": [{"item": "1.3.1", "award": "5"}]}
    assert office.ask("leader", "PUT", f"{path}/decision", upheld, version=1).status_code == 412
    office.done("leader", "PUT", f"{path}/decision", upheld, version=answered["version"])
    after = office.done("head", "GET", "DOSSIER/external/answers/1.3.1")
    assert after["award"] == "5"

    decision = _issue(office)
    assert (decision["lines"], decision["in_force"]) == (1, 1)
    (line,) = office.done("head", "GET", f"decisions/{decision['id']}/lines")["lines"]
    assert (line["dossier_id"], line["level"]) == (office.dossier, 3)
    office.done("director", "POST", "bodies/so/publications", {"campaign_id": office.campaign})
    (public,) = office.done("editor", "GET", f"campaigns/{office.campaign}/published")["published"]
    assert (public["level"], public["number"]) == (3, "15/QĐ-MH")


def _issue(office: Office, number: str = "15/QĐ-MH", **more: Any) -> Any:  # noqa: ANN401 - JSON
    body = {
        "campaign_id": office.campaign,
        "number": number,
        "signed_on": clock.today().isoformat(),
        "signer": "Người ký minh họa",
        "lines": [{"dossier_id": office.dossier}],
    }
    return office.done("director", "POST", "bodies/so/decisions", body, **more)


def test_a_return_with_its_clock_and_what_changed(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.ASSESSING)
    body = {"by": SOON, "criteria": [{"criterion": "1.3", "reason": "Thiếu ảnh chụp."}]}
    assert office.done("leader", "POST", "DOSSIER/returns", body)["state"] == S.RETURNED
    (back,) = office.done("head", "GET", "DOSSIER/returns")["returns"]
    assert back["criteria"] == [{"criterion": "1.3", "reason": "Thiếu ảnh chụp."}]
    assert 19 * 86_400 < back["seconds_left"] <= 21 * 86_400
    (listed,) = office.done("leader", "GET", "returned-dossiers")["dossiers"]
    assert (listed["dossier_id"], listed["late"]) == (office.dossier, False)
    changes = f"DOSSIER/returns/{back['id']}/changes"
    assert office.ask("lead", "GET", changes).status_code == 404

    office.done("editor", "PUT", "DOSSIER/self/answers/1.3.1", {"award": "4"}, version=1)
    with database.writing() as session:
        process = Process.resumed(session)
        process.hand_in(process.held(office.dossier))
    told = office.done("lead", "GET", changes)
    assert told["items"] == [{"code": "1.3.1", "before": "6", "after": "4"}]
    assert (told["facts"], told["texts"], told["evidence"]) == ([], [], [])
    assert office.done("leader", "GET", "returned-dossiers")["dossiers"] == []


def test_a_decision_is_amended_and_revoked(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.ASSESSED)
    first = _issue(office)
    body = {
        "campaign_id": office.campaign,
        "number": "16/QĐ-MH",
        "signed_on": clock.today().isoformat(),
        "signer": "Người ký minh họa",
        "lines": [{"dossier_id": office.dossier}],
    }
    path = f"decisions/{first['id']}"
    assert office.ask("director", "POST", f"{path}/amendments", body).status_code == 428
    assert office.ask("leader", "POST", f"{path}/amendments", body, version=1).status_code == 403
    second = office.done("director", "POST", f"{path}/amendments", body, version=1)
    assert second["amends_id"] == first["id"]
    assert office.done("director", "GET", path)["in_force"] == 0
    listed = office.done("director", "GET", "bodies/so/decisions")["decisions"]
    assert [(one["number"], one["in_force"]) for one in listed] == [
        ("16/QĐ-MH", 1),
        ("15/QĐ-MH", 0),
    ]
    stale = office.ask(
        "director", "POST", f"decisions/{second['id']}/revoke", {"reason": "Sai."}, version=9
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "version-stale")
    revoked = office.done(
        "director", "POST", f"decisions/{second['id']}/revoke", {"reason": "Sai."}, version=1
    )
    assert revoked["revoked_reason"] == "Sai."
    assert office.done("head", "GET", "DOSSIER")["state"] == S.ASSESSED


def test_an_imported_decision_is_issued_and_says_what_was_waived(
    client: TestClient, database: Database
) -> None:
    office = Office(client, database, S.DRAFTING)
    with database.writing() as session:
        process = Process.resumed(session)
        dossier = process.held(office.dossier)
        given = Imported("bảng minh họa", ImportedSide({"1.3.1": Decimal(2)}))
        import_dossier(session, dossier, process.campaign, given, process.who("director"))
    body = {
        "campaign_id": office.campaign,
        "number": "3/QĐ-MH",
        "signed_on": clock.today().isoformat(),
        "signer": "Người ký minh họa",
        "lines": [{"dossier_id": office.dossier, "level": 2}],
    }
    assert office.ask("director", "POST", "bodies/so/decisions", body).status_code == 409
    made = office.done("director", "POST", "bodies/so/decisions", body | {"origin": "import"})
    assert made["origin"] == "import"
    (line,) = office.done("head", "GET", f"decisions/{made['id']}/lines")["lines"]
    assert (line["level"], line["waived"]) == (2, ["external"])
    (listed,) = office.done("head", "GET", "dossiers")["dossiers"]
    assert "external" in listed["waived"]
    assert "external" in office.done("head", "GET", "DOSSIER")["waived"]
    office.done("director", "POST", "bodies/so/publications", {"campaign_id": office.campaign})
    (public,) = office.done("editor", "GET", f"campaigns/{office.campaign}/published")["published"]
    assert "external" in public["waived"]


def test_the_same_write_sent_again_has_one_effect(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.ASSESSED)
    first, again = (_issue(office, key="k1") for _ in range(2))
    assert first == again
    assert len(office.done("director", "GET", "bodies/so/decisions")["decisions"]) == 1


def test_the_signed_decision_is_kept_and_handed_out(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.ASSESSED)
    decision = _issue(office)
    path = f"{API}/decisions/{decision['id']}/file"
    content = pdf()
    for person, status in (("leader", 403), ("director", 200)):
        sent = client.post(
            path,
            files={"file": ("quyet-dinh.pdf", content, "application/pdf")},
            headers={"Authorization": f"Bearer {person}"},
        )
        assert sent.status_code == status, sent.text
    got = client.get(path, headers={"Authorization": "Bearer head"})
    assert (got.status_code, got.content) == (200, content)
    assert "attachment" in got.headers["content-disposition"]


def test_teams_and_workload(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.SUBMITTED)
    team = {"team": "Đoàn 7", "members": [{"email": "lead@truong.example", "lead": True}]}
    made = office.done("leader", "PUT", "DOSSIER/assessors", team)
    assert [one["email"] for one in made["members"]] == ["lead@truong.example"]
    wrong = {"team": "", "members": [{"email": "head@truong.example", "lead": True}]}
    refused = office.ask("leader", "PUT", "DOSSIER/assessors", wrong)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "own-school")
    office.done("leader", "POST", "DOSSIER/receive")
    office.done("lead", "POST", "DOSSIER/start-external")
    (line,) = office.done("leader", "GET", f"campaigns/{office.campaign}/assessors")["assessors"]
    assert (line["dossiers"], line["leading"], line["states"]) == (1, 1, {"assessing": 1})
    assert (line["items_done"], line["items"]) == (29, 29)

    files = {"file": ("pc.csv", "Mã trường;E-mail;Trưởng đoàn\n79000001;lead@truong.example;x\n")}
    for path, applied in (("/preview", False), ("", True)):
        sent = client.post(
            f"{API}/campaigns/{office.campaign}/assessors{path}",
            files=files,
            headers={"Authorization": "Bearer leader"},
        )
        assert sent.json() == {"applied": applied, "dossiers": 1, "changed": 1, "assessors": 1}


def test_who_may_not_assign_is_refused_before_the_list_is_read(
    client: TestClient, database: Database
) -> None:
    office = Office(client, database, S.SUBMITTED)
    for path in ("/preview", ""):
        for person, campaign, status, code in (
            ("leader", office.campaign, 400, "assignment-list-refused"),
            ("director", office.campaign, 403, "not-allowed"),
            ("editor", office.campaign, 403, "not-allowed"),
            ("leader", "khac", 404, "campaign-not-found"),
        ):
            sent = client.post(
                f"{API}/campaigns/{campaign}/assessors{path}",
                files={"file": ("pc.xlsx", b"khong phai bang tinh")},
                headers={"Authorization": f"Bearer {person}"},
            )
            assert (sent.status_code, sent.json()["code"]) == (status, code), (person, path)


def test_a_school_sees_nothing_of_the_assessors_before_the_conclusion(
    client: TestClient, database: Database
) -> None:
    office = Office(client, database, S.ASSESSING)
    for path in ("DOSSIER/comparison", "DOSSIER/assessors", "DOSSIER/objections"):
        assert office.ask("head", "GET", path).status_code == 403, path
    for path in ("receive", "conclude", "start-external"):
        assert office.ask("head", "POST", f"DOSSIER/{path}").status_code == 403, path


def test_lists_take_a_fixed_number_of_statements(client: TestClient, database: Database) -> None:
    office = Office(client, database, S.RECOGNISED)
    ran: list[dict[str, int]] = []
    for number in range(2):
        with database.writing() as session:
            process = Process.resumed(session)
            process.numbers += 10 * number
            for state in (S.RECOGNISED, S.RETURNED, S.PUBLISHED) * (number + 1):
                process.numbers += 1
                name = f"th{process.numbers}"
                process.bring(process.school(name, f"79{process.numbers}"), state, f"-{name}")
        found = {}
        for path in (
            f"campaigns/{office.campaign}/assessors",
            "bodies/so/decisions",
            f"campaigns/{office.campaign}/published",
            "returned-dossiers",
        ):
            office.done("director", "GET", path)
            with counted(client.app.state.context.database.engine) as statements:  # type: ignore[attr-defined]
                office.done("director", "GET", path)
            found[path] = len(statements)
        ran.append(found)
    assert ran[0] == ran[1]
