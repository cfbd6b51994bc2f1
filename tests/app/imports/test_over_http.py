"""People, evidence and decisions brought in over HTTP, the jobs done in this process."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Account, RoleGrant
from app.attachments.models import Evidence
from app.dossiers.importing import Imported, ImportedSide, import_dossier
from app.dossiers.models import Dossier, DossierState
from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_all
from tests.app.bodies.signed_in import sign_in
from tests.app.external.process import Process
from tests.app.house import House

IMPORTS = "/api/v1/imports"


class Desk:
    """A person's browser, before the invented province at work."""

    def __init__(self, house: House, name: str) -> None:
        self.house = house
        with house.database.reading() as session:
            process = Process.resumed(session)
            self.campaign = process.campaign.id
            actor = process.province.actor(process.people[name])
        self.client = TestClient(house.app, base_url="http://localhost")
        sign_in(self.client, house.database, actor)

    def sent(self, kind: str, body_id: str, *rows: Sequence[str], **said: str) -> Any:  # noqa: ANN401
        """A table sent, and what is said beside it; the answer."""
        content = "\n".join(";".join(row) for row in rows).encode("utf-8-sig")
        data = {"kind": kind, "body_id": body_id, "campaign_id": self.campaign, **said}
        files = {"file": ("danh-sach.csv", content, "text/csv")}
        return self.client.post(IMPORTS, data=data, files=files)

    def tried(self, kind: str, body_id: str, *rows: Sequence[str], **said: str) -> dict[str, Any]:
        """The same, its dry run made."""
        answer = self.sent(kind, body_id, *rows, **said)
        assert answer.status_code == 202, answer.text
        return self._after(answer.json()["id"])

    def confirmed(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same, written."""
        assert found["state"] == "ready", found
        url = f"{IMPORTS}/{found['id']}/confirm"
        answer = self.client.post(url, json={"fingerprint": found["fingerprint"]})
        assert answer.status_code == 202, answer.text
        return self._after(found["id"])

    def undone(self, found: dict[str, Any]) -> dict[str, Any]:
        """And undone."""
        answer = self.client.post(f"{IMPORTS}/{found['id']}/undo", json={})
        assert answer.status_code == 202, answer.text
        return self._after(found["id"])

    def _after(self, import_id: str) -> dict[str, Any]:
        parts = self.house.app.state.context
        work_all(Shop(parts.settings, self.house.database, parts.vault), HANDLERS)
        found: dict[str, Any] = self.client.get(f"{IMPORTS}/{import_id}").json()
        return found


@pytest.fixture
def at_work(house: House) -> House:
    """th1 writes; th2 was imported; both schools have codes and names."""
    with house.database.writing() as session:
        process = Process(session)
        imported = process.school("th2", "79000002")
        given = Imported("bảng minh họa", ImportedSide({}))
        import_dossier(session, imported, process.campaign, given, process.who("director"))
    return house


def test_a_school_brings_in_its_own_list_of_evidence(at_work: House) -> None:
    desk = Desk(at_work, "editor")
    rows = (
        ("Mã", "Tên", "Dùng cho tiêu chí", "Trạng thái"),
        ("MC.1.4.01", "Kế hoạch minh họa", "1.4, 2.1", "đã có"),
    )
    found = desk.confirmed(desk.tried("evidence", "th1", *rows))
    assert (found["state"], found["counts"]["new"]) == ("applied", 1), found
    with at_work.database.reading() as session:
        assert session.exec(select(Evidence.code)).all() == ["MC.1.4.01"]
    assert desk.undone(found)["state"] == "undone"
    with at_work.database.reading() as session:
        assert session.exec(select(Evidence.code)).all() == []


def test_a_leader_brings_in_a_decision(at_work: House) -> None:
    desk = Desk(at_work, "director")
    rows = (
        ("Mã trường", "Mức công nhận", "Số quyết định", "Ngày ký", "Người ký"),
        ("79000002", "Mức 2", "15/QĐ-SGDĐT", "01/03/2026", "Người ký minh họa"),
    )
    found = desk.confirmed(desk.tried("decisions", "so", *rows))
    assert (found["state"], found["counts"]["decisions"]) == ("applied", 1), found

    def standing() -> tuple[str, int | None]:
        with at_work.database.reading() as session:
            one = session.exec(select(Dossier).where(Dossier.body_id == "th2")).one()
            return one.state, one.recognised_level

    assert standing() == (DossierState.RECOGNISED, 2)
    assert desk.undone(found)["state"] == "undone"
    assert standing() == (DossierState.SUBMITTED, None)


LEVELS = (("Mã trường", "Mức công nhận"), ("79000002", "Mức 2"))


def test_what_a_list_of_a_decision_does_not_print_is_said_beside_it(at_work: House) -> None:
    desk = Desk(at_work, "director")
    bare = desk.tried("decisions", "so", *LEVELS)
    assert bare["counts"]["invalid"] == 1, bare["counts"]
    said = {"number": "15/QĐ-SGDĐT", "signed_on": "2026-03-01", "signer": "Người ký minh họa"}
    found = desk.confirmed(desk.tried("decisions", "so", *LEVELS, **said))
    assert (found["state"], found["counts"]["decisions"]) == ("applied", 1), found


@pytest.mark.parametrize(
    "said", [{"signed_on": "1/3/2026"}, {"day": "hôm nay"}, {"number": "5" * 51}]
)
def test_what_is_said_beside_a_table_is_judged_at_once(
    at_work: House, said: dict[str, str]
) -> None:
    answer = Desk(at_work, "director").sent("decisions", "so", *LEVELS, **said)
    assert answer.status_code == 422, answer.text
    assert next(iter(said)) in answer.text


def test_a_leader_brings_in_the_people_of_a_body(at_work: House) -> None:
    desk = Desk(at_work, "director")
    rows = (
        ("Họ và tên", "Email", "Vai trò"),
        ("Nguyễn An (minh họa)", "an@truong.example", "Người đánh giá"),
    )
    found = desk.confirmed(desk.tried("people", "xa", *rows))
    assert (found["state"], found["counts"]["accounts"]) == ("applied", 1), found
    with at_work.database.reading() as session:
        account = session.exec(select(Account).where(Account.email == "an@truong.example")).one()
        roles = select(RoleGrant.role).where(RoleGrant.account_id == account.id)
        assert session.exec(roles).all() == ["assessor"]
    assert desk.undone(found)["state"] == "undone"
