"""People who send more than others can bear: bounds for one person, turns between people."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import clock
from app.audit.chain import Who
from app.imports import queries, service
from app.imports.errors import ImportsTooMany
from app.imports.models import ImportBatch, ImportKind, ImportRow, ImportState, RowOutcome
from app.jobs import queue
from app.storage.database import Database
from tests.app.house import House
from tests.app.imports.driving import AT
from tests.app.imports.results.province import Schools, furnished
from tests.app.imports.test_over_http import Desk, at_work

__all__ = ["at_work"]
S = ImportState


@pytest.fixture
def schools(database: Database) -> Schools:
    """The schools, on each kind of database in turn."""
    return furnished(database)


def test_one_person_s_unread_tables_are_bounded_and_another_s_are_not_hindered(
    at_work: House,
) -> None:
    director, second = Desk(at_work, "director"), Desk(at_work, "second")
    for number in range(service.MOST_UNREAD):
        assert director.sent("results", "so", ("Mã trường",), (str(number),)).status_code == 202
    refused = director.sent("results", "so", ("Mã trường",), ("nữa",))
    assert (refused.status_code, refused.json()["code"]) == (429, "imports-too-many")
    assert refused.headers["Retry-After"]
    assert second.sent("results", "so", ("Mã trường",), ("khác",)).status_code == 202


def test_dry_runs_that_nobody_confirms_do_not_fill_the_disk(schools: Schools) -> None:
    director = schools.people["director"]
    with schools.database.writing() as session:
        session.add(_batch(director, S.READY, service.MOST_ROWS // 2))
        session.add(_batch(director, S.APPLIED, service.MOST_ROWS))
        session.add(_batch(director, S.UNDONE, service.MOST_ROWS))
        session.flush()
        service.require_room(session, director)
        session.add(_batch(director, S.STALE, service.MOST_ROWS // 2))
        session.flush()
        with pytest.raises(ImportsTooMany):
            service.require_room(session, director)
        service.require_room(session, schools.people["second"])
        service.require_room(session, None)


def test_people_take_turns_at_the_queue(schools: Schools) -> None:
    many, few = schools.people["director"], schools.people["second"]
    with schools.database.writing() as session:
        for number in range(4):
            who = Who(many, AT + timedelta(seconds=number))
            queue.enqueue(session, "import.dry_run", f"lon{number}", {}, who)
        queue.enqueue(session, "import.dry_run", "nho", {}, Who(few, AT + timedelta(minutes=1)))
        queue.enqueue(session, "import.dry_run", "may", {}, Who(None, AT + timedelta(minutes=2)))
    order = []
    at = AT + timedelta(minutes=3)
    while True:
        at += timedelta(seconds=1)
        with schools.database.writing() as session:
            job = queue.take(session, at)
            if job is None:
                break
            order.append(job.subject)
            queue.finish(session, queue.taken(job), at)
    assert order == ["lon0", "nho", "may", "lon1", "lon2", "lon3"]


def test_whoever_s_work_is_being_done_waits_for_the_others(schools: Schools) -> None:
    many, few = schools.people["director"], schools.people["second"]
    with schools.database.writing() as session:
        for subject, account in (("lon0", many), ("lon1", many), ("nho", few)):
            queue.enqueue(session, "import.dry_run", subject, {}, Who(account, AT))
    taken = []
    for _ in range(3):
        with schools.database.writing() as session:
            job = queue.take(session, AT + timedelta(minutes=1))
            assert job is not None
            taken.append(job.subject)
    assert taken == ["lon0", "nho", "lon1"]


def test_old_dry_runs_are_forgotten_a_few_rows_at_a_time(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ROWS_FORGOTTEN", 5)
    with schools.database.writing() as session:
        for number in range(3):
            batch = _batch(schools.people["director"], S.READY, 4)
            batch.expires_at = AT + timedelta(seconds=number)
            session.add(batch)
            session.flush()
            session.add_all(
                ImportRow(
                    batch_id=batch.id, run=1, position=one, line=one + 1, outcome=RowOutcome.NEW
                )
                for one in range(4)
            )
    left = []
    for _ in range(3):
        with schools.database.writing() as session:
            queries.forget(session, clock.now())
        with schools.database.reading() as session:
            left.append(
                (
                    len(session.exec(select(ImportBatch)).all()),
                    len(session.exec(select(ImportRow)).all()),
                )
            )
    assert left == [(2, 8), (1, 4), (0, 0)]


def _batch(account_id: str, state: ImportState, done: int) -> ImportBatch:
    return ImportBatch(
        tenant_id="so",
        body_id="so",
        campaign_id="dot",
        kind=ImportKind.RESULTS,
        state=state,
        file_name="a.csv",
        object_sha256="a" * 64,
        size=1,
        options={},
        run=1,
        done=done,
        account_id=account_id,
        created_at=AT,
        expires_at=AT + timedelta(days=30),
    )
