"""Somebody has the address of a piece opened by the service: who may, and what is kept of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.attachments.fetching import Fetcher
from app.attachments.models import Evidence, LinkCheck
from app.audit.models import AuditRow
from app.dossiers.models import DossierState
from app.main import create_app
from app.storage.database import Database
from tests.app.attachments.far_away import NAME, OK, fetcher, machine, moves_to, says
from tests.app.attachments.school import ASSESSOR, NEIGHBOUR, Desk, furnish, settings_for
from tests.app.attachments.test_linking import page


@pytest.fixture
def open_desk(database: Database, database_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """The school where the operator lets the service open addresses."""
    furnish(database)
    app = create_app(settings_for(database_url, tmp_path / "data", fetch_links=True))
    with TestClient(app, base_url="http://localhost") as client:
        yield Desk(client, database, tmp_path / "data" / "evidence")


def let(desk: Desk, how: Fetcher) -> None:
    """Ask in this way from now on."""
    desk.client.app.state.context.fetcher = how  # type: ignore[attr-defined]


def checked(desk: Desk, evidence_id: str, **more: Any) -> Any:  # noqa: ANN401
    return desk.send("POST", f"/evidence/{evidence_id}/link-check", **more)


def kept(desk: Desk) -> list[LinkCheck]:
    with desk.database.reading() as session:
        return list(session.exec(select(LinkCheck)))


def acts(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        rows = select(AuditRow.act).where(AuditRow.chain == f"dossier:{desk.dossier}")
        return list(session.exec(rows.order_by(col(AuditRow.number))))


def test_what_the_page_answered_is_kept_and_shown_beside_the_evidence(open_desk: Desk) -> None:
    with machine(says(OK)) as there:
        let(open_desk, fetcher(there))
        made = open_desk.made(location=f"http://{NAME}:{there.port}/")
        answer = checked(open_desk, made["id"])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["status"], told["failure"], told["media_type"]) == (200, None, "text/html")
    assert told["by_account"] == open_desk.person
    assert acts(open_desk)[-1] == "evidence.link_checked"
    shown = page(open_desk, made["id"])
    assert "Mở được." in shown
    assert "Mở thử đường dẫn" in shown


def test_the_outcome_of_the_last_time_takes_the_place_of_the_one_before(open_desk: Desk) -> None:
    with machine(moves_to("http://169.254.169.254/")) as there:
        let(open_desk, fetcher(there))
        made = open_desk.made(location=f"http://{NAME}:{there.port}/")
        first = checked(open_desk, made["id"]).json()
        assert "Không có máy này" in page(open_desk, made["id"])
        let(open_desk, Fetcher())
        with open_desk.database.writing() as session:
            row = session.get_one(Evidence, made["id"])
            row.location = "http://127.0.0.1/"
            session.add(row)
        assert "Không có máy này" not in page(open_desk, made["id"])
        second = checked(open_desk, made["id"]).json()
    assert (first["failure"], first["final_url"]) == ("not-public", "http://169.254.169.254/")
    assert (second["failure"], second["status"]) == ("not-public", 0)
    assert [one.address for one in kept(open_desk)] == ["http://127.0.0.1/"]


def test_nothing_is_opened_unless_the_operator_turned_it_on(desk: Desk) -> None:
    with machine(says(OK)) as there:
        let(desk, fetcher(there))
        made = desk.made(location=f"http://{NAME}:{there.port}/")
        answer = checked(desk, made["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "links-not-fetched")
    assert "THANGDO_FETCH_LINKS" in answer.json()["detail"]
    assert there.heard == []
    assert kept(desk) == []
    assert "Mở thử đường dẫn" not in page(desk, made["id"])


def test_free_text_is_not_opened(open_desk: Desk) -> None:
    made = open_desk.made(location="Tủ 3, ngăn 2")
    assert checked(open_desk, made["id"]).json()["code"] == "no-link"


def test_only_who_writes_has_it_opened(open_desk: Desk) -> None:
    with machine(says(OK)) as there:
        let(open_desk, fetcher(there))
        made = open_desk.made(location=f"http://{NAME}:{there.port}/")
        assert checked(open_desk.as_(NEIGHBOUR), made["id"]).status_code == 404
        assert checked(open_desk.as_(ASSESSOR), made["id"]).status_code == 403
        assert there.heard == []
        open_desk.move(DossierState.ASSESSING)
        assert checked(open_desk, made["id"]).status_code == 403
        assert there.heard == []
        assert checked(open_desk.as_(ASSESSOR), made["id"]).status_code == 200
        open_desk.move(DossierState.SUBMITTED)
        assert checked(open_desk, made["id"]).json()["code"] == "dossier-locked"
    assert len(there.heard) == 1


def test_an_address_changed_meanwhile_keeps_nothing_of_the_old_one(open_desk: Desk) -> None:
    with machine(says(OK)) as there:
        made = open_desk.made(location=f"http://{NAME}:{there.port}/")
        real = fetcher(there)

        def change(host: str, port: int) -> list[str]:
            with open_desk.database.writing() as session:
                row = session.get_one(Evidence, made["id"])
                row.location = "http://khac.example/"
                session.add(row)
            return list(real.resolve(host, port))

        let(open_desk, Fetcher(change, real.allowed))
        assert checked(open_desk, made["id"]).json()["code"] == "no-link"
    assert len(there.heard) == 1
    assert kept(open_desk) == []
