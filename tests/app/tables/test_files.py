"""The files as the API hands them out: made by a process of their own, whole or not at all."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

import pytest
from httpx2 import Response
from sqlmodel import Session

from app.dossiers.models import DossierState
from app.province import queries
from app.province.apart import Makers
from app.province.orders import Order, What
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.house import House
from tests.app.tables.files import made, table
from tests.statements import counted

CAMPAIGN = "/api/v1/campaigns/dot"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "results-template.xlsx": XLSX,
    "results.xlsx": XLSX,
    "province.xlsx": XLSX,
    "levels.csv": "text/csv; charset=utf-8",
    "levels.json": "application/json",
    "levels.parquet": "application/vnd.apache.parquet",
}


@pytest.fixture
def people(house: House) -> dict[str, str]:
    """A published school; who there is to ask."""
    return furnish(house)


def furnish(house: House) -> dict[str, str]:
    with house.database.writing() as session:
        process = Process(session)
        process.bring(process.dossier, DossierState.PUBLISHED)
        return dict(process.people)


def ask(house: House, account: str, name: str) -> Response:
    return house.browser(account).get(f"{CAMPAIGN}/{name}")


def test_every_file_arrives_whole_under_a_name_in_vietnamese(
    house: House, people: dict[str, str]
) -> None:
    for name, kind in KINDS.items():
        answer = ask(house, people["director"], name)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == kind
        assert "Đợt minh họa" in unquote(answer.headers["content-disposition"])
        assert answer.headers["content-disposition"].startswith("attachment; ")
        begin = {"csv": b"\xef\xbb\xbf", "json": b"{", "parquet": b"PAR1"}
        assert answer.content.startswith(begin.get(name.rpartition(".")[2], b"PK"))
    told = table(ask(house, people["director"], "results.xlsx").content)
    assert told["79000001"]["Mức công nhận"] == 3


def test_the_file_of_levels_says_what_the_list_says(house: House, people: dict[str, str]) -> None:
    listed = house.browser(people["editor"]).get(f"{CAMPAIGN}/published").json()["published"]
    told = ask(house, people["editor"], "levels.json").json()
    assert told["school_year"] == "2025-2026"
    (one,), (level,) = listed, told["levels"]
    assert (level["body_code"], level["level"], level["decision_number"]) == (
        one["body_code"],
        one["level"],
        one["number"],
    )
    assert level["edition"] == "thangdo.qd-4725@1.0"


def test_a_body_that_one_may_not_see_is_not_there(house: House, people: dict[str, str]) -> None:
    with house.building() as made_up:
        made_up.body("khac", kind="so")
    assert ask(house, people["leader"], "results.xlsx?body_id=khac").status_code == 404
    assert ask(house, people["leader"], "results.xlsx?body_id=so").status_code == 404
    assert ask(house, people["leader"], "results.xlsx?body_id=xa").status_code == 200


def test_a_form_that_there_is_not_is_refused(small_house: House) -> None:
    account = furnish(small_house)["director"]
    assert ask(small_house, account, "levels.xml").status_code == 422


def test_reading_is_noted_once_in_the_access_log(small_house: House) -> None:
    account = furnish(small_house)["director"]
    seen: list[Any] = []
    small_house.app.state.context.access.note = seen.append
    ask(small_house, account, "results.xlsx")
    assert [(one.account_id, one.thing, one.act) for one in seen] == [
        (account, "campaign:dot", "results")
    ]


def test_a_process_that_dies_leaves_a_refusal_and_nothing_else(
    small_house: House, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    account = furnish(small_house)["director"]
    ran, kept, fresh = subprocess.run, [], tempfile.TemporaryFile

    def dying(command: tuple[str, ...], **options: Any) -> Any:  # noqa: ANN401 - subprocess's own
        words = (sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        assert command[2] == "-m"
        return ran(words, **options)

    def remembered() -> IO[bytes]:
        kept.append(fresh())
        return kept[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", remembered)
    monkeypatch.setattr(subprocess, "run", dying)
    answer = ask(small_house, account, "province.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (500, "table-not-made")
    assert [one.closed for one in kept] == [True]
    assert list(temporary.iterdir()) == []


def test_more_orders_than_there_is_room_for_are_told_so(small_house: House) -> None:
    account = furnish(small_house)["director"]
    small_house.app.state.context.__dict__["makers"] = Makers(0, 0)
    answer = ask(small_house, account, "results.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


def test_statements_grow_with_the_chunks_and_not_with_the_schools(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        process = Process(session)
        for number in range(2, 9):
            process.school(f"th{number}", f"7900000{number}")
        account = process.people["director"]

    def ran(session: Session, what: What, chunk: int) -> int:
        monkeypatch.setattr(queries, "CHUNK", chunk)
        with counted(session.get_bind()) as statements:
            made(session, account, what)
        return len(statements)

    with database.reading() as session:
        for what, each in ((What.RESULTS, 4), (What.PROVINCE, 2)):
            ran(session, what, 8)  # editions are compiled once
            assert ran(session, what, 2) - ran(session, what, 4) == 2 * each
            assert ran(session, what, 4) - ran(session, what, 8) == each


def test_the_order_never_shows_where_the_database_is(database: Database) -> None:
    with database.writing() as session:
        process = Process(session)
        actor = process.province.actor(process.people["director"])
    order = Order(What.CSV, "dot", None, actor, process.at, "postgresql://a:mat-khau@b/c")
    assert "mat-khau" not in repr(order)
